"""Compiled Kubeflow pipelines: tasks of the components for SageMaker, which take a request's members as parameters.

kfp 2.17 writes whole numbers as floats, and each parameter as a constant or as another task's output (seen November
2026). https://github.com/kubeflow/pipelines/tree/master/components/aws/sagemaker
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policylint.job import TRAINING, Facts, Job
from policylint.path import Route
from policylint.sources.kinds import ack
from policylint.sources.kinds.expressions import written
from policylint.sources.kinds.shapes import folded, step
from policylint.sources.kinds.translation import Member, Translation
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_FROM_ELSEWHERE = ("componentInputParameter", "taskOutputParameter")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TELLING = ("resource_config", "output_data_config", "training_job_name")


class Parameters:
    """The parameters of a task that makes a training job."""

    name = "kfp"
    title = "Kubeflow pipeline task"

    def recognises(self, value: Any) -> bool:
        """Whether parameters of a training job are given as the compiler writes them."""
        if not isinstance(value, dict) or not any(name in value for name in _TELLING):
            return False
        return all(isinstance(item, dict) and is_parameter(item) for item in value.values())

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The job that the component makes of them."""
        translation = _Given()
        request = translation.request(TRAINING, value, ())
        region = constant(value.get("region"))
        facts = Facts(region=region if isinstance(region, str) else None)
        yield translation.job(TRAINING, request), facts


class _Given(Translation):
    """Members under snake_case or lowerCamel names; the component's own parameters are not members."""

    spelled = staticmethod(lambda route: ack.spelled(route) if len(route) > 1 else _WORDS.sub("_", route[0]).lower())

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """A parameter is its constant, or unknown; a float without a fraction is the integer that it was."""
        if isinstance(value, dict) and is_parameter(value):
            given = constant(value)
            if given is None:
                return Unknown(written(value)), route
            value, route = given, (*route, "runtimeValue", "constant")
        if isinstance(value, float) and value.is_integer():
            return int(value), route
        return value, route

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """The members of a structure that the API knows; a map keeps its keys."""
        if not isinstance(value, dict) or shape is None or shape.type != "structure":
            return super().members(value, shape, route)
        return _named(value, shape, route)


def _named(value: dict[Any, Any], shape: "Shape", route: Route) -> Iterator[Member]:
    for key, item in value.items():
        name = folded(shape.name).get(str(key).replace("_", "").lower())
        if name is not None:
            yield name, item, step(shape, name), (*route, key)
        elif route:
            yield key, item, None, (*route, key)


def is_parameter(value: dict[Any, Any]) -> bool:
    """Whether an object is a task's parameter as the compiler writes it."""
    return constant(value) is not None or any(name in value for name in _FROM_ELSEWHERE)


def constant(value: Any) -> Any:
    """The constant that a parameter is; None where it comes from elsewhere."""
    given = value.get("runtimeValue") if isinstance(value, dict) else None
    return given.get("constant") if isinstance(given, dict) else None


KIND = Parameters()
