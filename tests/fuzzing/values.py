"""Values of documents and the changes that are made to them, as people and programs get them wrong."""

import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

Step = str | int


@dataclass
class Tagged:
    """A YAML node with a tag that is not YAML's own, such as `!Sub`, and what it holds."""

    tag: str
    value: Any


def leaf(dice: Random) -> Any:
    """A value that is seldom what stands at a place."""
    return deepcopy(dice.choice(ODD))


TEXTS = [
    "", " ", "a", "a_b", "ml.m5.xlarge", "ml.none.large", "arn:aws:iam::123456789012:role/r", "arn:::::", "s3://",
    "s3://a/b", "${x}", "${", "{{ x }}", "{{", "}}", "{% if x %}", "<account>", "$.a", "$", "$$.Execution.Name",
    "{% $states.input %}", "States.Format('{}', $.a)", "States.Format(", "=${schema.x}", "!Ref x", "${AWS::Region}",
    "Fn::Sub", "null", "true", "0x10", "010", "1e999", "1_000", "12:30:45", "2026-13-45", "NaN", ".inf", "9" * 400,
    "\x00", "\ud800", "\u2028", "é" * 3, "\n", "a\nb: c", "# policylint: ignore[SM1006] why", "x" * 3000, "[", "{",
    '"', "'", "%", "%2", "%zz", "=", "&", "*a", "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", "us-east-1",
    "subnet-1", "{\"a\": 1", "[1, 2", "e30=",
]  # fmt: skip
NUMBERS = [
    0,
    -1,
    1,
    2**31,
    2**53 + 1,
    2**63,
    -(2**63) - 1,
    10**30,
    10**308,
    10**309,
    -(10**400),
    0.1,
    -0.0,
    1e308,
    1e-320,
    3.5,
]
ODD: list[Any] = [
    None, True, False, [], {}, [[]], [{}], [None], {"": ""}, {"": None}, {"Key": []}, {"Key": {}, "Value": 1},
    [{"Key": []}], {"Ref": "X"}, {"Ref": []}, {"Fn::Sub": "${X}"}, {"Fn::Sub": []}, {"Fn::If": ["C", 1, 2]},
    {"Fn::If": []}, {"Fn::Join": ["", []]}, {"Fn::Join": 1}, {"Fn::GetAtt": "a.b"}, {"Fn::ToJsonString": {}},
    {"Fn::FindInMap": ["a", "b"]}, {"Std:Join": {"On": 1}}, {"Get": "Parameters.x"},
    {"valueFrom": {"configMapKeyRef": {}}}, {"Ref": "AWS::NoValue"}, {"Fn::Transform": {}}, *TEXTS, *NUMBERS,
]  # fmt: skip
KEYS = [
    "", "Key", "Value", "Ref", "Type", "type", "Resources", "Parameters", "States", "kind", "spec", "metadata",
    "name", "change", "after", "Fn::Sub", "Fn::ForEach::x", "x-policylint", "__proto__", "Environment",
    "HyperParameters", "Tags", "TrainingJobName", "TrainingJobDefinition", "ResourceConfig", "InstanceCount", "a.b",
    "a[0]", "a b", "\"", "é", "TrainingJobName.$", "Arguments", "StoppingCondition", "<<", "policies", "assert",
    "when", "null", "Steps", "Version", "resource_changes", "Metadata",
]  # fmt: skip


TAGS = ["!Sub", "!Ref", "!If", "!Join", "!GetAtt", "!!int", "!!str", "!!set", "!x"]


