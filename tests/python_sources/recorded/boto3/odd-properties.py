import boto3


class Config:
    __secret = "hidden"

    def __init__(self):
        self._count = 1

    @property
    def count(self):
        return self._count

    @count.setter
    def count(self, value):
        self._count = max(value, 2)

    def __getattr__(self, name):
        return f"no {name}"

    def env(self):
        return {"SECRET": self.__secret, "OTHER": self.other}


config = Config()
config.count = 1
config.__secret = "shown"
setattr(config, "other", "set")
boto3.client("sagemaker").create_training_job(
    TrainingJobName="properties",
    AlgorithmSpecification={
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/properties/"},
    ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": config.count, "VolumeSizeInGB": 30},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
    Environment=config.env(),
)
