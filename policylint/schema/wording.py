"""How the schema rules speak: values and shapes in words, short and printable."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from policylint.counting import counted
from policylint.schema.pattern_words import WORDS
from policylint.schema.snapshot import Shape, Snapshot

if TYPE_CHECKING:
    from decimal import Decimal

SHORT = 60
_SURROGATE = re.compile("[\ud800-\udfff]")
_TYPES = {
    "structure": "an object",
    "map": "an object of names and values",
    "list": "a list",
    "string": "a string",
    "integer": "an integer",
    "long": "an integer",
    "float": "a number",
    "double": "a number",
    "boolean": "true or false",
}


def type_words(shape: Shape) -> str:
    """The type of a shape with its article: `a string`."""
    return _TYPES[shape.type]


def describe(model: Snapshot, shape: Shape) -> str:
    """All that a shape asks of a value, in one line: `a string of 1 to 63 characters: letters, digits ...`."""
    match shape.type:
        case "string" if shape.enum:
            return one_of(shape.enum)
        case "string":
            length = bounds(shape, "character")
            told = f": {WORDS[shape.pattern].told}" if shape.pattern and shape.translation else ""
            return f"a string{f' of {length}' if length else ''}{told}"
        case "list":
            count = bounds(shape, "item")
            return f"a list{f' of {count}' if count else ''}, each {describe(model, model.shapes[shape.member])}"
        case "map":
            count = bounds(shape, "entry")
            return f"an object{f' of {count}' if count else ''} under custom names"
        case "structure":
            return f"an object with the members {listed(shape.members, 'and', limit=6)}"
        case "boolean":
            return "true or false"
        case _:
            return f"{type_words(shape)}{number_bounds(shape)}"


def bounds(shape: Shape, unit: str) -> str:
    """`1 to 63 characters`, `at most 5 items`, or "" where there is no bound."""
    if not shape.min and shape.max is None:
        return ""
    if shape.max is None:
        return f"at least {counted(shape.min or 0, unit)}"
    if not shape.min:
        return f"at most {counted(shape.max, unit)}"
    return counted(shape.max, unit) if shape.min == shape.max else f"{shape.min:,} to {counted(shape.max, unit)}"


def number_bounds(shape: Shape) -> str:
    """` from 1 to 30`, ` of at least 1`, or "" where there is no bound."""
    if shape.min is not None and shape.max is not None:
        return f" from {shape.min:,} to {shape.max:,}"
    if shape.min is not None:
        return f" of at least {shape.min:,}"
    return f" of at most {shape.max:,}" if shape.max is not None else ""


def one_of(values: Iterable[str]) -> str:
    """`File or Pipe`; of a long list, its first values and how many more there are."""
    return listed(values, "or", limit=8)


def listed(values: Iterable[str], conjunction: str, *, limit: int) -> str:
    """`A, B and C`; beyond the limit, `A, B and 7 more`."""
    items = list(values)
    if len(items) > limit:
        items = [*items[: limit - 1], f"{len(items) - limit + 1} more"]
        conjunction = "and" if conjunction == "and" else "or one of"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {conjunction} {items[-1]}" if items else "none"


def given(value: Any, *, free: bool) -> str:
    """What was given instead of what the API takes: `the integer 5`, `null`; of free text, the type alone."""
    from datetime import date
    from decimal import Decimal

    match value:
        case None:
            return "null"
        case bool():
            return "a boolean" if free else f"the boolean {str(value).lower()}"
        case int():
            return "an integer" if free or abs(value) > 10**18 else f"the integer {value}"
        case float() | Decimal():
            return "a number" if free else f"the number {value}"
        case str():
            return "a string" if free else f"the string {quoted(value)}"
        case dict():
            return "an object"
        case list() | tuple():
            return "a list"
        case bytes() | bytearray():
            return "bytes"
        case date():
            return "a date" if free else f"the date {value.isoformat()} (YAML takes such text for a date: quote it)"
        case _:
            return f"a value of Python's type {type(value).__name__}"


def quoted(text: str) -> str:
    """A string between quotes, cut to some sixty characters, without anything that a terminal would act upon."""
    cut = text if len(text) <= SHORT else text[: SHORT - 1] + "…"
    return f"'{''.join(map(_printable, cut))}'"


def named(char: str) -> str:
    """One character for a message: `'_'`, `a line break`, `U+00A0`."""
    if char in "\n\r":
        return "a line break"
    if char == "\t":
        return "a tab"
    if char == " ":
        return "a space"
    return f"'{char}'" if char.isprintable() else f"the character U+{ord(char):04X}"


def surrogate(text: str) -> int | None:
    """The index of the first half of a surrogate pair, which no UTF-8 text can hold; None if there is none."""
    found = _SURROGATE.search(text)
    return found.start() if found else None


def _printable(char: str) -> str:
    if char.isprintable():
        return char
    return char.encode("unicode_escape").decode("ascii")


def digits(value: "float | Decimal") -> str:
    """A number, unless nobody would read it all."""
    return str(value) if -(10**18) < value < 10**18 else "a number of more than 18 digits"
