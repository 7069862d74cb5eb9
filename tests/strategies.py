"""Requests for hypothesis: valid ones from anywhere in the API model, and ones with a single fault that is known."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from policylint.path import Route
from policylint.schema.compile import WIDTHS
from policylint.schema.snapshot import Shape, snapshot
from policylint.schema.words import WORDS
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


@st.composite
def faulty_requests(draw: DrawFn, operation: str) -> Faulty:
    """Requests with one member dropped, added, of another type, or out of its bounds."""
    request = deepcopy(draw(requests(operation)))
    shape = snapshot().input(operation)
    ways = [way for place in _places(shape, request, ()) for way in _ways(*place)]
    rule, route, break_it = draw(st.sampled_from(ways))
    parent: Any = request
    for step in route[:-1]:
        parent = parent[step]
    break_it(draw, parent, route[-1])
    return Faulty(request, rule, route)


_Break = Callable[[DrawFn, Any, Any], None]
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


def _ways(shape: Shape, value: Any, route: Route) -> Iterator[tuple[str, Route, _Break]]:
    """How a value can be broken: the rule, the route to the fault, and the deed, done to the parent of the fault."""
    if shape.type == "structure":
        yield "SM101", (*route, "Bogus"), _put("anything")
        for member in shape.required:
            yield "SM102", (*route, member), _drop
    if not route:
        return
    yield "SM103", route, _put_one_of(_ODD[shape.type])
    if shape.type == "string":
        yield from _string_ways(shape, value, route)
    elif shape.type in WIDTHS:
        if shape.min is not None:
            yield "SM107", route, _put(shape.min - 1)
        if shape.max is not None:
            yield "SM107", route, _put(shape.max + 1)
    elif shape.type == "list":
        if shape.min:
            yield "SM108", route, _put([])
        if shape.max is not None and value:
            yield "SM108", route, _put(value[:1] * (shape.max + 1))
    elif shape.type == "map" and shape.max is not None:
        yield "SM109", route, _put({f"k{number}": "v" for number in range(shape.max + 1)})


def _string_ways(shape: Shape, value: str, route: Route) -> Iterator[tuple[str, Route, _Break]]:
    if shape.enum:
        yield "SM104", route, _put("bogus")
        if shape.enum[0].startswith("ml."):
            yield "SM110", route, _put("ml.bogus9.2xlarge")
        return
    if shape.min:
        yield "SM105", route, _put("")
    if shape.max is not None:
        yield "SM105", route, _put(value + "a" * (shape.max + 1 - len(value)))
    if shape.translation:
        yield "SM106", route, _put("\n" + value)


def _drop(_: DrawFn, parent: Any, step: Any) -> None:
    del parent[step]


def _put(value: Any) -> _Break:
    def put(_: DrawFn, parent: Any, step: Any) -> None:
        parent[step] = value

    return put


def _put_one_of(choices: list[Any]) -> _Break:
    def put(draw: DrawFn, parent: Any, step: Any) -> None:
        parent[step] = draw(st.sampled_from(choices))

    return put
