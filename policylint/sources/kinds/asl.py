"""Step Functions state machines, in Amazon States Language: the tasks that create jobs of SageMaker.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html and
https://states-language.net/spec.html (JSONPath payload templates, JSONata expressions).
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from policylint.dataclass_ import dataclass
from policylint.finding import Anchor, Finding, Fix, Severity, rename
from policylint.job import JOBS, Facts, Job, name_member
from policylint.path import Route, format_path
from policylint.runs import ONCE, Runs
from policylint.sources.kinds import state_runs
from policylint.sources.kinds.embedded import rest
from policylint.sources.kinds.loops import in_loops
from policylint.sources.kinds.state_input import Inferred, Inputs, Wanted, leads_to, listed, speaks_jsonata, wanted
from policylint.sources.kinds.translation import Member, Translation
from policylint.unknown import Candidate, Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_OPERATIONS = {operation.lower(): operation for operation in JOBS}
_TASK = re.compile(rf":states:::(?:aws-sdk:)?sagemaker:({'|'.join(_OPERATIONS)})\b", re.IGNORECASE)
_STARTS = re.compile(r":states:::(?:states|aws-sdk:sfn):start(?:Sync)?Execution\b", re.IGNORECASE)
_NESTED = ("Iterator", "ItemProcessor")
_MAKING_INPUT = {True: ("Result", "Parameters", "Output", "Assign"), False: ("ItemSelector", "Assign")}
_JSONATA = re.compile(r"\s*\{%(.*)%\}\s*", re.DOTALL)
_WITHIN = re.compile(r"\{%(?:(?!\{%(?!\})|%\}).)*+%\}", re.DOTALL)
# What a path begins with: the input, the context object, an intrinsic function.
_PATH = re.compile(r"\$$|\$\$?(?:\.{1,2}[A-Za-z_*]|\[[\d'\"*?:@-])\S*$|States\.[A-Z][A-Za-z0-9]*\(.*\)\s*$", re.DOTALL)
# The same where only a path may stand: a variable too, which in other places may be meant as it stands.
_PATH_ONLY = re.compile(rf"{_PATH.pattern}|\$[A-Za-z_]\w*(?:$|[.\[])")
# A JSONata expression that is one literal: a string without escapes, a number, a boolean.
_LITERAL = re.compile(r"'(?P<single>[^'\\]*)'|\"(?P<double>[^\"\\]*)\"|(?P<other>-?\d+(?:\.\d+)?|true|false)")
_TEXT = r"(?:'[^'\\]*'|\"[^\"\\]*\")"
_JOINED = re.compile(rf"{_TEXT}(?:\s*&\s*{_TEXT})*")
MAPPED = "the map"
_DIFFERS = re.compile(r"RetryCount|Map\.Item|States\.UUID|uuid|States\.MathRandom|random|millis|now\(|\.Redrive")


@dataclass(frozen=True, slots=True)
class Task:
    """A task that creates jobs: the state's name, its operation, payload and the payload's route, whether JSONata is
    its language, the words for each way in which one execution may run it again, the inputs of its machine, and how
    often one execution runs it."""

    name: str
    operation: str
    payload: Any
    route: Route
    jsonata: bool = False
    again: tuple[str, ...] = ()
    inputs: Inputs | None = None
    runs: Runs = ONCE

    @property
    def facts(self) -> Facts:
        """What the machine says of the job beside its request."""
        return Facts(runs=self.runs)

    def shown(self, expression: str) -> Inferred | None:
        """What the machine itself shows for an expression; None for one that is no mere place."""
        place = wanted(expression, jsonata=self.jsonata) if self.inputs is not None else None
        return self.inputs.of(self.name, place) if self.inputs is not None and place is not None else None


class StateMachine:
    """A state machine with a task that creates a job."""

    name = "asl"
    title = "Step Functions state machine"

    def recognises(self, value: Any) -> bool:
        """Whether there are states, and such a task among them."""
        return isinstance(value, dict) and any(True for _ in tasks(value, ()))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The job of each such task, named by its state."""
        found = ((Payload(task).asked(), task.facts) for task in tasks(value, ()))
        return rest(found, value, apart=apart(value, ()))


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
            job,
            origin=replace(
                job.origin,
                remarks=(*self._remarks(task.payload, ()), *self._named(request)),
                side_by_side=MAPPED in task.again,
            ),
        )

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """A JSONata expression is the whole of a string; a path that stands as text is not what its author meant."""
        if not isinstance(value, str):
            return value, route
        expression = _JSONATA.fullmatch(value)
        if expression:
            found = _literal(expression[1], value)
            return self._seen(found, expression[1], route) if isinstance(found, Unknown) else (found, route)
        if (self._task.jsonata and _WITHIN.search(value)) or (not self._task.jsonata and _PATH.match(value)):
            return Unknown(value), route
        return value, route

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """The member `X.$` is X, whose value the expression will give."""
        members = super().members(value, shape, route)
        return members if members is None or self._task.jsonata else map(self._evaluated, members)

    def _evaluated(self, member: Member) -> Member:
        name, value, shape, place = member
        if not (isinstance(name, str) and name.endswith(".$")):
            return member
        expression = value if isinstance(value, str) else repr(value)
        found, at = self._seen(Unknown(expression), expression, place)
        return name[:-2], found, None if isinstance(found, Unknown) else shape, at

    def _seen(self, unknown: Unknown, expression: str, route: Route) -> tuple[Any, Route]:
        """What an expression comes to, as far as the machine itself shows it: a value, or candidates."""
        shown = self._task.shown(expression)
        if shown is None or not shown.values:
            return unknown, route
        values = [(self._evaluated_text(value), at) for value, at in shown.values]
        if shown.everywhere and len(values) == 1:
            return values[0]
        known = (Candidate(value, at, "as the machine makes its input") for value, at in values)
        return replace(unknown, candidates=tuple(one for one in known if not isinstance(one.value, Unknown))), route

    def _evaluated_text(self, value: Any) -> Any:
        """A value that the machine shows, which in JSONata may be an expression."""
        expression = _JSONATA.fullmatch(value) if self._task.jsonata and isinstance(value, str) else None
        return value if expression is None else _literal(expression[1], value)

    def _remarks(self, value: Any, route: Route) -> Iterator[Finding]:
        """What is written so that the language takes it otherwise than it looks."""
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._about_text(item, (*route, index))
                yield from self._remarks(item, (*route, index))
        if not isinstance(value, dict):
            return
        for key, item in value.items():
            name = str(key)
            if not self._task.jsonata and name.endswith(".$"):
                yield from _about_path(name, item, value, route)
            elif self._task.jsonata or f"{name}.$" not in value:
                yield from self._about_text(item, (*route, name))
            yield from self._remarks(item, (*route, name.removesuffix(".$")))

    def _about_text(self, value: Any, route: Route) -> Iterator[Finding]:
        """What there is to say about a text that holds an expression where none is evaluated."""
        from policylint.sources.kinds import rules

        if not isinstance(value, str):
            return
        if self._task.jsonata:
            if _WITHIN.search(value) and not _JSONATA.fullmatch(value):
                message = "this text holds a JSONata expression, which is evaluated only where it is the whole string"
                yield Finding.at(format_path(route), message, rule=rules.EXPRESSION_IN_TEXT.id)
            return
        free = route[:1] in (("HyperParameters",), ("Environment",))
        if not _PATH.match(value) or (free and value == "$"):
            return
        path, name = format_path(route), route[-1]
        what = "a JSONPath" if value.startswith("$") else "an intrinsic function"
        message = f"{what} needs the key `{name}.$`: as it stands the job gets the text of the expression"
        fix: Fix | None = rename(path, f"{name}.$")
        if isinstance(name, int):
            member = next(step for step in reversed(route) if isinstance(step, str))
            message = f"{what} is not evaluated in a list: give the whole list as `{member}.$`, by States.Array"
            fix = None
        yield Finding.at(
            path,
            message,
            rule=rules.PATH_AS_TEXT.id,
            severity=Severity.WARNING if free else None,
            fix=fix,
            anchor=Anchor.VALUE if isinstance(name, int) else Anchor.KEY,
        )

    def _named(self, request: dict[Any, Any]) -> Iterator[Finding]:
        """What comes of the job's name once the state runs again."""
        from policylint.sources.kinds import rules

        member = name_member(self._task.operation)
        name = request.get(member)
        if isinstance(name, str) or (isinstance(name, Unknown) and _is_constant(name.expression)):
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
    elif not isinstance(value, str) or not (_PATH_ONLY.match(value) or _WITHIN.search(value) or "${" in value):
        message = f"`{name}` takes a JSONPath, which begins with $, or an intrinsic function; this is neither"
        fix = rename(path, member, safe=False)
        yield Finding.at(path, message, rule=rules.TEXT_AS_PATH.id, fix=fix, anchor=Anchor.KEY)


