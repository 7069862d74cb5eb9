"""Whatever a file holds, the program says what it is, goes on with the rest, and ends without a traceback."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from policylint.cli import main
from policylint.reports import FORMATS
from tests.cli import policylint
from tests.hostile.inputs import HOSTILE, JOB, Hostile

UNJUDGED = {"LINT1001", "LINT1002", "LINT1003", "LINT1004", "LINT1005", "LINT1008", "LINT1009"}


def checked(path: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main(["check", "--isolated", "--output-format", "json", *arguments, str(path)])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_it_is_told(hostile: Hostile, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, report = checked(hostile.make(tmp_path), capsys)
    rules = {finding["rule"] for finding in report["findings"]}
    assert hostile.expects <= rules
    assert "LINT9999" not in rules
    if hostile.expects & UNJUDGED:
        assert code == 2
    elif not hostile.expects:
        assert not rules & UNJUDGED
        assert report["summary"]["requests"] >= 1
    for finding in report["findings"]:
        assert len(finding["message"]) < 2_000


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_fixing_leaves_alone_what_cannot_be_judged(
    hostile: Hostile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = hostile.make(tmp_path)
    before = path.read_bytes() if os.path.isfile(path) else None  # noqa: PTH113 - it answers for any name
    code, report = checked(path, capsys, "--fix", "--unsafe-fixes")
    assert "LINT9999" not in {finding["rule"] for finding in report["findings"]}
    if before is not None and not report["summary"]["fixed"]:
        assert path.read_bytes() == before
    assert code == 2 or not hostile.expects & UNJUDGED


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_the_rest_goes_on(hostile: Hostile, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fine").mkdir()
    fine = tmp_path / "fine" / "bad-name.json"
    fine.write_text(JOB.replace("churn-2026-11-24", "churn_2026"))
    _, report = checked(hostile.make(tmp_path), capsys, str(fine))
    assert "SM1006" in {finding["rule"] for finding in report["findings"] if finding["file"].endswith("bad-name.json")}


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_format_can_show_them_all(form: str, tmp_path: Path) -> None:
    paths = []
    for number, hostile in enumerate(HOSTILE):
        folder = tmp_path / str(number)
        folder.mkdir()
        if "MB" not in hostile.name:
            paths.append(os.fsdecode(hostile.make(folder)))
    outcome = policylint("check", "--isolated", "--output-format", form, *paths, cwd=tmp_path)
    assert outcome.code == 2
    assert outcome.err == ""
    assert len(outcome.out) > 1_000
    assert "\x1b" not in outcome.out
