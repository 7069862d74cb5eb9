"""Values of a Python program as its source shows them: known scalars, containers, results of calls, and the unknown.

Each has `at`, the syntax node where it stands. Containers and what calls made are mutable as in Python, and one object
stands for all names of it; what changes them is kept in the `Heap`, in their `cells`. Libraries get frozen copies.
"""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import PurePosixPath
from typing import Any, Final

Scalar = str | int | float | bool | bytes | None
Node = ast.AST | None

MORE: Final = object()
"""The cell of a container that may have further members: what those are made of."""
ITEMS: Final = object()
EVENTS: Final = object()
UNCLEAR: Final = object()
ORDER: Final = object()
"""No cell, but the order of those that there were before one was taken away."""
ESCAPED: Final = object()
"""No cell, but a mark on a value that branches set and take back as they do cells."""


class NotPlain(Exception):  # noqa: N818 - an answer, not an error
    """A value is not wholly known."""


class Value:
    """What an expression comes to."""

    __slots__ = ("at",)
    at: Node

    def leads(self) -> "Iterable[Value]":
        """The values that can be reached from this one."""
        return ()


class Known(Value):
    """A scalar that the source shows."""

    __slots__ = ("value",)

    def __init__(self, value: Scalar, at: Node = None) -> None:
        self.value = value
        self.at = at


class Opaque(Value):
    """A value that is not known; `expression` is the text that is shown, or else that of the node.

    `candidates` are the values that the source shows it may come to.
    """

    __slots__ = ("candidates", "expression")

    def __init__(self, expression: str = "", at: Node = None, candidates: Sequence[Value] = ()) -> None:
        self.expression = expression
        self.at = at
        self.candidates = tuple(candidates)


class Part(Opaque):
    """An attribute of what a call made, which is not known: a method, perhaps, or something in it that changes."""

    __slots__ = ("name", "of")

    def __init__(self, of: "Made", name: str, at: Node = None) -> None:
        super().__init__("", at)
        self.of = of
        self.name = name

    def leads(self) -> "Iterable[Value]":
        """What it is of."""
        return (self.of,)


class Maybe(Opaque):
    """A value that is not known and may not be there at all: set on some ways only."""

    __slots__ = ()


class Mutable(Value):
    """A value with cells that a program may change. `changed` is when it last did, by the heap's clock.

    `escaped`: something that is not followed may change it at any call. `kin` are values that may be the same one.
    `serial` counts all such values in the order in which they were made.
    """

    __slots__ = ("cells", "changed", "escaped", "kin", "serial")

    def __init__(self, cells: dict[Any, Value], at: Node = None) -> None:
        self.cells = cells
        self.at = at
        self.changed = 0
        self.serial = next(_SERIALS)
        self.escaped = False
        self.kin: tuple[Mutable, ...] = ()

    @property
    def more(self) -> Value | None:
        """What there may be beside the cells; None where they are all there is."""
        return self.cells.get(MORE)

    def leads(self) -> Iterable[Value]:
        """What is in it, and what may be it."""
        return (*self.cells.values(), *self.kin)


_SERIALS = count()


class Dict(Mutable):
    """A dict; `keys` are the nodes where its keys stand. `shuffled`: their order is not known."""

    __slots__ = ("keys", "shuffled")

    def __init__(
        self, entries: Mapping[Any, Value] | None = None, at: Node = None, keys: Mapping[Any, Node] | None = None
    ) -> None:
        super().__init__(dict(entries or {}), at)
        self.keys: dict[Any, Node] = dict(keys or {})
        self.shuffled = False

    def copied(self, cells: Mapping[Any, Value], at: Node) -> "Dict":
        """A dict of the same keys."""
        made = Dict(cells, at, self.keys)
        made.shuffled = self.shuffled
        return made

    @property
    def entries(self) -> dict[Any, Value]:
        """The members that are known to be there."""
        return {key: value for key, value in self.cells.items() if key is not MORE}

    @property
    def complete(self) -> bool:
        """Whether its members are these and no others, in this order."""
        return (
            not self.shuffled
            and MORE not in self.cells
            and not any(isinstance(value, Maybe) for value in self.cells.values())
        )


