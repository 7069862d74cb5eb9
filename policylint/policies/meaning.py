"""What values mean to JMESPath: their kinds, which of them count as true, and where something unknown hides in them."""

from collections.abc import Iterable
from typing import Any

from jmespath.exceptions import JMESPathTypeError
from jmespath.visitor import _Expression

from policylint.unknown import Unknown


class OpenMapping(dict[str, Any]):
    """A mapping of which not all keys are known: a missing one is unknown, not absent."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or an `Unknown`."""
        return self[key] if key in self else Unknown(f"the tag {key}")


def truthy(result: Any) -> "bool | Unknown":
    """Whether a value counts as true: all but null, false, and what is empty. An `Unknown` is its own answer."""
    if result.__class__ is Unknown:
        return result
    return True if result else result.__class__ is int or result.__class__ is float


def kind(found: Any) -> str:
    """JMESPath's word for what a value is."""
    if found is None:
        return "null"
    if isinstance(found, bool):
        return "boolean"
    if isinstance(found, int | float):
        return "number"
    if isinstance(found, str):
        return "string"
    return "array" if isinstance(found, list) else "expref" if isinstance(found, _Expression) else "object"


def is_number(given: Any) -> bool:
    """Whether a value is a number, which true and false are not."""
    return isinstance(given, int | float) and not isinstance(given, bool)


def hidden(found: Any) -> Unknown | None:
    """An unknown anywhere inside a list or a structure."""
    for item in found.values() if isinstance(found, dict) else found:
        if item.__class__ is Unknown:
            return item
        if isinstance(item, list | dict) and (inner := hidden(item)) is not None:
            return inner
    return None


def wrong(function: str, found: Any, allowed: Iterable[str]) -> JMESPathTypeError:
    """The error of a function that is given what it doesn't take. It holds the kind of the value, not the value."""
    return JMESPathTypeError(function, None, kind(found), sorted(allowed))
