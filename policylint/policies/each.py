"""`each`: the items of one list or of several, each with its place, so that a finding can point at the very item."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from policylint.path import Route
from policylint.policies.calling import Truth
from policylint.policies.compiling import applicability
from policylint.policies.meaning import CallError
from policylint.policies.syntax import ExpressionError, Node
from policylint.sources.partial import OpenMap
from policylint.unknown import Unknown

Items = Callable[[Any], Iterator[tuple[Route, Any]]]
_PROJECTIONS = frozenset(("filter_projection", "projection", "value_projection"))
_UNJUDGED = (Unknown, CallError)
_Walk = Callable[[Any, Route], Iterator[tuple[Route, Any]]]


def compile_items(node: Node, when_null: bool | None = None, *, single: bool = False) -> Items:
    """A function from a scope to the items at a path, with the route of each.

    A path is made of names, `[]`, `[*]`, `.*`, `[n]` and filters; the `[]` after the last name may be left out. An
    `Unknown` on the way is given as an item; a filter that cannot tell gives its `Unknown`, or the `CallError` of a
    function, in the item's stead. What is missing has no items.

    Args:
        node: the path.
        when_null: whether a filter takes an item for which a function is given null; None: that is not known.
        single: whether a value that is not a list is an item.

    Raises:
        ExpressionError: the expression is no such path.
    """
    walk = _walk(node, when_null)
    if node["type"] not in _PROJECTIONS:
        walk = _joined([walk, _items_or_itself if single else _items])
    return lambda scope: walk(scope, ())


def chained(lists: Sequence[Items]) -> Items:
    """The items of several lists, one list after the other."""
    if len(lists) == 1:
        return lists[0]
    return lambda scope: (found for items in lists for found in items(scope))


def _walk(node: Node, when_null: bool | None) -> _Walk:
    build = _WALKS.get(node["type"])
    if build is None:
        message = "each takes a path to a list, of names, [], [*], .* and [?...]"
        raise ExpressionError(message, node.get("start", 0), node.get("end", 1))
    return build(node, when_null)


def _field(node: Node, _when_null: bool | None) -> _Walk:
    name = node["value"]

    def walk(given: Any, route: Route) -> Iterator[tuple[Route, Any]]:
        if isinstance(given, _UNJUDGED):
            yield route, given
        elif isinstance(given, dict) and given.get(name) is not None:
            yield (*route, name), given[name]

    return walk


def _itself(_: Node, _when_null: bool | None) -> _Walk:
    def walk(given: Any, route: Route) -> Iterator[tuple[Route, Any]]:
        yield route, given

    return walk


def _index(node: Node, _when_null: bool | None) -> _Walk:
    index = node["value"]

    def walk(given: Any, route: Route) -> Iterator[tuple[Route, Any]]:
        if isinstance(given, _UNJUDGED):
            yield route, given
        elif isinstance(given, list) and -len(given) <= index < len(given):
            yield (*route, index % len(given)), given[index]

    return walk


def _sequence(node: Node, when_null: bool | None) -> _Walk:
    return _joined([_walk(child, when_null) for child in node["children"]])


def _joined(steps: list[_Walk]) -> _Walk:
    if len(steps) == 1:
        return steps[0]
    first, rest = steps[0], _joined(steps[1:])

    def walk(given: Any, route: Route) -> Iterator[tuple[Route, Any]]:
        for inner, item in first(given, route):
            yield from rest(item, inner)

    return walk


def _items(given: Any, route: Route) -> Iterator[tuple[Route, Any]]:
    if isinstance(given, _UNJUDGED):
        yield route, given
    elif isinstance(given, list):
        for index, item in enumerate(given):
            if item is not None:
                yield (*route, index), item


def _items_or_itself(given: Any, route: Route) -> Iterator[tuple[Route, Any]]:
    if isinstance(given, list):
        yield from _items(given, route)
    else:
        yield route, given


def _values(given: Any, route: Route) -> Iterator[tuple[Route, Any]]:
    if isinstance(given, _UNJUDGED):
        yield route, given
    elif isinstance(given, dict):
        for key, item in given.items():
            if item is not None:
                yield (*route, key), item
        if isinstance(given, OpenMap):
            yield route, given.more


def _projection(node: Node, when_null: bool | None) -> _Walk:
    left, right = node["children"]
    if left["type"] == "flatten":
        return _joined([_flatten(left, when_null), _walk(right, when_null)])
    return _joined([_walk(left, when_null), _items, _walk(right, when_null)])


def _flatten(node: Node, when_null: bool | None) -> _Walk:
    base = node["children"][0]
    inner = _walk(base, when_null)
    if base["type"] not in _PROJECTIONS:
        return _joined([inner, _items])

    def walk(given: Any, route: Route) -> Iterator[tuple[Route, Any]]:
        for place, item in inner(given, route):
            if isinstance(item, list):
                yield from _items(item, place)
            else:
                yield place, item

    return walk


def _value_projection(node: Node, when_null: bool | None) -> _Walk:
    left, right = node["children"]
    return _joined([_walk(left, when_null), _values, _walk(right, when_null)])


def _filter(node: Node, when_null: bool | None) -> _Walk:
    left, right, condition = node["children"]
    test = applicability(condition)

    def chosen(given: Any, route: Route) -> Iterator[tuple[Route, Any]]:
        for place, item in _items(given, route):
            answer = _answer(test, item, when_null)
            if answer is not False:
                yield place, item if answer is True else answer

    return _joined([_walk(left, when_null), chosen, _walk(right, when_null)])


def _answer(test: Truth, item: Any, when_null: bool | None) -> "bool | Unknown | CallError":
    try:
        return test(item)
    except CallError as error:
        return when_null if error.of_null and when_null is not None else error


_WALKS: dict[str, Callable[[Node, bool | None], _Walk]] = {
    "current": _itself,
    "field": _field,
    "filter_projection": _filter,
    "identity": _itself,
    "index": _index,
    "index_expression": _sequence,
    "projection": _projection,
    "subexpression": _sequence,
    "value_projection": _value_projection,
}
