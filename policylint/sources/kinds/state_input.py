"""What a state machine itself puts into the input and the variables of its states: backwards from a state to the Pass
states, selectors and assignments that a path in it may lead to.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html and
https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, NamedTuple

from policylint.dataclass_ import dataclass
from policylint.path import Route

_STEP = re.compile(r"\.(?P<name>[A-Za-z_]\w*)|\[(?P<index>\d+)\]|\[(?P<sign>['\"])(?P<quoted>[^'\"\\]+)(?P=sign)\]")
_INPUT = re.compile(r"\$states\.input(?P<steps>.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$(?P<name>(?!states\b)[A-Za-z_]\w*)(?P<steps>.*)", re.DOTALL)
_JSONATA = re.compile(r"\s*\{%(.*)%\}\s*", re.DOTALL)
_LEADING_ON = ("Choice", "Wait", "Succeed", "Fail")
_MOST_STEPS = 200


class Wanted(NamedTuple):
    """A place in a state's input or, where it has a name, in a variable."""

    steps: tuple[str | int, ...]
    variable: str = ""


@dataclass(slots=True)
class Inferred:
    """The values that a machine shows for a place, with their routes; `everywhere`: no way leads to the state on which
    it is another one."""

    values: list[tuple[Any, Route]] = field(default_factory=list)
    everywhere: bool = True


def wanted(expression: str, *, jsonata: bool) -> Wanted | None:
    """The place that a JSONPath, or a JSONata expression without its signs, names; None for all that computes."""
    expression = expression.strip()
    if jsonata:
        given = _INPUT.fullmatch(expression)
        if given is not None:
            return _place(given["steps"])
    elif expression == "$" or expression[:2] in ("$.", "$["):
        return _place(expression[1:])
    named = _VARIABLE.fullmatch(expression)
    return _place(named["steps"], named["name"]) if named is not None else None


def _place(steps: str, variable: str = "") -> Wanted | None:
    found: list[str | int] = []
    at = 0
    while at < len(steps):
        step = _STEP.match(steps, at)
        if step is None:
            return None
        found.append(int(step["index"]) if step["index"] else step["name"] or step["quoted"])
        at = step.end()
    return Wanted(tuple(found), variable)


