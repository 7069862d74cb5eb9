"""From values to what a document holds: plain dicts and lists with unknowns in them, and the place of each member."""

import re
from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.path import Route
from policylint.sources.embedding import Composed, Part
from policylint.sources.partial import Partial, Ways
from policylint.sources.terraform.syntax import Place
from policylint.sources.terraform.syntax import Text as Source
from policylint.sources.terraform.values import (
    Items,
    NotSure,
    Object,
    Opaque,
    Piece,
    Scalar,
    Text,
    Value,
    plain,
    shown_number,
)
from policylint.unknown import Candidate, Unknown

# Attributes and members that hold a document as text: one that was encoded is given as what it was encoded from.
_DOCUMENTS = frozenset(
    {
        "content",
        "definition",
        "definitionstring",
        "desiredstate",
        "input",
        "inputtemplate",
        "manifest",
        "pipelinedefinition",
        "pipelinedefinitionbody",
        "servicerequestpayload",
        "templatebody",
        "yamlbody",
    }
)
_OF_RESOURCE = 2
"""How many steps of a route lead to a resource."""
_WHOLE = "<whole>"
_LONGEST_SHOWN = 400
_ARGUABLE = re.compile(r'["{}\\\r\n]')


@dataclass(slots=True)
class Nodes:
    """Where a member stands: its value, its key, both None where the file does not show it."""

    value: Place | None = None
    key: Place | None = None


@dataclass(slots=True)
class Exported:
    """The values of one file's document, and the place of each in it by its route."""

    source: Source
    nodes: dict[Route, Nodes] = field(default_factory=dict)
    shown: dict[tuple[Route, str], tuple[Candidate, ...]] = field(default_factory=dict)
    """What is shown for the parts of texts that are not known, by the resource and the expression in the text."""
    files: set[str] = field(default_factory=set)
    """The paths of the files whose text is a value."""

    def value(self, value: Value, route: Route, key: Place | None = None) -> Any:
        """A value as the document has it."""
        first, second = (value.via, value.at) if value.assumed else (value.at, value.via)
        self.nodes[route] = Nodes(self._here(first) or self._here(second), self._here(key))
        if isinstance(value, Text) and value.file:
            self.files.add(value.file)
        if isinstance(value, Text | Opaque) and value.encoded is not None and _holds_document(route):
            inner = self.value(value.encoded, route, key)
            self.nodes[route].value = self.nodes[route].value or self._here(value.at)
            return inner
        if value.assumed:
            return self._assumed(value, route)
        if isinstance(value, Scalar):
            return _number(value.value)
        if isinstance(value, Text):
            return self._text(value, route)
        if isinstance(value, Items):
            return [self.value(item, (*route, index)) for index, item in enumerate(value.items)]
        if isinstance(value, Object):
            return self._object(value, route)
        return self._unknown(value, route) if isinstance(value, Opaque) else None

    def _here(self, place: Place | None) -> Place | None:
        return place if place is not None and place.text is self.source else None

    def _object(self, value: Object, route: Route) -> Any:
        given = {name: self.value(item, (*route, name), value.keys.get(name)) for name, item in value.entries.items()}
        if value.more is None:
            return given
        unknown = Unknown(value.more.expression)
        return Partial(given, unknown) if given else unknown

    def _text(self, value: Text, route: Route) -> Any:
        composed = Composed([self._part(piece, value, route, number) for number, piece in enumerate(value.pieces)])
        if value.known is not None:
            return composed
        shown = str(composed) if len(composed) <= _LONGEST_SHOWN else f"{composed[: _LONGEST_SHOWN - 3]}..."
        return Unknown(shown, argument=composed, candidates=self._filled(value, route))

    def _part(self, piece: Piece | Opaque, value: Text, route: Route, number: int) -> Part:
        if isinstance(piece, Opaque):
            written = placeholder(piece.expression)
            if piece.candidates:
                self.shown[route[:_OF_RESOURCE], written] = self._unknown(piece, (*route, number)).candidates
            return Part(written)
        here = self._here(piece.at)
        place = here or self._here(value.at) or self._here(value.via)
        if place is None:
            return Part(piece.text)
        self.nodes[*route, number] = Nodes(place)
        exact = piece.exact and here is not None
        return Part(piece.text, (number,) if exact else (number, _WHOLE))

    def _assumed(self, value: Value, route: Route) -> Unknown:
        place = value.via or value.at
        shown = "" if place is None else " ".join(place.text.of(place.start, place.end).split())
        unknown = Opaque(at=value.at, via=value.via, expression=shown or value.assumed, candidates=(value,))
        return self._unknown(unknown, route)

    def _unknown(self, value: Opaque, route: Route) -> Unknown:
        if not value.assumed and _holds_document(route):
            documents = [one for one in value.candidates if not one.assumed and _is_document(one)]
            if documents:
                places = [(*route, _CANDIDATE, number, route[-1]) for number in range(len(documents))]
                found = zip(documents, places, strict=True)
                return Unknown(value.expression, argument=Ways((self.value(one, place), place) for one, place in found))
        shown: list[Candidate] = []
        for one in value.candidates:
            try:
                known = _numbers(plain(one))
            except NotSure:
                continue
            place = (*route, _CANDIDATE, len(shown))
            self.nodes[place] = Nodes(self._here(one.at) or self._here(one.via) or self._here(value.at))
            shown.append(Candidate(known, place, one.assumed or "a value that the source shows for it"))
        return Unknown(value.expression or "an expression", candidates=tuple(shown))

    def _filled(self, value: Text, route: Route) -> tuple[Candidate, ...]:
        """The text with the one value that is shown for each part which is not known."""
        shown: list[str] = []
        what = ""
        for piece in value.pieces:
            if isinstance(piece, Piece):
                shown.append(piece.text)
                continue
            if len(piece.candidates) != 1:
                return ()
            [one] = piece.candidates
            what = what or one.assumed
            try:
                known = plain(one)
                shown.append(known if isinstance(known, str) else shown_number(known))
            except NotSure:
                return ()
        place = (*route, _CANDIDATE, 0)
        self.nodes[place] = Nodes(self._here(value.at) or self._here(value.via))
        return (Candidate("".join(shown), place, what or "a value that the source shows for it"),)


_CANDIDATE = "<candidate>"


def placeholder(expression: str) -> str:
    """A template expression that may stand in a JSON string, for a part of a text that is not known."""
    if _ARGUABLE.search(expression):
        expression = " ".join(re.findall(r"\w+", expression)) or "expression"
    return f"${{{expression}}}"


def _holds_document(route: Route) -> bool:
    named = [step for step in route if isinstance(step, str)]
    return bool(named) and named[-1].lower().replace("_", "") in _DOCUMENTS


def _is_document(value: Value) -> bool:
    return isinstance(value, Text | Object) or (isinstance(value, Opaque) and value.encoded is not None)


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    return [_numbers(item) for item in value] if isinstance(value, list) else _number(value)


def given(entries: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that are not null, which is to be without them."""
    return {name: item for name, item in entries.items() if item is not None}
