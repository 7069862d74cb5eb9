"""Calls of functions as closures: each function in the quickest shape that keeps its meaning.

An unknown argument makes the result unknown, and so does an unknown inside a list, except where it makes no difference.
"""

from collections.abc import Callable, Iterable, Sequence
from math import isfinite
from typing import Any

from jmespath.exceptions import JMESPathTypeError

from policylint.nearest import did_you_mean
from policylint.policies.functions import FUNCTIONS, Function
from policylint.policies.functions.standard import call_standard
from policylint.policies.functions.texts import glob_test, whole
from policylint.policies.meaning import CallError, OpenList, OpenTags, hidden, kind
from policylint.policies.syntax import ExpressionError, Node
from policylint.sources.partial import OpenMap
from policylint.unknown import Unknown

Value = Callable[[Any], Any]
Truth = Callable[[Any], "bool | Unknown"]

# What a function raises for an argument of the right kind that it cannot use: no regular expression, no length of time,
# a number that has no whole part, text that is nested or repeated beyond all bounds.
_UNUSABLE = (ValueError, TypeError, KeyError, OverflowError, RecursionError)

QUANTIFIERS = ("all", "any")
"""Functions that ask something of each item of a list."""

_ABOUT_TEXTS = frozenset(("glob", "matches"))
"""Functions of policylint's own that ask something about a text."""

# Functions to which an item that is not known makes no difference.
_BLIND = frozenset(("keys", "length", "map", "not_null", "reverse", "to_array", "type", "values"))


def resolve(node: Node) -> Function:
    """The function that a node calls.

    Raises:
        ExpressionError: there is none of the name, or it takes another number of arguments.
    """
    name, count = node["value"], len(node["children"])
    start = node.get("start", 0)
    function = FUNCTIONS.get(name)
    if function is None:
        message = f"no function is called {name}(){did_you_mean(name, FUNCTIONS)}"
        raise ExpressionError(message, start, start + len(name))
    takes = len(function.parameters)
    if count < takes or (count > takes and not function.variadic):
        expected = f"{'at least ' if function.variadic else ''}{takes} argument{'' if takes == 1 else 's'}"
        raise ExpressionError(f"{name}() takes {expected}, not {count}", start, node.get("end", start + len(name)))
    return function


def constants(node: Node) -> list[Any] | None:
    """The items of a list that is written out, or the one item of a literal; None for anything else."""
    if node["type"] == "literal":
        return node["value"] if isinstance(node["value"], list) else [node["value"]]
    if node["type"] == "multi_select_list" and all(child["type"] == "literal" for child in node["children"]):
        return [child["value"] for child in node["children"]]
    return None


def call(node: Node, arguments: list[Value]) -> Value:
    """A call with compiled arguments (`all` and `any` are `quantified`).

    Raises:
        ExpressionError: there is no such function, or a constant argument is none that it takes.
    """
    function = resolve(node)
    children = node["children"]
    if function.run is None:
        quick = _QUICK.get(function.name)
        return quick(*arguments) if quick is not None else _standard(function, arguments)
    if all(child["type"] == "literal" for child in children):
        constant = _constant(function, children)
        return lambda _: constant
    if node.get("strict") and function.name in _ABOUT_TEXTS:
        arguments = [_given(function, arguments[0]), *arguments[1:]]
    if function.name == "matches" and children[1]["type"] == "literal":
        _constant(function, [{"type": "literal", "value": ""}, children[1]])
        return _tested(function, arguments[0], whole(children[1]["value"]))
    if function.name == "glob":
        written = constants(children[1])
        return _globbed(function, arguments[0], (lambda _: written) if written is not None else arguments[1])
    return _of_one(function, arguments[0]) if len(arguments) == 1 else _of_two(function, *arguments)


def _given(function: Function, argument: Value) -> Value:
    """An argument that must not be null."""

    def run(given: Any) -> Any:
        found = argument(given)
        if found is None:
            raise CallError(function.name, 1, None, function.parameters[0])
        return found

    return run


def _performed(function: Function, *values: Any) -> Any:
    """What a function gives for its arguments.

    Raises:
        CallError: it cannot use one of them.
    """
    try:
        return function.run(*values) if function.run is not None else call_standard(function.name, values)
    except _UNUSABLE as error:
        raise _unusable(function, values, error) from None


