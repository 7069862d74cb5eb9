import functools
import time

import boto3


def retried(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            for attempt in range(times):
                try:
                    return function(*args, **kwargs)
                except RuntimeError:
                    time.sleep(2**attempt)
            raise RuntimeError("gave up")

        return wrapper

    return decorate


@retried(3)
def start(name, kind="ml.m5.large", *, hours=1):
    return boto3.client("sagemaker").create_training_job(
        TrainingJobName=name,
        AlgorithmSpecification={
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
            "TrainingInputMode": "File",
        },
        RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
        OutputDataConfig={"S3OutputPath": "s3://acme-ml/decorated/"},
        ResourceConfig={"InstanceType": kind, "InstanceCount": 1, "VolumeSizeInGB": 30},
        StoppingCondition={"MaxRuntimeInSeconds": hours * 3600},
    )


start("decorated")
start("decorated-long", hours=8)
