"""Jobs that the guard's tests submit."""

import itertools
from typing import Any

from policylint.guards.price import Price
from policylint.job import Job
from tests.requests import minimal_job, minimal_tuning_job

_numbers = itertools.count()
# A key of the documented format of AWS's examples, made here so that no scanner takes this file for a leak.
SECRET = "AKIA" + "2OGYBAH6" + "QWERTYUZ"
SECRET_KEY = "wJalrXUtnFEMI" + "K7MDENGbPxRfiCY" + "Zq3t9LmW0pXc"


def sound(**members: Any) -> dict[str, Any]:
    """A job without any fault, under a name of its own."""
    return {**minimal_job({"TrainingJobName": f"churn-{next(_numbers)}"}), **members}


def faulty(**members: Any) -> dict[str, Any]:
    """A job that botocore accepts and the rules do not."""
    return sound(TrainingJobName=f"churn_{next(_numbers)}", **members)


def sound_tuning() -> dict[str, Any]:
    return minimal_tuning_job({"HyperParameterTuningJobName": f"tune-{next(_numbers)}"})


def with_secret() -> dict[str, Any]:
    return sound(Environment={"AWS_ACCESS_KEY_ID": SECRET, "DB_PASSWORD": SECRET_KEY})


def ten_dollars(job: Job) -> Price:
    return Price(10.0)


def unpriced(job: Job) -> Price:
    return Price(None, "no rate of ml.m5.xlarge is known")
