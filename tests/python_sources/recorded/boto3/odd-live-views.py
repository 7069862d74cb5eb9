import boto3

resources = {"InstanceType": "ml.m5.large", "InstanceCount": 1}
pairs = resources.items()
names = (f"{prefix}-{resources['InstanceCount']}" for prefix in ("a", "b"))
resources["VolumeSizeInGB"] = 30
resources["InstanceCount"] = 7
boto3.client("sagemaker").create_training_job(
    TrainingJobName=next(names),
    AlgorithmSpecification={
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/views/"},
    ResourceConfig=dict(pairs),
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
    Environment={"REST": ",".join(names)},
)
