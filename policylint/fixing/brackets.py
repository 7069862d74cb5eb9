"""Collections between brackets, in JSON and in YAML's flow style: entries taken out and added, each with its comma."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from policylint.fixing.change import COMMENT, Refused, Replacement

BREAK = re.compile(r"\r\n|\n|\r")
_GAP = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")
_LAST_BREAK = re.compile(r"(?P<break>\r\n|\n|\r)[ \t]*\Z")


class Span(NamedTuple):
    """Where an entry stands: a member from its key to the end of its value, or an item."""

    start: int
    end: int


def removal(text: str, inside: Span, entries: Sequence[Span], index: int) -> Replacement:
    """What takes one entry out, with its comma, and with its line where nothing else stands there.

    `inside` is what stands between the brackets.

    Raises:
        Refused: something besides white space and the comma stands around the entry.
    """
    entry = entries[index]
    before = entries[index - 1].end if index else inside.start
    after = entries[index + 1].start if index + 1 < len(entries) else inside.end
    lead, tail = _gap(text, before, entry.start), _gap(text, entry.end, after)
    if len(entries) == 1:
        return Replacement(*inside, "")
    if index + 1 == len(entries):
        return Replacement(before, entry.end, "")
    comma = entry.end + tail.index(",") + 1
    ending = BREAK.search(text, comma, after)
    if ending is None:
        return Replacement(entry.start, after, "")
    beginning = _LAST_BREAK.search(lead)
    if beginning is None:
        return Replacement(before + lead.find(",") + 1, comma, "")
    return Replacement(before + beginning.end("break"), ending.end(), "")


def addition(text: str, inside: Span, entries: Sequence[Span], entry: str, *, spaced: bool) -> Replacement:
    """What adds an entry behind the last, set off from it as that one is from what stands before.

    A lone entry on one line shows no such style: then `spaced` says whether a space follows the comma.

    Raises:
        Refused: something besides white space and a comma stands behind the last entry.
    """
    if not entries:
        _gap(text, *inside)
        return Replacement(*inside, entry)
    last = entries[-1]
    _gap(text, last.end, inside.end)
    lead = _gap(text, entries[-2].end if len(entries) > 1 else inside.start, last.start)
    broken = _LAST_BREAK.search(lead)
    on_one_line = lead.partition(",")[2] if len(entries) > 1 else " " * spaced
    return Replacement(last.end, last.end, f",{broken.group() if broken else on_one_line}{entry}")


def _gap(text: str, start: int, end: int) -> str:
    gap = text[start:end]
    if not _GAP.fullmatch(gap):
        raise Refused(COMMENT)
    return gap
