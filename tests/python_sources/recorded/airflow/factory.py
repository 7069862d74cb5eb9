from datetime import datetime

from airflow.providers.amazon.aws.operators.sagemaker import SageMakerTrainingOperator
from airflow.sdk import DAG

BASE = {
    "RoleArn": "arn:aws:iam::123456789012:role/Training",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    "OutputDataConfig": {"S3OutputPath": "s3://acme-models/"},
    "StoppingCondition": {"MaxRuntimeInSeconds": "3600"},
}


def config(model, kind="ml.m5.large", **hyperparameters):
    return {
        **BASE,
        "TrainingJobName": f"{model}-" + "{{ ds }}",
        "HyperParameters": {k: str(v) for k, v in hyperparameters.items()},
        "ResourceConfig": {"InstanceType": kind, "InstanceCount": "1", "VolumeSizeInGB": 30.0},
        "InputDataConfig": [
            {
                "ChannelName": c,
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://acme-data/{model}/{c}"}},
            }
            for c in ("train", "test")
        ],
    }


with DAG("training", start_date=datetime(2026, 1, 1), schedule=None) as dag:
    previous = None
    for model, kind in {"churn": "ml.m5.large", "price": "ml.c5.xlarge"}.items():
        task = SageMakerTrainingOperator(
            task_id=f"train_{model}", config=config(model, kind, rounds=10), wait_for_completion=False
        )
        if previous:
            previous >> task
        previous = task
