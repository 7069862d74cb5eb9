"""Whole outputs, compared with files that a person has read: `scripts/generate` writes them, and whoever ran it reads
the difference.

A test that compares one carries the mark `golden`, by which `scripts/generate` finds it.
"""

import os
from pathlib import Path


def assert_golden(output: str, file: Path) -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(output, encoding="utf-8", newline="\n")
    reviewed = file.read_text(encoding="utf-8") if file.exists() else ""
    assert output == reviewed, f"{file.name} is not as it was reviewed: run scripts/generate and read the difference"
