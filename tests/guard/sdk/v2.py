"""Submits through version 2 of the SageMaker SDK, for `check_sdk.py`: prints what became of each submission."""

import logging
import os
import sys
from collections.abc import Callable
from typing import Any

import boto3
import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.parameter import ContinuousParameter
from sagemaker.tuner import HyperparameterTuner
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep

ROLE = "arn:aws:iam::123456789012:role/SageMakerTraining"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"
DATA = {"train": TrainingInput("s3://acme-ml/churn/train/", content_type="text/csv")}


def name(leak: str | None) -> str:
    """A name of its own for each process and kind of job: the SDK's time stamps are by the minute."""
    return f"{'bad' if leak else 'good'}-{os.getpid()}"


def estimator(session: Any, leak: str | None) -> Estimator:
    return Estimator(
        IMAGE,
        ROLE,
        instance_count=1,
        instance_type="ml.m5.xlarge",
        max_run=3600,
        output_path="s3://acme-ml/churn/models/",
        environment={"API_KEY": leak} if leak else {"LOG_LEVEL": "info"},
        base_job_name=name(leak),
        sagemaker_session=session,
    )


def tuner(session: Any, leak: str | None) -> HyperparameterTuner:
    return HyperparameterTuner(
        estimator(session, leak),
        "validation:auc",
        {"eta": ContinuousParameter(0.01, 0.3)},
        [{"Name": "validation:auc", "Regex": "auc=([0-9.]+)"}],
        base_tuning_job_name=name(leak),
        max_jobs=4,
        max_parallel_jobs=2,
    )


def pipeline(session: Any, leak: str | None) -> Pipeline:
    step = TrainingStep(name="Train", step_args=estimator(session, leak).fit(DATA))
    return Pipeline(name=name(leak), steps=[step], sagemaker_session=session)


def tell(what: str, submit: Callable[[], object]) -> None:
    try:
        submit()
    except Exception as error:  # noqa: BLE001 - which one it is, is the answer
        print(what, type(error).__name__, getattr(error, "code", error))
    else:
        print(what, "submitted")


def main(secret: str) -> None:
    logging.disable(logging.CRITICAL)
    session = sagemaker.Session(boto3.Session(), default_bucket="acme-ml")
    lazily = PipelineSession(boto3.Session(), default_bucket="acme-ml")
    for what, leak in (("good", None), ("bad", secret)):
        tell(f"{what} estimator", lambda leak=leak: estimator(session, leak).fit(DATA, wait=False))  # type: ignore[misc]
        tell(f"{what} tuner", lambda leak=leak: tuner(session, leak).fit(DATA, wait=False))  # type: ignore[misc]
        tell(f"{what} pipeline", lambda leak=leak: pipeline(lazily, leak).create(ROLE))  # type: ignore[misc]


if __name__ == "__main__":
    main(sys.argv[1])
