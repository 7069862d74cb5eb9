"""The parameters of the SageMaker SDK's classes, from `data/sagemaker2.json`, which `scripts/record-sdk` writes."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any


def positional(name: str) -> Sequence[str]:
    """The parameters of a class or function of version 2, in their order."""
    found: Sequence[str] = _table()["functions"].get(name) or _table()["classes"][name]["positional"]
    return found


def read(name: str) -> Sequence[str] | None:
    """The keywords that a class of version 2 reads, where it takes any and raises nothing at others; else None."""
    found: Sequence[str] | None = _table()["classes"][name].get("read")
    return found


@cache
def _table() -> Mapping[str, Any]:
    text = (Path(__file__).parent / "data" / "sagemaker2.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded
