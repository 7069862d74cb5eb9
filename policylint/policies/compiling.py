"""A parsed expression to Python closures: JMESPath's meaning, and three answers where a value is not known.

`value` gives what `jmespath.search` gives; `truth` only whether that is true, which is quicker and decides more about
unknown values: `a && b` is false as soon as either is, known or not. An `Unknown` that is asked for its value, a member
or an answer gives itself. The compliance suite of JMESPath holds `value` to the `jmespath` package.
"""

from collections.abc import Callable
from typing import Any

from jmespath.visitor import _Expression

from policylint.policies.calling import ANSWERING, QUANTIFIERS, Truth, Value, call, quantified, resolve
from policylint.policies.meaning import CallError, OpenList, hidden, is_nan, is_number, projected, truthy
from policylint.policies.syntax import ExpressionError, Node
from policylint.sources.partial import OpenMap
from policylint.unknown import Unknown


def value(node: Node) -> Value:
    """A function from the value that an expression is applied to, to what it comes to.

    The function raises `CallError` where a function is given what it cannot use.

    Raises:
        ExpressionError: the expression calls no known function, or with too few or too many arguments.
    """
    return _VALUES[node["type"]](node)


def truth(node: Node) -> Truth:
    """A function to whether an expression is true, as JMESPath means it; an `Unknown` where that is not known.

    Raises:
        ExpressionError: as for `value`.
    """
    special = _TRUTHS.get(node["type"])
    if special is not None:
        return special(node)
    run = value(node)
    return lambda given: truthy(run(given))


def applicability(node: Node) -> Truth:
    """`truth` for the question whether a policy is about something: a question about a text that is missing is refused.

    JMESPath's own functions refuse null everywhere. Those that policylint adds give null for it, which would count as
    no: a job could leave a tag out, and so be no longer what the policy is about.

    Raises:
        ExpressionError: as for `value`.
    """
    return truth(_strict(node))


def _strict(node: Node) -> Node:
    children = [_strict(child) if isinstance(child, dict) else child for child in node["children"]]
    return {**node, "children": children, "strict": True}


def _field(node: Node) -> Value:
    name = node["value"]

    def run(given: Any) -> Any:
        if isinstance(given, dict):
            return given.get(name)
        return given if given.__class__ is Unknown else None

    return run


def _chain(node: Node) -> Value:
    """`A.B.C`: one step after the other; the usual case, names alone, without a call for each."""
    children = node["children"]
    if not all(child["type"] == "field" for child in children):
        return _sequence(node)
    if len(children) == 2:
        first, second = children[0]["value"], children[1]["value"]

        def two(given: Any) -> Any:
            if isinstance(given, dict):
                given = given.get(first)
                if isinstance(given, dict):
                    return given.get(second)
            return given if given.__class__ is Unknown else None

        return two
    names = tuple(child["value"] for child in children)

    def run(given: Any) -> Any:
        for name in names:
            if not isinstance(given, dict):
                return given if given.__class__ is Unknown else None
            given = given.get(name)
        return given

    return run


def _field_truth(node: Node) -> Truth:
    name = node["value"]

    def run(given: Any) -> bool | Unknown:
        if isinstance(given, dict):
            given = given.get(name)
            return True if given is True else False if given is None else truthy(given)
        return given if given.__class__ is Unknown else False

    return run


def _chain_truth(node: Node) -> Truth:
    children = node["children"]
    if len(children) != 2 or not all(child["type"] == "field" for child in children):
        run = value(node)
        return lambda given: truthy(run(given))
    first, second = children[0]["value"], children[1]["value"]

    def two(given: Any) -> bool | Unknown:
        if isinstance(given, dict):
            given = given.get(first)
            if given is None:
                return False
            if isinstance(given, dict):
                given = given.get(second)
                return True if given is True else False if given is None else truthy(given)
        return given if given.__class__ is Unknown else False

    return two


def _sequence(node: Node) -> Value:
    """Children that are each applied to what the one before came to: pipes, index expressions, mixed chains."""
    steps = [value(child) for child in node["children"]]
    if len(steps) == 2:
        first, second = steps
        return lambda given: second(first(given))

    def run(given: Any) -> Any:
        for step in steps:
            given = step(given)
        return given

    return run


def _itself(_: Node) -> Value:
    return lambda given: given


def _literal(node: Node) -> Value:
    constant = node["value"]
    return lambda _: constant


def _index(node: Node) -> Value:
    index = node["value"]

    def run(given: Any) -> Any:
        if not isinstance(given, list):
            return given if given.__class__ is Unknown else None
        if given.__class__ is OpenList:
            return given.more
        return given[index] if -len(given) <= index < len(given) else None

    return run


