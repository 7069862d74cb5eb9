"""SageMaker Pipelines definitions: the steps that create jobs, also those inside Condition and ForEach steps.

https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-define.html and the definition's JSON schema at
https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from policylint.job import AUTOML_V2, JOB, PROCESSING, TRAINING, TRANSFORM, TUNING, Facts, Job
from policylint.path import Route
from policylint.sources.kinds import sidecar
from policylint.sources.kinds.expressions import written
from policylint.sources.kinds.translation import Translation
from policylint.unknown import Candidate, Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

# The checks of data quality and of bias are processing jobs; AutoML steps are of the second version of the API.
_OPERATIONS = {
    "Training": TRAINING,
    "Tuning": TUNING,
    "Processing": PROCESSING,
    "Transform": TRANSFORM,
    "AutoML": AUTOML_V2,
    "QualityCheck": PROCESSING,
    "ClarifyCheck": PROCESSING,
    "Job": JOB,
}
# What holds steps in a step: Condition steps, and the ForEach of the SDK's version 3.
_BRANCHES = ("IfSteps", "ElseSteps", "ForEachBody", "Steps")
_SOURCES = ("Parameters.", "Steps.", "Execution.", "ForEach.")


class Pipeline:
    """A pipeline definition with a step that creates a job."""

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
        parameters = dict(_parameters(value.get("Parameters")))
        for operation, step, route in steps(value["Steps"], ("Steps",)):
            translation = _Arguments(parameters)
            request = translation.request(operation, step.get("Arguments"), (*route, "Arguments"))
            translation.name(operation, request, (*route, "Name"))
            yield translation.job(operation, request, str(step.get("Name", ""))), facts


class _Arguments(Translation):
    """A step's arguments: references to parameters and other steps, and functions over them, are unknown."""

    def __init__(self, parameters: Mapping[str, tuple[Candidate, ...]]) -> None:
        super().__init__()
        self._parameters = parameters

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """An expression is an object whose only member is `Get` or a function such as `Std:Join`."""
        if isinstance(value, dict) and len(value) == 1:
            [(function, argument)] = value.items()
            if function == "Get" and isinstance(argument, str) and argument.startswith(_SOURCES):
                shown = self._parameters.get(argument.removeprefix("Parameters."), ())
                return Unknown(argument, candidates=shown), route
            if isinstance(function, str) and function.startswith("Std:"):
                return Unknown(written(value)), route
        return value, route


def _parameters(listed: Any) -> Iterator[tuple[str, tuple[Candidate, ...]]]:
    """The values that a pipeline shows for each of its parameters: the default, and those that it allows."""
    for index, parameter in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(parameter, dict):
            continue
        name, route = str(parameter.get("Name")), ("Parameters", index)
        shown = []
        if parameter.get("DefaultValue") is not None:
            what = f"the default of parameter {name}"
            shown.append(Candidate(parameter["DefaultValue"], (*route, "DefaultValue"), what))
        allowed = parameter.get("EnumValues")
        for number, value in enumerate(allowed if isinstance(allowed, list) else ()):
            what = f"an allowed value of parameter {name}"
            shown.append(Candidate(value, (*route, "EnumValues", number), what))
        yield name, tuple(shown)


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
        elif isinstance(arguments, dict):
            for branch in _BRANCHES:
                yield from steps(arguments.get(branch), (*here, "Arguments", branch))


KIND = Pipeline()
