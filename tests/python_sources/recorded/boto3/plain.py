"""Starts the nightly churn training."""

import boto3

sm = boto3.client("sagemaker", region_name="us-east-1")

sm.create_training_job(
    TrainingJobName="churn-nightly-1",
    AlgorithmSpecification={
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        "TrainingInputMode": "File",
    },
    RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
    InputDataConfig=[
        {
            "ChannelName": "train",
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/train/"}},
            "ContentType": "text/csv",
        }
    ],
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/churn/models/"},
    ResourceConfig={"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
)
