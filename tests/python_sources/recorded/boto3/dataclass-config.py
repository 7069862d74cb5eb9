from dataclasses import asdict, dataclass, field

import boto3


@dataclass
class Resources:
    InstanceType: str = "ml.m5.xlarge"
    InstanceCount: int = 1
    VolumeSizeInGB: int = 30


@dataclass
class JobConfig:
    name: str
    image: str
    role: str = "arn:aws:iam::123456789012:role/SageMakerTraining"
    resources: Resources = field(default_factory=Resources)
    hyperparameters: dict = field(default_factory=dict)
    max_runtime: int = 3600
    tags: list = field(default_factory=list)

    def tag(self, key, value):
        self.tags.append({"Key": key, "Value": value})
        return self

    def to_request(self):
        return {
            "TrainingJobName": self.name,
            "AlgorithmSpecification": {"TrainingImage": self.image, "TrainingInputMode": "File"},
            "RoleArn": self.role,
            "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/" + self.name},
            "ResourceConfig": asdict(self.resources),
            "StoppingCondition": {"MaxRuntimeInSeconds": self.max_runtime},
            "HyperParameters": {k: str(v) for k, v in self.hyperparameters.items()},
            "Tags": self.tags,
        }


config = JobConfig("vision", "123456789012.dkr.ecr.us-east-1.amazonaws.com/vision:3", hyperparameters={"epochs": 3, "amp": True})
config.resources.InstanceType = "ml.g5.2xlarge"
config.tag("team", "vision").tag("env", "dev")
boto3.client("sagemaker").create_training_job(**config.to_request())
other = JobConfig("vision-small", "123456789012.dkr.ecr.us-east-1.amazonaws.com/vision:3", max_runtime=600)
boto3.client("sagemaker").create_training_job(**other.to_request())
