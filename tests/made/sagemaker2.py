"""A pipeline of the SageMaker SDK 2: a parameter's default that no job can have, a misspelt mode in a branch."""

import sys
from pathlib import Path

import boto3
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThan
from sagemaker.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep

session = PipelineSession(boto3.Session(region_name="us-east-1"), default_bucket="acme-ml")
count = ParameterInteger(name="Count", default_value=1)
kind = ParameterString(name="Kind", default_value="ml.m5.xlrge")
role = "arn:aws:iam::123456789012:role/SageMakerTraining"


def step(name, instance_type, **options):
    estimator = Estimator(
        image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        instance_type=instance_type,
        instance_count=count,
        output_path="s3://acme-ml/churn",
        role=role,
        sagemaker_session=session,
        hyperparameters={"epochs": 3},
        disable_profiler=True,
        **options,
    )
    data = TrainingInput(s3_data="s3://acme-ml/churn/train/", content_type="text/csv")
    return TrainingStep(name=name, step_args=estimator.fit(inputs={"train": data}))


larger = ConditionStep(
    name="Larger",
    conditions=[ConditionGreaterThan(left=count, right=1)],
    if_steps=[step("Many", "ml.g5.xlarge", input_mode="Fil")],
    else_steps=[step("One", "ml.m5.xlarge")],
)
pipeline = Pipeline(
    name="churn", parameters=[count, kind], steps=[step("First", kind), larger], sagemaker_session=session
)
Path(sys.argv[1]).write_text(pipeline.definition() + "\n", encoding="utf-8")
