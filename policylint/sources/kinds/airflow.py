"""Configurations of Airflow's SageMaker operators, as dag-factory and the like write them.

The operators (apache-airflow-providers-amazon 9.39.0, seen November 2026) turn the text of three members into integers,
give a role's bare name its ARN, and take out `S3Operations`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policylint.job import PROCESSING, TRAINING, TUNING, Facts, Job
from policylint.path import Route
from policylint.sources.kinds.around import airflow
from policylint.sources.kinds.translation import Member, Translation
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_OPERATORS = {
    "SageMakerTrainingOperator": TRAINING,
    "SageMakerTuningOperator": TUNING,
    "SageMakerProcessingOperator": PROCESSING,
}
_INTEGERS = frozenset({"InstanceCount", "VolumeSizeInGB", "MaxRuntimeInSeconds"})


class Operator:
    """A task whose operator starts a training or tuning job."""

    name = "airflow"
    title = "Airflow operator configuration"

    def recognises(self, value: Any) -> bool:
        """Whether the operator is such a one and has its configuration beside it."""
        return _operation(value) is not None

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The request that the operator makes of its configuration."""
        operation = _operation(value)
        if operation is not None:
            translation = _Config()
            facts = Facts(runs=airflow(value, str(value.get("task_id", "the task"))))
            yield translation.job(operation, translation.request(operation, value["config"], ("config",))), facts


class _Config(Translation):
    """What the operator changes in the request."""

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """Three members become integers, a role may be a bare name."""
        found = super().members(value, shape, route)
        return None if found is None else map(_changed, (one for one in found if one[0] != "S3Operations"))


def _changed(member: Member) -> Member:
    name, value, shape, route = member
    if name in _INTEGERS and isinstance(value, str) and value.strip().lstrip("+-").isdecimal():
        return name, int(value), shape, route
    if name == "RoleArn" and isinstance(value, str) and "/" not in value and ":" not in value:
        return name, Unknown(value), shape, route
    return member


def _operation(value: Any) -> str | None:
    if not isinstance(value, dict) or not isinstance(value.get("config"), dict):
        return None
    return _OPERATORS.get(str(value.get("operator")).rpartition(".")[2])


KIND = Operator()
