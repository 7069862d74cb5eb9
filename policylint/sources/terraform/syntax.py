"""The syntax of one text: its tree, the places of nodes, its faults and its comments.

https://developer.hashicorp.com/terraform/language/syntax/configuration
"""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from policylint.dataclass_ import dataclass
from policylint.finding import Position
from policylint.lint import SYNTAX_ERROR, TOO_LARGE
from policylint.sources.text import LineIndex, SourceFault

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

LARGEST = 2 * 1024 * 1024
"""How many characters of a text are parsed: no configuration that people write has nearly as many."""
_LONGEST_SHOWN = 120


class Text:
    """A text and its syntax tree. `first` is where in `data` the text itself begins: a template stands in a heredoc."""

    def __init__(self, name: str, text: str, data: bytes, first: int = 0) -> None:
        self.name = name
        self.text = text
        self.data = data
        self.root = _tree(data)
        self._first = first

    def of(self, start: int, end: int) -> str:
        """What stands from one byte to before another."""
        return self.data[start:end].decode("utf-8", "replace")

    def written(self, node: "Node") -> str:
        """What stands at a node."""
        return self.of(node.start_byte, node.end_byte)

    def shown(self, node: "Node") -> str:
        """The same on one line, cut where it is long."""
        written = " ".join(self.of(node.start_byte, min(node.end_byte, node.start_byte + 4096)).split())
        return written if len(written) <= _LONGEST_SHOWN else f"{written[: _LONGEST_SHOWN - 3]}..."

    def place(self, node: "Node") -> "Place":
        """Where a node stands."""
        return Place(self, node.start_byte, node.end_byte)

    def position(self, start: int, end: int) -> Position:
        """Lines and columns of what stands from one byte to before another."""
        return self._lines.span(self._character(start), self._character(end))

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The same in characters of the text."""
        return self._character(start), self._character(end)

    @cached_property
    def _lines(self) -> LineIndex:
        return LineIndex(self.text)

    @cached_property
    def _is_ascii(self) -> bool:
        return self.data.isascii()

    def _character(self, byte: int) -> int:
        if self._is_ascii:
            return byte - self._first
        return len(self.data[self._first : byte].decode("utf-8", "ignore"))


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text, in bytes of its data."""

    text: Text
    start: int
    end: int


# Numbers with an exponent and without a fraction, which the grammar does not know.
_EXPONENT = re.compile(rb"(?<![\w.])[0-9]+[eE][-+]?[0-9]+(?![\w.])")


def _tree(data: bytes) -> "Node":
    """The syntax tree of a text; where it has faults, that of its twin with other numbers of the same length."""
    root = _parser().parse(data).root_node
    if root.has_error and _EXPONENT.search(data):
        twin = _parser().parse(_EXPONENT.sub(lambda found: b"1" * len(found[0]), data)).root_node
        return root if twin.has_error else twin
    return root


@lru_cache(maxsize=1)
def _parser() -> "Parser":
    import tree_sitter_hcl
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_hcl.language()))


def parse(name: str, text: str) -> Text:
    """The text of a configuration.

    Raises:
        SourceFault: it is too long, or no HCL.
    """
    found = _parsed(name, text, text.encode("utf-8", "replace"))
    fault = _fault(found)
    if fault is not None:
        raise fault
    return found


_END = "POLICYLINT_END_OF_TEMPLATE"


def parse_template(name: str, text: str) -> "tuple[Text, Node] | None":
    """The text of a template file, and the template in it; None where it is not one."""
    head, tail = f"t=<<{_END}\n".encode(), f"\n{_END}\n".encode()
    if _END in text or len(text) > LARGEST:
        return None
    found = Text(name, text, head + text.encode("utf-8", "replace") + tail, len(head))
    template = next((node for node in descendants(found.root) if node.type == "heredoc_template"), None)
    return None if template is None or found.root.has_error else (found, template)


def _parsed(name: str, text: str, data: bytes) -> Text:
    if len(text) > LARGEST:
        raise SourceFault(TOO_LARGE.id, f"this configuration has more than {LARGEST:,} characters")
    return Text(name, text, data)


def _fault(text: Text) -> SourceFault | None:
    """The first place where the text is no HCL."""
    if not text.root.has_error:
        return None
    node = text.root
    while not node.is_missing:
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        if node.is_error and inner.start_byte > node.start_byte:
            break
        node = inner
    if node.is_missing:
        message = f"this is not HCL: {node.type.replace('_', ' ')} is missing"
    else:
        message = "this is not HCL: what stands here cannot be read"
    at = _visible(text.data, node.start_byte)
    return SourceFault(SYNTAX_ERROR.id, message, text.position(at, at))


def _visible(data: bytes, at: int) -> int:
    """The first byte from a place on that is no white space; the place itself where none follows."""
    rest = data[at : at + 4096]
    return at + len(rest) - len(rest.lstrip()) if rest.strip() else at


def descendants(root: "Node") -> "Iterator[Node]":
    """A node and all below it, in the order of the text."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def children(node: "Node") -> "list[Node]":
    """The nodes right below one, without comments."""
    return [child for child in node.children if child.type != "comment"]


def comments(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Line, column, text from the sign on, and whether the line holds nothing else: `#`, `//` and `/* */`."""
    if len(text) > LARGEST:
        return
    parsed = Text("", text, text.encode("utf-8", "replace"))
    lines = LineIndex(text)
    for node in descendants(parsed.root):
        if node.type == "comment":
            start, end = parsed.offsets(node.start_byte, node.end_byte)
            line, column = lines.point(start)
            yield line, column, text[start:end].rstrip("\r\n"), not text[lines.offset(line) : start].strip()
