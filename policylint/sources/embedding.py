"""Documents inside documents: JSON or YAML that the strings of a file hold, and the way from a place in it to the file.

A state machine in a template, a pipeline in a plan, a manifest in a workflow: their requests are judged like others.
Where the string is literal a finding stands at its line and column within it, else at the string.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.finding import Finding, Position
from policylint.path import Route
from policylint.sources import formats
from policylint.sources.document import Document, Located
from policylint.sources.literals import Literal, literal
from policylint.sources.text import LineIndex, Source
from policylint.unknown import Unknown

PROGRAM = "program of a notebook"
"""The one member of the value that a notebook is, which no document of another format has."""
_KEPT = 4
"""Of how many embedded documents what was found out is kept: of those within each other, and a few beside."""
_NAMES = {"json": "embedded.json", "yaml": "embedded.yaml"}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an embedded text: its characters, the route of the string in the document around it that holds them,
    and from which of that string's characters on. Without a route it is an expression, or put in by a function."""

    text: str
    route: Route | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """A document that strings of another one hold: in the file itself, or in one that is itself inside (`outer`).

    Each is one thing of its own, which the requests in it share, so that what is known of it is found out once.
    """

    document: Document
    parts: tuple[Part, ...]
    outer: "Inside | None" = None

    def below(self, route: Route) -> "Inside":
        """The same where the document that holds the strings is itself a part of one, at a route."""
        return _below(self, route)

    def within(self, outer: "Inside") -> "Inside":
        """The same where the document that holds the outermost strings is itself inside another one."""
        return _within(self, outer)

    def stands_at(self) -> Route:
        """The route in the file of the first string that holds the document."""
        if self.outer is not None:
            return self.outer.stands_at()
        return next((part.route for part in self.parts if part.route is not None), ())

    def place(self, file: Document, inner: Position) -> Position:
        """Where a place in the embedded text stands in the file."""
        return _way(self, file).place(inner)

    def locate(self, file: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """Where routes of the embedded document stand in the file; see `Document.locate`."""
        way = _way(self, file)
        found = self.document.locate(routes)
        return {
            route: Located(way.place(here.value), here.key and way.place(here.key)) for route, here in found.items()
        }


@lru_cache(maxsize=_KEPT)
def _below(inside: Inside, route: Route) -> Inside:
    if inside.outer is not None:
        return replace(inside, outer=inside.outer.below(route))
    moved = (part if part.route is None else replace(part, route=(*route, *part.route)) for part in inside.parts)
    return replace(inside, parts=tuple(moved))


@lru_cache(maxsize=_KEPT)
def _within(inside: Inside, outer: Inside) -> Inside:
    return replace(inside, outer=outer if inside.outer is None else inside.outer.within(outer))


def read(parts: Sequence[Part], outer: Inside | None = None) -> Iterator[Inside]:
    """The documents in a text that is put together of parts: JSON or YAML of objects and lists, up to what is neither.

    Template expressions in it, within quotes or not, are read as unknowns.
    """
    text = "".join(part.text for part in parts)
    name = _NAMES["json" if text.lstrip()[:1] in ("{", "[") and "\n---" not in text else "yaml"]
    if ":" not in text:
        return
    for item in formats.documents(Source(name, text.encode("utf-8", "surrogatepass"))):
        if isinstance(item, Finding) or not isinstance(item.value, dict | list):
            return
        yield Inside(item, tuple(parts), outer)


class Composed(str):
    """A string that a source puts together of others; the routes of its `parts` are counted from its own."""

    parts: tuple[Part, ...]

    def __new__(cls, parts: Sequence[Part]) -> "Composed":
        """The string that the parts are."""
        made = super().__new__(cls, "".join(part.text for part in parts))
        made.parts = tuple(parts)
        return made


def parts_of(value: Any, route: Route) -> tuple[Part, ...] | None:
    """The parts of a string that stands at a route of a document; None of what is no string."""
    if isinstance(value, Unknown) and isinstance(value.argument, Composed):
        value = value.argument
    if isinstance(value, Composed):
        return tuple(part if part.route is None else replace(part, route=(*route, *part.route)) for part in value.parts)
    return (Part(value, route),) if isinstance(value, str) else None


@lru_cache(maxsize=_KEPT)
def _way(inside: Inside, file: Document) -> "_Way":
    return _Way(inside, file)


class _Way:
    """From places in an embedded text to places in the file, each string looked at once."""

    def __init__(self, inside: Inside, file: Document) -> None:
        self._inside = inside
        self._file = file
        self._lines = LineIndex(inside.document.text)
        self._starts = [0]
        for part in inside.parts[:-1]:
            self._starts.append(self._starts[-1] + len(part.text))
        self._strings: dict[Route, tuple[Position, Literal | None]] = {}
        self._whole: Position | None = None

    def place(self, inner: Position) -> Position:
        """The place in the file that a place in the embedded text comes from."""
        start = self._lines.offset(inner.line) + inner.column - 1
        end = self._lines.offset(inner.end_line) + inner.end_column - 1
        at = self._holding(start, end)
        part = self._inside.parts[at]
        if part.route is None:
            return self._nearest(at)
        string, written = self._string(part.route)
        first = max(start - self._starts[at], 0) + part.offset
        last = min(end - self._starts[at], len(part.text)) + part.offset
        exact = written.span(first, last) if written else None
        return string if exact is None else exact

    def _holding(self, start: int, end: int) -> int:
        """The part that a stretch of the text stands in: of a value that begins with nothing but its quote in one part,
        the next one."""
        at = bisect_right(self._starts, start) - 1
        follows = at + 1 < len(self._starts) and self._starts[at + 1] == start + 1 < end - 1
        return at + 1 if follows and self._inside.parts[at + 1].route is not None else at

    def _nearest(self, at: int) -> Position:
        """The string that an expression stands next to."""
        routes = [
            part.route for part in (*self._inside.parts[at::-1], *self._inside.parts[at:]) if part.route is not None
        ]
        return self._string(routes[0])[0] if routes else Position(1, 1, 1, 1)

    def _string(self, route: Route) -> tuple[Position, Literal | None]:
        if route not in self._strings:
            self._strings[route] = self._found(route)
        return self._strings[route]

    def _found(self, route: Route) -> tuple[Position, Literal | None]:
        ends = [route[:end] for end in range(len(route), -1, -1)]
        outer = self._inside.outer
        document = self._file if outer is None else outer.document
        located = document.locate(ends)
        nearest = next(end for end in ends if end in located)
        position = located[nearest].value
        exact = literal(document, position) if nearest == route else None
        if outer is None:
            return position, exact
        way = _way(outer, self._file)
        return way.place(position), exact and exact.through(way.place)
