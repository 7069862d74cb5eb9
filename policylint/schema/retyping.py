"""A value of the wrong type as the right one, where only one value can be meant."""

import re
from collections.abc import Mapping
from typing import Any, Final

from policylint.schema.matching import matches
from policylint.schema.snapshot import Shape, Snapshot
from policylint.unknown import Unknown

NOTHING: Final = object()
"""The answer where no single value is meant; None is a value."""

_SEPARATOR = re.compile(r"[,;\s]")


def retyped(model: Snapshot, shape: Shape, value: Any) -> Any:
    """The value that is meant, in the type of the shape; `NOTHING` where that is not certain."""
    match shape.type, value:
        case "integer" | "long", str() if re.fullmatch(r"-?[0-9]{1,18}", value):
            return int(value)
        case "integer" | "long", float() if value.is_integer():
            return int(value)
        case "boolean", str() if value.lower() in ("true", "false"):
            return value.lower() == "true"
        case "list", _:
            return _listed(model, model.shapes[shape.member], value)
        case _:
            return NOTHING


def as_text(shape: Shape, value: Any, *, free: bool) -> str | None:
    """A number or boolean as the string that programs get, where the API would take that; None where it would not.

    A boolean among the API's own words is some other mistake: only free text has it as `true` or `false`.
    """
    from datetime import date, datetime

    if isinstance(value, bool):
        return str(value).lower() if free else None
    if isinstance(value, date):
        return value.isoformat() if not isinstance(value, datetime) and matches(shape, value.isoformat()) else None
    if not isinstance(value, int | float) or (isinstance(value, int) and abs(value) >= 10**18):
        return None
    text = str(value)
    fits = (shape.min or 0) <= len(text) <= (shape.max or len(text)) and matches(shape, text)
    return text if fits and not shape.enum else None


def _listed(model: Snapshot, item: Shape, value: Any) -> Any:
    """The list that a single item, or an object of keys and values, stands for."""
    match item.type, value:
        case "string", str() if not _SEPARATOR.search(value):
            return [value]
        case "structure", dict() if value.keys() & item.members.keys():
            return [value]
        case "structure", dict() if item.members.keys() == {"Key", "Value"} and _is_plain(value):
            return [{"Key": key, "Value": text} for key, text in value.items()]
        case _:
            return NOTHING


def _is_plain(entries: Mapping[Any, Any]) -> bool:
    return all(isinstance(key, str) and isinstance(text, str | Unknown) for key, text in entries.items())


def has_unknowns(value: Any) -> bool:
    """Whether a part of a value is made by something else, so that no file can hold it as it is."""
    match value:
        case dict():
            return any(map(has_unknowns, (*value.keys(), *value.values())))
        case list():
            return any(map(has_unknowns, value))
        case _:
            return isinstance(value, Unknown)
