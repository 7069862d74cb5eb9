"""Text made safe to show: whatever a terminal, a log or a page would act upon instead of showing is written out.

Control characters, bidirectional overrides, zero-width characters, odd spaces and lone surrogates become escapes as in
Python's string literals. What is left has a known width in terminal cells.
"""

import unicodedata

_ZERO_WIDTH = {"Mn", "Me"}


def visible(text: str) -> str:
    r"""The text with every character that is not plainly printable as `\n`, `\x1b`, `\u202e` and so on."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def width(text: str) -> int:
    """How many terminal cells visible text takes: two for East Asian wide characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.category(char) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
