"""One small file for each way in which files hold requests: the one fault in it is found, in its place, and no other.

`corpus/index.jsonl` has a line for each file: what it is, and the rule, line and column of its fault; a file whose rule
is null is a near miss, which has none.
"""

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from policylint.cli import main
from policylint.sources.walk import find

CDK = "cdk-2.276.0-2026-11-27.template.json"
CORPUS = Path(__file__).parent / "corpus"
INDEX: list[dict[str, Any]] = [json.loads(line) for line in (CORPUS / "index.jsonl").read_text("utf-8").splitlines()]


def test_every_file_is_in_the_index_once() -> None:
    named = Counter(entry["file"] for entry in INDEX)
    assert named == Counter(path.name for path in CORPUS.iterdir() if path.name not in ("index.jsonl", CDK))


def test_a_walk_meets_every_file() -> None:
    walked = find([str(CORPUS)], exclude=(), root=CORPUS, respect_gitignore=False)
    assert {Path(item.file).name for item in walked} >= {entry["file"] for entry in INDEX}


def test_what_the_cdk_makes_is_read_in_place(capsys: pytest.CaptureFixture[str]) -> None:
    """aws-cdk-lib 2.276.0 (npm) wrote it on 2026-11-27: a state machine, a schedule and a pipeline, one fault each."""
    assert main(["check", "--isolated", "--output-format", "json", str(CORPUS / CDK)]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    text = (CORPUS / CDK).read_text("utf-8").splitlines()
    shown = {
        finding["rule"]: text[place["line"] - 1][place["column"] - 1 : place["end_column"] - 1]
        for finding in findings
        for place in [finding["position"]]
        if finding["severity"] == "error"
    }
    assert len([finding for finding in findings if finding["severity"] == "error"]) == 3
    assert shown.keys() == {"SM1003", "SM1004"}
    assert all(written in ('\\"two\\"', '\\"ml.m5.xlrge\\"', '\\"Fil\\"') for written in shown.values())


@pytest.mark.parametrize("entry", INDEX[::5], ids=lambda entry: entry["file"])
def test_a_damaged_file_breaks_nothing(
    entry: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = (CORPUS / entry["file"]).read_bytes()
    random = Random(entry["file"])
    for _ in range(4):
        start, length = random.randrange(len(data)), random.randrange(1, 12)
        put = random.choice([b"", b"{{ x", b"${a}", b'"', b"}", b"\\", b"- ", b": ", b"!Sub ", b"\xc3", b"<n>"])
        (tmp_path / entry["file"]).write_bytes(data[:start] + put + data[start + length :])
        main(["check", "--isolated", "--output-format", "json", str(tmp_path / entry["file"])])
        said = capsys.readouterr()
        assert "LINT9999" not in said.out
        assert "Traceback" not in said.err
        assert "fault of policylint's own" not in said.err


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
