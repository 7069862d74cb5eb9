import boto3

PROFILE = "gpu"
match PROFILE:
    case "cpu" | "small":
        kind, volume = "ml.m5.large", 10
    case "gpu":
        kind, volume = "ml.g5.xlarge", 100
    case _:
        raise ValueError(PROFILE)

if (hours := 4) > 2:
    limit = hours * 3600
else:
    limit = 3600

names = [last := f"job-{n}" for n in range(3)]
boto3.client("sagemaker").create_training_job(
    TrainingJobName=last,
    AlgorithmSpecification={
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/match/"},
    ResourceConfig={"InstanceType": kind, "InstanceCount": len(names), "VolumeSizeInGB": volume},
    StoppingCondition={"MaxRuntimeInSeconds": limit},
)
