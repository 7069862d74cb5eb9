"""Step Functions state machines, in Amazon States Language: the tasks that create training and tuning jobs.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html and
https://states-language.net/spec.html (JSONPath payload templates, JSONata expressions).
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policylint.dataclass_ import dataclass
from policylint.finding import Anchor, Finding, Severity, rename
from policylint.job import TRAINING, TUNING, Facts, Job
from policylint.path import Route, format_path
from policylint.sources.kinds.loops import in_loops
from policylint.sources.kinds.translation import Member, Translation
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_OPERATIONS = {"createTrainingJob": TRAINING, "createHyperParameterTuningJob": TUNING}
_TASK = re.compile(rf":states:::(?:aws-sdk:)?sagemaker:({'|'.join(_OPERATIONS)})\b")
_NESTED = ("Iterator", "ItemProcessor")
_JSONATA = re.compile(r"\s*\{%(.*)%\}\s*", re.DOTALL)
_WITHIN = re.compile(r"\{%.*?%\}", re.DOTALL)
# What a path begins with: the input, the context object, an intrinsic function.
_PATH = re.compile(r"\$(?:$|[.\[$])|States\.[A-Z][A-Za-z0-9]*\(")
# A JSONata expression that is one literal: a string without escapes, a number, a boolean.
_LITERAL = re.compile(r"'(?P<single>[^'\\]*)'|\"(?P<double>[^\"\\]*)\"|(?P<other>-?\d+(?:\.\d+)?|true|false)")
_DIFFERS = re.compile(r"RetryCount|Map\.Item|States\.UUID|uuid|States\.MathRandom|random|millis|now\(|\.Redrive")


@dataclass(frozen=True, slots=True)
class Task:
    """A task that creates jobs: the state's name, its operation, payload and the payload's route, whether JSONata is
    its language, and the words for each way in which one execution may run it again."""

    name: str
    operation: str
    payload: Any
    route: Route
    jsonata: bool = False
    again: tuple[str, ...] = ()


class StateMachine:
    """A state machine with a task that creates a training or tuning job."""

    name = "asl"
    title = "Step Functions state machine"

    def recognises(self, value: Any) -> bool:
        """Whether there are states, and such a task among them."""
        return isinstance(value, dict) and any(True for _ in tasks(value, ()))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The job of each such task, named by its state."""
        for task in tasks(value, ()):
            yield Payload(task).asked(), Facts()


class Payload(Translation):
    """A task's `Parameters` (JSONPath) or `Arguments` (JSONata): members ending in `.$` and `{% %}` are unknown, but
    for literals; what the language makes of the rest is remarked on."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task
        self._paths: dict[Route, Route] = {}

    def asked(self) -> Job:
        """The job that the task asks for, with remarks on how the state machine writes it."""
        task = self._task
        request = self.request(task.operation, task.payload, task.route)
        job = self.job(task.operation, request, task.name)
        return replace(
            job, origin=replace(job.origin, remarks=(*self._remarks(task.payload, ()), *self._named(request)))
        )

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """A JSONata expression is the whole of a string; a path that stands as text is not what its author meant."""
        if not isinstance(value, str):
            return value, route
        expression = _JSONATA.fullmatch(value)
        if expression:
            return _literal(expression[1], value), route
        if (self._task.jsonata and _WITHIN.search(value)) or (not self._task.jsonata and _PATH.match(value)):
            return Unknown(value), route
        return value, route

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """The member `X.$` is X, whose value the expression will give."""
        members = super().members(value, shape, route)
        return members if members is None or self._task.jsonata else map(_evaluated, members)

    def _remarks(self, value: Any, route: Route) -> Iterator[Finding]:
        """What is written so that the language takes it otherwise than it looks."""
        from policylint.sources.kinds import rules

        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._remarks(item, (*route, index))
        if not isinstance(value, dict):
            return
        for key, item in value.items():
            name = str(key)
            if self._task.jsonata:
                if isinstance(item, str) and _WITHIN.search(item) and not _JSONATA.fullmatch(item):
                    message = (
                        "this text holds a JSONata expression, which is evaluated only where it is the whole string"
                    )
                    yield Finding.at(format_path((*route, name)), message, rule=rules.EXPRESSION_IN_TEXT.id)
            elif name.endswith(".$"):
                yield from _about_path(name, item, value, route)
            elif isinstance(item, str) and _PATH.match(item) and f"{name}.$" not in value:
                path = format_path((*route, name))
                what = "a JSONPath needs the key" if item.startswith("$") else "an intrinsic function needs the key"
                free = route[:1] in (("HyperParameters",), ("Environment",))
                yield Finding.at(
                    path,
                    f"{what} `{name}.$`: as it stands the job gets the text of the expression",
                    rule=rules.PATH_AS_TEXT.id,
                    severity=Severity.WARNING if free else None,
                    fix=rename(path, f"{name}.$"),
                    anchor=Anchor.KEY,
                )
            yield from self._remarks(item, (*route, name.removesuffix(".$")))

    def _named(self, request: dict[Any, Any]) -> Iterator[Finding]:
        """What comes of the job's name once the state runs again."""
        from policylint.sources.kinds import rules

        member = f"{self._task.operation.removeprefix('Create')}Name"
        name = request.get(member)
        if isinstance(name, str):
            message = "every execution starts its job under this name, which only the first one can have"
            yield Finding.at(member, message, rule=rules.NAME_WORKS_ONCE.id)
        elif isinstance(name, Unknown) and self._task.again and _of_execution(name.expression):
            ways = " and ".join(self._task.again)
            message = f"{ways} starts another job under the same name within one execution"
            yield Finding.at(member, message, rule=rules.NAME_REPEATED_WITHIN_EXECUTION.id)


