"""SageMaker Pipelines definitions: the Training and Tuning steps, also those inside Condition steps.

https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-define.html and the definition's JSON schema at
https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policylint.job import TRAINING, TUNING, Facts, Job
from policylint.path import Route
from policylint.sources.kinds import sidecar
from policylint.sources.kinds.expressions import written
from policylint.sources.kinds.translation import Translation
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_OPERATIONS = {"Training": TRAINING, "Tuning": TUNING}
_SOURCES = ("Parameters.", "Steps.", "Execution.")


class Pipeline:
    """A pipeline definition with a Training or Tuning step."""

    name = "pipeline"
    title = "SageMaker Pipelines definition"

    def recognises(self, value: Any) -> bool:
        """Whether there are steps, and such a step among them."""
        if not isinstance(value, dict) or "Steps" not in value:
            return False
        return any("Arguments" in step for _, step, _ in steps(value["Steps"], ("Steps",)))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The job of each such step, named by the step."""
        metadata = value.get("Metadata")
        facts = sidecar.facts(metadata.get("policylint") if isinstance(metadata, dict) else None)
        for operation, step, route in steps(value["Steps"], ("Steps",)):
            translation = _Arguments()
            request = translation.request(operation, step.get("Arguments"), (*route, "Arguments"))
            translation.name(operation, request, (*route, "Name"))
            yield translation.job(operation, request, str(step.get("Name", ""))), facts


class _Arguments(Translation):
    """A step's arguments: references to parameters and other steps, and functions over them, are unknown."""

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """An expression is an object whose only member is `Get` or a function such as `Std:Join`."""
        if isinstance(value, dict) and len(value) == 1:
            [(function, argument)] = value.items()
            if function == "Get" and isinstance(argument, str) and argument.startswith(_SOURCES):
                return Unknown(argument), route
            if isinstance(function, str) and function.startswith("Std:"):
                return Unknown(written(value)), route
        return value, route


def steps(listed: Any, route: Route) -> Iterator[tuple[str, dict[Any, Any], Route]]:
    """The steps that create jobs, at any depth: operation, step and the step's route."""
    if not isinstance(listed, list):
        return
    for index, step in enumerate(listed):
        if not isinstance(step, dict):
            continue
        here = (*route, index)
        kind, arguments = step.get("Type"), step.get("Arguments")
        if isinstance(kind, str) and kind in _OPERATIONS:
            yield _OPERATIONS[kind], step, here
        elif kind == "Condition" and isinstance(arguments, dict):
            for branch in ("IfSteps", "ElseSteps"):
                yield from steps(arguments.get(branch), (*here, "Arguments", branch))


KIND = Pipeline()
