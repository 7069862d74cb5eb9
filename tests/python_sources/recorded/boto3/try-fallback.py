import boto3

sm = boto3.client("sagemaker")
settings = {"kind": "ml.m5.large"}
try:
    kind = settings["instance"]
    volume = 500
except KeyError:
    kind = "ml.c5.xlarge"
    volume = 40
finally:
    settings["kind"] = "ml.t3.large"

try:
    count = int("two")
except ValueError:
    count = 2

sm.create_training_job(
    TrainingJobName="fallback",
    AlgorithmSpecification={
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/fallback/"},
    ResourceConfig={"InstanceType": kind, "InstanceCount": count, "VolumeSizeInGB": volume},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
    Environment={"KIND": settings["kind"]},
)
