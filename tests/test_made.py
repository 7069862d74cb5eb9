"""What real programs make is read in place: `scripts/make-files` ran those in `made/` with the versions that it names,
on 2026-11-28, and what they wrote is checked here. Each has the faults that its program was given, and no other."""

import json
from pathlib import Path

import pytest

from policylint.cli import main

MADE = Path(__file__).parent / "made"
FAULTS = {
    "cdk.template.json": [("SM1004", "ml.m5.xlrge"), ("SM1003", "two"), ("SM1004", "ml.g5.xlrge")],
    "sagemaker2.json": [("SM1004", "ml.m5.xlrge"), ("SM1004", "Fil")],
    "sagemaker3.json": [("SM1004", "ml.m5.xlrge")],
    "kfp.yaml": [("SM1004", "ml.m5.xlrge")],
}
PROGRAMS = {".js", ".py"}


def test_every_file_has_its_program_and_its_faults() -> None:
    files = {path.name for path in MADE.iterdir() if path.suffix not in PROGRAMS and path.is_file()}
    assert files == {*FAULTS, "readers.json"}
    programs = {path.stem.rstrip("_") for path in MADE.iterdir() if path.suffix in PROGRAMS}
    assert programs == {name.partition(".")[0] for name in files}


@pytest.mark.parametrize("name", FAULTS)
def test_the_faults_are_found_in_their_places(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--isolated", "--output-format", "json", str(MADE / name)]) == 1
    report = json.loads(capsys.readouterr().out)
    lines = (MADE / name).read_text("utf-8").splitlines()
    found = [
        (finding["rule"], lines[place["line"] - 1][place["column"] - 1 : place["end_column"] - 1].strip('\\"'))
        for finding in report["findings"]
        for place in [finding["position"]]
        if finding["severity"] != "note"
    ]
    assert found == FAULTS[name]
