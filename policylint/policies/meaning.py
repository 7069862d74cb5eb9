"""What values mean to JMESPath: their kinds, which of them count as true, and where something unknown hides in them."""

from collections.abc import Iterable
from math import isnan
from typing import Any

from jmespath.exceptions import JMESPathTypeError
from jmespath.visitor import _Expression

from policylint.errors import PolicylintError
from policylint.sources.partial import OpenMap
from policylint.unknown import Unknown


class OpenTags(OpenMap):
    """Tags of which not all are known: one that is not among them is unknown, not absent."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or an `Unknown`."""
        return self[key] if key in self else Unknown(f"the tag {key}")


class OpenList(list[Any]):
    """What came of a projection where some item is an `Unknown`, which may come to null: then it is not in the list."""

    @property
    def more(self) -> Unknown:
        """The first item that is not known."""
        return next(item for item in self if item.__class__ is Unknown)


def projected(results: list[Any]) -> list[Any]:
    """The results of a projection, none of them null, as the list that they make."""
    for result in results:
        if result.__class__ is Unknown:
            return OpenList(results)
    return results


def truthy(result: Any) -> "bool | Unknown":
    """Whether a value counts as true: all but null, false, and what is empty. An `Unknown` is its own answer."""
    if result.__class__ is Unknown:
        return result
    if result:
        if result.__class__ is OpenList and all(item.__class__ is Unknown for item in result):
            return result.more
        return True
    if isinstance(result, OpenMap):
        return result.more
    return result.__class__ is int or result.__class__ is float


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


def is_nan(found: Any) -> bool:
    """Whether a value is what calls itself no number: it is neither above nor below any limit."""
    return found.__class__ is float and isnan(found)


def hidden(found: Any) -> Unknown | None:
    """An unknown anywhere inside a list or a structure."""
    if isinstance(found, OpenMap):
        return found.more
    for item in found.values() if isinstance(found, dict) else found:
        if item.__class__ is Unknown:
            return item
        if isinstance(item, list | dict) and (inner := hidden(item)) is not None:
            return inner
    return None


_Refusal: Any = JMESPathTypeError  # the package has no types


class CallError(PolicylintError, _Refusal):  # type: ignore[misc]
    """A call of a function with an argument that it cannot use, met while an expression is evaluated.

    The text names function, argument and the argument's kind, never its value, which may be a secret. `argument` counts
    from 1; of an expression reference it may be what that `gives`. `reason` says more where the kind is right, and may
    hold the value: it is for those who may see the request. `actual_type` is "null" where a member is missing. `fails`
    marks what no policy may take for a pass, whatever it asks: a number that is none.
    """

    def __init__(
        self,
        function: str,
        argument: int,
        found: Any,
        allowed: Iterable[str],
        reason: str = "",
        *,
        gives: bool = False,
        fails: bool = False,
    ) -> None:
        super().__init__(function, None, kind(found), sorted(allowed))
        self.argument = argument
        self.null = found.index(None) if isinstance(found, list) and None in found else None
        self.reason = reason
        self.gives = gives
        self.fails = fails

    @property
    def of_null(self) -> bool:
        """Whether the function was given null: what that means is for the policy to say."""
        return bool(self.actual_type == "null")

    def __str__(self) -> str:
        which = f"{'what ' * self.gives}argument {self.argument}{' gives' * self.gives}"
        given = f"{self.function_name}(): {which} is {_ARTICLES[self.actual_type]}"
        if self.null is not None:
            return f"{given} whose item {self.null + 1} is null (nothing of that name is there)"
        if self.reason or self.actual_type in self.expected_types:
            return f"{given} that it cannot use"
        wanted = " or ".join(_ARTICLES[one] for one in self.expected_types if one != "null")
        return f"{given}, and it takes {wanted}" if wanted else f"{given} that it cannot use"


_ARTICLES = {
    "array": "a list",
    "boolean": "a boolean",
    "expref": "an expression with & before it",
    "null": "null",
    "number": "a number",
    "object": "a structure",
    "string": "a string",
}