def _slice(node: Node) -> Value:
    if node["children"][2] == 0:
        raise ExpressionError("a slice cannot go in steps of 0", node.get("start", 0), node.get("end", 1))
    stretch = slice(*node["children"])

    def run(given: Any) -> Any:
        if not isinstance(given, list):
            return given if given.__class__ is Unknown else None
        return given.more if given.__class__ is OpenList else given[stretch]

    return run


def _multi_select_list(node: Node) -> Value:
    parts = [value(child) for child in node["children"]]

    def run(given: Any) -> Any:
        return given if given is None or given.__class__ is Unknown else [part(given) for part in parts]

    return run


def _multi_select_dict(node: Node) -> Value:
    parts = [(child["value"], value(child["children"][0])) for child in node["children"]]

    def run(given: Any) -> Any:
        return given if given is None or given.__class__ is Unknown else {name: part(given) for name, part in parts}

    return run


def _or(node: Node) -> Value:
    left, right = map(value, node["children"])

    def run(given: Any) -> Any:
        first = left(given)
        return right(given) if truthy(first) is False else first

    return run


def _and(node: Node) -> Value:
    left, right = map(value, node["children"])

    def run(given: Any) -> Any:
        first = left(given)
        return right(given) if truthy(first) is True else first

    return run


def _or_truth(node: Node) -> Truth:
    left, right = map(truth, node["children"])

    def run(given: Any) -> bool | Unknown:
        try:
            first = left(given)
        except CallError:
            if right(given) is True:
                return True
            raise
        if first is True:
            return True
        second = _guarded(right, given, first)
        return second if second is True or first is False else first

    return run


def _and_truth(node: Node) -> Truth:
    left, right = map(truth, node["children"])

    def run(given: Any) -> bool | Unknown:
        try:
            first = left(given)
        except CallError:
            if right(given) is False:
                return False
            raise
        if first is False:
            return False
        second = _guarded(right, given, first)
        return second if second is False or first is True else first

    return run


def _guarded(right: Truth, given: Any, first: "bool | Unknown") -> "bool | Unknown":
    """The right side; where the left is not known, it may be the guard that keeps the right side from failing."""
    if first.__class__ is not Unknown:
        return right(given)
    try:
        return right(given)
    except CallError:
        return first


def _not_truth(node: Node) -> Truth:
    inner = truth(node["children"][0])

    def run(given: Any) -> bool | Unknown:
        answer = inner(given)
        return answer if answer.__class__ is Unknown else not answer

    return run


def _comparator(node: Node) -> Value:
    operator = node["value"]
    left, right = map(value, node["children"])
    if operator not in ("eq", "ne"):
        return _ordering(operator, left, right)
    wanted = operator == "eq"
    constant = node["children"][1]
    if constant["type"] == "literal" and isinstance(constant["value"], str | bool | None):
        return _equals_constant(left, constant["value"], wanted)

    def run(given: Any) -> Any:
        first, second = left(given), right(given)
        if first.__class__ is Unknown or second.__class__ is Unknown:
            return first if first.__class__ is Unknown else second
        equal = first is second if isinstance(first, bool) or isinstance(second, bool) else first == second
        if not equal and isinstance(first, list | dict):
            inner = hidden((first, second))
            if inner is not None:
                return inner
        return equal is wanted

    return run


def _equals_constant(left: Value, constant: Any, wanted: bool) -> Value:
    if isinstance(constant, str):

        def equals_text(given: Any) -> Any:
            found = left(given)
            return found if found.__class__ is Unknown else (found == constant) is wanted

        return equals_text

    def equals_word(given: Any) -> Any:
        found = left(given)
        return found if found.__class__ is Unknown else (found is constant) is wanted

    return equals_word


def _comparator_truth(node: Node) -> Truth:
    run = _comparator(node)
    if node["value"] in ("eq", "ne"):
        return run
    return lambda given: run(given) or False


def _ordering(operator: str, left: Value, right: Value) -> Value:
    below, equal = operator.startswith("lt"), operator.endswith("e")

    def run(given: Any) -> Any:
        first, second = left(given), right(given)
        if first.__class__ is Unknown or second.__class__ is Unknown:
            return first if first.__class__ is Unknown else second
        if not (first.__class__ is int and second.__class__ is int):
            both_texts = isinstance(first, str) and isinstance(second, str)
            if not both_texts and not (is_number(first) and is_number(second)):
                return None
            for number, found in enumerate((first, second), 1):
                if is_nan(found):
                    raise CallError(operator, number, found, ("number",), "it is not a number", fails=True)
        return (first < second if below else first > second) or (equal and first == second)

    return run


def _flatten(node: Node) -> Value:
    base = value(node["children"][0])

    def run(given: Any) -> Any:
        found = base(given)
        if not isinstance(found, list):
            return found if found.__class__ is Unknown else None
        merged: list[Any] = []
        for item in found:
            if isinstance(item, list):
                merged.extend(item)
            else:
                merged.append(item)
        return projected(merged)

    return run


def _projection(node: Node) -> Value:
    base, right = map(value, node["children"])

    def run(given: Any) -> Any:
        found = base(given)
        if not isinstance(found, list):
            return found if found.__class__ is Unknown else None
        return projected([result for item in found if (result := right(item)) is not None])

    return run


def _value_projection(node: Node) -> Value:
    base, right = map(value, node["children"])

    def run(given: Any) -> Any:
        found = base(given)
        if not isinstance(found, dict):
            return found if found.__class__ is Unknown else None
        if isinstance(found, OpenMap):
            return found.more
        return projected([result for item in found.values() if (result := right(item)) is not None])

    return run


def _filter(node: Node) -> Value:
    base, right, condition = value(node["children"][0]), value(node["children"][1]), truth(node["children"][2])

    def run(given: Any) -> Any:
        found = base(given)
        if not isinstance(found, list):
            return found if found.__class__ is Unknown else None
        collected, open_ = [], None
        for item in found:
            answer = condition(item)
            if answer is True:
                result = right(item)
                if result is not None:
                    collected.append(result)
            elif answer is not False:
                open_ = answer
        return projected(collected) if open_ is None else open_

    return run


def _filter_truth(node: Node) -> Truth:
    """Whether anything passes a filter: one item that surely does is enough, whatever is unknown of the others."""
    base, right, condition = value(node["children"][0]), value(node["children"][1]), truth(node["children"][2])

    def run(given: Any) -> bool | Unknown:
        found = base(given)
        if not isinstance(found, list):
            return found if isinstance(found, Unknown) else False
        open_: bool | Unknown = False
        for item in found:
            answer = condition(item)
            if answer is False:
                continue
            result = right(item)
            if result is None:
                continue
            if answer is True and result.__class__ is not Unknown:
                return True
            open_ = answer if answer is not True else result
        return open_

    return run


def _call(node: Node) -> Value:
    function = resolve(node)
    if function.name in QUANTIFIERS:
        return _quantified(node)
    return call(node, [value(child) for child in node["children"]])


def _quantified(node: Node) -> Truth:
    function = resolve(node)
    items, reference = node["children"]
    if reference["type"] != "expref":
        message = f"the second argument of {function.name}() is an expression with & before it"
        raise ExpressionError(message, reference.get("start", 0), reference.get("end", 1))
    return quantified(node, value(items), truth(reference["children"][0]))


def _call_truth(node: Node) -> Truth:
    if node["value"] in QUANTIFIERS:
        return _quantified(node)
    run = _call(node)
    return run if node["value"] in ANSWERING else lambda given: truthy(run(given))


_PackageExpression: Any = _Expression


class _Reference(_PackageExpression):  # type: ignore[misc]
    """An expression reference in the shape in which JMESPath's own functions take it."""

    def __init__(self, run: Value) -> None:
        super().__init__(None, None)
        self._run = run

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        return self._run(args[0])


# The package distinguishes the kinds of arguments by the names of their classes.
_Reference.__name__ = _Expression.__name__


def _reference(node: Node) -> Value:
    reference = _Reference(value(node["children"][0]))
    return lambda _: reference


_VALUES: dict[str, Callable[[Node], Value]] = {
    "and_expression": _and,
    "comparator": _comparator,
    "current": _itself,
    "expref": _reference,
    "field": _field,
    "filter_projection": _filter,
    "flatten": _flatten,
    "function_expression": _call,
    "identity": _itself,
    "index": _index,
    "index_expression": _sequence,
    "literal": _literal,
    "multi_select_dict": _multi_select_dict,
    "multi_select_list": _multi_select_list,
    "not_expression": _not_truth,
    "or_expression": _or,
    "pipe": _sequence,
    "projection": _projection,
    "slice": _slice,
    "subexpression": _chain,
    "value_projection": _value_projection,
}
_TRUTHS: dict[str, Callable[[Node], Truth]] = {
    "and_expression": _and_truth,
    "comparator": _comparator_truth,
    "field": _field_truth,
    "function_expression": _call_truth,
    "subexpression": _chain_truth,
    "filter_projection": _filter_truth,
    "not_expression": _not_truth,
    "or_expression": _or_truth,
}
