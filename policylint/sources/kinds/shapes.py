"""The one place where kinds look at the API model: its snapshot is loaded when the first of them asks."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policylint.schema.snapshot import Operation, Shape, Snapshot


def operation(name: str) -> "Operation":
    """What the model says of an operation as a whole."""
    return _model().operations[name]


def request_shape(name: str) -> "Shape":
    """The shape of an operation's request."""
    return _model().input(name)


def step(shape: "Shape | None", key: Any) -> "Shape | None":
    """The shape of a member, of a list's item or of a map's value; None where the API has none."""
    return _model().step(shape, key) if shape is not None else None


@lru_cache(maxsize=256)
def folded(structure: str) -> Mapping[str, str]:
    """The members of a structure by their lowercase names, for spellings that differ in case."""
    return {name.lower(): name for name in _model().shapes[structure].members}


def _model() -> "Snapshot":
    from policylint.schema.snapshot import snapshot

    return snapshot()