class Inputs:
    """The inputs of the states of a machine; `around` is the state of another machine that it stands in."""

    def __init__(
        self, machine: Mapping[Any, Any], route: Route, *, jsonata: bool, around: "tuple[Inputs, str] | None" = None
    ) -> None:
        states = machine.get("States")
        self._states = {name: one for name, one in states.items() if isinstance(one, dict)} if states else {}
        self._start = machine.get("StartAt")
        self._route = (*route, "States")
        self._jsonata = jsonata
        self._around = around
        self._before: dict[Any, list[Any]] = {}
        self._caught: set[Any] = set()
        for name, state in self._states.items():
            for following in leads_to(state):
                self._before.setdefault(following, []).append(name)
            self._caught.update(one.get("Next") for one in listed(state, "Catch"))

    def of(self, name: Any, place: Wanted) -> Inferred:
        """What is shown for a place in the input that a state's own fields, such as Parameters, are applied to."""
        state, shown = self._states.get(name, {}), Inferred()
        here = place if place.variable or self._speaks_jsonata(state) else _within(state.get("InputPath", "$"), place)
        if here is None:
            return Inferred(everywhere=False)
        self._search([(self, name, here)], shown)
        return shown

    def _search(self, ways: "list[tuple[Inputs, Any, Wanted]]", shown: Inferred) -> None:
        seen: set[tuple[int, Any, Wanted]] = set()
        while ways:
            inputs, name, place = ways.pop()
            if (id(inputs), name, place) in seen:
                continue
            seen.add((id(inputs), name, place))
            if len(seen) > _MOST_STEPS:
                shown.everywhere = False
                return
            ways += inputs._ways_to(name, place, shown)

    def _ways_to(self, name: Any, place: Wanted, shown: Inferred) -> "Iterator[tuple[Inputs, Any, Wanted]]":
        """Where to look for a place in the input of a state, of what comes before it; values are noted as shown."""
        if name in self._caught and not place.variable:
            shown.everywhere = False
        if name == self._start:
            yield from self._from_outside(place, shown)
        for before in self._before.get(name, ()):
            yield from self._followed(self._output(before, place, shown), before)

    def _followed(self, place: Wanted | None, name: Any) -> "Iterator[tuple[Inputs, Any, Wanted]]":
        if place is not None:
            yield self, name, place

    def _from_outside(self, place: Wanted, shown: Inferred) -> "Iterator[tuple[Inputs, Any, Wanted]]":
        if self._around is None:
            shown.everywhere = False
            return
        outer, name = self._around
        state = outer._states[name]
        key = next((key for key in ("ItemSelector", "Parameters", "Arguments") if key in state), None)
        if not place.variable and key is not None:
            yield from outer._followed(outer._given(name, (key,), place.steps, shown), name)
        elif not place.variable and (state.get("Type") == "Map" or state.get("InputPath", "$") != "$"):
            shown.everywhere = False
        else:
            yield outer, name, place

    def _output(self, name: Any, place: Wanted, shown: Inferred) -> Wanted | None:
        """Where in a state's input that comes from which stands at a place of its output; None where that ends."""
        state = self._states[name]
        if place.variable:
            return self._assigned(name, state, place, shown)
        if self._speaks_jsonata(state):
            if "Output" in state:
                return self._given(name, ("Output",), place.steps, shown)
            ends = state.get("Type") not in (*_LEADING_ON, "Pass")
            ends = ends or any("Output" in choice for choice in listed(state, "Choices"))
        else:
            inner = _within(state.get("OutputPath", "$"), place)
            if inner is not None:
                return self._result(name, state, inner, shown)
            ends = True
        shown.everywhere = shown.everywhere and not ends
        return None if ends else place

    def _result(self, name: Any, state: Mapping[Any, Any], place: Wanted, shown: Inferred) -> Wanted | None:
        """The same for what JSONPath makes of a state's input and its result."""
        kind, path = state.get("Type"), state.get("ResultPath", "$")
        if kind in _LEADING_ON:
            return self._noted(_within(state.get("InputPath", "$"), place), shown)
        into = wanted(path, jsonata=False) if isinstance(path, str) else None
        if path is None:
            return place
        if into is not None and not _overlap(into.steps, place.steps):
            return place
        if into is None or kind != "Pass" or len(place.steps) < len(into.steps):
            return self._noted(None, shown)
        below = place.steps[len(into.steps) :]
        key = next((key for key in ("Result", "Parameters") if key in state), None)
        if key is not None:
            return self._given(name, (key,), below, shown, literal=key == "Result")
        return self._noted(_within(state.get("InputPath", "$"), Wanted(below)), shown)

    def _assigned(self, name: Any, state: Mapping[Any, Any], place: Wanted, shown: Inferred) -> Wanted | None:
        rules = [*listed(state, "Choices"), *listed(state, "Catch")]
        if any(place.variable in given or f"{place.variable}.$" in given for given in map(_assigns, rules)):
            return self._noted(None, shown)
        given = _assigns(state)
        if place.variable not in given and f"{place.variable}.$" not in given:
            return place
        return self._given(name, ("Assign",), (place.variable, *place.steps), shown)

    def _given(
        self, name: Any, key: Route, steps: Sequence[str | int], shown: Inferred, *, literal: bool = False
    ) -> Wanted | None:
        """Follow steps into what a state gives: to a value, which is noted, or to a place in its own input."""
        state = self._states[name]
        route: Route = (*self._route, name, *key)
        value: Any = state[key[0]]
        jsonata = self._speaks_jsonata(state)
        for at, step in enumerate((*steps, None)):
            expression = _expression(value, jsonata=jsonata) if not literal else None
            if expression is not None:
                return self._continued(expression, steps[at:], shown, jsonata=jsonata)
            if step is None:
                break
            if not literal and not jsonata and isinstance(value, dict) and f"{step}.$" in value:
                return self._continued(str(value[f"{step}.$"]), steps[at + 1 :], shown, jsonata=False)
            if not _has(value, step):
                return self._noted(None, shown)
            value, route = value[step], (*route, step)
        if literal or not _computes(value, jsonata=jsonata):
            shown.values.append((value, route))
            return None
        return self._noted(None, shown)

    def _continued(
        self, expression: str, steps: Sequence[str | int], shown: Inferred, *, jsonata: bool
    ) -> Wanted | None:
        place = wanted(expression, jsonata=jsonata)
        return self._noted(place and Wanted((*place.steps, *steps), place.variable), shown)

    def _noted(self, place: Wanted | None, shown: Inferred) -> Wanted | None:
        if place is None:
            shown.everywhere = False
        return place

    def _speaks_jsonata(self, state: Mapping[Any, Any]) -> bool:
        return speaks_jsonata(state, self._jsonata)


def speaks_jsonata(owner: Mapping[Any, Any], otherwise: bool) -> bool:
    """Whether JSONata is the language of a machine or a state, where that of what is around it is known."""
    language = owner.get("QueryLanguage")
    return otherwise if language is None else language == "JSONata"


def leads_to(state: Mapping[Any, Any]) -> Iterator[Any]:
    """The states that may follow a state."""
    for owner in (state, *listed(state, "Choices"), *listed(state, "Catch")):
        for key in ("Next", "Default"):
            if isinstance(owner.get(key), str):
                yield owner[key]


def listed(state: Mapping[Any, Any], key: str) -> list[dict[Any, Any]]:
    """The objects in a list of a state, such as its choices."""
    items = state.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _within(path: Any, place: Wanted) -> Wanted | None:
    """A place in what a path selects, as a place in what it selects from."""
    outer = wanted(path, jsonata=False) if isinstance(path, str) else None
    return None if outer is None else Wanted((*outer.steps, *place.steps), outer.variable)


def _overlap(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return all(mine == its for mine, its in zip(one, other, strict=False))


def _assigns(owner: Mapping[Any, Any]) -> Mapping[Any, Any]:
    given = owner.get("Assign")
    return given if isinstance(given, dict) else {}


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def _expression(value: Any, *, jsonata: bool) -> str | None:
    """The JSONata expression that a value is, without its signs, where it names a place."""
    found = _JSONATA.fullmatch(value) if jsonata and isinstance(value, str) else None
    return found[1] if found is not None and wanted(found[1], jsonata=True) is not None else None


def _computes(value: Any, *, jsonata: bool) -> bool:
    """Whether anything in an object or a list is computed: what a whole string holds is for the reader of it."""
    if isinstance(value, dict):
        return any(str(key).endswith(".$") or _holds(item, jsonata=jsonata) for key, item in value.items())
    return isinstance(value, list) and any(_holds(item, jsonata=jsonata) for item in value)


def _holds(value: Any, *, jsonata: bool) -> bool:
    if isinstance(value, str):
        return jsonata and "{%" in value
    return _computes(value, jsonata=jsonata)
