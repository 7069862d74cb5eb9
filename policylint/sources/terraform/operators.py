"""Arithmetic, comparison and logic.

https://developer.hashicorp.com/terraform/language/expressions/operators
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Any

from policylint.sources.terraform.types import as_bool, as_number, kind_of
from policylint.sources.terraform.values import Items, NotSure, Number, Object, Value, made, number, plain

SIGNS = frozenset({"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "!"})
_EXACT = Context(prec=150, traps=[Inexact, InvalidOperation, Overflow])
_CALCULATE: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
    "/": _EXACT.divide,
    "%": _EXACT.remainder,
}
_DIVIDE = ("/", "%")
_LONGEST_POWER = 400
"""A number is a fraction of bits, as Terraform's are, if it times two to this is whole."""

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def result(sign: str, values: Sequence[Value]) -> Value:
    """What an operator makes of one or two values.

    Raises:
        NotSure: it is not known.
    """
    if sign in ("==", "!="):
        return made(_equal(*values) == (sign == "=="))
    if sign in ("&&", "||", "!"):
        truths = [plain(as_bool(value)) for value in values]
        if None in truths:
            raise NotSure
        return made(not truths[0] if sign == "!" else all(truths) if sign == "&&" else any(truths))
    numbers = [plain(as_number(value)) for value in values]
    if None in numbers:
        raise NotSure
    if sign in _COMPARE:
        return made(_COMPARE[sign](*numbers))
    return made(calculated(sign, *numbers))


def calculated(sign: str, *numbers: Number) -> Number:
    """The number that an operator makes of others, where it is exact.

    Raises:
        NotSure: it is not.
    """
    if len(numbers) == 1:
        if not numbers[0]:
            raise NotSure  # Terraform's zero has a sign
        return -numbers[0]
    one, other = (Decimal(value) for value in numbers)
    if not (_is_binary(one) and _is_binary(other)) or (not other and sign in _DIVIDE):
        raise NotSure
    try:
        found = _CALCULATE[sign](one, other)
    except (Inexact, InvalidOperation, Overflow):
        raise NotSure from None
    if not _is_binary(found) or (not found and min(one, other) < 0):
        raise NotSure
    whole: Number = number(found)
    return whole


def _is_binary(value: Decimal) -> bool:
    """Whether a number is exact in Terraform's arithmetic, which is binary."""
    digits = -int(value.as_tuple().exponent)
    if digits <= 0:
        return value.adjusted() < _LONGEST_POWER // 4
    if digits > _LONGEST_POWER // 4:
        return False
    return value.as_integer_ratio()[1] & (value.as_integer_ratio()[1] - 1) == 0


def _equal(one: Value, other: Value) -> bool:
    kinds = kind_of(one), kind_of(other)
    if "null" in kinds and "" not in kinds:
        return kinds[0] == kinds[1]
    if "" in kinds:
        raise NotSure
    if isinstance(one, Items | Object) or isinstance(other, Items | Object):
        raise NotSure  # the types of all that is in them count, too
    return kinds[0] == kinds[1] and bool(plain(one) == plain(other))
