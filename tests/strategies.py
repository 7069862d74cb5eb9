"""Requests for hypothesis: valid ones from anywhere in the API model, and the ways to break one."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from policylint.path import Route
from policylint.schema.pattern_words import WORDS
from policylint.schema.snapshot import WIDTHS, Shape, snapshot
from tests.java_patterns import in_python

_LINE = st.characters(codec="utf-8", exclude_characters="\n\r\x85\u2028\u2029")
_TAG = st.characters(categories=["L", "Z", "N"], include_characters="_.:/=+-@")
_BEYOND_RE = {".*": _LINE, ".+": _LINE, "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)": _TAG}


def requests(operation: str) -> SearchStrategy[dict[str, Any]]:
    """Requests that the API takes, of JSON's types: any members of the whole model, a few at a time."""
    return values(snapshot().input(operation).name)


@lru_cache(maxsize=512)
def values(name: str) -> SearchStrategy[Any]:
    """Values that a shape of the API takes."""
    shape = snapshot().shapes[name]
    match shape.type:
        case "structure":
            return _structures(shape)
        case "list":
            low = shape.min or 0
            return st.lists(
                st.deferred(lambda: values(shape.member)), min_size=low, max_size=min(shape.max or 9, low + 2)
            )
        case "map":
            return st.dictionaries(values(shape.key), values(shape.value), min_size=shape.min or 0, max_size=3)
        case "boolean":
            return st.booleans()
        case "float" | "double":
            return st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**6), 10**6)
        case "string":
            return _strings(shape)
        case _:
            low, high = WIDTHS[shape.type]
            return st.integers(
                shape.min if shape.min is not None else low, shape.max if shape.max is not None else high
            )


def _strings(shape: Shape) -> SearchStrategy[str]:
    if shape.enum:
        return st.sampled_from(shape.enum)
    low, high = shape.min or 0, shape.max or 300
    if shape.pattern is None or shape.pattern == "[\\S\\s]*":
        return st.text(st.characters(codec="utf-8"), min_size=low, max_size=min(high, low + 20))
    if shape.pattern in _BEYOND_RE:
        return st.text(_BEYOND_RE[shape.pattern], min_size=low, max_size=min(high, low + 20))
    fitting = st.from_regex(re.compile(in_python(shape.pattern)), fullmatch=True).filter(
        lambda text: low <= len(text) <= high
    )
    return st.just(WORDS[shape.pattern].example) | fitting


@st.composite
def _structures(draw: DrawFn, shape: Shape) -> dict[str, Any]:
    optional = [member for member in shape.members if member not in shape.required]
    chosen = draw(st.lists(st.sampled_from(optional), unique=True, max_size=4)) if optional else []
    return {member: draw(values(shape.members[member])) for member in (*shape.required, *chosen)}


@dataclass(frozen=True)
class Faulty:
    """A request with one fault: the rule that must find it, and where."""

    request: dict[str, Any]
    rule: str
    route: Route


def every_fault(operation: str, request: dict[str, Any]) -> Iterator[Faulty]:
    """A valid request, broken in every way at every place: members dropped, added, of other types, out of bounds."""
    for shape, value, route in _places(snapshot().input(operation), request, ()):
        for rule, step, broken in _members_broken(shape) if shape.type == "structure" else ():
            yield Faulty(_changed(request, (*route, step), broken), rule, (*route, step))
        for rule, broken in _values_broken(shape, value) if route else ():
            yield Faulty(_changed(request, route, broken), rule, route)


_DROPPED = object()
_ODD: dict[str, list[Any]] = {
    "structure": [None, "text", 1, [], True],
    "map": [None, "text", 1, [], True],
    "list": [None, "text", 1, {}, True],
    "string": [None, 0, 1.5, True, [], {}, b"bytes"],
    "integer": [None, "1", 1.5, [], {}],
    "long": [None, "1", 1.5, [], {}],
    "float": [None, "1", [], {}, True],
    "boolean": [None, "true", 0, 1, [], {}],
}


def _places(shape: Shape, value: Any, route: Route) -> Iterator[tuple[Shape, Any, Route]]:
    """Every value of a request with its shape and the route to it, the request first."""
    yield shape, value, route
    shapes = snapshot().shapes
    if shape.type == "structure":
        for member, item in value.items():
            yield from _places(shapes[shape.members[member]], item, (*route, member))
    elif shape.type == "map":
        for key, item in value.items():
            yield from _places(shapes[shape.value], item, (*route, key))
    elif shape.type == "list":
        for index, item in enumerate(value):
            yield from _places(shapes[shape.member], item, (*route, index))


def _changed(request: dict[str, Any], route: Route, value: Any) -> dict[str, Any]:
    changed = deepcopy(request)
    parent: Any = changed
    for step in route[:-1]:
        parent = parent[step]
    if value is _DROPPED:
        del parent[route[-1]]
    else:
        parent[route[-1]] = value
    return changed


def _members_broken(shape: Shape) -> Iterator[tuple[str, str, Any]]:
    yield "SM1001", "Bogus", "anything"
    for member in shape.required:
        yield "SM1002", member, _DROPPED


def _values_broken(shape: Shape, value: Any) -> Iterator[tuple[str, Any]]:
    yield from (("SM1003", odd) for odd in _ODD[shape.type])
    if shape.type == "string":
        yield from _strings_broken(shape, value)
    elif shape.type in WIDTHS:
        yield from (("SM1007", bound + step) for bound, step in ((shape.min, -1), (shape.max, 1)) if bound is not None)
    elif shape.type == "list" and shape.min:
        yield "SM1008", []
    if shape.type == "list" and shape.max is not None and value:
        yield "SM1008", value[:1] * (shape.max + 1)
    if shape.type == "map" and shape.max is not None:
        yield "SM1009", {f"k{number}": "v" for number in range(shape.max + 1)}


def _strings_broken(shape: Shape, value: str) -> Iterator[tuple[str, Any]]:
    if shape.enum:
        yield "SM1004", "bogus"
    if shape.enum and shape.enum[0].startswith("ml."):
        yield "SM1010", "ml.bogus9.2xlarge"
    if shape.min:
        yield "SM1005", ""
    if shape.max is not None:
        yield "SM1005", value + "a" * (shape.max + 1 - len(value))
    if shape.translation:
        yield "SM1006", "\n" + value
