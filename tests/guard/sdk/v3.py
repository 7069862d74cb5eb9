"""Submits in all ways of version 3 of the SageMaker SDK, for `check_sdk.py`: prints what became of each submission."""

import itertools
import json
import logging
import os
import sys
from typing import Any

import boto3
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.parameter import ContinuousParameter
from sagemaker.core.remote_function import remote
from sagemaker.core.resources import Job, TrainingJob
from sagemaker.core.shapes import (
    AlgorithmSpecification,
    OutputDataConfig,
    ResourceConfig,
    ServerlessJobConfig,
    StoppingCondition,
)
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.for_each_step import ForEachStep
from sagemaker.mlops.workflow.function_step import step
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train import ModelTrainer
from sagemaker.train.aws_batch.training_queue import TrainingQueue
from sagemaker.train.tuner import HyperparameterTuner

from tests.guard.sdk.telling import Ways, guard, tell

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"
DATA = [InputData(channel_name="train", data_source="s3://acme-ml/churn/train/")]
_numbers = itertools.count()


def name(what: str) -> str:
    """A name of its own for each submission: the SDK's time stamps are by the second."""
    return f"{what}-{os.getpid()}-{next(_numbers)}"


def ways(boto: Any, role: str, environment: dict[str, str]) -> Ways:
    """All ways to submit by a session, with an environment of the job."""
    session, lazily = Session(boto, default_bucket="acme-ml"), PipelineSession(boto, default_bucket="acme-ml")

    def trainer(by: Any = session) -> Any:
        return ModelTrainer(
            training_image=IMAGE,
            role=role,
            base_job_name=name("churn"),
            compute=Compute(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
            stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
            output_data_config=OutputDataConfig(s3_output_path="s3://acme-ml/churn/models/"),
            environment=environment,
            sagemaker_session=by,
        )

    def tune() -> None:
        HyperparameterTuner(
            model_trainer=trainer(),
            objective_metric_name="auc",
            hyperparameter_ranges={"eta": ContinuousParameter(0.01, 0.3)},
            metric_definitions=[{"Name": "auc", "Regex": "auc=([0-9.]+)"}],
            max_jobs=4,
            max_parallel_jobs=2,
        ).tune(inputs=DATA, job_name=name("tune"), wait=False)

    def core(**more: Any) -> None:
        TrainingJob.create(
            training_job_name=name("core"),
            role_arn=role,
            output_data_config=OutputDataConfig(s3_output_path="s3://acme-ml/churn/models/"),
            **more,
        )

    machines: dict[str, Any] = {
        "environment": environment,
        "algorithm_specification": AlgorithmSpecification(training_image=IMAGE, training_input_mode="File"),
        "resource_config": ResourceConfig(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
        "stopping_condition": StoppingCondition(max_runtime_in_seconds=3600),
    }
    model = "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/a/1.0.0"
    serverless = ServerlessJobConfig(
        base_model_arn=model, job_type="FineTuning", customization_technique="SFT", accept_eula=True
    )

    def agent() -> None:  # what the trainer of several turns of reinforcement learning submits by
        Job.create(
            job_name=name("agent"),
            role_arn=role,
            job_category="AgentRFT",
            job_config_schema_version="1.0.0",
            job_config_document=json.dumps({"environment": environment}),
            session=boto,
        )

    def pipeline(steps: list[Any]) -> None:
        Pipeline(name=name("p"), steps=steps, sagemaker_session=lazily).create(role_arn=role)

    def training_step() -> Any:
        return TrainingStep(name="Train", step_args=trainer(lazily).train(DATA))

    def each(body: Any) -> Any:
        return ForEachStep(name="Each", iterable_items=["a"], max_concurrency=1, for_each_body=[body])

    settings = {"instance_type": "ml.m5.xlarge", "role": role, "image_uri": IMAGE, "environment_variables": environment}

    def remotely() -> None:
        remote(sagemaker_session=session, s3_root_uri="s3://acme-ml", job_name_prefix=name("r"), **settings)(_train)(1)

    def step_of_a_function() -> None:
        pipeline([step(name="Function", **settings)(_train)(1)])

    return {
        "core without a session": lambda: core(**machines),
        "trainer": lambda: trainer().train(DATA, wait=False),
        "tuner": tune,
        "core": lambda: core(session=boto, **machines),
        "serverless": lambda: core(session=boto, serverless_job_config=serverless, hyper_parameters=environment),
        "agent": agent,
        "queue": lambda: TrainingQueue("queue").submit(trainer(), DATA, job_name=name("q")),
        "pipeline": lambda: pipeline([training_step()]),
        "for each": lambda: pipeline([each(training_step())]),
        "remote": remotely,
        "step": step_of_a_function,
    }


def _train(x: int) -> int:
    return x


def main(leak: str, form: str, when: str) -> None:
    logging.disable(logging.CRITICAL)
    # The SDK looks the role up.
    made = boto3.client("iam").create_role(
        RoleName=name("SageMakerTraining"), AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    role = made["Role"]["Arn"]
    boto = boto3.Session()
    if when == "before":
        guard(form, boto, Session(boto, default_bucket="acme-ml"))
    tell("good", ways(boto, role, {"LOG_LEVEL": "info"}))
    if when == "after":  # all clients are there when the guard comes
        guard(form, boto, Session(boto, default_bucket="acme-ml"))
    tell("bad", ways(boto, role, {"API_KEY": leak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
