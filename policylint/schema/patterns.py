"""The API's patterns in other dialects: Rust's for pydantic-core, Python's where look-around needs it, ECMAScript's
for JSON Schema. Each translation matches the whole string, as Java's `matches` does in the service."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal

from policylint.dataclass_ import dataclass
from policylint.schema.java import (
    LAST,
    Chars,
    Choice,
    Look,
    Node,
    Repeat,
    Sequence,
    UnsupportedPatternError,
    complement,
    parse,
)

_SYNTAX = frozenset(r"\^$.|?*+()[]{}/-&~#")
_ANY = Chars(((0, LAST),))
_SURROGATES = (0xD800, 0xDFFF)


@dataclass(frozen=True, slots=True)
class Translation:
    """A pattern for pydantic-core, and the engine that takes it."""

    text: str
    engine: Literal["rust-regex", "python-re"]


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the dialects write differently: a code point by number, which characters want a backslash, and what they
    have in place of Unicode categories; None: the categories themselves. `surrogates` says whether halves of surrogate
    pairs can be named: what has none in its strings needs none in its classes."""

    code: Callable[[int], str]
    escaped: frozenset[str]
    categories: Mapping[str, str] | None
    surrogates: bool = True


_RUST = _Dialect(lambda code: f"\\x{{{code:x}}}", _SYNTAX, categories=None, surrogates=False)
_PYTHON = _Dialect(lambda code: f"\\U{code:08x}", _SYNTAX, categories={})
# Python's engine has no categories; this is what there is of them in ASCII.
_ASCII = _Dialect(_PYTHON.code, _SYNTAX, categories={"L": "A-Za-z", "N": "0-9", "Z": " "})
# With the `u` flag ECMAScript refuses a backslash without need. Four digits suit Python's engine as well.
_ECMA = _Dialect(
    lambda code: f"\\u{code:04x}" if code < 0x10000 else chr(code), _SYNTAX - frozenset("&~#-"), categories=None
)


@lru_cache(maxsize=1024)
def translate(pattern: str, max_length: int | None = None) -> Translation | None:
    """A pattern for pydantic-core; None when it allows every string.

    `max_length` is the bound that the string is held to besides: a repetition that it ends anyway is left open, which
    changes nothing for a string within the bound, and spares compiling two thousand copies of a class.

    Raises:
        UnsupportedPatternError: see `java.parse`; also a Unicode category in a pattern that needs Python's engine.
    """
    tree = parse(pattern)
    if tree == Repeat(_ANY, 0, None):
        return None
    if max_length is not None:
        tree = _opened(tree, max_length)
    if _looks(tree):
        return Translation(rf"\A(?:{_write(tree, _PYTHON)})\Z", "python-re")
    return Translation(rf"\A(?:{_write(tree, _RUST)})\z", "rust-regex")


def python(pattern: str, max_length: int | None = None) -> tuple[str, bool] | None:
    """A pattern for Python's `re`, and whether it holds for ASCII text alone, since it names Unicode categories.

    None when it allows every string. `max_length` is as for `translate`.

    Raises:
        UnsupportedPatternError: see `java.parse`; also a Unicode category that is not known in ASCII.
    """
    tree = parse(pattern)
    if tree == Repeat(_ANY, 0, None):
        return None
    if max_length is not None:
        tree = _opened(tree, max_length)
    narrowed = _write(tree, _ASCII)
    try:
        return rf"\A(?:{_write(tree, _PYTHON)})\Z", False
    except UnsupportedPatternError:
        return rf"\A(?:{narrowed})\Z", True


def ecmascript(pattern: str) -> str:
    """A pattern as JSON Schema takes it: ECMAScript with the `u` flag, anchored at both ends.

    Raises:
        UnsupportedPatternError: see `java.parse`.
    """
    return f"^(?:{_write(parse(pattern), _ECMA)})$"


def _write(node: Node, dialect: _Dialect) -> str:
    match node:
        case Chars():
            return _chars(node, dialect)
        case Sequence(parts):
            return "".join(
                f"(?:{_write(part, dialect)})" if isinstance(part, Choice) else _write(part, dialect) for part in parts
            )
        case Choice(options):
            return "|".join(_write(option, dialect) for option in options)
        case Repeat(part, low, high):
            inner = _write(part, dialect)
            return (inner if isinstance(part, Chars) else f"(?:{inner})") + _quantifier(low, high)
        case Look(part, ahead, negated):
            return f"(?{'' if ahead else '<'}{'!' if negated else '='}{_write(part, dialect)})"


def _quantifier(low: int, high: int | None) -> str:
    signs = {(0, None): "*", (1, None): "+", (0, 1): "?"}
    if low == high:
        return f"{{{low}}}"
    return signs.get((low, high), f"{{{low},{'' if high is None else high}}}")


def _chars(chars: Chars, dialect: _Dialect) -> str:
    if dialect.categories is not None and not dialect.categories.keys() >= set(chars.categories):
        raise UnsupportedPatternError("Python's engine has no Unicode categories, and Rust's has no look-around")
    negated, ranges = chars.negated, chars.ranges
    if not chars.categories and len(ranges) > 1 and ranges[-1][1] == LAST:
        negated, ranges = True, complement(ranges)
    if not chars.categories and not negated and len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _char(ranges[0][0], dialect)
    if not dialect.surrogates:
        ranges = tuple(one for one in ranges if not _SURROGATES[0] <= one[0] <= one[1] <= _SURROGATES[1])
    known = dialect.categories
    body = "".join(f"\\p{{{name}}}" if known is None else known[name] for name in chars.categories)
    for low, high in ranges:
        between = "" if high <= low + 1 else "-"
        body += _member(low, dialect) + (between + _member(high, dialect) if high > low else "")
    return f"[{'^' if negated else ''}{body}]"


def _char(code: int, dialect: _Dialect) -> str:
    char = chr(code)
    if not 0x20 <= code < 0x7F:
        return dialect.code(code)
    return f"\\{char}" if char in dialect.escaped else char


def _member(code: int, dialect: _Dialect) -> str:
    """A character in brackets, where a hyphen must not be read as a range."""
    return "\\-" if code == 0x2D else _char(code, dialect)


def _opened(node: Node, limit: int) -> Node:
    """The same tree with each repetition left open that cannot reach its own bound within `limit` characters."""
    match node:
        case Sequence(parts):
            return Sequence(tuple(_opened(part, limit) for part in parts))
        case Choice(options):
            return Choice(tuple(_opened(option, limit) for option in options))
        case Repeat(part, low, high):
            unreachable = high is not None and high >= limit and _width(part) > 0
            return Repeat(_opened(part, limit), low, None if unreachable else high)
        case _:
            return node


def _width(node: Node) -> int:
    """The least number of characters that a match takes."""
    match node:
        case Chars():
            return 1
        case Sequence(parts):
            return sum(map(_width, parts))
        case Choice(options):
            return min(map(_width, options))
        case Repeat(part, low, _):
            return low * _width(part)
        case Look():
            return 0


def _looks(node: Node) -> bool:
    match node:
        case Chars():
            return False
        case Sequence(parts) | Choice(parts):
            return any(map(_looks, parts))
        case Repeat(part):
            return _looks(part)
        case Look():
            return True
