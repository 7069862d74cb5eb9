"""Objects of which a source shows a part, and documents of which it takes one."""

from collections.abc import Mapping
from typing import Any

from policylint.path import Route
from policylint.unknown import Unknown


class Partial(dict[Any, Any]):
    """The members of an object of which only these are known; `more` is what the others come from.

    What else may be in it is for the model to say, by the shape that it has: see `kinds.translation`.
    """

    def __init__(self, given: Mapping[Any, Any], more: Unknown) -> None:
        super().__init__(given)
        self.more = more


class OpenMap(Partial):
    """A map of a request that may have further keys: one that is not among those known is unknown, not absent."""

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key, or what the others come from."""
        return super().get(key, self.more)


class Ways(tuple[tuple[Any, Route], ...]):
    """The documents of which a condition that is not known takes one, each with its route: of an `Unknown` the
    `argument`."""

    __slots__ = ()


def ways(value: Any) -> Ways | None:
    """The documents that a value is one of; None where it is no such choice."""
    found = value.argument if isinstance(value, Unknown) else None
    return found if isinstance(found, Ways) else None
