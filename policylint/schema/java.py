r"""Java regular expressions, as the API model writes its patterns, read into a small tree.

The service is written in Java and holds a whole value to its pattern. Java's dialect differs from every other in what
its classes mean: `.` leaves out five line terminators, `\d`, `\w` and `\s` are ASCII, `\p{Alnum}` is POSIX and
`\p{L}` is Unicode (https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html).
The reader takes the constructs whose meaning it knows for certain and refuses the rest by name.
"""

import re
import unicodedata
from collections.abc import Iterable

from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError

LAST = 0x10FFFF
Ranges = tuple[tuple[int, int], ...]


class UnsupportedPatternError(PolicylintError, ValueError):
    """A pattern holds a construct that nothing here can translate; the message names it and its place."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a set: code point ranges and Unicode general categories (`L`, `Nd`), perhaps negated."""

    ranges: Ranges = ()
    categories: tuple[str, ...] = ()
    negated: bool = False

    def __contains__(self, char: str) -> bool:
        code = ord(char)
        listed = any(low <= code <= high for low, high in self.ranges)
        return (listed or unicodedata.category(char).startswith(self.categories)) != self.negated


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other; the empty sequence matches the empty string."""

    parts: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several parts."""

    options: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part, `low` to `high` times over; `high` None: any number."""

    part: "Node"
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """A condition on what follows (`ahead`) or precedes a place; takes no character itself."""

    part: "Node"
    ahead: bool
    negated: bool


Node = Chars | Sequence | Choice | Repeat | Look


def merge(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same characters in the fewest ranges, in order."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Every other character."""
    gaps, start = [], 0
    for low, high in merge(ranges):
        if start < low:
            gaps.append((start, low - 1))
        start = high + 1
    return (*gaps, (start, LAST)) if start <= LAST else tuple(gaps)


def _of(characters: str) -> Ranges:
    return merge((ord(char), ord(char)) for char in characters)


_DIGITS: Ranges = ((0x30, 0x39),)
_LETTERS: Ranges = ((0x41, 0x5A), (0x61, 0x7A))
_CLASSES = {"d": _DIGITS, "w": merge((*_DIGITS, *_LETTERS, (0x5F, 0x5F))), "s": _of(" \t\n\x0b\f\r")}
_POSIX = {"Alnum": (*_DIGITS, *_LETTERS), "Alpha": _LETTERS, "Digit": _DIGITS, "ASCII": ((0, 0x7F),)}
_CATEGORY = re.compile(r"L[ulmto]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?")
_NAMED = re.compile(r"\{(\w+)\}")
_HEXADECIMAL = {"x": re.compile("[0-9A-Fa-f]{2}"), "u": re.compile("[0-9A-Fa-f]{4}")}
# Java reads a pair of surrogates as the one character that they encode.
_SURROGATES = re.compile(r"(?P<high>[Dd][89ABab][0-9A-Fa-f]{2})\\u(?P<low>[Dd][C-Fc-f][0-9A-Fa-f]{2})")
# One group around the whole pattern, with the anchors inside it.
_ANCHORED_GROUP = re.compile(r"\((\^[^()]*\$)\)")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_QUANTIFIER = re.compile(r"(?P<sign>[*+?])|\{(?P<low>\d+)(?P<comma>,(?P<high>\d*))?\}")
_OPENINGS = {
    "(?:": None,
    "(?=": (True, False),
    "(?!": (True, True),
    "(?<=": (False, False),
    "(?<!": (False, True),
}
DOT = Chars(complement(_of("\n\r\x85\u2028\u2029")))


def parse(pattern: str) -> Node:
    """Read a pattern that is to match a whole string.

    Raises:
        UnsupportedPatternError: a construct is not Java's, or is one whose translation is not known to be exact.
    """
    wrapped = _ANCHORED_GROUP.fullmatch(pattern)
    reader = _Reader(wrapped[1] if wrapped else pattern)
    node = reader.choice()
    if reader.at < len(reader.text):
        raise reader.refusal("an unopened `)`")
    return node


