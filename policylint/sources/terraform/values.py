"""Values of a configuration as its text shows them.

Each has `at`, where it is written, and `via`, the reference in the file at hand that leads to it where it is written in
another file. `assumed` is set where it rests on what may be otherwise: it says on what.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal
from typing import Any, TypeVar

from policylint.dataclass_ import dataclass
from policylint.sources.terraform.syntax import Place

Number = int | Decimal
Plain = Any
"""A value in Python's terms: str, int, Decimal, bool, None, list, dict."""


class NotSure(Exception):  # noqa: N818 - an answer, not an error
    """A value is not wholly known."""


class TooMuch(Exception):  # noqa: N818 - an answer, not an error
    """A configuration takes too many steps to be evaluated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What an expression comes to."""

    at: Place | None = None
    via: Place | None = None
    assumed: str = ""

    @property
    def weight(self) -> int:
        """How many values there are in it, itself among them: a measure of the work that it takes to go through it."""
        return 1


HEAVIEST = 100_000
"""No value is heavier, so that names for names for names of long lists cost no more than one long list."""
_CHARACTERS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(Value):
    """A number, a boolean or null; `typed` is a null that has the type of what it stands in the place of."""

    value: Number | bool | None
    typed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque(Value):
    """A value that is not known, with the text of its expression.

    `candidates` are the values that the configuration shows it may come to. `encoded` is what a text is made from whose
    characters are not known; `fails`: Terraform refuses the expression; `folder`: it is the path of that one.
    """

    expression: str
    candidates: tuple[Value, ...] = ()
    encoded: Value | None = None
    fails: bool = False
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: its characters and where they stand. `exact`: they stand there as they are."""

    text: str
    at: Place | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Value):
    """A string, in pieces; an `Opaque` among them is a part that is not known. `encoded` is what it was made from,
    `file` the path of the file that it is the text of, as it is or rendered."""

    pieces: tuple[Piece | Opaque, ...]
    encoded: Value | None = None
    file: str = ""
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        length = sum(len(piece.text) for piece in self.pieces if isinstance(piece, Piece))
        _weigh(self, len(self.pieces) + length // _CHARACTERS + (self.encoded.weight if self.encoded else 0))

    @property
    def known(self) -> str | None:
        """The characters; None where they are not all known."""
        parts = [piece.text for piece in self.pieces if isinstance(piece, Piece)]
        return "".join(parts) if len(parts) == len(self.pieces) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Value):
    """A sequence; `kind` is tuple, list or set, the last one sorted and without equal items."""

    items: tuple[Value, ...]
    kind: str = "tuple"
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _weigh(self, sum(item.weight for item in self.items))


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(Value):
    """An object or, with `is_map`, a map; `keys` are the places of its keys, `more` what further members come from."""

    entries: Mapping[str, Value]
    keys: Mapping[str, Place] = field(default_factory=dict)
    more: Opaque | None = None
    is_map: bool = False
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _weigh(self, sum(item.weight for item in self.entries.values()))


def _weigh(value: Value, inner: int) -> None:
    if inner >= HEAVIEST:
        raise TooMuch
    object.__setattr__(value, "weight", inner + 1)


_V = TypeVar("_V", bound=Value)


def text(characters: str, at: Place | None = None, *, exact: bool = False) -> Text:
    """A text in one piece."""
    return Text(at=at, pieces=(Piece(characters, at, exact),))


def made(plain: Plain, at: Place | None = None) -> Value:
    """A value from Python's terms."""
    if isinstance(plain, str):
        return text(plain, at)
    if isinstance(plain, list | tuple):
        return Items(at=at, items=tuple(made(item, at) for item in plain))
    if isinstance(plain, dict):
        return Object(at=at, entries={str(key): made(item, at) for key, item in plain.items()})
    return Scalar(at=at, value=number(plain))


def number(value: Any) -> Any:
    """A number in its one form: whole ones are ints."""
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value.adjusted()) < _MOST_DIGITS:
        return int(value)
    return value


_MOST_DIGITS = 120
"""Terraform's numbers have 512 bits: whole ones of this length are exact."""


def plain(value: Value) -> Plain:
    """A value in Python's terms.

    Raises:
        NotSure: not all of it is known.
    """
    if isinstance(value, Scalar):
        return value.value
    if isinstance(value, Text) and value.known is not None:
        return value.known
    if isinstance(value, Items):
        return [plain(item) for item in value.items]
    if isinstance(value, Object) and value.more is None:
        return {key: plain(item) for key, item in value.entries.items()}
    raise NotSure


def inside(value: Value) -> Iterator[Value]:
    """A value and all in it."""
    stack = [value]
    while stack:
        one = stack.pop()
        yield one
        if isinstance(one, Items):
            stack.extend(one.items)
        elif isinstance(one, Object):
            stack.extend(one.entries.values())
            stack.extend([one.more] if one.more else [])
        elif isinstance(one, Text):
            stack.extend(piece for piece in one.pieces if isinstance(piece, Opaque))


def assumption(values: Iterable[Value]) -> str:
    """What the first of the values rests on that may be otherwise; empty where none does."""
    return next((one.assumed for value in values for one in inside(value) if one.assumed), "")


def assuming(value: Value, assumed: str) -> Value:
    """A value, and all in it, that rests on something."""
    if not assumed:
        return value
    if isinstance(value, Items):
        return replace(value, assumed=assumed, items=tuple(assuming(item, assumed) for item in value.items))
    if isinstance(value, Object):
        return replace(value, assumed=assumed, entries=each(value.entries, assumed))
    return replace(value, assumed=value.assumed or assumed)


def each(entries: Mapping[str, Value], assumed: str) -> dict[str, Value]:
    """The members of an object that rests on something."""
    return {key: assuming(item, assumed) for key, item in entries.items()}


def hole(value: Value) -> Opaque:
    """A part of a text that is not known where a value that rests on something is put in."""
    place = value.via or value.at
    shown = "" if place is None else " ".join(place.text.of(place.start, place.end).split())
    return Opaque(at=value.at, via=value.via, expression=shown or value.assumed, candidates=(value,))


def shown_number(value: Number) -> str:
    """A number as Terraform writes it in a text.

    Raises:
        NotSure: it has more digits than are sure.
    """
    if isinstance(value, int):
        written = str(value) if abs(value) < 10**_MOST_DIGITS else ""
    else:
        written = f"{value.normalize():f}"
    if not written or len(written) > _MOST_DIGITS:
        raise NotSure
    return written
