"""Functions that choose a value, and those that convert one."""

from collections.abc import Callable, Mapping

from policylint.sources.terraform.context import Evaluating, Failed
from policylint.sources.terraform.functions.calling import (
    Arguments,
    Function,
    exactly,
)
from policylint.sources.terraform.types import (
    alike,
    as_bool,
    as_list,
    as_map,
    as_number,
    as_set,
    as_string,
    is_typed_null,
    kind_of,
)
from policylint.sources.terraform.values import (
    NotSure,
    Opaque,
    Text,
    Value,
    assuming,
    assumption,
    inside,
    made,
    plain,
)


def _coalesce(evaluation: Evaluating, arguments: Arguments) -> Value:
    for index, value in enumerate(arguments):
        if isinstance(value, Opaque):
            raise NotSure
        if kind_of(value) == "null" or (isinstance(value, Text) and value.known == ""):
            if value.assumed:
                raise NotSure
            continue
        rest = [one for one in arguments[index:] if kind_of(one) != "null"]
        kinds = {kind_of(one) for one in arguments} - {"null"}
        if kinds != {"string"} and any(map(is_typed_null, arguments)):
            raise NotSure
        if kind_of(value) == "string" and kinds <= {"string", "number", "bool", ""}:
            return value
        if kinds <= {"string", "number", "bool"}:
            return as_string(value) if "string" in kinds else alike(rest)[0]
        if len(kinds) == 1:
            alike(rest)
            return value
        raise NotSure
    raise Failed


def _try(evaluation: Evaluating, arguments: Arguments) -> Value:
    for value in arguments:
        if isinstance(value, Opaque) and value.fails:
            continue
        if any(isinstance(one, Opaque) for one in inside(value)) and value is not arguments[-1]:
            raise NotSure  # it may fail
        return value
    raise Failed


def _can(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    if isinstance(value, Opaque) and value.fails:
        return made(False)
    plain(value)
    return assuming(made(True), assumption([value]))


def _converting(convert: Callable[[Value], Value]) -> Function:
    def called(evaluation: Evaluating, arguments: Arguments) -> Value:
        [value] = exactly(1, arguments)
        return convert(value)

    return called


CONDITIONS: Mapping[str, Function] = {
    "can": _can,
    "coalesce": _coalesce,
    "nonsensitive": _converting(lambda value: value),
    "sensitive": _converting(lambda value: value),
    "tobool": _converting(as_bool),
    "tolist": _converting(as_list),
    "tomap": _converting(as_map),
    "tonumber": _converting(as_number),
    "toset": _converting(as_set),
    "tostring": _converting(as_string),
    "try": _try,
}
