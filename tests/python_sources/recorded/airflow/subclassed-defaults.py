import copy
from datetime import datetime

from airflow.providers.amazon.aws.operators.sagemaker import SageMakerTrainingOperator
from airflow.sdk import DAG


class Defaults:
    config = {
        "RoleArn": "arn:aws:iam::123456789012:role/Training",
        "AlgorithmSpecification": {
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
            "TrainingInputMode": "File",
        },
        "OutputDataConfig": {"S3OutputPath": "s3://acme-models/"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "InputDataConfig": [
            {
                "ChannelName": "train",
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-data/train"}},
            }
        ],
    }

    @classmethod
    def named(cls, name, **resources):
        config = copy.deepcopy(cls.config)
        config["TrainingJobName"] = name
        config["ResourceConfig"].update(resources)
        return config


class Big(Defaults):
    config = {**Defaults.config, "EnableNetworkIsolation": True}


with DAG("classes", start_date=datetime(2026, 1, 1), schedule=None) as dag:
    SageMakerTrainingOperator(task_id="small", config=Defaults.named("small"), wait_for_completion=False)
    SageMakerTrainingOperator(
        task_id="big", config=Big.named("big", InstanceCount=8, InstanceType="ml.c5.9xlarge"), wait_for_completion=False
    )
