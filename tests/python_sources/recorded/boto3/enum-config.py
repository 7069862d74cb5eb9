from enum import Enum, IntEnum, StrEnum

import boto3


class Size(str, Enum):
    SMALL = "ml.m5.large"
    BIG = "ml.m5.4xlarge"
    LARGE = "ml.m5.4xlarge"


class Hours(IntEnum):
    SHORT = 1
    LONG = 12


class Stage(StrEnum):
    DEV = "dev"
    PROD = "prod"


def train(stage: Stage, size: Size = Size.SMALL):
    boto3.client("sagemaker").create_training_job(
        TrainingJobName=f"job-{stage}-{size.name.lower()}",
        AlgorithmSpecification={
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
            "TrainingInputMode": "File",
        },
        RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
        OutputDataConfig={"S3OutputPath": "s3://acme-ml/" + stage},
        ResourceConfig={"InstanceType": size, "InstanceCount": 1, "VolumeSizeInGB": 30},
        StoppingCondition={"MaxRuntimeInSeconds": Hours.LONG * 3600},
        Environment={"STAGE": stage.value, "SIZE": str(size), "ALL": ",".join(s.value for s in Stage)},
    )


train(Stage.DEV)
train(Stage["PROD"], size=Size.LARGE)
