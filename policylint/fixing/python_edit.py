"""Edits of Python source by position: a literal gets another value, an entry of a dict or an argument is taken out."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any

from policylint.fixing.brackets import Span, removal
from policylint.fixing.change import NOTATION, Change, Refused, Replacement
from policylint.path import Route
from policylint.sources.document import Document
from policylint.sources.python.source import Program
from policylint.sources.python.values import Node
from policylint.sources.text import LineIndex

USED_AGAIN = "another member is made of it as well"
_QUOTES = ("'", '"')
_OPENING = re.compile(r"\s*\(")
_Holder = ast.Call | ast.Dict | ast.List


class PythonText:
    """The source of one program."""

    def __init__(self, document: Document, program: Program) -> None:
        self._document = document
        self._program = program
        self._lines = LineIndex(document.text)
        self._holders: dict[tuple[int, int], tuple[_Holder, int]] | None = None

    def written(self, route: Route) -> str:
        """See `Editor.written`."""
        start, end = self._literal(route)
        return self._document.text[start:end]

    def replacements(self, change: Change) -> list[Replacement]:
        """See `Editor.replacements`."""
        if change.operation == "remove":
            return [self._removal(change.route)]
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
            raise Refused(USED_AGAIN)
        here = located[route].value
        start = self._lines.offset(here.line) + here.column - 1
        end = self._lines.offset(here.end_line) + here.end_column - 1
        if not _is_plain(self._document.text[start:end], node.value):
            raise Refused(NOTATION)
        return start, end

    def _removal(self, route: Route) -> Replacement:
        """What takes out the entry of a dict, or the argument, that a member is, and nothing else is."""
        nodes = self._program.nodes.get(route)
        located = self._document.locate([route])
        if nodes is None or route not in located:
            raise Refused(NOTATION)
        others = [other for below, other in self._program.nodes.items() if below != route]
        if any(_is(other.key, nodes.key) or _is(other.value, nodes.value) for other in others):
            raise Refused(USED_AGAIN)
        here = located[route].key or located[route].value
        start = self._lines.offset(here.line) + here.column - 1
        holder, index = self._holder(start)
        return removal(self._document.text, self._inside(holder), self._entries(holder), index)

    def _holder(self, start: int) -> tuple[_Holder, int]:
        """The dict or call with an entry that begins, or whose value begins, at an offset, and which of them it is."""
        if self._holders is None:
            tree = ast.parse(self._document.text)
            self._holders = {}
            for node in ast.walk(tree):
                if isinstance(node, _Holder):
                    for index, part in _parts(node):
                        self._holders.setdefault(self._span(part), (node, index))
        found = [holder for (begin, _), holder in self._holders.items() if begin == start]
        if len(found) != 1:
            raise Refused(NOTATION)
        return found[0]

    def _entries(self, holder: _Holder) -> list[Span]:
        if isinstance(holder, ast.Dict):
            return [Span(self._span(key or value)[0], self._span(value)[1]) for key, value in _pairs(holder)]
        parts: Sequence[ast.AST] = holder.elts if isinstance(holder, ast.List) else (*holder.args, *holder.keywords)
        return sorted(Span(*self._span(one)) for one in parts)

    def _inside(self, holder: _Holder) -> Span:
        """What stands between the brackets."""
        start, end = self._span(holder)
        if isinstance(holder, ast.Call):
            opening = _OPENING.match(self._document.text, self._span(holder.func)[1])
            if opening is None:
                raise Refused(NOTATION)
            return Span(opening.end(), end - 1)
        return Span(start + 1, end - 1)

    def _span(self, node: ast.AST) -> tuple[int, int]:
        position: Any = node
        return (
            self._offset(position.lineno, position.col_offset),
            self._offset(position.end_lineno, position.end_col_offset),
        )

    def _offset(self, line: int, column: int) -> int:
        """The offset of a place that counts bytes."""
        start = self._lines.offset(line)
        piece = self._document.text[start : start + column]
        if not piece.isascii():
            piece = piece.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore")
        return start + len(piece)


def _is(one: Node, other: Node) -> bool:
    return one is other and one is not None


def _pairs(holder: ast.Dict) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    return zip(holder.keys, holder.values, strict=True)


def _parts(holder: _Holder) -> Iterator[tuple[int, ast.AST]]:
    """What an entry may be known by: its key, its keyword or its value, with the entry's index in order of places."""
    if isinstance(holder, ast.Dict):
        for index, (key, value) in enumerate(_pairs(holder)):
            yield from ((index, part) for part in (key, value) if part is not None)
        return
    if isinstance(holder, ast.List):
        yield from enumerate(holder.elts)
        return
    arguments: Sequence[Any] = sorted((*holder.args, *holder.keywords), key=lambda one: (one.lineno, one.col_offset))
    for index, argument in enumerate(arguments):
        if isinstance(argument, ast.keyword) and argument.arg is not None:
            yield from ((index, part) for part in (argument, argument.value))


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
