"""Airflow's SageMaker operators in DAGs (seen with apache-airflow-providers-amazon 9.39.0).

What an operator does to its configuration is what `policylint.sources.kinds.airflow` knows of configurations in YAML.
"""

from collections.abc import Iterator
from typing import Any

from policylint.runs import ONCE, Runs
from policylint.sources.python.libraries import Library, Sends, Sent
from policylint.sources.python.libraries.arguments import Arguments
from policylint.sources.python.values import Call, Dict, Known, List, Opaque, Value, is_known, known

_MODULES = (
    "airflow.providers.amazon.aws.operators.sagemaker",
    "airflow.providers.amazon.aws.operators.sagemaker_training",
    "airflow.providers.amazon.aws.operators.sagemaker_tuning",
    "airflow.contrib.operators.sagemaker_training_operator",
    "airflow.contrib.operators.sagemaker_tuning_operator",
)
_OPERATORS = {
    "SageMakerTrainingOperator": "sagemaker:createTrainingJob",
    "SageMakerTuningOperator": "sagemaker:createHyperParameterTuningJob",
}
_INTEGERS = frozenset(
    {"InstanceCount", "VolumeSizeInGB", "MaxRuntimeInSeconds", "MaxNumberOfTrainingJobs", "MaxParallelTrainingJobs"}
)


def _sends(api: str) -> Sends:
    def sent(call: Call) -> Iterator[Sent]:
        given = Arguments.of_call(call, ())
        config = given.get("config")
        if isinstance(config, Dict):
            request = {key: _changed(key, item) for key, item in _members(config) if key != "S3Operations"}
            name = given.text("task_id") or ""
            yield Sent(api, request, config.more, name, runs=_attempts(given.get("retries"), name or "the task"))

    return sent


def _attempts(retries: Value | None, name: str) -> Runs:
    """How often Airflow tries a task: once more than the retries that it states."""
    if retries is None:
        return ONCE
    number = known(retries) if is_known(retries) else None
    if not isinstance(number, int) or number < 0:
        return Runs.without_bound(f"how often {name} is tried again is not known here")
    return Runs.attempts(number + 1, name)


def _members(config: Dict) -> Iterator[tuple[str, Value]]:
    return ((key, item) for key, item in config.entries.items() if isinstance(key, str))


def _changed(name: str, value: Value) -> Any:
    """A member as the operator sends it: three become integers, a role's bare name its ARN, templates are filled in."""
    if isinstance(value, Dict) and value.more is None:
        return {str(key): _changed(str(key), item) for key, item in value.entries.items()}
    if isinstance(value, List) and value.more is None:
        return [_changed(name, item) for item in value.items]
    text = known(value)
    if isinstance(text, str) and ("{{" in text or "{%" in text):
        return Opaque(text, value.at)
    if name in _INTEGERS and is_known(value) and not isinstance(text, bool):
        return _integer(value)
    if name == "RoleArn" and isinstance(text, str) and "/" not in text and ":" not in text:
        return Opaque(at=value.at)
    return value


def _integer(value: Value) -> Value:
    try:
        return Known(int(known(value)), value.at)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return value


LIBRARY = Library(
    name="airflow",
    seen="apache-airflow-providers-amazon 9.39.0 on Airflow 3.3.2",
    sends={f"{module}.{name}": _sends(api) for module in _MODULES for name, api in _OPERATORS.items()},
    harmless=("airflow.",),
    transparent=("airflow.sdk.dag", "airflow.decorators.dag"),
    words=tuple(_OPERATORS),
)
