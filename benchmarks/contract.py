"""All contract rules together on valid requests, beside one run of botocore's validator."""

from collections.abc import Callable
from typing import Any

import botocore.session
from botocore.validate import ParamValidator

from benchmarks.measure import medians, table
from benchmarks.requests import typical
from policylint.engine import Engine
from policylint.examples import TUNING_JOB
from policylint.job import TRAINING, TUNING, Job, TrainingJob, TuningJob
from policylint.settings.config import Config


def main() -> None:
    model = botocore.session.get_session().get_service_model("sagemaker")
    validator, rules = ParamValidator(), Engine(Config(select=("SM2",)))
    number = sum(rule.startswith("SM") for rule in rules.rules)

    def contenders(operation: str, kind: type[Job], request: dict[str, Any]) -> dict[str, Callable[[], object]]:
        shape: Any = model.operation_model(operation).input_shape
        return {
            "botocore ParamValidator": lambda: validator.validate(request, shape),
            f"policylint, all {number} contract rules": lambda: rules.judge(kind(request)),
        }

    for title, operation, kind, request in (
        ("one typical valid training request", TRAINING, TrainingJob, typical()),
        ("the smallest valid tuning request", TUNING, TuningJob, TUNING_JOB),
    ):
        table(title, medians(contenders(operation, kind, request), rounds=40, calls=100))


if __name__ == "__main__":
    main()
