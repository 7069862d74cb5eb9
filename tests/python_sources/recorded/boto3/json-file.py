import json
from pathlib import Path

import boto3

path = Path("request.json")
path.write_text(json.dumps({"InstanceType": "ml.m5.large", "InstanceCount": 3, "VolumeSizeInGB": 30}))
resources = json.loads(path.read_text())
with open("request.json") as file:
    same = json.load(file)
boto3.client("sagemaker").create_training_job(
    TrainingJobName="from-file",
    AlgorithmSpecification={
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/file/"},
    ResourceConfig=resources,
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
    Environment={"SAME": str(same == resources)},
)
