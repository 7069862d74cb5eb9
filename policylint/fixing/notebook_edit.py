"""Edits of notebooks: those of the program that the cells are, made in the strings of the JSON that hold it."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from policylint.fixing.change import NOTATION, Change, Refused, Replacement
from policylint.fixing.python_edit import PythonText
from policylint.path import Route
from policylint.sources.document import Document
from policylint.sources.embedding import Inside
from policylint.sources.text import LineIndex


class NotebookText:
    """The text of one notebook, whose code cells hold a program."""

    def __init__(self, document: Document, program: Inside) -> None:
        self._document = document
        self._program = program
        self._python = PythonText(program.document, program.document.value)
        self._starts = [0, *accumulate(len(part.text) for part in program.parts)]
        self._lines = LineIndex(document.text)
        self._inner = LineIndex(program.document.text)

    def written(self, route: Route) -> str:
        """See `Editor.written`."""
        return self._python.written(route)

    def replacements(self, change: Change) -> list[Replacement]:
        """See `Editor.replacements`."""
        return [piece for one in self._python.replacements(change) for piece in self._pieces(one)]

    def _pieces(self, wanted: Replacement) -> Iterator[Replacement]:
        """A replacement as one in each of the strings that it is in; the first gets the new text."""
        text = wanted.text
        at = wanted.start
        while at < wanted.end:
            index = bisect_right(self._starts, at) - 1
            end = min(wanted.end, self._starts[index + 1])
            if self._program.parts[index].route is None:
                raise Refused(NOTATION)
            start, stop = self._stretch(at, end)
            yield Replacement(start, stop, json.dumps(text, ensure_ascii=False)[1:-1])
            text, at = "", end

    def _stretch(self, start: int, end: int) -> tuple[int, int]:
        """Where characters of the program stand in the notebook's own text."""
        here = self._program.place(self._document, self._inner.span(start, end))
        found = self._offset(here.line, here.column), self._offset(here.end_line, here.end_column)
        written = self._document.text[slice(*found)]
        try:
            same = json.loads(f'"{written}"') == self._program.document.text[start:end]
        except ValueError:
            same = False
        if not same:  # the string is not written in a way that shows where its characters are
            raise Refused(NOTATION)
        return found

    def _offset(self, line: int, column: int) -> int:
        return self._lines.offset(line) + column - 1