def _is_constant(expression: str) -> bool:
    """Whether an expression computes the same whatever the execution."""
    written = _JSONATA.fullmatch(expression)
    if written is None and not expression.startswith("States."):
        return False
    return "$" not in expression and "{{" not in expression and not _DIFFERS.search(expression)


def _of_execution(expression: str) -> bool:
    """Whether a name is made of the execution alone, so that it is the same whenever the state runs in it."""
    if _DIFFERS.search(expression):
        return False
    inputs = re.sub(
        r"\$\$\.Execution|\$states\.context\.Execution|\$\$\.StateMachine|\$\$\.State\.Name", "", expression
    )
    return "Execution" in expression and "$" not in inputs


def _literal(expression: str, written: str) -> Any:
    """The value of a JSONata expression that is literals alone: one, texts joined by `&`, JSON; else an unknown."""
    expression = expression.strip()
    if expression[:1] in ("[", "{"):
        try:
            return json.loads(expression)
        except ValueError:
            return Unknown(written)
    found = _LITERAL.fullmatch(expression)
    if found is not None and found["other"] is not None:
        return json.loads(found["other"])
    if _JOINED.fullmatch(expression) is None:
        return Unknown(written)
    texts = _LITERAL.finditer(expression)
    return "".join(text["single"] if text["single"] is not None else text["double"] for text in texts)


