"""One small file for each way in which files hold requests: the one fault in it is found, in its place, and no other.

`corpus/index.jsonl` has a line for each file: what it is, and the rule, line and column of its fault; a file whose rule
is null is a near miss, which has none.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from policylint.cli import main

CORPUS = Path(__file__).parent / "corpus"
INDEX: list[dict[str, Any]] = [json.loads(line) for line in (CORPUS / "index.jsonl").read_text("utf-8").splitlines()]


def test_every_file_is_in_the_index_once() -> None:
    named = Counter(entry["file"] for entry in INDEX)
    assert named == Counter(path.name for path in CORPUS.iterdir() if path.name not in ("index.jsonl", "README.md"))


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: entry["file"])
def test_the_fault_is_found_in_its_place(entry: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check", "--isolated", "--output-format", "json", str(CORPUS / entry["file"])])
    report = json.loads(capsys.readouterr().out)
    found = [
        (finding["rule"], finding["position"]["line"], finding["position"]["column"])
        for finding in report["findings"]
        if finding["severity"] != "note"
    ]
    assert report["summary"]["requests"] > 0
    if entry["rule"] is None:
        assert (found, code) == ([], 0)
    else:
        assert found == [(entry["rule"], entry["line"], entry["column"])]
