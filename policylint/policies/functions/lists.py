"""Functions on lists: questions about all items, and sets."""

from typing import Any

from policylint.policies.functions.declaring import EXPRESSION, LIST, Function, declare, function
from policylint.policies.types import ANY, BOOLEAN, array

# The compiler carries these two out: the first item that decides is enough, whatever is unknown of the others.
declare(
    Function(
        "all",
        (LIST, EXPRESSION),
        BOOLEAN,
        "Whether an expression is true of every item; also of none, and of null.",
        example="all(`[1, 2]`, &@ > `0`)",
        gives=True,
    )
)
declare(
    Function(
        "any",
        (LIST, EXPRESSION),
        BOOLEAN,
        "Whether an expression is true of at least one item; not of null.",
        example="any(`[1, 2]`, &@ > `1`)",
        gives=True,
    )
)


@function(LIST, LIST, result=array(ANY), example="difference(['a', 'b'], ['b'])", gives=["a"])
def difference(left: list[Any] | None, right: list[Any] | None) -> list[Any]:
    """What is in the first list and not in the second."""
    return unique([item for item in left or [] if item not in (right or [])])


@function(LIST, LIST, result=array(ANY), example="intersection(['a', 'b'], ['b', 'c'])", gives=["b"])
def intersection(left: list[Any] | None, right: list[Any] | None) -> list[Any]:
    """What is in both lists."""
    return unique([item for item in left or [] if item in (right or [])])


@function(LIST, result=array(ANY), example="unique(['a', 'a'])", gives=["a"])
def unique(items: list[Any] | None) -> list[Any]:
    """The items of a list, each once."""
    found: list[Any] = []
    for item in items or []:
        if item not in found:
            found.append(item)
    return found
