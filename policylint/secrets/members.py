"""Where a request holds text that people write, by the API's own model and not by a list kept here."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from policylint.path import Route
from policylint.schema.snapshot import Shape, Snapshot, snapshot
from policylint.secrets.lazily import lazily
from policylint.unknown import Unknown

DEEPEST = 64


class Text(NamedTuple):
    """A string of a request: where it stands, what it is called, and whether the API takes any text there.

    `route` leads to the member; for the key of a map, to the map, and `in_key` is set.
    """

    route: Route
    name: str
    value: str
    free: bool = True
    in_key: bool = False

    @property
    def apart(self) -> tuple[object, ...]:
        """All of it but where it stands."""
        return self[1:]


class _Plan(NamedTuple):
    """How to walk a shape: what its members, items or values are; None where no text can be."""

    members: dict[str, "_Plan | None"]
    each: "_Plan | None" = None
    free: bool = False


_FLAG = lazily(r"-[A-Za-z]|--?[A-Za-z][A-Za-z0-9_.-]{0,126}")
_ANY = _Plan({}, None, True)
_NAMES = ("Key", "Name", "key", "name", "Id", "id", "ParameterKey")
_VALUES = frozenset({"Value", "Values", "value", "values", "DefaultValue", "ParameterValue"})


def texts(request: Any, operation: str) -> list[Text]:
    """Every string of a request that could hold a secret: all but those that the API takes from a list.

    Members that the API does not have are walked whole. The text of a template expression counts as text.
    """
    found: list[Text] = []
    _walk(request, _plan(operation), (), "", found)
    return found


def loose_texts(value: Any, route: Route, name: str) -> Iterator[Text]:
    """Every string of a value of no known shape, such as JSON inside a member; all stand at the member's route."""
    found: list[Text] = []
    _walk(value, _ANY, (), name, found)
    for text in found:
        yield Text(route, text.name, text.value, True, text.in_key)


def _walk(value: Any, plan: _Plan, route: Route, name: str, found: list[Text]) -> None:
    if isinstance(value, str):
        found.append(Text(route, name, value, plan.free))
    elif isinstance(value, dict):
        if len(route) > DEEPEST:
            return
        pair = _pair(value)
        members, each = plan.members, plan.each or _ANY
        for key, item in value.items():
            below: _Plan | None = each
            if key in members:
                below = members[key]
            else:
                found.append(Text(route, "", str(key), free=True, in_key=True))
            if below is None:
                continue
            step = key if isinstance(key, str) else str(key)
            called = pair if pair and key in _VALUES else step
            if isinstance(item, str):
                found.append(Text((*route, step), called, item, below.free))
            else:
                _walk(item, below, (*route, step), called, found)
    elif isinstance(value, list):
        _walk_list(value, plan.each or _ANY, route, name, found)
    elif isinstance(value, Unknown):
        found.append(Text(route, name, value.expression, plan.free))


def _walk_list(items: list[Any], plan: _Plan, route: Route, name: str, found: list[Text]) -> None:
    """Walk a list; where it is a command line, a flag names the argument that follows it."""
    if len(route) > DEEPEST:
        return
    flag = ""
    for index, item in enumerate(items):
        is_flag = isinstance(item, str) and _FLAG().fullmatch(item) is not None
        _walk(item, plan, (*route, index), name if is_flag or not flag or _is_option(item) else flag, found)
        flag = item if is_flag else ""


def _is_option(item: Any) -> bool:
    return isinstance(item, str) and item.startswith("--")


def _pair(value: dict[str, Any]) -> str:
    """The name that one member of a structure gives to another: a tag's `Key` to its `Value`."""
    if _VALUES.isdisjoint(value):
        return ""
    for key in _NAMES:
        named = value.get(key)
        if isinstance(named, str):
            return named
    return ""


@lru_cache(maxsize=4)
def _plan(operation: str) -> _Plan:
    model = snapshot()
    return _shape_plan(model, model.input(operation), {}) or _ANY


def _shape_plan(model: Snapshot, shape: Shape, known: dict[str, _Plan | None]) -> _Plan | None:
    if shape.name not in known:
        known[shape.name] = _make_plan(model, shape, known)
    return known[shape.name]


def _takes_any_text(pattern: str | None) -> bool:
    """Whether a pattern is one class of characters, repeated, wide enough for a token or an assignment."""
    if pattern is None:
        return True
    one = _ONE_CLASS().fullmatch(pattern)
    return (one is not None and any(wide in one["set"] for wide in ("=", r"\S", r"\s"))) or pattern in (".*", ".+")


_ONE_CLASS = lazily(r"\(?\[(?P<set>(?:[^\]\\]|\\.)+)\][*+]\)?")


def _make_plan(model: Snapshot, shape: Shape, known: dict[str, _Plan | None]) -> _Plan | None:
    if shape.type == "string":
        return None if shape.enum else _Plan({}, free=_takes_any_text(shape.pattern))
    if shape.type == "list":
        each = _shape_plan(model, model.shapes[shape.member], known)
        return each and _Plan({}, each, free=False)
    if shape.type == "map":
        return _Plan({}, _shape_plan(model, model.shapes[shape.value], known) or _ANY)
    if shape.type == "structure":
        return _Plan({name: _shape_plan(model, model.shapes[below], known) for name, below in shape.members.items()})
    return None