class _Visited(NamedTuple):
    """A state at any depth of a machine: what it is called, itself, its route, the inputs of its machine, whether
    JSONata is its language, the ways in which one execution may run it again, and how often one runs it."""

    name: Any
    state: dict[Any, Any]
    route: Route
    inputs: Inputs
    jsonata: bool
    again: tuple[str, ...]
    runs: Runs


def tasks(
    machine: dict[Any, Any], route: Route, resolved: Callable[[Any], Any] = lambda resource: resource
) -> Iterator[Task]:
    """The tasks that create jobs, at any depth.

    Args:
        machine: a state machine.
        route: where it stands.
        resolved: gives a task's resource as the file around the machine fills it in.
    """
    for name, state, here, inputs, jsonata, again, runs in _states(machine, route):
        operation = _operation(resolved(state.get("Resource")))
        if operation:
            yield Task(name, operation, *_payload(state, here, inputs, name), jsonata, again, inputs, runs)


def starts(machine: dict[Any, Any]) -> Iterator[tuple[Any, Runs]]:
    """What names the state machines that a machine starts, each with how often one execution starts it."""
    for visited in _states(machine, ()):
        if _STARTS.search(str(visited.state.get("Resource"))):
            payloads = [visited.state.get(key) for key in ("Arguments", "Parameters")]
            for payload in payloads:
                if isinstance(payload, dict):
                    yield payload.get("StateMachineArn"), visited.runs


