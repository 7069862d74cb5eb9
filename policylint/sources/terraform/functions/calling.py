"""How functions are called: their arguments, checked and converted; `NotSure` where they are not as they should be."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from policylint.sources.terraform.context import Evaluating
from policylint.sources.terraform.types import (
    alike,
    as_bool,
    as_number,
    as_string,
)
from policylint.sources.terraform.values import (
    Items,
    NotSure,
    Object,
    Value,
    assuming,
    assumption,
    made,
    plain,
)

Arguments = Sequence[Value]
Function = Callable[[Evaluating, Arguments], Value]

_LONGEST = 1_000_000


def on_plain(function: Callable[..., Any], *kinds: str) -> Function:
    """A function of values that are wholly known, of the given kinds: string, number, list, any; the last repeats."""

    def called(evaluation: Evaluating, arguments: Arguments) -> Value:
        if len(arguments) < len([kind for kind in kinds if not kind.endswith("?")]):
            raise NotSure
        given = []
        for index, argument in enumerate(arguments):
            kind = kinds[min(index, len(kinds) - 1)].rstrip("?*")
            if index >= len(kinds) and not kinds[-1].endswith("*"):
                raise NotSure
            given.append(as_plain(argument, kind))
        found = function(*given)
        if isinstance(found, str) and len(found) > _LONGEST:
            raise NotSure
        return assuming(found if isinstance(found, Value) else made(found), assumption(arguments))

    return called


def as_plain(argument: Value, kind: str) -> Any:
    """An argument in Python's terms, converted to what its parameter takes; see `on_plain`."""
    converted = {"string": as_string, "number": as_number, "bool": as_bool}.get(kind)
    if converted is not None:
        found = plain(converted(argument))
        if found is None:
            raise NotSure
        return found
    if kind == "strings":
        if not isinstance(argument, Items):
            raise NotSure
        return [as_plain(item, "string") for item in alike(argument.items)]
    if kind == "int":
        found = plain(as_number(argument))
        if not isinstance(found, int) or isinstance(found, bool):
            raise NotSure
        return found
    return plain(argument)


def ascii_only(text: str) -> str:
    """A text whose characters are its bytes: what others are split into is not for Python to say."""
    if not text.isascii():
        raise NotSure
    return text


def exactly(count: int, arguments: Arguments) -> Arguments:
    """The arguments, if they are so many."""
    if len(arguments) != count:
        raise NotSure
    return arguments


def items_of(value: Value) -> tuple[Value, ...]:
    """The items of a list, a set or a tuple."""
    if not isinstance(value, Items):
        raise NotSure
    return value.items


def entries_of(value: Value) -> Mapping[str, Value]:
    """The members of an object or a map, all of which are known by name."""
    if not isinstance(value, Object) or value.more is not None:
        raise NotSure
    return value.entries


def ordered(keys: Iterable[str]) -> list[str]:
    """Texts in the order of their bytes, which is Terraform's."""
    return sorted(keys, key=lambda key: key.encode("utf-8", "surrogatepass"))


def list_of(values: Iterable[Any]) -> Value:
    """A list of values of one type."""
    return Items(items=tuple(made(value) for value in values), kind="list")
