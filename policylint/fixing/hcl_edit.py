"""Edits of Terraform source by position: literals that a request's member is, and nothing else, and whole members."""

import json
import re
from typing import Any

from policylint.fixing.change import NOTATION, SHARED, Change, Refused, Replacement
from policylint.path import Route
from policylint.sources.terraform.source import Configuration
from policylint.sources.terraform.syntax import Place

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_PLAIN = re.compile(r'[^"\\$%\r\n]*')
_BEHIND = re.compile(r"[ \t]*,?[ \t]*(\r\n|\n|\Z)")


class HclText:
    """The text of one file."""

    def __init__(self, text: str, configuration: Configuration) -> None:
        self._text = text
        self._nodes = configuration.nodes

    def written(self, route: Route) -> str:
        """See `Editor.written`."""
        start, end = self._literal(route)
        return self._text[start:end]

    def replacements(self, change: Change) -> list[Replacement]:
        """See `Editor.replacements`."""
        match change.operation:
            case "set" | "quote":
                start, end = self._literal(change.route)
                value = self._text[start:end] if change.operation == "quote" else change.value
                return [Replacement(start, end, _literal(value))]
            case "rename":
                start, end = self._key(change.route)
                return [Replacement(start, end, self._renamed(self._text[start:end], str(change.value)))]
            case "remove":
                return [self._removal(change.route)]
        raise Refused(NOTATION)

    def _literal(self, route: Route) -> tuple[int, int]:
        """Where a literal stands that is the one member's alone."""
        nodes = self._nodes.get(route)
        start, end = self._alone(nodes.value if nodes is not None else None)
        written = self._text[start:end]
        if not _is_literal(written):
            raise Refused(NOTATION)
        return start, end

    def _key(self, route: Route) -> tuple[int, int]:
        nodes = self._nodes.get(route)
        return self._alone(nodes.key if nodes is not None else None)

    def _alone(self, place: Place | None) -> tuple[int, int]:
        if place is None:
            raise Refused(NOTATION)
        if sum(place in (other.value, other.key) for other in self._nodes.values()) > 1:
            raise Refused(SHARED)
        return place.text.offsets(place.start, place.end)

    def _renamed(self, written: str, name: str) -> str:
        if _is_literal(written) and written.startswith('"'):
            return _literal(name)
        if not _IDENTIFIER.fullmatch(written) or not _IDENTIFIER.fullmatch(name):
            raise Refused(NOTATION)
        return name

    def _removal(self, route: Route) -> Replacement:
        """What takes a member out that has its lines to itself."""
        start, _ = self._key(route)
        nodes = self._nodes[route]
        if nodes.value is None or nodes.key is None or nodes.value.start < nodes.key.end:
            raise Refused(NOTATION)
        _, end = self._alone(nodes.value)
        first = self._text.rfind("\n", 0, start) + 1
        behind = _BEHIND.match(self._text, end)
        between = self._text[nodes.key.text.offsets(0, nodes.key.end)[1] : end].lstrip()
        if self._text[first:start].strip() or behind is None or not between.startswith(("=", ":")):
            raise Refused(NOTATION)
        return Replacement(first, behind.end(), "")


def _is_literal(written: str) -> bool:
    """Whether a string, a number or a boolean is written in one piece and without escapes."""
    if written.startswith('"'):
        return len(written) > 1 and written.endswith('"') and _PLAIN.fullmatch(written[1:-1]) is not None
    try:
        return isinstance(json.loads(written), int | float | bool)
    except ValueError:
        return False


def _literal(value: Any) -> str:
    if isinstance(value, str):
        if not _PLAIN.fullmatch(value):
            raise Refused(NOTATION)
        return f'"{value}"'
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise Refused(NOTATION)
