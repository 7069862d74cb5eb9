"""Facts that age: tables with a source and a date, which can be brought up to date without touching code.

A table is `NAME.json` in this folder: an object whose `source` says where its facts were read and whose `as_of` when
(YYYY-MM-DD); the other keys are the table's own.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table of that name, read once; not to be changed by its readers.

    Raises:
        FileNotFoundError: there is no such table.
    """
    found: dict[str, Any] = json.loads((Path(__file__).parent / f"{name}.json").read_bytes())
    return found
