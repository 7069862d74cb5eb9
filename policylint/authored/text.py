"""A text as people wrote it: its value, and the place of every part of it, so that a fault of a part shows its line."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from policylint.authored.fault import AuthoredError, Fault
from policylint.authored.masking import masked
from policylint.finding import Position
from policylint.path import Route
from policylint.sources.document import Located
from policylint.sources.text import LineIndex, Source, SourceFault


class AuthoredText:
    """A file with its value; formats say how it is read (`_parse`) and where its parts stand (`_locate`).

    `file` is its name in faults. No secret that the detectors recognise can be read in a fault.

    Raises:
        AuthoredError: the text is not of the format; every fault that is known then.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self._hidden: list[Route] = []
        self.value: Any = self._parse()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file; it is named in faults as it was named here.

        Raises:
            AuthoredError: it cannot be read, is not UTF-8, or as above.
        """
        try:
            return cls(str(path), Source(str(path)).text())
        except SourceFault as fault:
            raise AuthoredError([Fault(str(path), 0, 0, fault.message)]) from None

    def fault(self, route: Route, message: str, *, key: bool = False) -> Fault:
        """A fault of the value at a route, or of its key; of the nearest parent that is there."""
        routes = [route[:length] for length in range(len(route), -1, -1)]
        places = self._locate(routes)
        place = next((places[one] for one in routes if one in places), None)
        if place is None:
            return Fault(self.file, 0, 0, masked(message))
        return self.at(place.key if key and place.key is not None else place.value, message)

    def at(self, place: Position, message: str) -> Fault:
        """A fault of a stretch of the text; of several lines, of the first."""
        line = self._line(place.line)
        width = place.end_column - place.column if place.end_line == place.line else len(line)
        return Fault(self.file, place.line, place.column, masked(message), self._shown(place.line, line), max(1, width))

    def hide(self, routes: Iterable[Route]) -> None:
        """Show the strings at these routes, and in what is there, in no line: they may be secrets by another name."""
        self._hidden = [leaf for route in routes for leaf in _strings(self.value, route)]

    def line(self, route: Route) -> int:
        """The line, from 1, on which the value at a route stands (its key, where it has one); 1 where it is missing."""
        place = self._locate([route]).get(route)
        return 1 if place is None else (place.key or place.value).line

    def _parse(self) -> Any:
        raise NotImplementedError

    def _locate(self, routes: list[Route]) -> Mapping[Route, Located]:
        raise NotImplementedError

    def _shown(self, number: int, line: str) -> str:
        """A line in which nothing can be read that is hidden or that the detectors recognise."""
        places = self._locate(self._hidden) if self._hidden else {}  # nothing has a place in what cannot be parsed
        for located in places.values():
            place = located.value
            if place.line <= number <= place.end_line:
                start = place.column - 1 if place.line == number else 0
                end = place.end_column - 1 if place.end_line == number else len(line)
                line = line[:start] + "*" * (end - start) + line[end:]
        return masked(line)

    @property
    def _lines(self) -> LineIndex:
        return _index(self.text)

    def _line(self, number: int) -> str:
        start = self._lines.offset(number)
        return self.text[start:].split("\n", 1)[0].rstrip("\r")


def _strings(whole: Any, route: Route) -> Iterator[Route]:
    """The routes of the strings at and below a route."""
    value = whole
    for step in route:
        value = value[step]
    if isinstance(value, str):
        yield route
    elif isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from _strings(whole, (*route, step))


@lru_cache(maxsize=4)
def _index(text: str) -> LineIndex:
    return LineIndex(text)