class List(Mutable):
    """A list, a tuple or a set, by `kind`."""

    __slots__ = ("kind",)

    def __init__(self, items: Iterable[Value] = (), at: Node = None, kind: str = "list") -> None:
        super().__init__({}, at)
        self._set(items)
        self.kind = kind

    def _set(self, items: Iterable[Value]) -> None:
        self.cells[ITEMS] = Items(items)

    @property
    def items(self) -> tuple[Value, ...]:
        """The items; meaningless where there may be `more`."""
        held = self.cells.get(ITEMS)
        return held.items if isinstance(held, Items) else ()

    @property
    def more(self) -> Value | None:
        """What its items come from, where they are not known."""
        held = self.cells.get(ITEMS)
        return None if isinstance(held, Items) else self.cells.get(MORE) or held or Opaque()


class Lazy(List):
    """What gives the items that it was made over when it is gone through: a generator, `zip`, `enumerate`. They are not
    known any more when something that it is made `over` has changed `since`, by the heap's clock, nor a second time."""

    __slots__ = ("over", "since")

    def __init__(self, items: Iterable[Value], at: Node, over: Iterable[Mutable], since: int) -> None:
        super().__init__(items, at, "generator")
        self.over = tuple(over)
        self.since = since

    @property
    def more(self) -> Value | None:
        """See `List.more`."""
        stale = any(one.changed > self.since or (isinstance(one, Lazy) and one.more) for one in self.over)
        return Opaque("", self.at) if stale else super().more

    def leads(self) -> Iterable[Value]:
        """The items, and what they are taken from."""
        return (*super().leads(), *self.over)


class View(List):
    """The keys, values or items of a dict, as they are whenever they are looked at; `part` makes each of them."""

    __slots__ = ("of", "part")

    def __init__(self, of: Dict, part: Callable[[Any, Value], Value], at: Node = None) -> None:
        super().__init__((), at, "view")
        self.of = of
        self.part = part

    @property
    def items(self) -> tuple[Value, ...]:
        """See `List.items`."""
        return tuple(self.part(key, value) for key, value in self.of.cells.items())

    @property
    def more(self) -> Value | None:
        """See `List.more`."""
        return super().more if self.of.complete else Opaque("", self.at)

    def leads(self) -> Iterable[Value]:
        """The dict."""
        return (self.of,)


class Items(Value):
    """The content of a list at one time, which no program sees."""

    __slots__ = ("items",)

    def __init__(self, items: Iterable[Value]) -> None:
        self.items = tuple(items)
        self.at = None

    def leads(self) -> Iterable[Value]:
        """The items."""
        return self.items


class Call:
    """A call of something that has a name: `sagemaker.estimator.Estimator`, `boto3.client.create_training_job`.

    The name is the one that the imports give. A method of what a call made is named after that call, a method of
    something unknown `?.method`. `keys` are the nodes of the keywords; `more` is set where `*x` or `**x` may give any
    further argument; `receiver` is what a method was called on.
    """

    __slots__ = ("args", "at", "keys", "keywords", "more", "name", "receiver")

    def __init__(
        self,
        name: str,
        args: Sequence[Value] = (),
        keywords: Mapping[str, Value] | None = None,
        *,
        keys: Mapping[str, Node] | None = None,
        more: Value | None = None,
        receiver: Value | None = None,
        at: Node = None,
    ) -> None:
        self.name = name
        self.args = tuple(args)
        self.keywords: Mapping[str, Value] = keywords or {}
        self.keys: Mapping[str, Node] = keys or {}
        self.more = more
        self.receiver = receiver
        self.at = at

    def bind(self, *names: str) -> dict[str, Value] | None:
        """The arguments by parameter, positional ones by the names given; None if there are too many of those."""
        if len(self.args) > len(names):
            return None
        return {**dict(zip(names, self.args, strict=False)), **self.keywords}

    @property
    def method(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]


class Event:
    """What happened to a value that a call made: a method called on it, or an attribute given a value."""

    __slots__ = ("call", "name", "value")

    def __init__(self, name: str, call: Call | None = None, value: Value | None = None) -> None:
        self.name = name
        self.call = call
        self.value = value


class Events(Value):
    """The events of a value at one time, which no program sees."""

    __slots__ = ("events",)

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.events = tuple(events)
        self.at = None