def places(value: Any, route: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """The way to every value in a document, its root first."""
    yield route
    held = value.value if isinstance(value, Tagged) else value
    if isinstance(held, dict):
        for key, item in held.items():
            yield from places(item, (*route, key))
    elif isinstance(held, list):
        for index, item in enumerate(held):
            yield from places(item, (*route, index))


def at(value: Any, route: Sequence[Step]) -> Any:
    """What stands at a place."""
    for step in route:
        value = (value.value if isinstance(value, Tagged) else value)[step]
    return value


def mutated(document: Any, others: Sequence[Any], dice: Random, changes: int) -> Any:
    """A document with a number of changes; parts of `others` may come to stand in it."""
    document = deepcopy(document)
    for _ in range(changes):
        routes = list(places(document))
        route = routes[dice.randrange(len(routes))]
        document = dice.choice(CHANGES)(document, route, others, dice)
    return document


Change = Callable[[Any, tuple[Step, ...], Sequence[Any], Random], Any]


def _put(document: Any, route: tuple[Step, ...], value: Any) -> Any:
    if not route:
        return value
    holder = at(document, route[:-1])
    (holder.value if isinstance(holder, Tagged) else holder)[route[-1]] = value
    return document


def _replaced(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    return _put(document, route, leaf(dice))


def _with_part_of_another(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    other = dice.choice(others)
    routes = list(places(other))
    return _put(document, route, deepcopy(at(other, routes[dice.randrange(len(routes))])))


def _without(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    if not route:
        return document
    holder = at(document, route[:-1])
    del (holder.value if isinstance(holder, Tagged) else holder)[route[-1]]
    return document


def _renamed(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    if not route or isinstance(route[-1], int):
        return document
    holder = at(document, route[:-1])
    held = holder.value if isinstance(holder, Tagged) else holder
    new = dice.choice([*KEYS, route[-1].lower(), route[-1].title(), route[-1] + "s", route[-1][1:]])
    items = [(new if key == route[-1] else key, item) for key, item in held.items()]
    held.clear()
    held.update(items)
    return document


def _added(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    value = at(document, route)
    held = value.value if isinstance(value, Tagged) else value
    if isinstance(held, dict):
        held[dice.choice(KEYS)] = leaf(dice)
    elif isinstance(held, list):
        held.insert(dice.randint(0, len(held)), leaf(dice))
    return document


def _repeated(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    if route and isinstance(route[-1], int):
        holder = at(document, route[:-1])
        held = holder.value if isinstance(holder, Tagged) else holder
        if isinstance(held, list):
            held.extend(deepcopy(held[route[-1]]) for _ in range(dice.choice([1, 2, 60])))
    return document


def _wrapped(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    value = at(document, route)
    wrapping: list[Callable[[Any], Any]] = [
        lambda inner: [inner],
        lambda inner: {dice.choice(KEYS): inner},
        lambda inner: {"Fn::If": ["C", inner, {"Ref": "AWS::NoValue"}]},
        lambda inner: {"Fn::Sub": inner},
        lambda inner: {"Fn::Join": ["", [inner, {"Ref": "P"}]]},
        lambda inner: {"Fn::ToJsonString": inner},
        lambda inner: Tagged(dice.choice(TAGS), inner),
    ]  # fmt: skip
    return _put(document, route, dice.choice(wrapping)(value))


def _as_text(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    try:
        return _put(document, route, json.dumps(at(document, route)))
    except TypeError:  # tags and dates
        return document


def _as_value(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    text = at(document, route)
    if isinstance(text, str):
        try:
            return _put(document, route, json.loads(text))
        except (ValueError, RecursionError):
            return _put(document, route, [text])
    return document


def _text_changed(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    text = at(document, route)
    if not isinstance(text, str):
        return _put(document, route, str(text)[:500])
    start = dice.randint(0, len(text))
    return _put(document, route, text[:start] + dice.choice(TEXTS) + text[start + dice.choice([0, 0, 1, 5]) :])


def _swapped(document: Any, route: tuple[Step, ...], others: Sequence[Any], dice: Random) -> Any:
    routes = list(places(document))
    other = routes[dice.randrange(len(routes))]
    nested = other[: len(route)] == route or route[: len(other)] == other
    if nested:
        return document
    here, there = at(document, route), at(document, other)
    return _put(_put(document, route, there), other, here)


CHANGES: list[Change] = [
    _replaced, _replaced, _replaced, _with_part_of_another, _without, _without, _renamed, _added, _added, _repeated,
    _wrapped, _as_text, _as_value, _text_changed, _text_changed, _swapped,
]  # fmt: skip
