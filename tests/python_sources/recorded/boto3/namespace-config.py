from types import SimpleNamespace
from typing import NamedTuple

import boto3


class Compute(NamedTuple):
    kind: str
    count: int = 1
    volume: int = 30


cfg = SimpleNamespace(name="namespaced", hours=2)
cfg.hours += 1
compute = Compute("ml.m5.large", count=2)
boto3.client("sagemaker").create_training_job(
    TrainingJobName=cfg.name,
    AlgorithmSpecification={
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/namespaced/"},
    ResourceConfig={
        "InstanceType": compute.kind,
        "InstanceCount": compute.count,
        "VolumeSizeInGB": compute.volume,
    },
    StoppingCondition={"MaxRuntimeInSeconds": cfg.hours * 3600},
)
