"""Tables of the SageMaker SDK's version 2: its classes' parameters and its images, which `scripts/record-sdk` writes.

A table is `data/NAME.json`: an object whose `source` says where its facts were read and whose `as_of` when.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """The table of that name, read once; not to be changed by its readers."""
    loaded: Mapping[str, Any] = json.loads((Path(__file__).parent / "data" / f"{name}.json").read_bytes())
    return loaded


def positional(name: str) -> Sequence[str]:
    """The parameters of a class or function, in their order."""
    parameters = table("sagemaker2")
    found: Sequence[str] = parameters["functions"].get(name) or parameters["classes"][name]["positional"]
    return found


def hyperparameters(name: str) -> Mapping[str, tuple[str, str]]:
    """The hyperparameters of a class of Amazon's algorithms, by its attributes: the name that is sent, and the type."""
    found: Mapping[str, tuple[str, str]] = table("sagemaker2")["classes"][name]["hyperparameters"]
    return found


def read(name: str) -> Sequence[str] | None:
    """The keywords that a class reads, where it takes any and raises nothing at others; else None."""
    found: Sequence[str] | None = table("sagemaker2")["classes"][name].get("read")
    return found
