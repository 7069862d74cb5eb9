"""Step Functions state machines, in Amazon States Language: the tasks that create training and tuning jobs.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html and
https://states-language.net/spec.html (JSONPath payload templates, JSONata expressions).
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from policylint.job import TRAINING, TUNING, Facts, Job
from policylint.path import Route
from policylint.sources.kinds.translation import Member, Translation
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_OPERATIONS = {"createTrainingJob": TRAINING, "createHyperParameterTuningJob": TUNING}
_TASK = re.compile(rf":states:::(?:aws-sdk:)?sagemaker:({'|'.join(_OPERATIONS)})\b")
_NESTED = ("Iterator", "ItemProcessor")
_JSONATA = re.compile(r"\s*\{%.*%\}\s*", re.DOTALL)


class StateMachine:
    """A state machine with a task that creates a training or tuning job."""

    name = "asl"
    title = "Step Functions state machine"

    def recognises(self, value: Any) -> bool:
        """Whether there are states, and such a task among them."""
        return isinstance(value, dict) and any(True for _ in tasks(value, ()))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The job of each such task, named by its state."""
        for name, operation, payload, route in tasks(value, ()):
            translation = Payload()
            yield translation.job(operation, translation.request(operation, payload, route), name), Facts()


class Payload(Translation):
    """A task's `Parameters` (JSONPath) or `Arguments` (JSONata): members ending in `.$` and `{% %}` are unknown."""

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """A JSONata expression is the whole of a string."""
        return Unknown(value) if isinstance(value, str) and _JSONATA.fullmatch(value) else value, route

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """The member `X.$` is X, whose value the expression will give."""
        members = super().members(value, shape, route)
        return members and map(_evaluated, members)


def tasks(
    machine: dict[Any, Any], route: Route, resolved: Callable[[Any], Any] = lambda resource: resource
) -> Iterator[tuple[str, str, Any, Route]]:
    """The tasks that create jobs, at any depth: state, operation, payload and the payload's route.

    `resolved` gives a task's resource as the file around the machine fills it in.
    """
    states = machine.get("States")
    if not isinstance(states, dict):
        return
    for name, state in states.items():
        if not isinstance(state, dict):
            continue
        here = (*route, "States", name)
        operation = _operation(resolved(state.get("Resource")))
        if operation:
            yield str(name), operation, *_payload(state, here)
        inner = [(state[key], (*here, key)) for key in _NESTED if key in state]
        branches = state.get("Branches")
        if isinstance(branches, list):
            inner += [(branch, (*here, "Branches", index)) for index, branch in enumerate(branches)]
        for nested, place in inner:
            if isinstance(nested, dict):
                yield from tasks(nested, place, resolved)


def _operation(resource: Any) -> str | None:
    """The operation that a resource's ARN names; inside a template a part of the ARN may be an expression."""
    if isinstance(resource, Unknown):
        resource = resource.expression
    if isinstance(resource, dict):
        resource = next(iter(resource.values()), None)
    task = _TASK.search(resource) if isinstance(resource, str) else None
    return _OPERATIONS[task.group(1)] if task else None


def _payload(state: dict[Any, Any], route: Route) -> tuple[Any, Route]:
    for key in ("Arguments", "Parameters"):
        if key in state:
            return state[key], (*route, key)
    return Unknown("the state's input"), route


def _evaluated(member: Member) -> Member:
    name, value, _, place = member
    if isinstance(name, str) and name.endswith(".$"):
        expression = value if isinstance(value, str) else repr(value)
        return name[:-2], Unknown(expression), None, place
    return member


KIND = StateMachine()
