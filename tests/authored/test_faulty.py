"""Faulty files of each kind that people write, and all that is printed about each, in the text beside it.

A file is given to the command that reads its kind, which the first word of its name tells.
"""

import json
import shutil
from pathlib import Path

import pytest

from policylint.cli import main
from tests.golden import assert_golden
from tests.policies.workspace import policy
from tests.requests import minimal_job

FAULTY = Path(__file__).with_name("faulty")
FILES = sorted(file for file in FAULTY.iterdir() if file.suffix in (".yaml", ".toml"))
COMMANDS = {
    "pack": ["check", "--isolated", "--policies", "./{}", "job.json"],
    "cases": ["test", "./ours.yaml"],
    "waivers": ["check", "--isolated", "--waivers", "{}", "job.json"],
    "sweep": ["sweep", "--isolated", "{}"],
    "detectors": ["secrets", "--test", "{}"],
    "config": ["check", "--config", "{}", "job.json"],
    "pyproject": ["config", "show", "--config", "pyproject.toml"],
}

NAMES = {"cases": "ours.test.yaml", "pyproject": "pyproject.toml"}


@pytest.mark.golden
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_fault_is_shown_with_its_place(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    kind = file.stem.partition("-")[0]
    shutil.copy(file, tmp_path / NAMES.get(kind, file.name))
    Path("ours.yaml").write_text(policy())
    Path("job.json").write_text(json.dumps(minimal_job()))
    code = main([argument.format(file.name) for argument in COMMANDS[kind]])
    shown = capsys.readouterr()
    assert code == 2 or (kind == "detectors" and code == 1)
    for secret in ("48151623", "Harbour-Lantern-42", "AKIA" + "Q3EGRZ7TLNJH5WXY", "k3x9w1q8z7m5v2b4"):
        assert secret not in shown.out + shown.err
    assert_golden(f"{shown.err}{shown.out}", FAULTY / f"{file.name}.txt")


def test_there_are_enough_of_each_kind() -> None:
    kinds = [file.stem.partition("-")[0] for file in FILES]
    assert len(FILES) >= 40
    assert all(kinds.count(kind) >= 5 for kind in COMMANDS.keys() - {"pyproject"})
    assert {golden.name.removesuffix(".txt") for golden in FAULTY.glob("*.txt")} == {file.name for file in FILES}
