"""Collections that YAML sets off by lines and indentation: entries taken out and added, each with its lines."""

import re
from collections.abc import Sequence

from policylint.fixing.brackets import BREAK, Span
from policylint.fixing.change import NOTATION, Refused, Replacement

_BLANK = " \t\r\n"
_COMPACT = re.compile(r" *(?:- +)+")
_TO_FIRST = re.compile(r"(?:[ \t\r\n]|(?<![^ \t\r\n])#[^\r\n]*)*")
_ENDING = re.compile(r"[\r\n]|\Z")


def addition(text: str, entries: Sequence[Span], entry: Sequence[str], *, kept: bool) -> Replacement:
    """What adds the lines of an entry behind the last, indented as the first is.

    `kept` says that the last entry ends in a block scalar whose blank lines count.
    """
    indent = " " * (entries[0].start - line_start(text, entries[0].start))
    last = entries[-1]
    end = last.end if kept else _content_end(text, last)
    at = _line_end(text, end)
    ending = BREAK.match(text, at)
    lines = [indent + line for line in entry]
    line_break = ending.group() if ending else _usual_break(text)
    if kept and line_start(text, end) == end and end > last.start:
        return Replacement(end, end, "".join(line + line_break for line in lines))
    if ending is None:
        return Replacement(at, at, "".join(line_break + line for line in lines))
    return Replacement(ending.end(), ending.end(), "".join(line + line_break for line in lines))


def removal(text: str, entries: Sequence[Span], index: int, empty: str) -> Replacement:
    """What takes one entry out with its lines; of an only entry `empty` stays, the notation for a collection of none.

    Comments on lines of their own stay.

    Raises:
        Refused: the entry shares its first line with something else.
    """
    entry = entries[index]
    end = _content_end(text, entry)
    start = line_start(text, entry.start)
    before = text[start : entry.start]
    if len(entries) == 1 and (not before.strip(" ") or _COMPACT.fullmatch(before)):
        # A bracket may not stand where a dash may: as far left as the key that the list belongs to.
        return Replacement(entry.start, end, f"  {empty}" if empty == "[]" else empty)
    if not before.strip(" "):
        return _whole_lines(text, start, end)
    if index == 0 and _COMPACT.fullmatch(before):
        following = entries[1].start
        if "#" not in text[end:following]:
            return Replacement(entry.start, following, "")
        return Replacement(start + len(before.rstrip(" ")), _line_end(text, end), "")
    raise Refused(NOTATION)


def dashes(text: str, start: int, items: Sequence[Span]) -> list[Span]:
    """The items of a block sequence that begins at an offset, each with its dash.

    Raises:
        Refused: where a dash stands is not known.
    """
    found: list[Span] = []
    for item in items:
        dash = _TO_FIRST.match(text, start).end()  # type: ignore[union-attr]  # it matches everywhere
        if text[dash : dash + 1] != "-":
            raise Refused(NOTATION)
        found.append(Span(dash, item.end))
        start = item.end
    return found


def line_start(text: str, at: int) -> int:
    """Where the line of a character begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _whole_lines(text: str, start: int, end: int) -> Replacement:
    at = _line_end(text, end)
    ending = BREAK.match(text, at)
    if ending is not None:
        return Replacement(start, ending.end(), "")
    before = 2 if text[start - 2 : start] == "\r\n" else 1
    return Replacement(max(0, start - before), at, "")


def _content_end(text: str, entry: Span) -> int:
    """Behind the last visible character of an entry: a block scalar ends where the next token begins."""
    return entry.start + len(text[entry.start : entry.end].rstrip(_BLANK))


def _line_end(text: str, at: int) -> int:
    return _ENDING.search(text, at).start()  # type: ignore[union-attr]  # the end of the text always matches


def _usual_break(text: str) -> str:
    found = BREAK.search(text)
    return found.group() if found else "\n"
