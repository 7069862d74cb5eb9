"""Whole outputs, compared with files that were read by a person. After a change: `UPDATE_GOLDEN=1 pytest`, and read the
difference."""

import os
from pathlib import Path


def assert_golden(output: str, file: Path) -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(output, encoding="utf-8", newline="\n")
    assert output == file.read_text(encoding="utf-8")
