"""YAML as nodes that know their places: composed from PyYAML's events, so that aliases keep a place of their own.

PyYAML's own composer recurses without bound in C, forgets where aliases stand, and writes them out however large.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.resolver import Resolver

from policylint.dataclass_ import dataclass
from policylint.lint import SYNTAX_ERROR, TOO_LARGE
from policylint.sources.formats import MAX_DEPTH
from policylint.sources.formats.yaml_faults import TEMPLATE_ADVICE, explain
from policylint.sources.text import LineIndex, SourceFault

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_REPEATED = 100_000
"""How many nodes the aliases of a document may repeat, all told: a thousand requests of a hundred nodes each, and less
than a second's work. A "billion laughs" of a few lines repeats 10^9."""

STR = "tag:yaml.org,2002:str"
NULL = "tag:yaml.org,2002:null"
MERGE = "tag:yaml.org,2002:merge"
VALUE = "tag:yaml.org,2002:value"

_ANCHOR = re.compile(r"&[^\s,\[\]{}]+")
_ANCHOR_FIRST = re.compile(r"(?:&[^\s,\[\]{}]+(?:\s|(?<=\s)#[^\r\n]*)*+)?")


@dataclass(slots=True, eq=False)
class Node:
    """A node of a document: its resolved tag, its place without its anchor, and where the anchor's name stands.

    `size` counts the nodes in it, those that aliases repeat included.
    """

    tag: str
    start: int
    end: int
    anchor: tuple[int, int] | None
    size: int

    @property
    def local(self) -> bool:
        """Whether it has an application's own tag, `!Ref` and the like, so that only that application knows it."""
        return self.tag.startswith("!")


@dataclass(slots=True, eq=False)
class Scalar(Node):
    """A scalar and its text as YAML reads it, escapes and line folding undone; `plain`: it has no quotes and no tag, so
    that readers choose its type."""

    text: str
    plain: bool = False


@dataclass(slots=True, eq=False)
class Sequence(Node):
    """A sequence and its items."""

    items: list[Node]


@dataclass(slots=True, eq=False)
class Mapping(Node):
    """A mapping and its own members in order, merge keys among them; every key is a scalar."""

    pairs: list[tuple[Node, Node]]
    _members: dict[str, tuple[Node, Node]] | None = None

    def members(self) -> dict[str, tuple[Node, Node]]:
        """The key and value nodes that count, by name: of equal keys the last, and merged ones where it has no own."""
        if self._members is None:
            own: dict[str, tuple[Node, Node]] = {}
            self._members = {}
            for key, value in self.pairs:
                if key.tag == MERGE:
                    for mapping in reversed(merged(value)):
                        self._members |= mapping.members()
                else:
                    own[key_text(key)] = (key, value)
            self._members |= own
        return self._members


@dataclass(slots=True, eq=False)
class Alias(Node):
    """A repetition of an anchored node, whose tag and size it has."""

    target: Node


def content(node: Node) -> Node:
    """The node itself, or what an alias repeats."""
    return node.target if isinstance(node, Alias) else node


def key_text(key: Node) -> str:
    """A key as a string, whatever its type."""
    scalar = content(key)
    text = scalar.text if isinstance(scalar, Scalar) else ""
    return f"{key.tag} {text}" if key.local else text


def merged(value: Node) -> list[Mapping]:
    """What a merge key merges, the strongest first."""
    value = content(value)
    nodes = map(content, value.items) if isinstance(value, Sequence) else (value,)
    return [node for node in nodes if isinstance(node, Mapping)]


def compose(text: str) -> Iterator[Node]:
    """The documents of a stream, one root each.

    Raises:
        SourceFault: one cannot be parsed, nests too deeply, or grows too large through aliases; where the next one
            would begin is then unknown.
    """
    composer = _Composer(text)
    try:
        yield from composer.documents()
    except yaml.YAMLError as error:
        raise explain(error, text) from None