def _unusable(function: Function, values: Sequence[Any], error: Exception) -> CallError:
    """The one error for whatever a function raises: which argument it cannot use, and why.

    Of two arguments of the right kinds it is the second, a pattern. JMESPath's own functions say which value they
    refuse, not which argument.
    """
    if not isinstance(error, JMESPathTypeError):
        reason = str(error) if type(error) is ValueError else "nothing can be computed from it"
        return CallError(function.name, len(values), values[-1], function.parameters[-1], reason)
    for number, found in enumerate(values, 1):
        if found is error.current_value:
            return CallError(function.name, number, found, _parameter(function, number))
    for number, found in enumerate(values, 1):
        if isinstance(found, list) and any(item is error.current_value for item in found):
            reason = f"its items are {' or '.join(_item_kinds(error.expected_types))}, all of one kind"
            return CallError(function.name, number, found, _parameter(function, number), reason)
    reference = next(number for number, allowed in enumerate(function.parameters, 1) if "expref" in allowed)
    return CallError(function.name, reference, error.current_value, error.expected_types, gives=True)


def _parameter(function: Function, number: int) -> frozenset[str]:
    return function.parameters[min(number, len(function.parameters)) - 1]


def _item_kinds(expected: Iterable[str]) -> list[str]:
    kinds = dict.fromkeys(one.rpartition("-")[2] for one in expected if one != "expref")
    return [f"{kind}s" for kind in kinds if kind != "array"]


def _constant(function: Function, children: list[Node]) -> Any:
    """What a call with constants alone comes to.

    Raises:
        ExpressionError: it takes no such constant.
    """
    values = [child["value"] for child in children]
    for found, allowed, child in zip(values, function.parameters, children, strict=True):
        if kind(found) not in allowed:
            raise _placed(f"{function.name}() does not take a {kind(found)} here", child)
    try:
        return _performed(function, *values)
    except CallError as error:
        raise _placed(f"{function.name}(): {error.reason}", children[error.argument - 1]) from None


def _placed(message: str, node: Node) -> ExpressionError:
    return ExpressionError(message, node.get("start", 0), node.get("end", 1))


def _tested(function: Function, subject: Value, test: Callable[[str], bool]) -> Value:
    """A text against a test that is made beforehand."""

    def run(given: Any) -> Any:
        text = subject(given)
        if text.__class__ is str:
            return test(text)
        if text is None or text.__class__ is Unknown:
            return text
        raise CallError(function.name, 1, text, function.parameters[0])

    return run


def _globbed(function: Function, subject: Value, patterns: Value) -> Value:
    """`glob`, remembering the last patterns: a parameter's are the same object from job to job."""
    last: tuple[Any, Callable[[str], Any]] | None = None

    def run(given: Any) -> Any:
        nonlocal last
        text, wanted = subject(given), patterns(given)
        if text.__class__ is not str or wanted.__class__ is Unknown:
            if text is None or text.__class__ is Unknown:
                return text
            if wanted.__class__ is Unknown:
                return wanted
            raise CallError(function.name, 1, text, function.parameters[0])
        known = last
        if known is None or known[0] is not wanted:
            if not isinstance(wanted, list | str):
                raise CallError(function.name, 2, wanted, function.parameters[1])
            if isinstance(wanted, list) and (inner := hidden(wanted)) is not None:
                return inner
            known = last = (wanted, glob_test(wanted))
        return known[1](text) is not None

    return run


def _of_one(function: Function, argument: Value) -> Value:
    perform, allowed = function.run, function.parameters[0]

    def run(given: Any) -> Any:
        found = argument(given)
        if found.__class__ is Unknown:
            return found
        if kind(found) not in allowed:
            raise CallError(function.name, 1, found, allowed)
        if isinstance(found, list) and (inner := hidden(found)) is not None:
            return inner
        try:
            return perform(found)  # type: ignore[misc]
        except _UNUSABLE as error:
            raise _unusable(function, (found,), error) from None

    return run


def _of_two(function: Function, left: Value, right: Value) -> Value:
    perform, (allowed_left, allowed_right) = function.run, function.parameters

    def run(given: Any) -> Any:
        first, second = left(given), right(given)
        if first.__class__ is Unknown or second.__class__ is Unknown:
            return first if first.__class__ is Unknown else second
        if kind(first) not in allowed_left:
            raise CallError(function.name, 1, first, allowed_left)
        if kind(second) not in allowed_right:
            raise CallError(function.name, 2, second, allowed_right)
        for found in (first, second):
            if isinstance(found, list) and (inner := hidden(found)) is not None:
                return inner
        try:
            return perform(first, second)  # type: ignore[misc]
        except _UNUSABLE as error:
            raise _unusable(function, (first, second), error) from None

    return run


