"""Faults without secrets: neither a line that is shown nor a value that a message repeats may hold one."""

import re
from functools import lru_cache
from typing import Any

from policylint.shown import Shown

KEYED = "fingerprint-key"
"""The setting that is a secret and looks like none."""

_KEYED = re.compile(r"""(fingerprint[-_]key["']?\s*[=:]\s*)(.+)""", re.IGNORECASE)
_LONGEST = 60


@lru_cache(maxsize=1024)
def masked(text: str) -> Shown:
    """A text, its length unchanged, in which no secret can be read that stands there under its name or by its form."""
    from policylint.secrets.redaction import screened_line

    return screened_line(_KEYED.sub(lambda found: found[1] + "*" * len(found[2]), text))


def given(name: str, value: Any) -> str:
    """A value as a message repeats it; its kind alone where it is long, holds others, or may be a secret."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = f"{name}: {value}"
    if name == KEYED or len(text) > _LONGEST or masked(text) != text:
        return f"a value of {len(str(value))} characters"
    return repr(value)
