"""From values to a request: plain dicts and lists with unknowns in them, and the syntax node of each member."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.path import Route
from policylint.sources.partial import Partial
from policylint.sources.python.machine import Shipment
from policylint.sources.python.values import (
    Dict,
    Dumped,
    EnumText,
    External,
    Known,
    List,
    Member,
    Node,
    NotPlain,
    Opaque,
    Value,
    is_known,
    known,
    plain,
)
from policylint.unknown import Candidate, Unknown

_DEFINITIONS = frozenset({"PipelineDefinition", "definition", "serviceRequestPayload", "Input"})
"""Members that hold a document as text: one that was dumped is given as what it was dumped from."""

Text = Callable[[Node], str]


@dataclass(slots=True)
class Nodes:
    """Where a member stands: its value, its key, both None where the source does not show it."""

    value: Node = None
    key: Node = None


_NOWHERE = Nodes()
_NO_KEYS: Mapping[Any, Node] = {}


@dataclass(slots=True)
class Exported:
    """The parameters of a call and where each of them stands, by its route."""

    parameters: dict[str, Any] = field(default_factory=dict)
    nodes: dict[Route, Nodes] = field(default_factory=dict)
    more: Unknown | None = None
    shifting: list[tuple[Member, Node]] = field(default_factory=list)
    """Members of enums in texts that Python's versions write in other ways, with the node of each text."""


def exported(shipment: Shipment, text: Text, root: Route) -> Exported:
    """The parameters that a call sends; `root` is the route that its own nodes begin with."""
    made = Exported()
    export = _Export(made, text)
    made.nodes[root] = Nodes(shipment.site)
    made.parameters = export.members(shipment.sent.request, root, {})
    if shipment.sent.more is not None:
        made.more = Unknown(text(shipment.sent.more.at) or "**")
    return made


class _Export:
    def __init__(self, made: Exported, text: Text) -> None:
        self._made = made
        self._nodes = made.nodes
        self._text = text

    def members(self, items: Mapping[Any, Any], route: Route, keys: Mapping[Any, Node]) -> dict[Any, Any]:
        """A dict of values, or of what a library puts around them."""
        return {name: self.value(item, (*route, name), keys.get(name)) for name, item in items.items()}

    def value(self, value: Any, route: Route, key: Node = None) -> Any:
        """A value as a request has it."""
        if type(value) is Known and not isinstance(value.value, bytes):
            self._nodes[route] = Nodes(value.at, key)
            return value.value
        if not isinstance(value, Value):
            self._nodes[route] = _NOWHERE if key is None else Nodes(None, key)
            if isinstance(value, dict):
                return self.members(value, route, _NO_KEYS)
            if isinstance(value, (list, tuple)):
                return [self.value(item, (*route, index)) for index, item in enumerate(value)]
            return value
        self._nodes[route] = Nodes(value.at, key)
        if isinstance(value, Dict):
            return self._dict(value, route)
        if isinstance(value, List) and value.more is None and value.kind in ("list", "tuple"):
            return [self.value(item, (*route, index)) for index, item in enumerate(value.items)]
        if isinstance(value, Dumped):
            return self._dumped(value, route)
        if is_known(value) and not isinstance(known(value), bytes):
            return known(value)
        return self._unknown(value, route)

    def _dict(self, value: Dict, route: Route) -> Any:
        given = self.members(value.entries, route, value.keys)
        if value.more is None:
            return given
        if not given:
            return self._unknown(value.more if value.more.at is not None else value, route)
        return Partial(given, Unknown(self._text(value.more.at) or "**"))

    def _dumped(self, value: Dumped, route: Route) -> Any:
        if route[-1] in _DEFINITIONS:
            return self.value(value.value, route)
        try:
            return plain(value)
        except NotPlain:
            return self._unknown(value, route)

    def _unknown(self, value: Value, route: Route) -> Unknown:
        if isinstance(value, EnumText):
            self._made.shifting.append((value.member, value.at))
        shown = value.expression if isinstance(value, Opaque) and value.expression else self._text(value.at)
        candidates = value.candidates if isinstance(value, Opaque) else ()
        found = []
        for number, one in enumerate(candidates):
            place = (*route, _CANDIDATE, number)
            self._nodes[place] = Nodes(one.at)
            what = "a value that the source shows for it"
            found.append(Candidate(known(one), place, what))
        if not shown and candidates:
            shown = " or ".join(self._text(one.at) for one in candidates)
        if isinstance(value, External):
            shown = value.name.removeprefix("builtins.")
        if isinstance(value, Member):
            shown = shown or f"{value.enum}.{value.name}"
        return Unknown(shown or "an expression", candidates=tuple(found))


_CANDIDATE = "<candidate>"


def span(node: Node) -> tuple[int, int, int, int] | None:
    """Where a node stands: lines from 1 and columns in bytes from 0; a keyword is its name alone."""
    if isinstance(node, ast.keyword):
        length = len((node.arg or "**").encode())
        return node.lineno, node.col_offset, node.lineno, node.col_offset + length
    line = getattr(node, "lineno", None)
    end = getattr(node, "end_lineno", None)
    if line is None or end is None:
        return None
    return line, node.col_offset, end, node.end_col_offset  # type: ignore[union-attr]
