"""A TOML file as people wrote it: `tomllib` reads it, and this finds again where its keys and values stand."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policylint.authored.fault import AuthoredError
from policylint.authored.text import AuthoredText
from policylint.path import Route
from policylint.sources.document import Located

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(
    r'"{3}(?:\\.|[^\\])*?"{3}"{0,2}'
    r"|'{3}.*?'{3}'{0,2}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]*")
_WORDS = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)

Span = tuple[int, int]
Part = tuple[str, int, int]


class TomlText(AuthoredText):
    """A TOML file, or the table of it that `table` names; routes then count from there.

    Raises:
        AuthoredError: it is not TOML.
    """

    table: Route = ()

    def within(self, table: Route) -> "TomlText":
        """The same file with a table of it as its value, an empty one where it has none."""
        for step in table:
            self.value = self.value.get(step, {}) if isinstance(self.value, dict) else {}
        self.table = table
        return self

    def _parse(self) -> Any:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = _WORDS.fullmatch(str(error))
            message, line, column = (str(found[1]), found[2], found[3]) if found else (str(error), None, None)
            start = self._lines.offset(int(line)) + int(column or 1) - 1 if line else len(self.text.rstrip())
            place = self._lines.span(start, start + 1)
            raise AuthoredError([self.at(place, f"not TOML: {message[0].lower()}{message[1:]}")]) from None

    def _locate(self, routes: list[Route]) -> Mapping[Route, Located]:
        places, span = spans(self.text), self._lines.span
        found = {}
        for route in routes:
            if (*self.table, *route) in places:
                value, key = places[(*self.table, *route)]
                found[route] = Located(span(*value), span(*key) if key else None)
        return found


def configuration(file: Path) -> TomlText:
    """A configuration file: `policylint.toml`, or the table of policylint's in `pyproject.toml`.

    Raises:
        AuthoredError: it cannot be read, is not TOML, or what stands in the table's place is not a table.
    """
    source = TomlText.read(file)
    if file.name == "pyproject.toml":
        source = source.within(("tool", "policylint"))
    if not isinstance(source.value, dict):
        raise AuthoredError([source.fault((), "[tool.policylint] must be a table")])
    return source


def spans(text: str) -> dict[Route, tuple[Span, Span | None]]:
    """Where each value of a TOML text stands, by its route, and its key if it has one.

    A table that headers or dotted keys make stands at the last of their names. The text is one that `tomllib` takes.
    """
    scan = _Scan(text)
    scan.document()
    return scan.places


class _Scan:
    """A walk over a sound TOML text, `at` the next character."""

    def __init__(self, text: str) -> None:
        self.places: dict[Route, tuple[Span, Span | None]] = {}
        self._text = text
        self._at = 0
        self._tables: dict[Route, int] = {}  # how many tables an array of tables has so far

    def document(self) -> None:
        table: Route = ()
        self._skip(_SPACE)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_SPACE)

    def _header(self) -> Route:
        """`[a.b]` or `[[a.b]]`: the route of the table that it begins."""
        is_array = self._text.startswith("[[", self._at)
        self._at += 1 + is_array
        route: Route = ()
        parts = self._key()
        for number, part in enumerate(parts, 1):
            route = self._below(route, part)
            if is_array and number == len(parts):
                self._tables[route] = self._tables.get(route, 0) + 1
            if route in self._tables:
                route = (*route, self._tables[route] - 1)
                self.places.setdefault(route, (part[1:], part[1:]))
        self._skip(_SPACE)
        self._at += 1 + is_array
        return route

    def _pair(self, table: Route) -> None:
        *tables, last = self._key()
        for part in tables:
            table = self._below(table, part)
        self._skip(_SPACE)
        self._at += 1  # the =
        self._skip(_SPACE)
        self._value((*table, last[0]), last[1:])

    def _below(self, table: Route, part: Part) -> Route:
        route = (*table, part[0])
        self.places.setdefault(route, (part[1:], part[1:]))
        return route

    def _key(self) -> list[Part]:
        """The parts of a key, with their spans."""
        parts: list[Part] = []
        while True:
            self._skip(_BLANK)
            start = self._at
            written = self._skip(_KEY)
            name = tomllib.loads(f"key = {written}")["key"] if written[0] in "\"'" else written
            parts.append((name, start, self._at))
            if not self._skip(_DOT):
                return parts

    def _value(self, route: Route, key: Span | None) -> None:
        start, opening = self._at, self._text[self._at]
        if opening == "[":
            self._array(route)
        elif opening == "{":
            self._inline(route)
        elif not self._skip(_STRING):
            self._at = start + len(self._skip(_PLAIN).rstrip())
        self.places[route] = (start, self._at), key

    def _array(self, route: Route) -> None:
        self._at += 1
        number = 0
        while self._next("]"):
            self._value((*route, number), None)
            number += 1

    def _inline(self, route: Route) -> None:
        self._at += 1
        while self._next("}"):
            self._pair(route)

    def _next(self, closing: str) -> bool:
        """Go to the next item; at the closing bracket go behind it, which is a no."""
        self._skip(_SPACE)
        if self._text[self._at] == ",":
            self._at += 1
            self._skip(_SPACE)
        if self._text[self._at] != closing:
            return True
        self._at += 1
        return False

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return found[0]
