"""Shapes of sagemaker-core: objects and dicts in snake_case as the members of the API that they become.

An object leaves out what is None, and by a fault of the library also what is zero, False or empty (seen with
sagemaker-core 2.27.0); a dict that is given in an object's place becomes such an object.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from policylint.schema.snapshot import Shape, snapshot
from policylint.sources.python.libraries.arguments import Arguments, is_none
from policylint.sources.python.values import Dict, List, Made, Opaque, Value, is_known, known

PACKAGES = ("sagemaker", "sagemaker_core")
"""The packages that have such shapes."""


def structure(value: Value | None, shape: Shape) -> Any:
    """A value as a structure of the API; unknown where it is neither an object nor a dict that the source shows."""
    if value is None or is_none(value):
        return None
    given = dict(_given(value) or {})
    if not given and not isinstance(value, Made | Dict):
        return Opaque(at=value.at)
    if isinstance(value, Dict) and value.more is not None:
        return Opaque(at=value.at)
    if isinstance(value, Made) and (value.unclear or value.call.more is not None or value.call.args):
        return Opaque(at=value.at)
    return members(given, shape)


def members(given: Mapping[str, Value], shape: Shape) -> dict[str, Any]:
    """Members of a structure, from values by their names in snake_case; those that the shape lacks are left out."""
    found = {}
    for name, value in given.items():
        member = api_name(name, shape)
        if member is not None and not _lost(value):
            found[member] = converted(value, snapshot().shapes[shape.members[member]])
    return {name: item for name, item in found.items() if item not in ({}, [])}


def converted(value: Value, shape: Shape) -> Any:
    """A value under a shape: structures and lists of them are gone through, all else is as it stands."""
    if shape.type == "structure":
        return structure(value, shape)
    if shape.type == "list":
        item = snapshot().shapes[shape.member]
        if item.type == "structure" and isinstance(value, List) and value.more is None:
            return [structure(one, item) for one in value.items]
        return value if item.type != "structure" else Opaque(at=value.at)
    if shape.type in ("integer", "long") and isinstance(known(value), str):
        return _number(value)
    return value


def api_name(name: str, shape: Shape) -> str | None:
    """The member that a name in snake_case is; None where the shape has none."""
    return _names(shape.name).get(name.replace("_", "").lower())


def shape(name: str) -> Shape:
    """The shape of a name."""
    return snapshot().shapes[name]


def arguments(value: Value | None) -> Arguments:
    """The arguments of a shape's constructor, or the members of a dict in its place, as arguments by name."""
    if isinstance(value, Made):
        return Arguments.of(value, ())
    clear = isinstance(value, Dict) and value.more is None
    return Arguments(dict(_given(value) or ()), {}, value.at if value else None, clear=clear or value is None)


def _given(value: Value | None) -> Iterator[tuple[str, Value]] | None:
    if isinstance(value, Made):
        return iter(Arguments.of(value, ()).values.items())
    if isinstance(value, Dict):
        return ((key, item) for key, item in value.entries.items() if isinstance(key, str))
    return None


def _lost(value: Value) -> bool:
    if isinstance(value, List | Dict) and value.more is None:
        return not value.cells if isinstance(value, Dict) else not value.items
    return is_known(value) and not known(value)


def _number(value: Value) -> Value:
    """A number written as text becomes a number in pydantic's hands."""
    from policylint.sources.python.values import Known

    text = known(value)
    return Known(int(text), value.at) if isinstance(text, str) and text.strip().isdecimal() else value


@cache
def _names(shape_name: str) -> Mapping[str, str]:
    return {member.lower(): member for member in snapshot().shapes[shape_name].members}
