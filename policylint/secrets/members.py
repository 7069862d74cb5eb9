"""Where a request holds text that people write, by the API's own model and not by a list kept here."""

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from policylint.path import Route
from policylint.schema.snapshot import Shape, Snapshot, snapshot
from policylint.secrets.commands import credentials, is_program
from policylint.secrets.regexes import lazily
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
    def apart(self) -> "Apart":
        """All of it but where it stands."""
        return self.name, self.value, self.free, self.in_key


class _Plan(NamedTuple):
    """How to walk a shape: what its members, items or values are, and which values the API lists, if it does."""

    members: dict[str, "_Plan"]
    each: "_Plan | None" = None
    free: bool = False
    listed: frozenset[str] = frozenset()


_FLAG = lazily(r"-[A-Za-z]|--?[A-Za-z][A-Za-z0-9_.-]{0,126}")
_ANY = _Plan({}, None, True)
_NAMES = ("Key", "Name", "key", "name", "Id", "id", "ParameterKey")
_MERE = frozenset({"key", "Key", "token", "secret", "api_key", "apiKey", "apikey"})
_TEXTLESS = frozenset({bool, int, float, type(None)})
PAIRED = frozenset({"Value", "Values", "value", "values", "DefaultValue", "ParameterValue"})
"""Members that another of their structure gives a name to, as a tag's `Key` does."""


Apart = tuple[str, str, bool, bool]
"""A text but for where it stands: its name, its value, whether any text is taken there, and whether it is a key."""


def texts(request: Any, operation: str, clean: Collection[Apart] = frozenset()) -> list[Text]:
    """Every string of a request that could hold a secret, but those that are known to be clean.

    A string that the API lists for its member is none; any other is looked at, also where the API takes a number or one
    of a list, for messages quote it. Members that the API does not have are walked whole. The text of a template
    expression counts as text.
    """
    found: list[Text] = []
    _Walk(found, clean).over(request, _plan(operation), (), "")
    return found


def loose_texts(value: Any, route: Route, name: str) -> Iterator[Text]:
    """Every string of a value of no known shape, such as JSON inside a member; all stand at the member's route."""
    found: list[Text] = []
    _Walk(found, frozenset()).over(value, _ANY, (), name)
    for text in found:
        yield Text(route, text.name, text.value, True, text.in_key)


def numbers(value: Any, name: str = "", deep: int = 0) -> list[tuple[str, str]]:
    """Every number in a request, be it written as a string, under the name that it goes by."""
    found: list[tuple[str, str]] = []
    is_named = isinstance(value, dict)
    pair = _pair(value) if is_named else ""
    for key, item in value.items() if is_named else enumerate(value):
        if isinstance(item, str):
            if not item.isdecimal():
                continue
        elif not isinstance(item, _NUMBERS_OR_MORE):
            continue
        called = (pair if pair and key in PAIRED else str(key)) if is_named else name
        if isinstance(item, str):
            found.append((called, item))
        elif isinstance(item, dict | list):
            if deep < DEEPEST:
                found += numbers(item, called, deep + 1)
        elif abs(item) < _VAST:
            found.append((called, str(item)))
    return found


_LEAST = 100_000  # a password of digits has six at least
_VAST = 1e64  # larger numbers take long to write out
_NUMBERS_OR_MORE = (int, float, dict, list)


