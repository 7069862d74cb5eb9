"""A YAML file as people wrote it, read as job files are, so that both have the same bounds, places and words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policylint.authored.fault import AuthoredError, Fault
from policylint.authored.text import AuthoredText
from policylint.finding import Finding, Position
from policylint.lint import DUPLICATE_KEY, EMPTY, NON_STRING_KEY
from policylint.path import Route, parse_path
from policylint.sources.document import Document, Located
from policylint.sources.formats.yaml_ import FORMAT
from policylint.sources.text import DEFAULT_LIMIT, Source, SourceFault
from policylint.unknown import Unknown

_TAG = re.compile(r"!\S*\s+")


class YamlText(AuthoredText):
    """One YAML document. An empty file is an empty mapping.

    Raises:
        AuthoredError: it is not YAML, has several documents, a tag of an application's own, a key twice, a key that is
            not a string, or a number that is not finite.
    """

    _document: Document | None = None

    def _parse(self) -> Any:
        try:
            found = list(FORMAT.documents(Source(self.file, self.text.encode()), DEFAULT_LIMIT))
        except SourceFault as fault:
            if fault.rule == EMPTY.id:
                return {}
            raise AuthoredError([self._told(fault.finding(self.file))]) from None
        findings = [one for item in found for one in ([item] if isinstance(item, Finding) else item.findings)]
        if findings:
            raise AuthoredError(map(self._told, findings))
        documents = [item for item in found if isinstance(item, Document)]
        self._document = documents[0]
        faults = [
            self.fault(route, f"YAML reads {tag} as a tag: put the whole value in quotes")
            for route, tag in _unknown(documents[0].value)
        ]
        for second in documents[1:2]:
            place = second.locate([()])[()].value
            faults.append(self.at(place, "a second document begins here, and one is all that is read"))
        if faults:
            raise AuthoredError(faults)
        return documents[0].value

    def _locate(self, routes: list[Route]) -> Mapping[Route, Located]:
        return {} if self._document is None else self._document.locate(routes)

    def fault_within(self, route: Route, start: int, end: int, message: str) -> Fault:
        """A fault of the characters from `start` to `end` of the string at a route."""
        located = self._locate([route]).get(route)
        value = self._valued(route)
        if located is None or located.anchor is not None or not isinstance(value, str):
            return self.fault(route, message)
        places = _places(self.text, *self._offsets(located.value), value)
        first = places[min(start, len(places) - 1)]
        last = places[min(max(end - 1, start), len(places) - 1)]
        return self.at(self._lines.span(first, last + 1), message)

    def _told(self, finding: Finding) -> Fault:
        """What the format says of a document, as a fault."""
        message = f"{finding.message}. {finding.help}" if finding.help else finding.message
        if finding.rule == DUPLICATE_KEY.id:
            first = finding.related[0].position.line
            message = f"the key {str(parse_path(finding.path)[-1])!r} is given twice; the first is in line {first}"
        elif finding.rule == NON_STRING_KEY.id:
            message = f"{finding.message}. Put it in quotes."
        return Fault(self.file, 0, 0, message) if finding.position is None else self.at(finding.position, message)

    def _valued(self, route: Route) -> Any:
        found: Any = self.value
        for step in route:
            found = found[step]
        return found

    def _offsets(self, place: Position) -> tuple[int, int]:
        lines = self._lines
        return lines.offset(place.line) + place.column - 1, lines.offset(place.end_line) + place.end_column - 1


def _unknown(value: Any, route: Route = ()) -> Iterator[tuple[Route, str]]:
    """The routes of values with a tag of an application's own, and the tags."""
    if isinstance(value, Unknown):
        yield route, value.expression.split()[0]
    elif isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _unknown(item, (*route, step))


def _places(text: str, at: int, end: int, value: str) -> list[int]:
    """Where in the file each character of a scalar stands, one more for its end.

    YAML folds lines, strips indentation and resolves escapes; the value's characters are found again in their order.
    """
    tag = _TAG.match(text, at)
    at = tag.end() if tag else at
    style = text[at : at + 1]
    if style in ("|", ">"):
        at = text.find("\n", at) + 1
    elif style in ("'", '"'):
        at += 1
    places = []
    for char in value:
        if char.isspace():
            places.append(min(at, end))
            while at < end and text[at].isspace():
                at += 1
            continue
        while at < end and text[at].isspace():
            at += 1
        places.append(min(at, end))
        escaped = style == '"' and text[at : at + 1] == "\\"
        doubled = style == "'" and text[at : at + 2] == "''"
        at += _escape_length(text, at) if escaped else 2 if doubled else 1
    return [*places, min(at, end)]


def _escape_length(text: str, at: int) -> int:
    return 2 + {"x": 2, "u": 4, "U": 8}.get(text[at + 1 : at + 2], 0)
