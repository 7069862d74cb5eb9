import boto3

sm = boto3.client("sagemaker")
waiting = [("a", 1), ("b", 2), ("c", 4)]
started = 0
while waiting:
    name, count = waiting.pop(0)
    if name == "b":
        continue
    started += 1
    sm.create_training_job(
        TrainingJobName=f"{name}-{started}",
        AlgorithmSpecification={
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
            "TrainingInputMode": "File",
        },
        RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
        OutputDataConfig={"S3OutputPath": "s3://acme-ml/queue/"},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": count, "VolumeSizeInGB": 30},
        StoppingCondition={"MaxRuntimeInSeconds": 3600},
    )