def quantified(node: Node, items: Value, test: Truth) -> Truth:
    """`all` and `any`: one item that decides is enough, whatever is unknown of the others."""
    function = resolve(node)
    decisive = function.name == "any"

    def run(given: Any) -> bool | Unknown:
        found = items(given)
        if not isinstance(found, list):
            if found is None:
                return not decisive
            if isinstance(found, Unknown):
                return found
            raise CallError(function.name, 1, found, function.parameters[0])
        open_: bool | Unknown = not decisive
        refused: CallError | None = None
        for item in found:
            try:
                answer = test(item)
            except CallError as error:
                refused = error
                continue
            if answer is decisive:
                return decisive
            if answer.__class__ is Unknown:
                open_ = answer
        if refused is not None:
            raise refused
        return open_

    return run


def _standard(function: Function, arguments: list[Value]) -> Value:
    name, blind = function.name, function.name in _BLIND

    def run(given: Any) -> Any:
        values = [argument(given) for argument in arguments]
        for found in values:
            if found.__class__ is Unknown:
                return found
            if name == "not_null" and found is not None:
                return found
            if isinstance(found, OpenMap):
                return Unknown("which tags there are") if isinstance(found, OpenTags) else found.more
            if found.__class__ is OpenList:
                return found.more
            if not blind and isinstance(found, list | dict) and (inner := hidden(found)) is not None:
                return inner
        return _performed(function, *values)

    return run


def _not_null(*arguments: Value) -> Value:
    def run(given: Any) -> Any:
        for argument in arguments:
            found = argument(given)
            if found is not None:
                return found
        return None

    return run


def _keys(argument: Value) -> Value:
    general = _standard(FUNCTIONS["keys"], [argument])

    def run(given: Any) -> Any:
        found = argument(given)
        return list(found) if found.__class__ is dict else general(given)

    return run


def _length(argument: Value) -> Value:
    general = _standard(FUNCTIONS["length"], [argument])

    def run(given: Any) -> Any:
        found = argument(given)
        return len(found) if found.__class__ in (list, dict, str) else general(given)

    return run


def _to_number(argument: Value) -> Value:
    """Texts that Python and not JSON calls numbers, and those beyond all bounds, would escape every limit."""
    function = FUNCTIONS["to_number"]
    general = _standard(function, [argument])

    def run(given: Any) -> Any:
        found = general(given)
        if found.__class__ is float and not isfinite(found):
            raise CallError(function.name, 1, "", function.parameters[0], "it is not a finite number", fails=True)
        return found

    return run


def _contains(subject: Value, search: Value) -> Value:
    def run(given: Any) -> Any:
        found, wanted = subject(given), search(given)
        if found.__class__ is Unknown or wanted.__class__ is Unknown:
            return found if found.__class__ is Unknown else wanted
        if isinstance(found, list):
            return True if wanted in found else (hidden(found) or False)
        if isinstance(found, str):
            return isinstance(wanted, str) and wanted in found
        return _performed(FUNCTIONS["contains"], found, wanted)

    return run


def _affix(name: str, test: Callable[[str, str], bool]) -> Callable[[Value, Value], Value]:
    def build(subject: Value, affix: Value) -> Value:
        def run(given: Any) -> Any:
            text, part = subject(given), affix(given)
            if isinstance(text, str) and isinstance(part, str):
                return test(text, part)
            if text.__class__ is Unknown or part.__class__ is Unknown:
                return text if text.__class__ is Unknown else part
            return _performed(FUNCTIONS[name], text, part)

        return run

    return build


_QUICK: dict[str, Callable[..., Value]] = {
    "contains": _contains,
    "ends_with": _affix("ends_with", str.endswith),
    "keys": _keys,
    "length": _length,
    "not_null": _not_null,
    "starts_with": _affix("starts_with", str.startswith),
    "to_number": _to_number,
}
# Functions that answer yes, no or unknown and nothing else.
ANSWERING = frozenset(("contains", "ends_with", "starts_with"))
