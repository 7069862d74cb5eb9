"""Submits in all ways of version 2 of the SageMaker SDK, for `check_sdk.py`: prints what became of each submission."""

import itertools
import logging
import os
import sys
from typing import Any

import boto3
import sagemaker
from sagemaker.aws_batch.training_queue import TrainingQueue
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.parameter import ContinuousParameter
from sagemaker.remote_function import remote
from sagemaker.tuner import HyperparameterTuner
from sagemaker.workflow.function_step import step
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep

from tests.guard.sdk.telling import Ways, guard, tell

ROLE = "arn:aws:iam::123456789012:role/SageMakerTraining"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"
DATA = {"train": TrainingInput("s3://acme-ml/churn/train/", content_type="text/csv")}
_numbers = itertools.count()


def name(what: str) -> str:
    """A name of its own for each submission: the SDK's time stamps are by the minute."""
    return f"{what}-{os.getpid()}-{next(_numbers)}"


def ways(boto: Any, environment: dict[str, str]) -> Ways:
    """All ways to submit by a session, with an environment of the job."""
    session, lazily = sagemaker.Session(boto, default_bucket="acme-ml"), PipelineSession(boto, default_bucket="acme-ml")

    def estimator(by: Any = session) -> Estimator:
        return Estimator(
            IMAGE,
            ROLE,
            instance_count=1,
            instance_type="ml.m5.xlarge",
            max_run=3600,
            output_path="s3://acme-ml/churn/models/",
            environment=environment,
            base_job_name=name("churn"),
            sagemaker_session=by,
        )

    def tune() -> None:
        HyperparameterTuner(
            estimator(),
            "validation:auc",
            {"eta": ContinuousParameter(0.01, 0.3)},
            [{"Name": "validation:auc", "Regex": "auc=([0-9.]+)"}],
            max_jobs=4,
            max_parallel_jobs=2,
        ).fit(DATA, wait=False, job_name=name("tune"))

    def pipeline(step: Any) -> None:
        Pipeline(name=name("p"), steps=[step], sagemaker_session=lazily).create(ROLE)

    settings = {"instance_type": "ml.m5.xlarge", "role": ROLE, "image_uri": IMAGE, "environment_variables": environment}

    def remotely() -> None:
        remote(sagemaker_session=session, s3_root_uri="s3://acme-ml", job_name_prefix=name("r"), **settings)(_train)(1)

    return {
        "estimator": lambda: estimator().fit(DATA, wait=False),
        "tuner": tune,
        "queue": lambda: TrainingQueue("queue").submit(
            estimator(), DATA, job_name=name("q"), share_identifier="default"
        ),
        "pipeline": lambda: pipeline(TrainingStep(name="Train", step_args=estimator(lazily).fit(DATA))),
        "remote": remotely,
        "step": lambda: pipeline(step(name="Function", **settings)(_train)(1)),
    }


def _train(x: int) -> int:
    return x


def main(leak: str, form: str, when: str) -> None:
    logging.disable(logging.CRITICAL)
    boto = boto3.Session()
    if when == "before":
        guard(form, boto, sagemaker.Session(boto, default_bucket="acme-ml"))
    tell("good", ways(boto, {"LOG_LEVEL": "info"}))
    if when == "after":  # all clients are there when the guard comes
        guard(form, boto, sagemaker.Session(boto, default_bucket="acme-ml"))
    tell("bad", ways(boto, {"API_KEY": leak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
