import functools

import boto3

client = boto3.client("sagemaker")
resources = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30}
submit = functools.partial(
    client.create_training_job,
    RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
    AlgorithmSpecification={
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/partial/"},
    ResourceConfig=resources,
)
submit(TrainingJobName="first", StoppingCondition={"MaxRuntimeInSeconds": 60})
resources["InstanceCount"] = 5
submit(
    TrainingJobName="second",
    StoppingCondition={"MaxRuntimeInSeconds": 120},
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/second/"},
)
