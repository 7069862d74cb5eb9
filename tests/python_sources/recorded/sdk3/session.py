import boto3
from sagemaker.core.helper.session_helper import Session, get_execution_role
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.train import ModelTrainer

session = Session(boto3.Session(region_name="us-west-2"), default_bucket="acme-west")
role = get_execution_role()
bucket = session.default_bucket()
trainer = ModelTrainer(
    sagemaker_session=session,
    role=role,
    training_image="123456789012.dkr.ecr.us-west-2.amazonaws.com/churn:1.4",
    compute=Compute(instance_type="ml.m5.4xlarge", instance_count=1),
    base_job_name="west",
)
trainer.train([InputData(channel_name="train", data_source=f"s3://{bucket}/data/train")])
