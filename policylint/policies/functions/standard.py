"""JMESPath's own functions, by the signatures that its package declares, with what each means."""

from collections.abc import Mapping, Sequence
from typing import Any

from jmespath.functions import Functions

from policylint.policies.functions.declaring import Function
from policylint.policies.types import ANY, BOOLEAN, NUMBER, STRING, Type, array

_STANDARD = Functions()


def call_standard(name: str, arguments: Sequence[Any]) -> Any:
    """Call one of JMESPath's own functions.

    Raises:
        JMESPathTypeError: an argument is of a kind that it doesn't take.
    """
    return _STANDARD.call_function(name, list(arguments))


def standard() -> dict[str, Function]:
    """JMESPath's own, by the signatures that its package declares."""
    found = {}
    for name, spec in Functions.FUNCTION_TABLE.items():
        parameters = tuple(
            frozenset(kind.split("-")[0] for kind in one["types"]) or ANY.kinds for one in spec["signature"]
        )
        variadic = bool(spec["signature"] and spec["signature"][-1].get("variadic"))
        doc, example, gives = _MEANINGS[name]
        found[name] = Function(name, parameters, _RESULTS.get(name, ANY), doc, example, gives, variadic)
    return found


_MEANINGS: Mapping[str, tuple[str, str, Any]] = {
    "abs": ("A number without its sign.", "abs(`-3`)", 3),
    "avg": ("The mean of numbers; null of none.", "avg(`[1, 2]`)", 1.5),
    "ceil": ("The next whole number above.", "ceil(`1.2`)", 2),
    "contains": ("Whether a list has an item, or a text a part.", "contains(['dev', 'prod'], 'prod')", True),
    "ends_with": ("Whether a text ends with another.", "ends_with('s3://acme-ml/churn/', '/')", True),
    "floor": ("The next whole number below.", "floor(`1.8`)", 1),
    "join": ("Texts as one, with a text between them.", "join(', ', ['a', 'b'])", "a, b"),
    "keys": ("The names of a structure's members.", 'keys(`{"owner": "search"}`)', ["owner"]),
    "length": ("How many items, members or characters there are.", "length(['a', 'b'])", 2),
    "map": ("What an expression comes to for each item, nulls kept.", "map(&@ > `1`, `[1, 2]`)", [False, True]),
    "max": ("The largest of numbers or texts; null of none.", "max(`[1, 3, 2]`)", 3),
    "max_by": ("The item of which an expression is largest.", 'max_by(`[{"n": 1}, {"n": 2}]`, &n)', {"n": 2}),
    "merge": ("Structures as one; later ones win.", 'merge(`{"a": 1}`, `{"a": 2}`)', {"a": 2}),
    "min": ("The smallest of numbers or texts; null of none.", "min(`[3, 1, 2]`)", 1),
    "min_by": ("The item of which an expression is smallest.", 'min_by(`[{"n": 1}, {"n": 2}]`, &n)', {"n": 1}),
    "not_null": ("The first argument that is not null.", "not_null(`null`, `86400`)", 86400),
    "reverse": ("A list or text from its end.", "reverse(['a', 'b'])", ["b", "a"]),
    "sort": ("Numbers or texts in order.", "sort(['b', 'a'])", ["a", "b"]),
    "sort_by": ("Items in the order of an expression.", 'sort_by(`[{"n": 2}, {"n": 1}]`, &n)[0].n', 1),
    "starts_with": ("Whether a text begins with another.", "starts_with('churn-2026', 'churn-')", True),
    "sum": ("The sum of numbers; 0 of none.", "sum(`[1, 2]`)", 3),
    "to_array": ("A list as it is, anything else as a list of one.", "to_array('a')", ["a"]),
    "to_number": ("The number that a text holds; null where it holds none.", "to_number('0.5')", 0.5),
    "to_string": ("Anything as text; what is not a string as JSON.", "to_string(`[1]`)", "[1]"),
    "type": ("What a value is: string, number, boolean, array, object or null.", "type(`1`)", "number"),
    "values": ("The values of a structure's members.", 'values(`{"owner": "search"}`)', ["search"]),
}


_RESULTS: Mapping[str, Type] = {
    **dict.fromkeys(("contains", "ends_with", "starts_with"), BOOLEAN),
    **dict.fromkeys(("abs", "ceil", "floor", "length", "sum"), NUMBER),
    **dict.fromkeys(("avg", "to_number"), NUMBER.nullable),
    **dict.fromkeys(("join", "to_string", "type"), STRING),
    "keys": array(STRING),
    "values": array(ANY),
    "map": array(ANY),
}
