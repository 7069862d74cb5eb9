"""Templates: strings in quotes, heredocs and template files, cut into literals, interpolations and directives.

https://developer.hashicorp.com/terraform/language/expressions/strings
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policylint.dataclass_ import dataclass
from policylint.sources.terraform.syntax import Place, Text, children
from policylint.sources.terraform.values import Piece

if TYPE_CHECKING:
    from tree_sitter import Node

_MARKS = frozenset(
    {
        "template_interpolation",
        "template_if_intro",
        "template_else_intro",
        "template_if_end",
        "template_for_start",
        "template_for_end",
    }
)
_LINES = re.compile(rb"[^\n]*\n|[^\n]+")
_ESCAPE = re.compile(rb'\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[nrt"\\])|(\$\$|%%)(?=\{)')
_SIGNS = {b"\\n": "\n", b"\\r": "\r", b"\\t": "\t", b'\\"': '"', b"\\\\": "\\", b"$$": "$", b"%%": "%"}
_SPACE = b" \t\r\n\v\f"


@dataclass(frozen=True, slots=True)
class Literal:
    """A stretch of characters: those from one byte to before another."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """An interpolation, or a part of a directive."""

    node: "Node"

    @property
    def expression(self) -> "Node | None":
        """The expression in it."""
        return next((child for child in children(self.node) if child.type == "expression"), None)


Token = Literal | Mark


class Misread(Exception):  # noqa: N818 - an answer, not an error
    """What stands in a template cannot be told."""


def tokens(template: "Node", text: Text) -> list[Token]:
    """The tokens of a template: a literal for each line, without what strip markers and a flush heredoc take away.

    Raises:
        Misread: the grammar and the text don't agree.
    """
    start, end, flush = _body(template, text)
    found = list(_cut(template, text, start, end))
    return _flushed(found, text) if flush else found


def is_quoted(template: "Node") -> bool:
    """Whether escapes with a backslash count in it."""
    return template.type != "heredoc_template"


def _body(template: "Node", text: Text) -> tuple[int, int, bool]:
    """Where the content of a template begins and ends, and whether the indentation of its lines goes."""
    parts = template.children
    if is_quoted(template):
        return parts[0].end_byte, parts[-1].start_byte, False
    names = [part for part in parts if part.type == "heredoc_identifier"]
    start = text.data.find(b"\n", names[0].end_byte) + 1
    end = text.data.rfind(b"\n", 0, names[-1].start_byte) + 1
    if len(names) != 2 or not start or end < start or text.data[end : names[-1].start_byte].strip():
        raise Misread
    return start, end, text.written(parts[0]) == "<<-"


def _cut(template: "Node", text: Text, start: int, end: int) -> Iterator[Token]:
    at, strip = start, False
    for mark in _marks(template):
        literals = list(_literals(text, at, mark.node.start_byte, strip=strip))
        if literals and text.data[mark.node.start_byte + 2 : mark.node.start_byte + 3] == b"~":
            last = literals[-1]
            kept = text.data[last.start : last.end].rstrip(_SPACE)
            literals[-1] = Literal(last.start, last.start + len(kept))
        yield from literals
        yield mark
        at, strip = mark.node.end_byte, text.data[mark.node.end_byte - 2 : mark.node.end_byte - 1] == b"~"
    yield from _literals(text, at, end, strip=strip)


def _marks(template: "Node") -> Iterator[Mark]:
    """The interpolations and the parts of directives of a template itself, in order."""
    stack = list(reversed(template.children))
    while stack:
        node = stack.pop()
        if node.type in _MARKS:
            yield Mark(node)
        elif node.type.startswith("template_") or node.type == "quoted_template":
            stack.extend(reversed(node.children))


def _literals(text: Text, start: int, end: int, *, strip: bool) -> Iterator[Literal]:
    if end < start:
        raise Misread
    for line in _LINES.finditer(text.data, start, end):
        written = line[0]
        first = line.start()
        if strip:
            first += len(written) - len(written.lstrip(_SPACE))
            strip = False
        if re.search(rb"(?<!\$)\$\{|(?<!%)%\{", written):
            raise Misread
        yield Literal(first, line.end())


def _flushed(found: Sequence[Token], text: Text) -> list[Token]:
    """The tokens of a flush heredoc without the indentation that its lines have in common, as Terraform counts it."""
    least: int | None = None
    adjusted: set[int] = set()
    new_line = True
    for index, token in enumerate(found):
        written = text.data[token.start : token.end] if isinstance(token, Literal) else None
        if new_line:
            new_line = False
            if written is None:
                least = 0
            elif written.strip(_SPACE) or not written.endswith(b"\n"):
                spaces = len(written) - len(written.lstrip(_SPACE))
                least = spaces if least is None else min(least, spaces)
                adjusted.add(index)
        if written is not None and written.endswith(b"\n"):
            new_line = True
    return [
        replace(token, start=token.start + (least or 0)) if index in adjusted and isinstance(token, Literal) else token
        for index, token in enumerate(found)
    ]


def pieces(literal: Literal, text: Text, *, quoted: bool) -> Iterator[Piece]:
    """The characters of a literal: stretches that stand as they are, and escapes.

    Raises:
        Misread: there is an escape in it that HCL does not know.
    """
    at = literal.start
    for escape in _ESCAPE.finditer(text.data, literal.start, literal.end):
        if escape[1] is None and not quoted:
            continue
        if escape.start() > at:
            yield _plain(text, at, escape.start(), quoted=quoted)
        yield Piece(_sign(escape[0]), Place(text, *escape.span()))
        at = escape.end()
    if at < literal.end:
        yield _plain(text, at, literal.end, quoted=quoted)


def _plain(text: Text, start: int, end: int, *, quoted: bool) -> Piece:
    written = text.data[start:end]
    if quoted and (b"\\" in written or b"\n" in written):
        raise Misread
    return Piece(text.of(start, end), Place(text, start, end), exact=True)


def _sign(escape: bytes) -> str:
    found = _SIGNS.get(escape)
    if found is not None:
        return found
    code = int(escape[2:].decode(), 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise Misread
    return chr(code)