class Made(Mutable):
    """What a call of something from a library made, and when, by the heap's clock (`since`).

    `unclear`: it may have been changed in a way that is not seen.
    """

    __slots__ = ("call", "since")

    def __init__(
        self, call: Call, at: Node = None, events: Iterable[Event] = (), *, since: int = 0, unclear: bool = False
    ) -> None:
        super().__init__({EVENTS: Events(events)}, at)
        self.since = since
        if unclear:
            self.cells[UNCLEAR] = Known(value=True)
        self.call = call

    @property
    def events(self) -> tuple[Event, ...]:
        """What has happened to it, in order."""
        held = self.cells.get(EVENTS)
        return held.events if isinstance(held, Events) else ()

    def leads(self) -> Iterable[Value]:
        """What it was made with, and what by."""
        by = () if self.call.receiver is None else (self.call.receiver,)
        return (*super().leads(), *by, *self.call.args, *self.call.keywords.values())

    @property
    def unclear(self) -> bool:
        """Whether it may have been changed in a way that is not seen."""
        return MORE in self.cells or UNCLEAR in self.cells or not isinstance(self.cells.get(EVENTS), Events)


class External(Value):
    """A name that an import gives: a module, a function or a class of a library, or a builtin (`builtins.dict`)."""

    __slots__ = ("name",)

    def __init__(self, name: str, at: Node = None) -> None:
        self.name = name
        self.at = at


class Dumped(Value):
    """The text that `json.dumps` makes of a value as it was then; `options` are its keywords, None if not known."""

    __slots__ = ("options", "value")

    def __init__(self, value: Value, at: Node = None, options: Mapping[str, Any] | None = None) -> None:
        self.value = value
        self.at = at
        self.options = options


class PathOf(Value):
    """A path of `pathlib`, as text with slashes."""

    __slots__ = ("path",)

    def __init__(self, path: PurePosixPath, at: Node = None) -> None:
        self.path = path
        self.at = at


class EnumText(Opaque):
    """The text that is written for a member of an enum that is a string as well: its value before Python 3.11, its name
    since. `member` is the one in it."""

    __slots__ = ("member",)

    def __init__(self, member: "Member", at: Node = None) -> None:
        super().__init__("", at)
        self.member = member


class Member(Value):
    """A member of an enum that the source shows. `texts`: it is a string or a number itself, as its value is.

    `formats`: an f-string and `str()` write its value, and not `Enum.member`.
    """

    __slots__ = ("enum", "formats", "name", "texts", "value")

    @property
    def shifts(self) -> bool:
        """Whether what an f-string writes for it depends on the version of Python."""
        return self.texts and not self.formats

    def __init__(self, enum: str, name: str, value: Value, *, texts: bool, formats: bool, at: Node = None) -> None:
        self.enum = enum
        self.name = name
        self.value = value
        self.texts = texts
        self.formats = formats
        self.at = at


def unknown(expression: str, at: Node = None, candidates: Sequence[Value] = ()) -> Opaque:
    """A value that is not known, by the text that is shown for it."""
    return Opaque(expression, at, candidates)


def is_known(value: Value | None) -> bool:
    """Whether a value is a scalar that the source shows."""
    return isinstance(value, Known) or (isinstance(value, Member) and value.texts and is_known(value.value))


def known(value: Value | None, default: Scalar = None) -> Scalar:
    """The scalar that a value is, or the default where it is none or not known."""
    if isinstance(value, Member) and value.texts:
        value = value.value
    return value.value if isinstance(value, Known) else default


def plain(value: Value, *, members: bool = True) -> Any:
    """The Python object that a value is, made anew; members of enums are their values, if they may be.

    Raises:
        NotPlain: some part of it is not known, or is no scalar, dict, list or tuple, or it is too large.
    """
    if isinstance(value, Known):
        return value.value
    if not is_small(value):
        raise NotPlain
    return _plain(value, members)


def _plain(value: Value, members: bool) -> Any:
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Member) and value.texts and members:
        return _plain(value.value, members)
    if isinstance(value, Dict | List) and value.more is not None:
        raise NotPlain
    if isinstance(value, Dict):
        if value.shuffled:
            raise NotPlain
        return {key: _plain(item, members) for key, item in value.cells.items()}
    if isinstance(value, List) and value.kind in _KINDS:
        items = [_plain(item, members) for item in value.items]
        return items if value.kind == "list" else _KINDS[value.kind](items)
    if isinstance(value, Dumped) and value.options is not None:
        return _dumped(_plain(value.value, True), value.options)
    raise NotPlain