class _Reader:
    """A recursive descent over the text of one pattern; `at` is the next character to read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def refusal(self, what: str) -> UnsupportedPatternError:
        return UnsupportedPatternError(f"{what} at character {self.at + 1} of the pattern {self.text}")

    def peek(self, length: int = 1) -> str:
        return self.text[self.at : self.at + length]

    def take(self) -> str:
        if self.at >= len(self.text):
            raise self.refusal("an end too soon")
        self.at += 1
        return self.text[self.at - 1]

    def choice(self) -> Node:
        options = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and self.peek() not in "|)":
            # At the very ends an anchor adds nothing, for the pattern is to match the whole string.
            if self.peek() in "^$" and self.at in (0, len(self.text) - 1) and (self.peek() == "$") == (self.at > 0):
                self.at += 1
                continue
            parts.append(self.quantified(self.atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def quantified(self, part: Node) -> Node:
        found = _QUANTIFIER.match(self.text, self.at)
        if found is None:
            return part
        self.at = found.end()
        if self.peek() == "+":
            raise self.refusal("a possessive quantifier")
        if self.peek() == "?":  # A reluctant quantifier finds another match first, but matches the same whole strings.
            self.at += 1
        if self.peek() and self.peek() in "*+?{":
            raise self.refusal("a quantifier of a quantifier")
        if isinstance(part, Look):
            raise self.refusal("a quantified look-around")
        if found["sign"]:
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[found["sign"]]
        else:
            low = int(found["low"])
            high = (int(found["high"]) if found["high"] else None) if found["comma"] else low
        if high is not None and high < low:
            raise self.refusal("a quantifier whose bounds are the wrong way round")
        return Repeat(part, low, high)

    def atom(self) -> Node:
        char = self.peek()
        if char == "(":
            return self.group()
        if char == "[":
            return self.bracket()
        if char in "^$*+?{":
            raise self.refusal(f"`{char}`")
        self.at += 1
        if char == "\\":
            return self.escape()
        return DOT if char == "." else Chars(_of(char))

    def group(self) -> Node:
        look: tuple[bool, bool] | None = None
        opening = next((text for text in _OPENINGS if self.text.startswith(text, self.at)), "(")
        if opening != "(":
            look = _OPENINGS[opening]
        elif self.peek(2) == "(?":
            raise self.refusal(f"`{self.peek(3)}`")
        self.at += len(opening)
        inner = self.choice()
        self.take()  # a choice ends only at the bracket that closes it, or at the end, which is refused
        return Look(inner, *look) if look else inner

    def escape(self) -> Chars:
        """What follows a backslash, inside brackets and out."""
        char = self.take()
        if char.lower() in _CLASSES:
            ranges = _CLASSES[char.lower()]
            return Chars(ranges if char.islower() else complement(ranges))
        if char in "pP" and (found := _NAMED.match(self.text, self.at)):
            return self.named(found[1], found.end(), negated=char == "P")
        if char in _CONTROLS:
            return Chars(_of(_CONTROLS[char]))
        if char == "u" and (pair := _SURROGATES.match(self.text, self.at)):
            self.at = pair.end()
            code = 0x10000 + ((int(pair["high"], 16) - 0xD800) << 10) + int(pair["low"], 16) - 0xDC00
            return Chars(((code, code),))
        if char in _HEXADECIMAL and (found := _HEXADECIMAL[char].match(self.text, self.at)):
            self.at = found.end()
            return Chars(((int(found[0], 16),) * 2,))
        if char.isascii() and char.isalnum():
            self.at -= 1
            raise self.refusal(f"`\\{char}`")
        return Chars(_of(char))

    def named(self, name: str, end: int, *, negated: bool) -> Chars:
        if name in _POSIX:
            self.at = end
            ranges = merge(_POSIX[name])
            return Chars(complement(ranges) if negated else ranges)
        if _CATEGORY.fullmatch(name):
            self.at = end
            return Chars((), (name,), negated)
        raise self.refusal(f"`{{{name}}}`")

    def bracket(self) -> Chars:
        """A class in brackets: characters, ranges and escapes, without Java's unions and intersections."""
        self.at += 1
        negated = self.peek() == "^"
        self.at += negated
        ranges: list[tuple[int, int]] = []
        categories: list[str] = []
        start = self.at
        while self.peek() != "]" or self.at == start:
            item = self.member()
            if item.negated:
                raise self.refusal("a negated category in brackets")
            categories += item.categories
            if self.peek() == "-" and self.peek(2) not in ("-", "-]") and _single(item):
                self.at += 1
                last = self.member()
                if not _single(last) or last.ranges < item.ranges:
                    raise self.refusal("a range without an end")
                ranges.append((item.ranges[0][0], last.ranges[0][0]))
            else:
                ranges += item.ranges
        self.at += 1
        if categories:
            return Chars(merge(ranges), tuple(dict.fromkeys(categories)), negated)
        return Chars(complement(ranges) if negated else merge(ranges))

    def member(self) -> Chars:
        if self.peek() == "[" or self.peek(2) == "&&":
            raise self.refusal("a class within a class")
        if self.at == len(self.text) or self.peek() == "]":
            raise self.refusal("an unclosed `[`")
        char = self.take()
        return self.escape() if char == "\\" else Chars(_of(char))


def _single(chars: Chars) -> bool:
    """Whether the set is one character, so that it may begin or end a range."""
    return not chars.categories and len(chars.ranges) == 1 and chars.ranges[0][0] == chars.ranges[0][1]