class _Walk:
    """A walk over a request that finds its texts."""

    def __init__(self, found: list[Text], clean: Collection[Apart]) -> None:
        self._found = found
        self._clean = clean

    def over(self, value: Any, plan: _Plan, route: Route, name: str) -> None:
        if isinstance(value, str):
            if value not in plan.listed and (name, value, plan.free, False) not in self._clean:
                self._found.append(Text(route, name, value, plan.free))
        elif isinstance(value, dict):
            if len(route) <= DEEPEST:
                self._dict(value, plan, route, name if plan is _ANY else "")
        elif isinstance(value, list):
            if len(route) <= DEEPEST:
                self._list(value, plan.each or _ANY, route, name)
        elif isinstance(value, int) and plan is _ANY and _LEAST <= abs(value) < _VAST:
            self._found.append(Text(route, name, str(value)))
        elif isinstance(value, Unknown):
            self._found.append(Text(route, name, value.expression, plan.free))
            for candidate in value.candidates:
                self.over(candidate.value, plan, route, name)

    def _dict(self, value: dict[Any, Any], plan: _Plan, route: Route, name: str) -> None:
        """Walk a structure; `name` is its own, which tells what a mere `key` in it is a key to."""
        clean = self._clean
        pair = "" if PAIRED.isdisjoint(value) else _pair(value)
        members, each, _, _ = plan
        for key, item in value.items():
            step = key if isinstance(key, str) else str(key)
            below = members.get(key)
            if below is None:
                below = each or _ANY
                if ("", step, True, True) not in clean:
                    self._found.append(Text(route, "", step, free=True, in_key=True))
            kind = type(item)
            if kind in _TEXTLESS and below is not _ANY:
                continue
            called = pair if pair and key in PAIRED else f"{name}_{step}" if name and step in _MERE else step
            if kind is not str:
                self.over(item, below, (*route, step), called)
            elif (called, item, below.free, False) not in clean and item not in below.listed:
                self._found.append(Text((*route, step), called, item, below.free))

    def _list(self, items: list[Any], plan: _Plan, route: Route, name: str) -> None:
        """Walk a list; where it is a command line, a flag names the argument that follows it."""
        flag = ""
        given = self._given(items, route) if plan is _ANY or plan.free else {}
        for index, item in enumerate(items):
            is_flag = isinstance(item, str) and item[:1] == "-" and _FLAG().fullmatch(item) is not None
            called = name if is_flag or not flag or _is_option(item) else flag
            self.over(item, plan, (*route, index), given.get(index, called))
            flag = item if is_flag else ""

    def _given(self, items: list[Any], route: Route) -> dict[int, str]:
        """The names of arguments that a command takes as credentials; what is joined to a flag is a text by itself."""
        names: dict[int, str] = {}
        begin = next((at for at, item in enumerate(items) if isinstance(item, str) and is_program(item)), None)
        if begin is None:
            return names
        words = [item if isinstance(item, str) else "" for item in items[begin:]]
        for index, start, name in credentials(words):
            at = begin + index
            if start:
                self._found.append(Text((*route, at), name, words[index][start:]))
            else:
                names[at] = name
        return names


def _is_option(item: Any) -> bool:
    return isinstance(item, str) and item.startswith("--")


def _pair(value: dict[str, Any]) -> str:
    """The name that one member of a structure gives to another: a tag's `Key` to its `Value`."""
    if PAIRED.isdisjoint(value):
        return ""
    for key in _NAMES:
        named = value.get(key)
        if isinstance(named, str):
            return named
    return ""


@lru_cache(maxsize=4)
def _plan(operation: str) -> _Plan:
    model = snapshot()
    return _shape_plan(model, model.input(operation), {})


def _shape_plan(model: Snapshot, shape: Shape, known: dict[str, _Plan]) -> _Plan:
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


def _make_plan(model: Snapshot, shape: Shape, known: dict[str, _Plan]) -> _Plan:
    if shape.type == "string":
        if shape.enum:
            return _Plan({}, listed=frozenset(shape.enum))
        return _Plan({}, free=_takes_any_text(shape.pattern))
    if shape.type == "list":
        return _Plan({}, _shape_plan(model, model.shapes[shape.member], known))
    if shape.type == "map":
        return _Plan({}, _shape_plan(model, model.shapes[shape.value], known))
    if shape.type == "structure":
        return _Plan({name: _shape_plan(model, model.shapes[below], known) for name, below in shape.members.items()})
    return _Plan({})
