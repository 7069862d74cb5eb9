"""SageMaker Pipelines definitions: the steps that create jobs, also those inside Condition and ForEach steps.

https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-define.html and the definition's JSON schema at
https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from policylint.job import AUTOML_V2, JOB, PROCESSING, TRAINING, TRANSFORM, TUNING, Facts, Job
from policylint.path import Route
from policylint.runs import ONCE, Runs
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
_BODY = "ForEachBody"
_TRIES = 5
"""How often a step is tried again by a retry policy that states neither MaxAttempts nor ExpireAfterMin."""
_LONGEST_EXPIRY = 14_400
"""The minutes after which a retry policy expires at the latest."""
_BRANCHES = ("IfSteps", "ElseSteps", _BODY, "Steps")
_ITEM = "ForEach.CurrentItem"
_MEMBER = re.compile(r"\.(?P<name>\w+)|\['(?P<quoted>[^']+)'\]")
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
        parameters = {f"Parameters.{name}": shown for name, shown in _parameters(value.get("Parameters"))}
        for operation, step, route in steps(value["Steps"], ("Steps",)):
            translation = _Arguments({**parameters, **_items(value, route)})
            request = translation.request(operation, step.get("Arguments"), (*route, "Arguments"))
            translation.name(operation, request, (*route, "Name"))
            runs = _around(value, route).times(_attempts(step))
            yield translation.job(operation, request, str(step.get("Name", ""))), facts.within(runs)


class _Arguments(Translation):
    """A step's arguments: references to parameters and other steps, and functions over them, are unknown; `shown` has
    the values that the pipeline shows for references."""

    def __init__(self, shown: Mapping[str, tuple[Candidate, ...]]) -> None:
        super().__init__()
        self._shown = shown

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """An expression is an object whose only member is `Get` or a function such as `Std:Join`."""
        if isinstance(value, dict) and len(value) == 1:
            [(function, argument)] = value.items()
            if function == "Get" and isinstance(argument, str) and argument.startswith(_SOURCES):
                return Unknown(argument, candidates=self._of(argument)), route
            if isinstance(function, str) and function.startswith("Std:"):
                joined = self._joined(argument) if function == "Std:Join" else ()
                return Unknown(written(value), candidates=joined), route
        return value, route

    def _of(self, reference: str) -> tuple[Candidate, ...]:
        """What is shown for a reference, or for the member of an item that it names."""
        if not reference.startswith(_ITEM):
            return self._shown.get(reference, ())
        steps = [found["name"] or found["quoted"] for found in _MEMBER.finditer(reference, len(_ITEM))]
        found: list[Candidate] = []
        for item in self._shown.get(_ITEM, ()):
            value, route = item.value, item.route
            for name in steps:
                value, route = value.get(name) if isinstance(value, dict) else None, (*route, name)
            if value is not None:
                found.append(Candidate(value, route, item.what))
        return tuple(found)

    def _joined(self, argument: Any) -> tuple[Candidate, ...]:
        """The texts that a join comes to, with one reference in it at each of the values that are shown for that."""
        values, on = (argument.get("Values"), argument.get("On")) if isinstance(argument, dict) else (None, None)
        if not isinstance(values, list) or not isinstance(on, str):
            return ()
        open_ends = [index for index, item in enumerate(values) if not isinstance(item, str | int | float)]
        if len(open_ends) > 1:
            return ()
        if not open_ends:
            return (Candidate(on.join(map(str, values)), (), "as it is joined"),)
        [at] = open_ends
        reference = values[at].get("Get") if isinstance(values[at], dict) else None
        shown = self._of(reference) if isinstance(reference, str) else ()
        return tuple(
            Candidate(on.join(map(str, [*values[:at], one.value, *values[at + 1 :]])), one.route, one.what)
            for one in shown
        )


def _items(pipeline: Any, route: Route) -> dict[str, tuple[Candidate, ...]]:
    """The items over which the ForEach step around a step goes, where the pipeline spells them out."""
    if _BODY not in route:
        return {}
    place = (*route[: route.index(_BODY)], "IterableItems")
    listed: Any = pipeline
    for key in place[:-1]:
        listed = listed[key]
    items = listed.get(place[-1])
    if not isinstance(items, list):
        return {}
    return {_ITEM: tuple(Candidate(item, (*place, at), f"item {at + 1}") for at, item in enumerate(items))}


def _around(pipeline: Any, route: Route) -> Runs:
    """How often the ForEach steps around a step run it."""
    found, node = ONCE, pipeline
    for at, key in enumerate(route):
        if key == _BODY:
            name = _step_at(pipeline, route[: at - 1]).get("Name", "the ForEach step")
            items = node.get("IterableItems")
            each = Runs.items(len(items), str(name)) if isinstance(items, list) else None
            unknown = f"the ForEach step {name} goes over a list that the pipeline does not show"
            found = found.times(each or Runs.without_bound(unknown))
        node = node[key]
    return found


def _step_at(pipeline: Any, route: Route) -> dict[Any, Any]:
    node = pipeline
    for key in route:
        node = node[key]
    return node if isinstance(node, dict) else {}


def _attempts(step: dict[Any, Any]) -> Runs:
    """How often a step is tried: once, and again as often as each of its retry policies allows.

    https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-retry-policy.html
    """
    name, most = str(step.get("Name", "the step")), 1
    policies = step.get("RetryPolicies")
    for policy in policies if isinstance(policies, list) else ():
        more = _tries(policy) if isinstance(policy, dict) else None
        if more is None:
            return Runs.without_bound(f"how often {name} is tried again is not known here")
        most += more
    return Runs.attempts(most, name)


def _tries(policy: Mapping[Any, Any]) -> int | None:
    """The most tries of a retry policy: five where it states no number, or those that begin before it expires."""
    limit = policy.get("ExpireAfterMin")
    if limit is None:
        tries = policy.get("MaxAttempts", _TRIES)
        return tries if type(tries) is int and tries >= 0 else None
    wait, rate = policy.get("IntervalSeconds", 1), policy.get("BackoffRate", 2.0)
    numbers = (limit, wait, rate)
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in numbers):
        return None
    if not 0 <= limit <= _LONGEST_EXPIRY or wait < 1 or rate < 1:
        return None
    tries, passed = 0, float(wait)
    while passed <= limit * 60:
        tries += 1
        wait *= rate
        passed += wait
    return tries


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
