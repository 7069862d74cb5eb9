"""The slow why: a walk over a request beside the shapes of the API model, with a finding for each fault.

Unknown values are never at fault, nor are names that hold a template expression; an object with such a name may yet
get any member, so it lacks none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from policylint.counting import counted
from policylint.finding import Anchor, Finding, Severity
from policylint.path import parse_path
from policylint.schema import rules
from policylint.schema.matching import matches
from policylint.schema.messages import (
    FREE_TEXT,
    Place,
    finding_at,
    mismatch,
    missing_member,
    renamed,
    unknown_member,
    unlisted,
    wrong_type,
)
from policylint.schema.naming import meanings
from policylint.schema.retyping import NOTHING, retyped
from policylint.schema.snapshot import WIDTHS, Shape, Snapshot, snapshot
from policylint.schema.wording import bounds, digits, given, number_bounds, quoted, surrogate, type_words
from policylint.unknown import Candidate, Unknown, is_template

# What Python types botocore takes for each type of the API (botocore.validate.ParamValidator), but for Decimal, which
# it takes for a float or double as well.
_TAKEN: Mapping[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list, tuple),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (float, int),
    "double": (float, int),
    "boolean": (bool,),
}


def faults(operation: str, request: Any) -> Iterator[Finding]:
    """Every fault of a request, in the order of the request, each with its rule; none when the API takes it."""
    model = snapshot()
    yield from _Walk(model, operation).value(model.input(operation), request, Place())


class _Walk:
    """One walk over one request."""

    def __init__(self, model: Snapshot, operation: str) -> None:
        self.model = model
        self.operation = operation

    def value(self, shape: Shape, value: Any, place: Place) -> Iterator[Finding]:
        match shape.type:
            case _ if isinstance(value, Unknown):
                for candidate in value.candidates:
                    yield from self.possible(shape, candidate, place)
            case _ if not _taken(shape, value):
                yield from self.mistyped(shape, value, place)
            case "structure":
                yield from self.structure(shape, value, place)
            case "map":
                yield from self.map(shape, value, place)
            case "list":
                yield from _size(rules.INVALID_ITEM_COUNT.id, shape, value, "item", place)
                for index, item in enumerate(value):
                    yield from self.value(self.model.shapes[shape.member], item, place.item(index))
            case "string":
                yield from self.string(shape, value, place)
            case "integer" | "long" | "float" | "double":
                yield from _number(shape, value, place)

    def mistyped(self, shape: Shape, value: Any, place: Place) -> Iterator[Finding]:
        """The wrong type, and the faults that the value has in the right one."""
        yield wrong_type(self.model, shape, value, place)
        right = retyped(self.model, shape, value)
        if right is not NOTHING:
            yield from self.value(shape, right, place)

    def possible(self, shape: Shape, candidate: Candidate, place: Place) -> Iterator[Finding]:
        """The faults of a value that an unknown may come to, each where the document has that value."""
        for finding in self.value(shape, candidate.value, place):
            below = parse_path(finding.path)[len(place.route) :]
            message = f"{finding.message} ({candidate.what})"
            yield replace(finding, message=message, fix=None, source=finding.source or (*candidate.route, *below))

    def string(self, shape: Shape, value: str, place: Place) -> Iterator[Finding]:
        if not shape.enum:
            free = place.free or shape.name in FREE_TEXT
            yield from _text(shape, value, place, place.label, quote=not free, anchor=Anchor.VALUE)
        elif value not in shape.enum:
            yield unlisted(self.model, shape, value, place)

    def structure(self, shape: Shape, value: dict[Any, Any], place: Place) -> Iterator[Finding]:
        names = meanings(self.operation, shape, value, place.route)
        if not names.templated:
            for member in shape.required:
                if member not in value and member not in names.renamed.values():
                    yield missing_member(self.model, self.operation, shape, member, place)
            if shape.union:
                yield from _alternatives(shape, value, place)
        for key, item in value.items():
            name = names.renamed.get(key, key)
            if key in names.guesses:
                found = names.guesses[key]
                vacant = key in names.renamed
                yield unknown_member(self.model, self.operation, shape, str(key), found, place, vacant=vacant)
            if name in shape.members:
                inner = self.model.shapes[shape.members[name]]
                yield from self.value(inner, item, place.member(name, optional=name not in shape.required))

    def map(self, shape: Shape, value: dict[Any, Any], place: Place) -> Iterator[Finding]:
        yield from _size(rules.INVALID_MAP_SIZE.id, shape, value, "entry", place)
        for key, item in value.items():
            entry = place.entry(str(key))
            if isinstance(key, Unknown):
                pass
            elif not isinstance(key, str):
                message = f"{place.label} has {given(key, free=False)} as a name; names are strings"
                yield finding_at(
                    rules.WRONG_TYPE.id, entry, message, help="Write the name in quotes.", anchor=Anchor.KEY
                )
            elif not is_template(key):
                subject = f"the name {quoted(key)} in {place.label}"
                yield from _text(self.model.shapes[shape.key], key, entry, subject, quote=True, anchor=Anchor.KEY)
            yield from self.value(self.model.shapes[shape.value], item, entry)


def _alternatives(shape: Shape, value: dict[Any, Any], place: Place) -> Iterator[Finding]:
    """The fault of a union that has none of its members, or several."""
    given = [name for name in shape.members if name in value]
    if len(value) != 1 and len(given) != 1:
        has = f"has {' and '.join(given)}" if given else "is empty"
        message = f"{place.label} {has}; it takes exactly one of {', '.join(shape.members)}"
        yield finding_at(rules.INVALID_ITEM_COUNT.id, place, message)


def _taken(shape: Shape, value: Any) -> bool:
    return isinstance(value, _TAKEN[shape.type]) or (shape.type in ("float", "double") and _is_decimal(value))


def _is_decimal(value: Any) -> bool:
    from decimal import Decimal

    return isinstance(value, Decimal)


def _text(shape: Shape, text: str, place: Place, subject: str, *, quote: bool, anchor: Anchor) -> Iterator[Finding]:
    """The faults of a string that `subject` names in messages."""
    low, high = shape.min or 0, shape.max
    refused = bool(shape.pattern) and bool(text or not low) and not matches(shape, text[:high])
    known = refused and quote and shape.pattern and _has_cause(shape.pattern, text)
    if not known and (len(text) < low or (high is not None and len(text) > high)):
        has = f"has {counted(len(text), 'character')}" if text else "is empty"
        message = f"{subject} {has}; it takes {bounds(shape, 'character')}"
        yield finding_at(rules.INVALID_LENGTH.id, place, message, fix=renamed(shape, text, place.path), anchor=anchor)
    half = surrogate(text)
    if half is not None:
        message = f"{subject} has half of a surrogate pair as character {half + 1}, which is not text"
        yield finding_at(rules.WRONG_TYPE.id, place, message, severity=Severity.WARNING, anchor=anchor)
    elif refused and shape.pattern:
        yield mismatch(
            shape.pattern, subject, text, place, quote=quote, anchor=anchor, fix=renamed(shape, text, place.path)
        )


def _has_cause(pattern: str, text: str) -> bool:
    """Whether a slip is known that says more than a string's length does."""
    from policylint.schema.causes import cause

    return cause(pattern, text) is not None


