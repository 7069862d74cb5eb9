"""Edits of Python source by position: a literal that a request's member is, and nothing else, gets another value."""

import ast
from typing import Any

from policylint.fixing.change import NOTATION, SHARED, Change, Refused, Replacement
from policylint.path import Route
from policylint.sources.document import Document
from policylint.sources.python.source import Program
from policylint.sources.text import LineIndex

_QUOTES = ("'", '"')


class PythonText:
    """The source of one program."""

    def __init__(self, document: Document, program: Program) -> None:
        self._document = document
        self._program = program
        self._lines = LineIndex(document.text)

    def written(self, route: Route) -> str:
        """See `Editor.written`."""
        start, end = self._literal(route)
        return self._document.text[start:end]

    def replacements(self, change: Change) -> list[Replacement]:
        """See `Editor.replacements`."""
        if change.operation not in ("set", "quote"):
            raise Refused(NOTATION)
        start, end = self._literal(change.route)
        written = self._document.text[start:end]
        value = written if change.operation == "quote" else change.value
        return [Replacement(start, end, _literal(value, written))]

    def _literal(self, route: Route) -> tuple[int, int]:
        """Where a literal stands that is the one member's alone."""
        nodes = self._program.nodes.get(route)
        node = nodes.value if nodes is not None else None
        located = self._document.locate([route])
        if not isinstance(node, ast.Constant) or route not in located:
            raise Refused(NOTATION)
        if sum(other.value is node for other in self._program.nodes.values()) > 1:
            raise Refused(SHARED)
        here = located[route].value
        start = self._lines.offset(here.line) + here.column - 1
        end = self._lines.offset(here.end_line) + here.end_column - 1
        if not _is_plain(self._document.text[start:end], node.value):
            raise Refused(NOTATION)
        return start, end


def _is_plain(written: str, value: Any) -> bool:
    """Whether a literal is written in one piece and without escapes, as its value is."""
    if isinstance(value, str):
        return written[:1] in _QUOTES and written == f"{written[0]}{value}{written[0]}"
    return written == repr(value)


def _literal(value: Any, written: str) -> str:
    if isinstance(value, str):
        quote = written[0] if written[:1] in _QUOTES else '"'
        text = repr(value)[1:-1]
        if quote in value or "\\" in text:
            raise Refused(NOTATION)
        return f"{quote}{value}{quote}"
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    raise Refused(NOTATION)
