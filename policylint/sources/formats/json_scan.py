"""JSON text by position: where each member of a valid document stands. Only files with findings are scanned."""

import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from policylint.dataclass_ import dataclass
from policylint.finding import Position
from policylint.path import Route
from policylint.sources.document import Located
from policylint.sources.text import LineIndex

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_WHITE = re.compile(r"[ \t\n\r]*+")
_VALUE = json.JSONDecoder(object_pairs_hook=lambda _: None)  # so that no object is kept of what is passed
_BRACKET = re.compile(rf"{_STRING}|[{{}}\[\]]", re.DOTALL)
_OPENING = ("{", "[")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object or an item of an array: the offsets of its value and of its key, quotes included."""

    step: str | int
    start: int
    end: int
    key_start: int = -1
    key_end: int = -1


def white(text: str, at: int) -> int:
    """Past the white space at an offset."""
    return _WHITE.match(text, at).end()  # type: ignore[union-attr]  # it matches everywhere


def past(text: str, at: int) -> int:
    """Past the value that begins at an offset."""
    return _VALUE.raw_decode(text, at)[1]


def brackets(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """The brackets and braces outside strings, in order."""
    for token in _BRACKET.finditer(text, start, len(text) if end is None else end):
        if text[token.start()] != '"':
            yield token


def long_number(text: str, most: int) -> tuple[int, int]:
    """The first number outside strings with more digits than `most`; the whole text if there is none."""
    tokens = re.finditer(rf"{_STRING}|-?\d{{{most + 1},}}", text, re.DOTALL)
    return next((token.span() for token in tokens if text[token.start()] != '"'), (0, len(text)))


def members(text: str, at: int, beyond: Callable[[str | int, int], int]) -> Iterator[Member]:
    """The members of the object or array that begins at an offset, none for another value.

    `beyond` is given each member's key or index and where its value begins, and answers where it ends.
    """
    if text[at] not in _OPENING:
        return
    keyed = text[at] == "{"
    at = white(text, at + 1)
    index = 0
    while text[at] not in "}]":
        step: str | int = index
        key_start = key_end = -1
        if keyed:
            key_start = at
            step, key_end = _VALUE.raw_decode(text, at)
            at = white(text, white(text, key_end) + 1)
        start, end = at, beyond(step, at)
        yield Member(step, start, end, key_start, key_end)
        at = white(text, end)
        if text[at] == ",":
            at = white(text, at + 1)
        index += 1


class Scan:
    """A valid JSON text, looked into by route. It remembers what it has skipped, so that all look-ups together
    take no longer than one pass over the text for each level they enter."""

    def __init__(self, text: str, lines: LineIndex) -> None:
        self._text = text
        self._lines = lines
        self._members: dict[int, dict[str | int, Member]] = {}
        start = white(text, 0)
        self._root = Member("", start, past(text, start))

    def find(self, route: Route) -> Located | None:
        """Where the value at a route stands, of equal keys the last; None where there is none."""
        member = self._root
        for step in route:
            found = self._below(member.start).get(step)
            if found is None:
                return None
            member = found
        key = self._span(member.key_start, member.key_end) if member.key_start >= 0 else None
        return Located(self._span(member.start, member.end), key)

    def _below(self, at: int) -> dict[str | int, Member]:
        known = self._members.get(at)
        if known is None:
            inside = members(self._text, at, lambda _, start: past(self._text, start))
            known = self._members[at] = {member.step: member for member in inside}
        return known

    def _span(self, start: int, end: int) -> Position:
        return self._lines.span(start, end)


@lru_cache(maxsize=3)
def scan(text: str, first_line: int, shown: str | None = None) -> Scan:
    """The scan of a text, whose lines and columns are counted in `shown`, a text of the same length, if that is given.

    The last ones are kept: a file of many requests is asked about one request after another, and so are texts within
    it, in turn with it.
    """
    return Scan(text, LineIndex(text if shown is None else shown, first_line))