def _number(shape: Shape, value: Any, place: Place) -> Iterator[Finding]:
    if isinstance(value, bool):
        message = f"{place.label} is {given(value, free=False)} where the service reads {type_words(shape)}"
        lenient = "Write a number: a boolean may pass for one on its way, but the service does not read it as one."
        yield finding_at(rules.WRONG_TYPE.id, place, message, severity=Severity.WARNING, help=lenient)
    low, high = WIDTHS.get(shape.type, (value, value))
    if (shape.min is not None and value < shape.min) or (shape.max is not None and value > shape.max):
        message = f"{place.label} is {digits(value)}; it takes {type_words(shape)}{number_bounds(shape)}"
        yield finding_at(rules.OUT_OF_RANGE.id, place, message)
    elif value < low or value > high:
        message = (
            f"{place.label} is {digits(value)}, more than the {high.bit_length() + 1} bits of the API's number hold"
        )
        yield finding_at(rules.OUT_OF_RANGE.id, place, message, severity=Severity.WARNING)


def _size(
    rule: str, shape: Shape, value: Sequence[Any] | Mapping[Any, Any], unit: str, place: Place
) -> Iterator[Finding]:
    if len(value) < (shape.min or 0) or (shape.max is not None and len(value) > shape.max):
        has = f"has {counted(len(value), unit)}" if value else "is empty"
        yield finding_at(rule, place, f"{place.label} {has}; it takes {bounds(shape, unit)}")
