from datetime import datetime
from functools import partial

from airflow.providers.amazon.aws.operators.sagemaker import SageMakerTrainingOperator
from airflow.sdk import DAG

train = partial(SageMakerTrainingOperator, wait_for_completion=False, check_if_job_exists=False)
dag = DAG("partial", start_date=datetime(2026, 1, 1), schedule="@daily")
request = {
    "TrainingJobName": "churn",
    "RoleArn": "arn:aws:iam::123456789012:role/Training",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    "OutputDataConfig": {"S3OutputPath": "s3://acme-models/"},
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 60 * 60},
    "InputDataConfig": [],
}
request["InputDataConfig"] += [
    {
        "ChannelName": "train",
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-data/train"}},
    }
]
train(task_id="train", config=request, dag=dag)
