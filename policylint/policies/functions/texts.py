"""Functions on texts: durations, patterns, letters."""

import re
from collections.abc import Callable
from fnmatch import translate
from functools import lru_cache
from typing import Any

from policylint.durations import parse_duration
from policylint.policies.functions.declaring import TEXT, function
from policylint.policies.types import BOOLEAN, NUMBER, STRING


@function(TEXT | {"number"}, result=NUMBER.nullable, example="duration('1h30m')", gives=5400)
def duration(written: str | float | None) -> int | None:
    """Seconds in a duration: `90` (seconds), `90s`, `45m`, `1h30m`, `28d`.

    Raises:
        ValueError: it is not a duration.
    """
    return None if written is None else parse_duration(written)


@function(
    TEXT,
    frozenset(("string",)),
    result=BOOLEAN.nullable,
    example="matches('churn-2026', '[a-z]+-[0-9]{4}')",
    gives=True,
)
def matches(text: str | None, pattern: str) -> bool | None:
    """Whether the whole of a text is like a regular expression, in the syntax of Rust's and RE2's: without look-around
    and backreferences, so that no text takes long.

    Raises:
        ValueError: the pattern is not a regular expression.
    """
    return None if text is None else whole(pattern)(text)


@lru_cache(maxsize=256)
def whole(pattern: str) -> Callable[[str], bool]:
    """A test whether the whole of a text is like a pattern, by an engine whose time grows with the text alone.

    Raises:
        ValueError: the pattern is not a regular expression, or larger than the engine takes.
    """
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    anchored = core_schema.str_schema(pattern=rf"\A(?:{pattern})\z", regex_engine="rust-regex", strict=True)
    try:
        test = SchemaValidator(anchored).isinstance_python
    except SchemaError as error:
        reason = str(error).splitlines()[-1].strip().removeprefix("SchemaError: ").removeprefix("error: ")
        raise ValueError(f"not a regular expression: {reason}") from None
    # Half a surrogate pair is not a character to the engine; what stands for it is one.
    return lambda text: test(text) or (not text.isascii() and test(text.encode("utf-8", "replace").decode()))


@function(
    TEXT,
    frozenset(("string", "array")),
    result=BOOLEAN.nullable,
    example="glob('ml.p5.48xlarge', ['ml.p4*', 'ml.p5*'])",
    gives=True,
)
def glob(text: str | None, patterns: str | list[Any]) -> bool | None:
    """Whether the whole of a text is like a pattern, or any of a list of patterns; `*` is any text, `?` any sign,
    `[ab]` one of some."""
    return None if text is None else glob_test(patterns)(text) is not None


def glob_test(patterns: str | list[Any]) -> Callable[[str], Any]:
    """A test of texts against one or several shell patterns, which gives None for those that are like none."""
    return _globs((patterns,) if isinstance(patterns, str) else tuple(map(str, patterns)))


@lru_cache(maxsize=256)
def _globs(patterns: tuple[str, ...]) -> Callable[[str], Any]:
    return re.compile("|".join(map(translate, patterns)) or r"(?!)").match


@function(TEXT, result=STRING.nullable, example="lower('Prod')", gives="prod")
def lower(text: str | None) -> str | None:
    """A text in lowercase."""
    return None if text is None else text.lower()
