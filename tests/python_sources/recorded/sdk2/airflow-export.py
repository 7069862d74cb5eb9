import boto3
from sagemaker.estimator import Estimator
from sagemaker.workflow.airflow import training_config

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    "arn:aws:iam::123456789012:role/Training",
    1,
    "ml.m5.large",
    output_path="s3://acme-models/",
    enable_network_isolation=True,
    hyperparameters={"rounds": 3, "deep": True},
)
config = training_config(estimator=est, inputs={"train": "s3://acme-data/a"}, job_name="exported-1")
boto3.client("sagemaker").create_training_job(**config)
