from pathlib import Path, PurePosixPath

import boto3

CODE = Path("src") / "train.py"
DATA = PurePosixPath("churn") / "train"
boto3.client("sagemaker").create_training_job(
    TrainingJobName=CODE.stem + "-1",
    AlgorithmSpecification={
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
        "ContainerEntrypoint": ["python", str(CODE)],
    },
    RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
    OutputDataConfig={"S3OutputPath": f"s3://acme-ml/{DATA}/"},
    ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
)
