"""Functions on lists and maps: questions about all items, sets, and what a key leads to."""

from typing import Any

from policylint.policies.functions.declaring import EXPRESSION, LIST, MAP, TEXT, Function, declare, function
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
    there = _Held(right or [])
    return unique([item for item in left or [] if item not in there])


@function(LIST, LIST, result=array(ANY), example="intersection(['a', 'b'], ['b', 'c'])", gives=["b"])
def intersection(left: list[Any] | None, right: list[Any] | None) -> list[Any]:
    """What is in both lists."""
    there = _Held(right or [])
    return unique([item for item in left or [] if item in there])


@function(LIST, result=array(ANY), example="unique(['a', 'a'])", gives=["a"])
def unique(items: list[Any] | None) -> list[Any]:
    """The items of a list, each once."""
    found: list[Any] = []
    there = _Held([])
    for item in items or []:
        if item not in there:
            there.add(item)
            found.append(item)
    return found


@function(MAP, TEXT, result=ANY, example="lookup(`{\"search\": 500}`, 'search')", gives=500)
def lookup(map: dict[str, Any] | None, key: str | None) -> Any:
    """The value of a key that is itself asked for, as in `lookup(params.budgets, tags.team)`; null where the map has
    none."""
    return None if map is None or key is None else map.get(key)


class _Held:
    """Values of JSON, asked for by what they are: in the time of one look-up, however many there are.

    As in JMESPath's `==`, true is not 1, while 1 and 1.0 are the same.
    """

    def __init__(self, items: list[Any]) -> None:
        self._texts = {_told(item) for item in items}

    def add(self, item: Any) -> None:
        self._texts.add(_told(item))

    def __contains__(self, item: Any) -> bool:
        return _told(item) in self._texts


def _told(item: Any) -> Any:
    """What tells a value from others, and can be looked up."""
    if item.__class__ is str:
        return item
    if isinstance(item, dict):
        return dict, frozenset((name, _told(part)) for name, part in item.items())
    if isinstance(item, list):
        return list, tuple(map(_told, item))
    return item.__class__ is bool, item