class _Composer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
        self._resolve: Any = Resolver().resolve
        self._anchored: dict[str, Node] = {}
        self._open: set[str] = set()
        self._repeated = 0

    def documents(self) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchored, self._open, self._repeated = {}, set(), 0
                root = self._node(next(self._events), 1)
                next(self._events)  # the document is whole only when its end has been read
                yield root

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        start, end, anchor = event.start_mark.index, event.end_mark.index, None
        if event.anchor is not None:
            anchor = self._anchor(event.anchor, start, end)
            start = min(_ANCHOR_FIRST.match(self._text, start).end(), end)  # type: ignore[union-attr]
        if isinstance(event, yaml.ScalarEvent):
            tag = self._tag(event, yaml.ScalarNode, event.value)
            node: Node = Scalar(tag, start, end, anchor, 1, event.value, event.tag is None and event.implicit[0])
        elif depth > MAX_DEPTH:
            raise self._fault(TOO_LARGE.id, f"this is nested more than {MAX_DEPTH} levels deep", start, end)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(Sequence(self._tag(event, yaml.SequenceNode), start, end, anchor, 1, []), depth)
        else:
            node = self._mapping(Mapping(self._tag(event, yaml.MappingNode), start, end, anchor, 1, []), depth)
        if event.anchor is not None:
            self._anchored[event.anchor] = node
            self._open.discard(event.anchor)
        return node

    def _tag(self, event: Any, kind: type, text: str | None = None) -> str:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self._resolve(kind, text, event.implicit)
        return str(tag)

    def _sequence(self, node: Sequence, depth: int) -> Sequence:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            node.items.append(self._node(event, depth + 1))
        node.size += sum(item.size for item in node.items)
        node.end = _flow_end(event) or node.items[-1].end
        return node

    def _mapping(self, node: Mapping, depth: int) -> Mapping:
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(content(key), Scalar):
                raise self._unhashable(key)
            value = self._node(next(self._events), depth + 1)
            if key.tag == MERGE:
                self._check_merge(value)
            node.pairs.append((key, value))
        node.size += sum(key.size + value.size for key, value in node.pairs)
        node.end = _flow_end(event) or node.pairs[-1][1].end
        return node

    def _anchor(self, name: str, start: int, end: int) -> tuple[int, int]:
        if name in self._anchored or name in self._open:
            raise self._fault(SYNTAX_ERROR.id, f"not YAML: the anchor &{name} is defined twice", start, end)
        self._open.add(name)
        found = _ANCHOR.search(self._text, start)
        return found.span() if found else (start, start)

    def _alias(self, event: Any) -> Alias:
        start, end, name = event.start_mark.index, event.end_mark.index, event.anchor
        if name in self._open:
            raise self._fault(TOO_LARGE.id, f"*{name} repeats a value from inside itself, which has no end", start, end)
        target = self._anchored.get(name)
        if target is None:
            raise self._fault(SYNTAX_ERROR.id, f"not YAML: there is no anchor &{name} before this alias", start, end)
        self._repeated += target.size
        if self._repeated > MAX_REPEATED:
            message = f"from here on aliases repeat more than {MAX_REPEATED:,} values"
            raise self._fault(TOO_LARGE.id, message, start, end)
        return Alias(target.tag, start, end, None, target.size, target)

    def _check_merge(self, value: Node) -> None:
        inside = content(value)
        for node in inside.items if isinstance(inside, Sequence) else [value]:
            if not isinstance(content(node), Mapping):
                message = "not YAML: a merge key (<<) takes a mapping or a list of mappings"
                raise self._fault(SYNTAX_ERROR.id, message, node.start, node.end)

    def _unhashable(self, key: Node) -> SourceFault:
        if self._text[key.start - 1 : key.start + 1] == "{{":
            message, advice = "not YAML: a template expression outside quotes leaves it none", TEMPLATE_ADVICE
        else:
            message, advice = "not YAML 1.1: a key is a list or a mapping", ""
        return self._fault(SYNTAX_ERROR.id, message, key.start, key.end, advice)

    def _fault(self, rule: str, message: str, start: int, end: int, help: str = "") -> SourceFault:
        return SourceFault(rule, message, LineIndex(self._text).span(start, end), help)


def _flow_end(event: Any) -> int:
    """Where a flow collection ends, behind its bracket; 0 for a block, whose end event stands at the next token."""
    return int(event.end_mark.index) if event.end_mark.index > event.start_mark.index else 0
