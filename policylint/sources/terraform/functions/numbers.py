"""Functions of numbers."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from policylint.sources.terraform.functions.calling import (
    Function,
    list_of,
    on_plain,
)
from policylint.sources.terraform.operators import calculated
from policylint.sources.terraform.values import (
    NotSure,
    Value,
    shown_number,
)


def _whole(rounding: str) -> Callable[[Any], Any]:
    return lambda value: int(Decimal(value).to_integral_value(rounding))


def _sum(values: list[Any]) -> Any:
    total: Any = 0
    if not values:
        raise NotSure
    for value in values:
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            raise NotSure
        total = calculated("+", total, value)
    return total


def _pow(base: Any, exponent: Any) -> Any:
    if not isinstance(base, int) or not isinstance(exponent, int) or not 0 <= exponent <= 60 or abs(base) > 1000:
        raise NotSure
    found = base**exponent
    if abs(found) > 2**53:
        raise NotSure
    return found


def _range(*bounds: Any) -> Value:
    if not all(isinstance(bound, int) for bound in bounds) or not 1 <= len(bounds) <= 3:
        raise NotSure
    if len(bounds) < 3:
        first, last = bounds if len(bounds) == 2 else (0, bounds[0])
        step = 1 if first <= last else -1
    else:
        first, last, step = bounds
    if not step:
        raise NotSure
    found = range(first, last, step)
    if len(found) > 1024:
        raise NotSure
    return list_of(found)


def _parseint(text: Any, base: int) -> int:
    digits = text if isinstance(text, str) else shown_number(text)
    if not 2 <= base <= 36 or not re.fullmatch(r"-?[0-9A-Za-z]{1,60}", digits):
        raise NotSure
    try:
        return int(digits, base)
    except ValueError:
        raise NotSure from None


NUMBERS: Mapping[str, Function] = {
    "abs": on_plain(abs, "number"),
    "ceil": on_plain(_whole("ROUND_CEILING"), "number"),
    "floor": on_plain(_whole("ROUND_FLOOR"), "number"),
    "max": on_plain(lambda *numbers: max(numbers), "number*"),
    "min": on_plain(lambda *numbers: min(numbers), "number*"),
    "parseint": on_plain(_parseint, "any", "int"),
    "pow": on_plain(_pow, "number", "number"),
    "range": on_plain(_range, "number", "number?", "number?"),
    "signum": on_plain(lambda value: (value > 0) - (value < 0), "number"),
    "sum": on_plain(_sum, "any"),
}
