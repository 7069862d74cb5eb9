"""What an expression comes to, step by step: the value of each of its parts."""

from collections.abc import Iterator
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.policies.calling import QUANTIFIERS
from policylint.policies.compiling import value
from policylint.policies.meaning import CallError
from policylint.policies.syntax import Node

_BRANCHES = frozenset(("and_expression", "comparator", "function_expression", "not_expression", "or_expression"))


@dataclass(frozen=True, slots=True)
class Step:
    """A part of an expression and what it came to, or the refusal of a function; `depth` is how far inside it stands.

    Below `all` and `any` it is `of_item`: of an item of a list, whose number is `item` where the item's own begins.
    """

    node: Node
    found: Any
    depth: int
    item: int | None = None
    of_item: bool = False


def steps(node: Node, given: Any, depth: int = 0, item: int | None = None, *, of_item: bool = False) -> Iterator[Step]:
    """The whole first, then its parts, each with what it comes to."""
    if node["type"] == "literal":
        return
    yield Step(node, _outcome(node, given), depth, item, of_item)
    kind, children = node["type"], node["children"]
    if kind == "function_expression" and node["value"] in QUANTIFIERS:
        items, reference = children
        yield from steps(items, given, depth + 1, of_item=of_item)
        found = _outcome(items, given)
        for number, one in enumerate(found if isinstance(found, list) else ()):
            yield from steps(reference["children"][0], one, depth + 1, number, of_item=True)
    elif kind in _BRANCHES or kind == "multi_select_list":
        for child in children:
            if child["type"] != "expref":
                yield from steps(child, given, depth + 1, of_item=of_item)
    elif kind in ("pipe", "filter_projection", "projection", "value_projection", "index_expression"):
        first = children[0]
        if first["type"] not in ("identity", "current", "field", "subexpression"):
            yield from steps(first, given, depth + 1, of_item=of_item)


def _outcome(node: Node, given: Any) -> Any:
    try:
        return value(node)(given)
    except CallError as error:
        return error