def _states(
    machine: dict[Any, Any],
    route: Route,
    *,
    jsonata: bool = False,
    again: tuple[str, ...] = (),
    around: tuple[Inputs, str] | None = None,
    runs: Runs = ONCE,
) -> Iterator[_Visited]:
    """The states of a machine, each before those inside it.

    Args:
        machine: a state machine, or one inside a Map or Parallel state.
        route: where it stands.
        jsonata: whether JSONata is the language of what is around it.
        again: the ways in which what is around it runs it more than once.
        around: the state that it stands in, and that state's machine.
        runs: how often what is around it runs it.
    """
    states = machine.get("States")
    if not isinstance(states, dict):
        return
    jsonata = speaks_jsonata(machine, jsonata)
    looping = _in_loops(states)
    inputs = Inputs(machine, route, jsonata=jsonata, around=around)
    for name, state in states.items():
        if not isinstance(state, dict):
            continue
        here = (*route, "States", name)
        ways = (*again, *(("the loop",) if name in looping else ()), *(("the retry",) if _is_retried(state) else ()))
        language = speaks_jsonata(state, jsonata) or "Arguments" in state
        often = runs.times(state_runs.in_loop(name)) if name in looping else runs
        often = often.times(state_runs.attempts(name, state))
        yield _Visited(name, state, here, inputs, language, ways, often)
        for nested, place in _machines_in(state, here):
            again_in, each = ways, often
            if "Branches" not in place[-2:]:
                again_in = (*ways, MAPPED)
                each = often.times(state_runs.items(name, state, inputs, jsonata=language))
            yield from _states(nested, place, jsonata=language, again=again_in, around=(inputs, name), runs=each)


def task(state: dict[Any, Any], route: Route) -> Task | None:
    """The task that a state by itself is, or None."""
    operation = _operation(state.get("Resource"))
    if operation is None:
        return None
    jsonata = speaks_jsonata(state, "Arguments" in state)
    alone = Inputs({"States": {}}, (), jsonata=jsonata)
    return Task(
        "", operation, *_payload(state, route, alone, ""), jsonata, runs=state_runs.attempts("the state", state)
    )


def _is_retried(state: dict[Any, Any]) -> bool:
    return any(retrier.get("MaxAttempts") != 0 for retrier in listed(state, "Retry"))


def starts_jobs(resource: str) -> bool:
    """Whether a task's resource is a call that creates jobs."""
    return _operation(resource) is not None


def apart(machine: dict[Any, Any], route: Route) -> Iterator[Route]:
    """What is not looked at by itself in a machine and those in it: the tasks that create jobs, and what makes the
    input of states, which is judged where it is used."""
    states = machine.get("States")
    for name, state in states.items() if isinstance(states, dict) else ():
        if isinstance(state, dict):
            here = (*route, "States", name)
            making = _MAKING_INPUT[state.get("Type") == "Pass"]
            yield from ((*here, key) for key in ("Resource", *making) if key in state)
            for nested, place in _machines_in(state, here):
                yield from apart(nested, place)


def _machines_in(state: dict[Any, Any], here: Route) -> Iterator[tuple[dict[Any, Any], Route]]:
    """The machines inside a Map or Parallel state."""
    for key in _NESTED:
        if isinstance(state.get(key), dict):
            yield state[key], (*here, key)
    branches = state.get("Branches")
    for index, branch in enumerate(branches if isinstance(branches, list) else ()):
        if isinstance(branch, dict):
            yield branch, (*here, "Branches", index)


def _in_loops(states: dict[Any, Any]) -> set[Any]:
    """The states that one execution may come to again."""
    known = {name: state for name, state in states.items() if isinstance(state, dict)}
    return in_loops({name: [way for way in leads_to(state) if way in known] for name, state in known.items()})


def _operation(resource: Any) -> str | None:
    """The operation that a resource's ARN names; inside a template a part of the ARN may be an expression."""
    if isinstance(resource, Unknown):
        resource = resource.expression
    if isinstance(resource, dict):
        resource = next(iter(resource.values()), None)
    task = _TASK.search(resource) if isinstance(resource, str) else None
    return _OPERATIONS[task.group(1).lower()] if task else None


def _payload(state: dict[Any, Any], route: Route, inputs: Inputs, name: str) -> tuple[Any, Route]:
    for key in ("Arguments", "Parameters"):
        if key in state:
            return state[key], (*route, key)
    shown = inputs.of(name, Wanted(()))
    if shown.everywhere and len(shown.values) == 1:
        return shown.values[0]
    return Unknown("the state's input"), route


KIND = StateMachine()
