"""Where a string leaves its pattern: the first character after which no continuation could match any more.

A pattern is walked by its derivatives (Brzozowski, "Derivatives of Regular Expressions", 1964): after each character,
what remains to be matched is a pattern again. That gives a place to point at, which no regex engine gives.
"""

from functools import lru_cache

from policylint.schema.java import Chars, Choice, Look, Node, Repeat, Sequence, parse

_EMPTY = Sequence()


def first_mismatch(pattern: str, text: str) -> int | None:
    """The index of the first character that the pattern does not allow after those before it.

    The length of the text when it only ends too soon. None when it matches, but for look-around, skipped here.
    """
    remaining = _parsed(pattern)
    for index, char in enumerate(text):
        rest = _after(remaining, char)
        if rest is None:
            return index
        remaining = rest
    return None if _nullable(remaining) else len(text)


_parsed = lru_cache(maxsize=256)(parse)


def _after(node: Node, char: str) -> Node | None:
    """What remains of a pattern once it has taken a character; None if it cannot take it."""
    match node:
        case Chars():
            return _EMPTY if char in node else None
        case Sequence(parts):
            ways: list[Node] = []
            for index, part in enumerate(parts):
                rest = _after(part, char)
                if rest is not None:
                    ways.append(_joined(rest, parts[index + 1 :]))
                if not _nullable(part):
                    break
            return _either(ways)
        case Choice(options):
            return _either([rest for option in options if (rest := _after(option, char)) is not None])
        case Repeat(part, low, high):
            rest = _after(part, char)
            if rest is None or high == 0:
                return None
            return _joined(rest, (Repeat(part, max(low - 1, 0), None if high is None else high - 1),))
        case Look():
            return None


def _nullable(node: Node) -> bool:
    match node:
        case Chars():
            return False
        case Sequence(parts):
            return all(map(_nullable, parts))
        case Choice(options):
            return any(map(_nullable, options))
        case Repeat(part, low, _):
            return low == 0 or _nullable(part)
        case Look():
            return True


def _joined(first: Node, rest: tuple[Node, ...]) -> Node:
    rest = tuple(part for part in rest if not (isinstance(part, Repeat) and part.high == 0))
    parts = (first.parts if isinstance(first, Sequence) else (first,)) + rest
    return parts[0] if len(parts) == 1 else Sequence(parts)


def _either(ways: list[Node]) -> Node | None:
    options = tuple(
        dict.fromkeys(option for way in ways for option in (way.options if isinstance(way, Choice) else (way,)))
    )
    if len(options) < 2:
        return options[0] if options else None
    return Choice(options)
