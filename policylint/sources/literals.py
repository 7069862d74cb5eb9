"""How a file writes a string: from the string's characters to theirs in the file, with escapes, indentation and folding
undone."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from policylint.dataclass_ import dataclass
from policylint.finding import Position
from policylint.sources.document import Document
from policylint.sources.text import LineIndex

# A line break in a quoted or plain scalar of YAML, with the blank lines and the indentation that follow.
_BREAK = r"(?:\r\n?|\n)"
_FOLD = rf"(?P<fold>{_BREAK}(?:[ \t]*{_BREAK})*)[ \t]*"
_PAIR = r"\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}"  # two escapes for one character
_JSON_ESCAPE = re.compile(rf"{_PAIR}|\\(?:u[0-9A-Fa-f]{{4}}|.)", re.DOTALL)
_YAML_ESCAPE = re.compile(
    rf"{_PAIR}|\\(?:x[0-9A-Fa-f]{{2}}|u[0-9A-Fa-f]{{4}}|U[0-9A-Fa-f]{{8}}"
    rf"|{_BREAK}(?P<joined>(?:[ \t]*{_BREAK})*)[ \t]*|.)|{_FOLD}",
    re.DOTALL,
)
_SINGLE_ESCAPE = re.compile(rf"''|{_FOLD}")
_PLAIN_FOLD = re.compile(_FOLD)
_BREAKS = re.compile(_BREAK)
_TAG = re.compile(r"!\S*\s+")
_HEADER = re.compile(r"[|>][+-]?(?P<indicator>[1-9])?[+-]?[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n)")
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
    return _between(text, start + 1, end - 1, _JSON_ESCAPE) if text[start : start + 1] == '"' else None


def _yaml(text: str, start: int, end: int) -> _Runs | None:
    tag = _TAG.match(text, start)
    start = tag.end() if tag else start
    sign = text[start : start + 1]
    if sign in ("|", ">"):
        return _block(text, start, end)
    if sign in _QUOTED:
        return _between(text, start + 1, end - 1, _QUOTED[sign])
    return _between(text, start, end, _PLAIN_FOLD)


def _as_it_stands(text: str, start: int, end: int) -> _Runs:
    """A stretch of a string in HCL, which has places for each of its stretches; see `sources.terraform.export`."""
    yield 0, start


_QUOTED = {'"': _YAML_ESCAPE, "'": _SINGLE_ESCAPE}
_RUNS: Mapping[str, Callable[[str, int, int], _Runs | None]] = {"yaml": _yaml, "hcl": _as_it_stands}


def _between(text: str, start: int, end: int, escape: re.Pattern[str]) -> _Runs:
    """The runs of a string that is written from one offset to before another: one between each escape or fold and the
    next, and one for each of these."""
    at, offset = 0, start
    yield at, offset
    for found in escape.finditer(text, start, end):
        first, made = found.start(), 1
        groups = found.groupdict() if escape.groups else {}
        if groups.get("fold") is not None:  # blanks before a line break are none of the string's
            first = offset + len(text[offset:first].rstrip(" \t"))
            made = max(1, len(_BREAKS.findall(groups["fold"])) - 1)
        elif groups.get("joined") is not None:
            made = len(_BREAKS.findall(groups["joined"]))
        at += first - offset
        yield at, first
        at, offset = at + made, found.end()
        yield at, offset


def _block(text: str, start: int, end: int) -> _Runs | None:
    """The runs of a block scalar: its lines without their indentation."""
    header = _HEADER.match(text, start)
    if header is None:
        return None
    body = [found for found in _LINE.finditer(text, header.end(), end) if found.start() < end]
    indentation = _stated(text, start, header["indicator"]) if header["indicator"] else _first(body)
    return None if indentation is None else _lines(body, indentation, folded=text[start] == ">")


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


def _lines(body: Sequence[re.Match[str]], indentation: int, *, folded: bool) -> _Runs:
    """The runs of lines; where they are `folded`, the line break between two that are not indented further is a space,
    and none of the string's where blank lines follow it."""
    at = 0
    blank = 0
    flush: bool | None = None
    for line in body:
        kept = line[1][indentation:]
        if folded and kept:
            at -= flush is True and kept[0] not in " \t" and blank > 0
            flush, blank = kept[0] not in " \t", 0
        blank += not kept
        yield at, line.start() + min(indentation, len(line[1]))
        at += len(kept) + 1
