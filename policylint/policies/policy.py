"""A policy that is ready to judge: its expressions compiled, its answer to one scope."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.finding import Severity
from policylint.path import Route, format_path, join
from policylint.policies.calling import Truth, Value
from policylint.policies.each import Items
from policylint.policies.facts import ALIASES
from policylint.policies.meaning import CallError
from policylint.policies.model import PolicyModel
from policylint.policies.parameters import Parameter
from policylint.policies.template import Template
from policylint.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Breach:
    """A request that a policy does not let pass: the path that is at fault, and the message."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """A request that a policy cannot judge, because of a value that is not known, or that a function cannot use."""

    path: str
    cause: Unknown | CallError


Verdict = Breach | Undecided
Judge = Callable[[Mapping[str, Any]], Sequence[Verdict]]


@dataclass(frozen=True, slots=True)
class Expressions:
    """The compiled expressions of a policy. `negated` marks `deny`; `item_names` are the facts that `each` items need
    beside their own members. `when_null` is what it means that a function in `when` is given null: that the policy
    applies or does not; None: it is not known whether it does."""

    condition: Truth
    result: Value
    negated: bool
    message: Template
    when: Truth | None = None
    when_null: "bool | None" = None
    each: Items | None = None
    item_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy, of one pack.

    `name` is its full name, with the namespace; `pack` the pack that brings it; `names` the facts that it asks for;
    `scopes` the kinds of job that it judges; `at` the default path of its findings; `changes` says which keys an
    extending pack changed, and where; `place` is FILE:LINE; `environments` are all that there are (none: any).
    """

    name: str
    pack: str
    version: str
    model: PolicyModel
    expressions: Expressions
    parameters: Mapping[str, Parameter]
    names: frozenset[str]
    scopes: frozenset[str]
    at: str
    place: str
    changes: Mapping[str, str]
    environments: tuple[str, ...] = ()

    def applies(self, scope: Mapping[str, Any]) -> "bool | Unknown | CallError":
        """Whether the policy is about this job."""
        return _asked(self.expressions.when, scope, self.expressions.when_null)

    def judge(self, scope: Mapping[str, Any]) -> Sequence[Verdict]:
        """What the policy says against one job: nothing where it passes or does not apply."""
        return judge_of(self)(scope)


def judge_of(policy: Policy) -> Judge:
    """`Policy.judge` as a function of the scope alone, with all that it needs at hand: most policies pass most jobs."""
    when, at, message = policy.expressions.when, policy.at, policy.expressions.message
    when_null = policy.expressions.when_null
    passes = _passing(policy)
    each = None if policy.expressions.each is None else _each(policy, policy.expressions.each, passes)

    def judge(scope: Mapping[str, Any]) -> Sequence[Verdict]:
        applies = _asked(when, scope, when_null)
        if applies is True:
            return body(scope)
        # A job that passes anyway needs no answer to whether the policy is about it.
        return (Undecided("", applies),) if applies is not False and body(scope) else ()

    def body(scope: Mapping[str, Any]) -> Sequence[Verdict]:
        if each is not None:
            return each(scope)
        answer = passes(scope)
        if answer is True:
            return ()
        place = _placed(scope, (), at)
        return (Breach(place, message.render(scope)) if answer is False else Undecided(place, answer),)

    return body if when is None else judge


def _asked(when: Truth | None, scope: Mapping[str, Any], when_null: bool | None) -> "bool | Unknown | CallError":
    """What `when` says of a job."""
    if when is None:
        return True
    try:
        return when(scope)
    except CallError as error:
        return when_null if error.of_null and when_null is not None else error


def _passing(policy: Policy) -> Callable[[Any], "bool | Unknown | CallError"]:
    """Whether a scope passes; a null, and a null given to a function, means what the policy says that it means."""
    found, missing = policy.expressions, policy.model.missing
    condition, negated, result = found.condition, found.negated, found.result

    def passes(scope: Any) -> "bool | Unknown | CallError":
        try:
            answer = condition(scope)
            if answer.__class__ is Unknown:
                return answer
            if missing is None or answer is True or result(scope) is not None:
                return answer is not negated
        except CallError as error:
            if not error.of_null:
                return False if error.fails else error
        return missing == "pass"

    return passes


def _each(policy: Policy, items: Items, passes: Callable[[Any], "bool | Unknown | CallError"]) -> Judge:
    """The judgement of every item at the path of `each`."""
    names, at, message = policy.expressions.item_names, policy.at, policy.expressions.message

    def judge(scope: Mapping[str, Any]) -> Sequence[Verdict]:
        facts = {name: scope.get(name) for name in names}
        verdicts: list[Verdict] = []
        for route, item in items(scope):
            if isinstance(item, Unknown | CallError):
                verdicts.append(Undecided(_placed(scope, route, ""), item))
                continue
            inner: Any = item
            if names:
                inner = {**facts, **(item if isinstance(item, dict) else {}), "item": item}
            answer = passes(inner)
            if answer is False:
                verdicts.append(Breach(_placed(scope, route, at), message.render(inner)))
            elif answer is not True:
                verdicts.append(Undecided(_placed(scope, route, at), answer))
        return verdicts

    return judge


def _placed(scope: Mapping[str, Any], route: Route, at: str) -> str:
    """The path in the request that a route in the scope stands for, and `at` below it."""
    if not route:
        name, dot, rest = at.partition(".")
        return join(_member(scope, name), rest) if dot or name in ALIASES else at
    first, *below = route
    if first in ("instances", "secrets") and below and isinstance(below[0], int):
        listed = scope[first][below[0]]
        if isinstance(listed, Unknown):
            return _member(scope, "resources") if first == "instances" else ""
        own = "" if first == "secrets" else "InstanceCount" if at == "count" else "InstanceType"
        return join(str(listed.get("path") or ""), own)
    return join(join(_member(scope, str(first)), format_path(below)), at)


def _member(scope: Mapping[str, Any], name: str) -> str:
    members = ALIASES.get(name)
    if members is None:
        return name
    return next((member for member in members if scope.get(member) is not None), members[0])


def severity_of(policy: Policy) -> Severity:
    """The severity of a policy's findings."""
    default = "note" if policy.model.enforcement == "advisory" else "error"
    return Severity(policy.model.severity or default)


def title(message: str) -> str:
    """A policy's message as a title: in one line, an ellipsis for each value, no full stop behind it."""
    import re

    shown = " ".join(re.sub(r"\{\{.*?\}\}", "...", message, flags=re.DOTALL).split())
    return shown if shown.endswith("...") else shown.removesuffix(".")
