"""Values made fit for JSON that any reader accepts: no lone surrogates, no NaN, no foreign types."""

import json
import math
from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """The value in JSON's own types; text that is not Unicode text has its lone surrogates written as escapes."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return plain(str(value))


def pretty(value: Any) -> str:
    """A JSON document for files: indented, in ASCII, ending in a line break."""
    return json.dumps(plain(value), indent=2) + "\n"


def compact(value: Any) -> str:
    """A JSON document on one line, in ASCII, without its line break."""
    return json.dumps(plain(value), separators=(",", ":"))
