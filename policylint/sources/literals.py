"""How a file writes a string: from the string's characters to theirs in the file, escapes and indentation undone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from policylint.dataclass_ import dataclass
from policylint.finding import Position
from policylint.sources.document import Document
from policylint.sources.text import LineIndex

_JSON_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_YAML_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_HIGH, _LOW = re.compile(r"\\u[dD][89abAB]"), re.compile(r"\\u[dD][c-fC-F]")
_TAG = re.compile(r"!\S*\s+")
_HEADER = re.compile(r"\|[+-]?(?P<indicator>[1-9])?[+-]?[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n)")
# What a block scalar's sign follows on its line: the dashes of lists, and a key.
_OWNER = re.compile(r"(?P<dashes>(?: |-[ ]+)*)(?P<key>[^\s-].*?:[ \t]+)?(?:[!&]\S*[ \t]+)*")
_LINE = re.compile(r"([^\r\n]*)(\r\n?|\n|$)")


@dataclass(frozen=True, slots=True)
class Literal:
    """A string as it is written: runs of characters that stand in the file as they are, by where they begin in the
    string (`starts`) and in the text (`offsets`)."""

    starts: Sequence[int]
    offsets: Sequence[int]
    lines: LineIndex
    way: Callable[[Position], Position] | None = None

    def span(self, start: int, end: int) -> Position:
        """Where the characters from one to before another stand."""
        first = self._offset(start)
        here = self.lines.span(first, self._end(end - 1) if end > start else first)
        return here if self.way is None else self.way(here)

    def through(self, way: Callable[[Position], Position]) -> "Literal":
        """The same string where its text is itself inside another one."""
        return Literal(self.starts, self.offsets, self.lines, way)

    def _end(self, at: int) -> int:
        """Behind a character, which is an escape of several where it is a run of its own."""
        from bisect import bisect_right

        run = bisect_right(self.starts, at) - 1
        alone = self.starts[run] == at and self.starts[run + 1 : run + 2] == [at + 1]
        return self.offsets[run + 1] if alone else self._offset(at) + 1

    def _offset(self, at: int) -> int:
        from bisect import bisect_right

        run = bisect_right(self.starts, at) - 1
        return self.offsets[run] + at - self.starts[run]


def literal(document: Document, position: Position) -> Literal | None:
    """The string at a place of a document; None where its characters have no place of their own, as in folded text."""
    lines = LineIndex(document.text, document.first_line)
    start = lines.offset(position.line) + position.column - 1
    end = lines.offset(position.end_line) + position.end_column - 1
    runs = _RUNS.get(document.format.name, _json)(document.text, start, end)
    if runs is None:
        return None
    found = list(runs)
    return Literal([run[0] for run in found], [run[1] for run in found], lines) if found else None


_Runs = Iterator[tuple[int, int]]


def _json(text: str, start: int, end: int) -> _Runs | None:
    return _escaped(text, start, end, _JSON_ESCAPE) if text[start : start + 1] == '"' else None


def _yaml(text: str, start: int, end: int) -> _Runs | None:
    tag = _TAG.match(text, start)
    start = tag.end() if tag else start
    sign = text[start : start + 1]
    if sign == "|":
        return _block(text, start, end)
    written = text[start:end]
    if "\n" in written or "\r" in written or sign == ">":
        return None  # folded: its line breaks are not characters of the string
    if sign == '"':
        return _escaped(text, start, end, _YAML_ESCAPE)
    return _single_quoted(text, start, end) if sign == "'" else iter([(0, start)])


def _as_it_stands(text: str, start: int, end: int) -> _Runs:
    """A stretch of a string in HCL, which has places for each of its stretches; see `sources.terraform.export`."""
    yield 0, start


_RUNS: Mapping[str, Callable[[str, int, int], _Runs | None]] = {"yaml": _yaml, "hcl": _as_it_stands}


def _escaped(text: str, start: int, end: int, escape: re.Pattern[str]) -> _Runs:
    """The runs of a string in double quotes: one between each escape and the next."""
    yield 0, start + 1
    shrunk = 0
    low = -1
    for found in escape.finditer(text, start + 1, end - 1):
        if found.start() == low:
            continue
        length = len(found[0])
        if _HIGH.match(found[0]) and _LOW.match(text, found.end()):  # two escapes for one character
            low, length = found.end(), length + 6
        at = found.start() - start - 1 - shrunk
        shrunk += length - 1
        yield at, found.start()
        yield at + 1, found.start() + length


def _single_quoted(text: str, start: int, end: int) -> _Runs:
    yield 0, start + 1
    for number, found in enumerate(re.finditer("''", text[start + 1 : end - 1])):
        at = found.start() - number
        yield at, start + 1 + found.start()
        yield at + 1, start + 1 + found.end()


def _block(text: str, start: int, end: int) -> _Runs | None:
    """The runs of a literal block scalar: its lines without their indentation."""
    header = _HEADER.match(text, start)
    if header is None:
        return None
    body = [found for found in _LINE.finditer(text, header.end(), end) if found.start() < end]
    indentation = _stated(text, start, header["indicator"]) if header["indicator"] else _first(body)
    return None if indentation is None else _lines(body, indentation)


def _first(body: Sequence[re.Match[str]]) -> int | None:
    """The indentation of the first line that is not blank."""
    return next((len(line[1]) - len(line[1].lstrip(" ")) for line in body if line[1].strip()), None)


def _stated(text: str, sign: int, indicator: str) -> int | None:
    """The indentation that an indicator such as the 2 of `|2` states, counted from what owns the scalar, which is on
    the sign's line; None where it is not."""
    line = text[max(text.rfind("\n", 0, sign), text.rfind("\r", 0, sign)) + 1 : sign]
    owner = _OWNER.fullmatch(line)
    if owner is None or not (owner["key"] or owner["dashes"].strip()):
        return None
    return (len(owner["dashes"]) if owner["key"] else owner["dashes"].rindex("-")) + int(indicator)


def _lines(body: Sequence[re.Match[str]], indentation: int) -> _Runs:
    at = 0
    for line in body:
        kept = max(0, len(line[1]) - indentation)
        yield at, line.start() + min(indentation, len(line[1]))
        at += kept + 1
