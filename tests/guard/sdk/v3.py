"""Submits through version 3 of the SageMaker SDK, for `check_sdk.py`: prints what became of each submission."""

import json
import logging
import os
import sys

import boto3
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.shapes import OutputDataConfig, StoppingCondition
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.train import ModelTrainer

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"


def main(leak: str) -> None:
    logging.disable(logging.CRITICAL)
    name = f"SageMakerTraining-{os.getpid()}"  # the SDK looks the role up
    role = boto3.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    session = Session(boto3.Session(), default_bucket="acme-ml")
    for what, environment in (("good", {"LOG_LEVEL": "info"}), ("bad", {"API_KEY": leak})):
        trainer = ModelTrainer(
            training_image=IMAGE,
            role=role,
            base_job_name="churn",
            compute=Compute(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
            stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
            output_data_config=OutputDataConfig(s3_output_path="s3://acme-ml/churn/models/"),
            environment=environment,
            sagemaker_session=session,
        )
        try:
            trainer.train([InputData(channel_name="train", data_source="s3://acme-ml/churn/train/")], wait=False)
        except Exception as error:  # noqa: BLE001 - which one it is, is the answer
            print(what, "trainer", type(error).__name__, getattr(error, "code", error))
        else:
            print(what, "trainer submitted")


if __name__ == "__main__":
    main(sys.argv[1])
