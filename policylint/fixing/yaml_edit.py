"""Edits of YAML text by position: comments, quotes, order and indentation stay, since nothing is written anew.

What aliases and merge keys share is not edited: the change would reach places that no finding is about.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from policylint.fixing import brackets, yaml_lines
from policylint.fixing.brackets import Span
from policylint.fixing.change import GIVEN_TWICE, NOTATION, SHARED, TAKEN, Change, Refused, Replacement
from policylint.fixing.yaml_scalars import scalar
from policylint.path import Route
from policylint.sources.formats.plain import may_differ
from policylint.sources.formats.yaml_nodes import MERGE, Alias, Mapping, Node, Scalar, Sequence, key_text

_PROPERTIES = re.compile(r"(?:[!&][^ \t\r\n,\[\]{}]*[ \t\r\n]+)*")
_INDICATORS = ("|", ">")
_HEADER = re.compile(r"[|>][-+0-9]*([ \t]+#[^\r\n]*)?")
_QUOTES = ('"', "'")


class _Place(NamedTuple):
    """A node, its key, and whether brackets stand around it."""

    node: Node
    key: Node | None
    flow: bool


class YamlText:
    """The text of one YAML document: its root among the nodes of the whole text."""

    def __init__(self, text: str, root: Node) -> None:
        self._text = text
        self._root = root
        nodes = list(_nodes(root))
        self._shared = {node.target for node in nodes if isinstance(node, Alias)}
        self._sign = self._usual_sign(nodes)

    def written(self, route: Route) -> str:
        """See `Editor.written`."""
        node = self._find(route).node
        text = self._text[node.start : node.end]
        if not isinstance(node, Scalar) or not text or text != node.text:
            raise Refused(NOTATION)
        # What PyYAML takes for text may be a number to the document's own reader.
        if node.tag.endswith((":str", ":null")) and not (node.plain and may_differ(text)):
            raise Refused(NOTATION)
        return text

    def replacements(self, change: Change) -> list[Replacement]:
        """See `Editor.replacements`."""
        *above, step = change.route
        parent = self._find(tuple(above))
        match change.operation:
            case "set":
                return [self._set(parent, step, change.value)]
            case "remove":
                return [self._remove(parent, step)]
            case "rename":
                return [self._rename(parent, step, change.value)]
            case "quote":
                self.written(change.route)
                node = self._find(change.route).node
                return [Replacement(at, at, self._sign) for at in (node.start, node.end)]
        raise ValueError(f"no operation is called {change.operation!r}")

    def _find(self, route: Route) -> _Place:
        """The node at a route, to which no alias and no merge key leads."""
        place = _Place(self._root, None, flow=False)
        for step in route:
            self._check_own(place.node)
            place = self._below(place, step)
        self._check_own(place.node)
        return place

    def _below(self, place: _Place, step: str | int) -> _Place:
        node = place.node
        flow = place.flow or self._bracketed(node)
        if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            return _Place(node.items[step], None, flow)
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.members():
            key, value = node.members()[step]
            if not any(own is key for own, _ in node.pairs):
                raise Refused(SHARED)
            return _Place(value, key, flow)
        raise Refused(NOTATION)

    def _check_own(self, node: Node) -> None:
        if isinstance(node, Alias) or node in self._shared:
            raise Refused(SHARED)

    def _set(self, parent: _Place, step: str | int, value: Any) -> Replacement:
        node = parent.node
        if isinstance(step, int) or (isinstance(node, Mapping) and step in node.members()):
            return self._replace(self._below(parent, step), value)
        if not isinstance(node, Mapping) or node.local:
            raise Refused(NOTATION)
        if self._bracketed(node):
            quoted = any(self._text[key.start] in _QUOTES for key, _ in node.pairs)
            entry = f"{scalar(step, self._sign, quoted=quoted, flow=True)}: {self._scalar(value, flow=True)}"
            return brackets.addition(self._text, self._inside(node), self._entries(node), entry, spaced=True)
        if parent.flow or not node.pairs:
            raise Refused(NOTATION)
        return yaml_lines.addition(self._text, self._entries(node), self._lines(step, value), kept=self._keeps(node))

    def _replace(self, place: _Place, value: Any) -> Replacement:
        node, text = place.node, self._text
        if node in self._shared or not isinstance(node, Scalar | Alias):
            raise Refused(SHARED if node in self._shared else NOTATION)
        first = text[node.start : node.start + 1]
        sign = first if first in _QUOTES else self._sign
        new = scalar(value, sign, quoted=first in _QUOTES and isinstance(value, str), flow=place.flow)
        if node.start == node.end:
            return Replacement(node.start, node.end, f" {new}")
        if first not in _INDICATORS:
            return Replacement(node.start, node.end, new)
        comment = _HEADER.match(text, node.start)[1] or ""  # type: ignore[index]  # it matches where a sign stands
        return Replacement(node.start, node.start + len(text[node.start : node.end].rstrip()), f"{new}{comment}")

    def _remove(self, parent: _Place, step: str | int) -> Replacement:
        node = parent.node
        place = self._below(parent, step)
        if not self._shared.isdisjoint(_nodes(place.node)):
            raise Refused(SHARED)
        index = self._index(node, place)
        entries = self._entries(node)
        if self._bracketed(node):
            return brackets.removal(self._text, self._inside(node), entries, index)
        if parent.flow:
            raise Refused(NOTATION)
        return yaml_lines.removal(self._text, entries, index, "{}" if isinstance(node, Mapping) else "[]")

    def _rename(self, parent: _Place, step: str | int, name: str) -> Replacement:
        node, key = parent.node, self._below(parent, step).key
        if not isinstance(node, Mapping) or name in node.members():
            raise Refused(TAKEN)
        self._index(node, self._below(parent, step))
        if not isinstance(key, Scalar) or key.anchor or self._text[key.start] in ("!", *_INDICATORS):
            raise Refused(NOTATION)
        first = self._text[key.start]
        sign = first if first in _QUOTES else self._sign
        new = scalar(name, sign, quoted=first in _QUOTES, flow=parent.flow or self._bracketed(node))
        return Replacement(key.start, key.end, new)

    def _index(self, node: Node, place: _Place) -> int:
        """Which entry of a collection a place is; were its name given twice, the other would take its place."""
        if isinstance(node, Sequence):
            return next(index for index, item in enumerate(node.items) if item is place.node)
        assert isinstance(node, Mapping)  # noqa: S101 - for the type checker: nothing else has anything below it
        assert place.key is not None  # noqa: S101
        name = key_text(place.key)
        named = [index for index, (key, _) in enumerate(node.pairs) if key.tag != MERGE and key_text(key) == name]
        if len(named) != 1:
            raise Refused(GIVEN_TWICE)
        return named[0]

    def _entries(self, node: Node) -> list[Span]:
        if isinstance(node, Mapping):
            return [Span(_start(key), value.end) for key, value in node.pairs]
        assert isinstance(node, Sequence)  # noqa: S101 - for the type checker
        items = [Span(_start(item), item.end) for item in node.items]
        return items if self._bracketed(node) else yaml_lines.dashes(self._text, node.start, items)

    def _lines(self, name: str, value: Any) -> list[str]:
        """A member as lines of a block: a structure goes below its name, everything else beside it."""
        key = scalar(name, self._sign, quoted=False, flow=False)
        if isinstance(value, dict) and value:
            below = [line for inner, item in value.items() for line in self._lines(inner, item)]
            return [f"{key}:", *(f"  {line}" for line in below)]
        return [f"{key}: {self._scalar(value, flow=False)}"]

    def _scalar(self, value: Any, *, flow: bool) -> str:
        return scalar(value, self._sign, quoted=False, flow=flow)

    def _bracketed(self, node: Node) -> bool:
        return isinstance(node, Mapping | Sequence) and self._text[self._opening(node)] in "{["

    def _opening(self, node: Node) -> int:
        """Where a node begins behind its tag."""
        return _PROPERTIES.match(self._text, node.start).end()  # type: ignore[union-attr]  # it matches everywhere

    def _inside(self, node: Node) -> Span:
        return Span(self._opening(node) + 1, node.end - 1)

    def _keeps(self, node: Node) -> bool:
        """Whether the last value within is a block scalar whose header says to keep the blank lines that follow."""
        while isinstance(node, Mapping | Sequence) and not self._bracketed(node):
            node = node.pairs[-1][1] if isinstance(node, Mapping) else node.items[-1]
        header = self._text[node.start : node.end].partition("\n")[0]
        return header.startswith(_INDICATORS) and "+" in header.partition("#")[0]

    def _usual_sign(self, nodes: list[Node]) -> str:
        starts = [self._text[node.start : node.start + 1] for node in nodes if isinstance(node, Scalar)]
        return max(_QUOTES, key=starts.count)


def _nodes(node: Node) -> Iterator[Node]:
    """A node and all within it, in the order of the text; an alias for itself."""
    yield node
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            yield from _nodes(key)
            yield from _nodes(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _nodes(item)


def _start(node: Node) -> int:
    """Where a node begins, its anchor included."""
    return min(node.start, node.anchor[0]) if node.anchor else node.start
