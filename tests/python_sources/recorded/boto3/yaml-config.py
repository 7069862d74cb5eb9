import boto3
import yaml

CONFIG = yaml.safe_load(
    """
instance: {type: ml.m5.large, count: 2}
lr: 1e-3
debug: yes
"""
)
boto3.client("sagemaker").create_training_job(
    TrainingJobName="from-yaml",
    AlgorithmSpecification={
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
    OutputDataConfig={"S3OutputPath": "s3://acme-ml/yaml/"},
    ResourceConfig={
        "InstanceType": CONFIG["instance"]["type"],
        "InstanceCount": CONFIG["instance"]["count"],
        "VolumeSizeInGB": 30,
    },
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
    HyperParameters={"lr": str(CONFIG["lr"]), "debug": str(CONFIG["debug"])},
)
