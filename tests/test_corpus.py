"""One small file for each way in which files hold requests: the one fault in it is found, in its place, and no other.

`corpus/index.jsonl` has a line for each file: what it is, and the rule, line and column of its fault; a file whose rule
is null is a near miss, which has none.
"""

import json
import re
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from policylint.cli import main
from policylint.sources.walk import find

CORPUS = Path(__file__).parent / "corpus"
INDEX: list[dict[str, Any]] = [json.loads(line) for line in (CORPUS / "index.jsonl").read_text("utf-8").splitlines()]


def test_every_file_is_in_the_index_once() -> None:
    named = Counter(entry["file"] for entry in INDEX)
    assert named == Counter(path.name for path in CORPUS.iterdir() if path.name != "index.jsonl")


def test_a_walk_meets_every_file() -> None:
    walked = find([str(CORPUS)], exclude=(), root=CORPUS, respect_gitignore=False)
    assert {Path(item.file).name for item in walked} >= {entry["file"] for entry in INDEX}


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


FIXABLE = re.compile(
    r"^(\d+) findings? (?:is|are) fixable with --fix( --unsafe-fixes)?(?: \((\d+) more)?", re.MULTILINE
)
# Fixes that were offered and could not be made, or were called safe and are not.
ONCE_WRONG = {
    "asl-jsonata-literal.json",
    "asl-text-as-path.yaml",
    "tf-kubernetes.json",
    "yaml-bare-yes.yaml",
    "cfn-string.json",
}


@pytest.mark.parametrize(
    "entry",
    [entry for at, entry in enumerate(INDEX) if entry["rule"] and (at % 9 == 0 or entry["file"] in ONCE_WRONG)],
    ids=lambda entry: entry["file"],
)
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "all"])
def test_what_is_called_fixable_is_what_fixing_fixes(
    unsafe: bool, entry: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / entry["file"]
    file.write_bytes((CORPUS / entry["file"]).read_bytes())
    main(["check", "--isolated", str(file)])
    promised = FIXABLE.search(capsys.readouterr().out)
    number, only_unsafe, more = promised.groups() if promised else ("0", None, None)
    safe, every = (0 if only_unsafe else int(number)), int(number) + int(more or 0)
    main(["check", "--isolated", "--fix", *(["--unsafe-fixes"] if unsafe else []), str(file)])
    done = re.search(r"^Fixed (no|\d+) finding", capsys.readouterr().out, re.MULTILINE)
    assert done
    assert int(done[1].replace("no", "0")) == (every if unsafe else safe)


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
    said = " ".join(f"{finding['message']} {finding['help']}" for finding in report["findings"])
    assert "boto3" not in said, "whoever sends the request, it is not this file's concern"
    if entry["rule"] is None:
        assert (found, code) == ([], 0)
    else:
        assert found == [(entry["rule"], entry["line"], entry["column"])]