def is_small(value: Value) -> bool:
    """Whether a value, written out, has no more parts than one can go through; one that is in itself has no end."""
    left, parts = [value], 0
    while left:
        one = left.pop()
        parts += 1
        if parts > _MOST_PARTS:
            return False
        if isinstance(one, Dict):
            left += one.cells.values()
        elif isinstance(one, List):
            left += one.items
        elif isinstance(one, Dumped):
            left.append(one.value)
    return True


def _dumped(thing: Any, options: Mapping[str, Any]) -> str:
    import json

    try:
        return json.dumps(thing, **options)
    except (TypeError, ValueError, RecursionError):
        raise NotPlain from None


def derived(thing: Any, at: Node = None) -> Value:
    """The value that a Python object is, standing at a node in all its parts."""
    if isinstance(thing, dict):
        return Dict({key: derived(item, at) for key, item in thing.items()}, at, dict.fromkeys(thing, at))
    if isinstance(thing, list | tuple | set | frozenset):
        kind = next(name for name, made in _KINDS.items() if isinstance(thing, made))
        return List([derived(item, at) for item in thing], at, kind)
    if thing is None or isinstance(thing, str | int | float | bytes):
        return Known(thing, at)
    return Opaque(type(thing).__name__, at)


_KINDS: Mapping[str, type[Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


def frozen(value: Value, since: int | None = None) -> Value:
    """A copy of a value as it is now. What has changed after `since`, by the heap's clock, is not known in it."""
    return _frozen(value, since, 0) if is_small(value) else Opaque(at=value.at)


_CHANGED = (Dict, List, Made)
_WITH_PARTS = (*_CHANGED, Dumped)
_DEEPEST = 60
_MOST_PARTS = 5_000


def _frozen(value: Value, since: int | None, depth: int) -> Value:
    if not isinstance(value, _CHANGED):
        return value
    if depth > _DEEPEST:
        return Opaque(at=value.at)
    if since is not None and value.changed > since and not isinstance(value, Made):
        return Opaque(at=value.at)
    if isinstance(value, Made):
        return _frozen_made(value, depth)
    if isinstance(value, Dict):
        cells = {key: _frozen(item, since, depth + 1) for key, item in value.cells.items()}
        return value.copied(cells, value.at)
    if value.more is not None:
        return Opaque(at=value.at)
    return List([_frozen(item, since, depth + 1) for item in value.items], value.at, value.kind)


def _frozen_made(made: Made, depth: int) -> Made:
    events = (
        Event(
            event.name,
            frozen_call(event.call, depth + 1, since=made.since, of=False) if event.call else None,
            _part(event.value, None, depth) if event.value else None,
        )
        for event in made.events
    )
    call = frozen_call(made.call, depth + 1, since=made.since)
    return Made(call, made.at, events, unclear=made.unclear)


def _part(value: Value, since: int | None, depth: int) -> Value:
    if not isinstance(value, _WITH_PARTS):
        return value
    return _frozen(value, since, depth + 1) if is_small(value) else Opaque(at=value.at)


def frozen_call(call: Call, depth: int = 0, *, since: int | None = None, of: bool = True) -> Call:
    """A call with its arguments as they are now, or not known where they have changed after `since`.

    `of`: with what it is a method of, which the events of that very thing leave out.
    """
    return Call(
        call.name,
        [_part(value, since, depth) for value in call.args],
        {name: _part(value, since, depth) for name, value in call.keywords.items()},
        keys=call.keys,
        more=call.more,
        receiver=_part(call.receiver, None, depth) if of and call.receiver is not None else None,
        at=call.at,
    )


def walk(values: Iterable[Value | None]) -> Iterator[Mutable]:
    """All mutable values that values lead to, themselves included, each once."""
    seen: set[int] = set()
    left = [value for value in values if value is not None and not isinstance(value, Known)]
    while left:
        one = left.pop()
        if id(one) not in seen:
            seen.add(id(one))
            left += one.leads()
            if isinstance(one, Mutable):
                yield one
