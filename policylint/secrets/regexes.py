"""Regular expressions that are compiled when first used: most runs need few of them, and compiling all takes longer
than scanning."""

import re
from collections.abc import Callable
from functools import cache


@cache
def compiled(source: str) -> re.Pattern[str]:
    """A pattern, compiled once."""
    return re.compile(source)


def lazily(source: str) -> Callable[[], re.Pattern[str]]:
    """A call that gives the compiled pattern."""

    @cache
    def pattern() -> re.Pattern[str]:
        return re.compile(source)

    return pattern
