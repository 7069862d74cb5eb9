"""Requests in the spelling of records: `trainingJobName`, `trainingjobname`, `training_job_name` under the API's names.

The API model says which objects are structures, whose members are renamed, and which are maps, whose keys (of
hyperparameters, tags and environments) are the user's own and stay. What a table's columns made text of is read back.
"""

import json
import marshal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from policylint.sources.kinds.answers import MAPPED
from policylint.sources.kinds.shapes import folded, request_shape, step
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
"""What CloudTrail writes in place of a value that it must not show."""

_ABSENT = object()
_KNOWN: dict[tuple[str, bool, bytes], Any] = {}
_MOST = 8192
_LONGEST = 2048  # bytes of what marks a member
_NUMBERS = {"integer": int, "long": int, "float": float, "double": float}
_BOOLEANS = {"true": True, "false": False}


def request_of(operation: str, value: dict[Any, Any], *, answer: bool = False) -> dict[str, Any]:
    """The request for an operation in what a record holds of it.

    Members that the API does not take are what AWS added (`trainingJobArn`, `disableEFA`) and are left out, null with
    them. In an `answer`, an empty text stands for none, but for the values of maps.
    """
    structure = request_shape(operation).name
    named: dict[str, Any] = {}
    for key, item in value.items():
        member = _member(structure, key)
        if member is not None and item is not None:
            found = _remembered(item, member[1], answer)
            if found is not _ABSENT:
                named[member[0]] = found
    return named


def _remembered(value: Any, shape: "Shape", answer: bool) -> Any:
    """A member of a request by its names, as it was when another request had the same: jobs of a team share most."""
    try:
        mark = marshal.dumps(value, 2)
    except ValueError:  # it holds more than JSON can say, as Parquet may
        return _named(value, shape, answer)
    if len(mark) > _LONGEST:
        return _named(value, shape, answer)
    key = (shape.name, answer, mark)
    known = _KNOWN.get(key)
    if known is None:
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        known = _KNOWN[key] = _named(value, shape, answer)
    return known


def _named(value: Any, shape: "Shape", answer: bool) -> Any:
    kind = shape.type
    if isinstance(value, str):
        if value == HIDDEN:
            return Unknown("what CloudTrail hides")
        if kind == "string":
            return _ABSENT if answer and not value and shape.name not in MAPPED else value
        value = _from_text(value, kind)
    if isinstance(value, list):
        if kind == "list":
            inner = _inner(shape.name, "list")
            return [_named(item, inner, answer) for item in value if item is not None]
        if kind in ("structure", "map") and all(isinstance(pair, tuple) for pair in value):
            value = dict(value)  # a map as Arrow gives it
    if isinstance(value, dict):
        if kind == "structure":
            return _structure(value, shape, answer)
        if kind == "map":
            inner = _inner(shape.name, "map")
            return {key: _named(item, inner, answer) for key, item in value.items() if item is not None}
    return value


def _structure(value: dict[Any, Any], shape: "Shape", answer: bool) -> dict[str, Any]:
    """A structure's members by their names, without what the API does not take."""
    named: dict[str, Any] = {}
    for key, item in value.items():
        member = _member(shape.name, key)
        if member is not None and item is not None:
            found = _named(item, member[1], answer)
            if found is not _ABSENT:
                named[member[0]] = found
    return named


def _from_text(value: str, kind: str) -> Any:
    """What a column of texts made of a number, a boolean or a structure; what is none stays the text that it is."""
    try:
        if kind in _NUMBERS:
            return _NUMBERS[kind](value)
        if kind == "boolean":
            return _BOOLEANS.get(value, value)
        if value[:1] in ("{", "["):
            return json.loads(value)
    except ValueError:
        pass
    return value


@lru_cache(maxsize=1 << 14)
def _member(structure: str, key: Any) -> "tuple[str, Shape] | None":
    """A structure's member by any spelling of its name."""
    shape = _shape(structure)
    if not isinstance(key, str):
        return None
    name = key if key in shape.members else folded(structure).get(key.replace("_", "").lower())
    inner = step(shape, name) if name is not None else None
    return None if name is None or inner is None else (name, inner)


@cache
def _inner(name: str, kind: str) -> "Shape":
    """The shape of a list's items or a map's values."""
    found = step(_shape(name), 0 if kind == "list" else "")
    if found is None:
        raise LookupError(f"{name} is no {kind}")
    return found


def _shape(name: str) -> "Shape":
    from policylint.schema.snapshot import snapshot

    return snapshot().shapes[name]
