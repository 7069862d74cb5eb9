"""How an expression that a format spells as a structure is shown: as the compact JSON that it is."""

import json
from typing import Any

from policylint.unknown import Unknown


def written(expression: Any) -> str:
    """An expression's text, with the short tags of YAML inside it as they stand in the file."""
    return json.dumps(expression, ensure_ascii=False, default=_tag, skipkeys=True)


def _tag(value: Any) -> str:
    return value.expression if isinstance(value, Unknown) else str(value)
