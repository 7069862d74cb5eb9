"""A pipeline of the SageMaker SDK 3 with a misspelt instance type; what the SDK asks of AWS is answered here."""

import sys
from pathlib import Path
from unittest.mock import patch

import boto3
from sagemaker.core.training.configs import Compute, InputData, StoppingCondition
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train import ModelTrainer

ROLE = "arn:aws:iam::123456789012:role/SageMakerTraining"
TRUSTED = {
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}]
}
ANSWERS = {
    "GetRole": {"Role": {"Arn": ROLE, "RoleName": "SageMakerTraining", "AssumeRolePolicyDocument": TRUSTED}},
    "SimulatePrincipalPolicy": {"EvaluationResults": []},
    "ListBuckets": {"Buckets": []},
}


def answer(client, operation, parameters):
    return ANSWERS.get(operation, {})


with patch("botocore.client.BaseClient._make_api_call", answer):
    session = PipelineSession(boto3.Session(region_name="us-east-1"), default_bucket="acme-ml")
    trainer = ModelTrainer(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        role=ROLE,
        compute=Compute(instance_type="ml.m5.xlrge", instance_count=1),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        sagemaker_session=session,
        hyperparameters={"epochs": 3},
    )
    data = InputData(channel_name="train", data_source="s3://acme-ml/churn/train/")
    step = TrainingStep(name="Train", step_args=trainer.train([data]))
    pipeline = Pipeline(name="churn", steps=[step], sagemaker_session=session)
    Path(sys.argv[1]).write_text(pipeline.definition() + "\n", encoding="utf-8")