def _about_path(name: str, value: Any, beside: dict[Any, Any], route: Route) -> Iterator[Finding]:
    from policylint.sources.kinds import rules

    member = name.removesuffix(".$")
    path = format_path((*route, member))
    if member in beside:
        yield Finding.at(
            path, f"`{member}` stands beside `{name}`", rule=rules.MEMBER_GIVEN_TWICE.id, anchor=Anchor.KEY
        )
    elif not isinstance(value, str) or not (_PATH.match(value) or _WITHIN.search(value) or "${" in value):
        message = f"`{name}` takes a JSONPath, which begins with $, or an intrinsic function; this is neither"
        fix = rename(path, member, safe=False)
        yield Finding.at(path, message, rule=rules.TEXT_AS_PATH.id, fix=fix, anchor=Anchor.KEY)


def _of_execution(expression: str) -> bool:
    """Whether a name is made of the execution alone, so that it is the same whenever the state runs in it."""
    if _DIFFERS.search(expression):
        return False
    inputs = re.sub(
        r"\$\$\.Execution|\$states\.context\.Execution|\$\$\.StateMachine|\$\$\.State\.Name", "", expression
    )
    return "Execution" in expression and "$" not in inputs


def _literal(expression: str, written: str) -> Any:
    """The value of a JSONata expression that is one literal, else an unknown."""
    found = _LITERAL.fullmatch(expression.strip())
    if found is None:
        return Unknown(written)
    text = found["single"] if found["single"] is not None else found["double"]
    return json.loads(found["other"]) if text is None else text


def tasks(
    machine: dict[Any, Any],
    route: Route,
    resolved: Callable[[Any], Any] = lambda resource: resource,
    *,
    jsonata: bool = False,
    again: tuple[str, ...] = (),
) -> Iterator[Task]:
    """The tasks that create jobs, at any depth.

    Args:
        machine: a state machine, or one inside a Map or Parallel state.
        route: where it stands.
        resolved: gives a task's resource as the file around the machine fills it in.
        jsonata: whether JSONata is the language of what is around it.
        again: the ways in which what is around it runs it more than once.
    """
    states = machine.get("States")
    if not isinstance(states, dict):
        return
    jsonata = _speaks_jsonata(machine, jsonata)
    looping = _in_loops(states)
    for name, state in states.items():
        if not isinstance(state, dict):
            continue
        here = (*route, "States", name)
        ways = (*again, *(("the loop",) if name in looping else ()), *(("the retry",) if state.get("Retry") else ()))
        language = _speaks_jsonata(state, jsonata) or "Arguments" in state
        operation = _operation(resolved(state.get("Resource")))
        if operation:
            yield Task(str(name), operation, *_payload(state, here), language, ways)
        mapped = (*ways, "the map")
        inner = [(state[key], (*here, key), mapped) for key in _NESTED if key in state]
        branches = state.get("Branches")
        if isinstance(branches, list):
            inner += [(branch, (*here, "Branches", index), ways) for index, branch in enumerate(branches)]
        for nested, place, repeated in inner:
            if isinstance(nested, dict):
                yield from tasks(nested, place, resolved, jsonata=language, again=repeated)


def _speaks_jsonata(owner: dict[Any, Any], otherwise: bool) -> bool:
    language = owner.get("QueryLanguage")
    return otherwise if language is None else language == "JSONata"


def _in_loops(states: dict[Any, Any]) -> set[Any]:
    """The states that one execution may come to again."""
    known = {name: state for name, state in states.items() if isinstance(state, dict)}
    return in_loops({name: [way for way in _next(state) if way in known] for name, state in known.items()})


def _next(state: dict[Any, Any]) -> Iterator[Any]:
    for owner in (state, *_listed(state, "Choices"), *_listed(state, "Catch")):
        for key in ("Next", "Default"):
            if isinstance(owner.get(key), str):
                yield owner[key]


def _listed(state: dict[Any, Any], key: str) -> list[dict[Any, Any]]:
    items = state.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


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
