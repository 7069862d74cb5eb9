"""`policylint extract` on files of a folder, as a user runs it."""

import json
from pathlib import Path
from typing import Any

from tests.cli import policylint

ROLE = "arn:aws:iam::123456789012:role/SageMakerTraining"


def extract(folder: Path, *names: str) -> list[dict[str, Any]]:
    """The requests that are read in files, or in all of the folder."""
    outcome = policylint("extract", "--isolated", *(names or (".",)), cwd=folder)
    found: list[dict[str, Any]] = json.loads(outcome.out)
    return found


def requests(folder: Path, program: str) -> list[dict[str, Any]]:
    """The requests of one program."""
    (folder / "train.py").write_text(program)
    return [one["request"] for one in extract(folder, "train.py")]


def unknown(expression: str, *candidates: Any) -> dict[str, Any]:
    """What stands in place of a value that is not known."""
    return {"$unknown": expression} | ({"$candidates": list(candidates)} if candidates else {})


def notebook(*cells: str | list[str], language: str = "python") -> str:
    """A notebook with code cells."""
    made: list[dict[str, Any]] = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells
    ]
    info = {"language_info": {"name": language}}
    return json.dumps({"cells": made, "metadata": info, "nbformat": 4, "nbformat_minor": 5}, indent=1)
