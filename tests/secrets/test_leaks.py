"""No planted secret stands in anything that the program writes: any format, either stream, any file."""

import base64
import json
import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

import policylint
from policylint.reports import FORMATS
from policylint.secrets.detectors import detectors
from tests.cli import policylint as run
from tests.effort import deep
from tests.requests import minimal_job
from tests.secrets.planted import PLACES, WORD_PLACES, is_one_word, name_for, texts

PLANTED = {detector.id: (name_for(detector), texts(detector, 7)[0]) for detector in detectors()}
SOME = sorted(PLANTED)[::6]
FORMAT_NAMES = sorted(FORMATS)


def encodings(secret: str) -> set[str]:
    """The secret as it may be written, and the parts of a long one that give it away."""
    forms = {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), base64.b64encode(secret.encode()).decode()}
    return forms | {line for line in secret.splitlines() if len(line) > 15 and not line.startswith("-----")}


def assert_nothing_leaks(text: str, secrets: list[str]) -> None:
    for secret in secrets:
        for form in encodings(secret):
            assert form not in text, f"a secret of {len(secret)} characters leaks"


def requests_with_secrets() -> tuple[list[dict[str, Any]], list[str]]:
    """A request for each of some detectors at each place, with a fault of another kind beside the secret."""
    made, secrets = [], []
    for number, detector_id in enumerate(SOME):
        name, text = PLANTED[detector_id]
        detector = next(detector for detector in detectors() if detector.id == detector_id)
        places = {**PLACES, **(WORD_PLACES if is_one_word(detector) else {})}
        place = list(places.values())[number % len(places)]
        changes, _ = place(name, text)
        made.append(minimal_job({**changes, "TrainingJobName": f"job_{number}", "Unknown": [{"x": text}]}))
        secrets.append(text)
    return made, secrets


def write(folder: Path, kind: str) -> list[str]:
    made, secrets = requests_with_secrets()
    for number, request in enumerate(made):
        text = {
            "json": lambda request=request: json.dumps(request, indent=2),
            "flat.json": lambda request=request: json.dumps(request),
            "yaml": lambda request=request: yaml.safe_dump(request, width=60),
            "flow.yaml": lambda request=request: yaml.safe_dump(request, default_flow_style=True, allow_unicode=True),
        }[kind]()
        (folder / f"{number}.{kind}").write_text(text, encoding="utf-8")
    return secrets


@pytest.mark.parametrize("kind", ["json", "flat.json", "yaml", "flow.yaml"])
def test_no_report_holds_a_secret(kind: str, tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    secrets = write(tmp_path / "jobs", kind)
    outputs = [f"--output={name}={tmp_path / f'report.{name}'}" for name in FORMAT_NAMES]
    outcome = run("check", "jobs", "--isolated", "--verbose", "--show-source", *outputs, cwd=tmp_path)
    assert outcome.code == 1
    assert outcome.out.count("[error]") > len(secrets)
    assert_nothing_leaks(outcome.out + outcome.err, secrets)
    for name in FORMAT_NAMES:
        written = (tmp_path / f"report.{name}").read_text(encoding="utf-8")
        assert "SEC10" in written
        assert_nothing_leaks(written, secrets)
        assert_nothing_leaks(written.replace("\\\\", "\\").replace('\\"', '"'), secrets)


def test_rules_that_are_off_leak_nothing_either(tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    secrets = write(tmp_path / "jobs", "json")
    outcome = run("check", "jobs", "--isolated", "--select", "SM1", cwd=tmp_path)
    assert "SM1001" in outcome.out
    assert_nothing_leaks(outcome.out + outcome.err, secrets)


def test_a_baseline_holds_no_secret(tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    secrets = write(tmp_path / "jobs", "json")
    outcome = run("baseline", "jobs", "--isolated", "--output", "known.json", cwd=tmp_path)
    assert outcome.code == 0
    assert_nothing_leaks((tmp_path / "known.json").read_text() + outcome.out, secrets)


def test_a_file_that_cannot_be_parsed_leaks_nothing(tmp_path: Path) -> None:
    name, text = PLANTED["github-pat"] if "github-pat" in PLANTED else PLANTED[SOME[0]]
    (tmp_path / "cut.json").write_text(f'{{"Environment": {{"{name}": {json.dumps(text)}, }}')
    (tmp_path / "cut.yaml").write_text(f"Environment: {{{name}: '{text}'\nA: b: c\n")
    outcome = run("check", "cut.json", "cut.yaml", "--isolated", cwd=tmp_path)
    assert outcome.code == 2
    assert_nothing_leaks(outcome.out + outcome.err, [text])


def test_a_comment_is_searched(tmp_path: Path) -> None:
    name, text = PLANTED[SOME[0]]
    (tmp_path / "job.yaml").write_text(yaml.safe_dump(minimal_job()) + f"# export {name}={text}\n")
    outcome = run("check", "job.yaml", "--isolated", cwd=tmp_path)
    lines = len(yaml.safe_dump(minimal_job()).splitlines()) + 1
    assert outcome.code == 1
    assert outcome.out.startswith(f"job.yaml:{lines}:")
    assert "in a comment: " in outcome.out
    assert_nothing_leaks(outcome.out, [text])


def test_a_secret_as_a_key_given_twice_is_not_told(tmp_path: Path) -> None:
    _, text = PLANTED[SOME[0]]
    environment = f'{{{json.dumps(text)}: "1", {json.dumps(text)}: "2"}}'
    job = json.dumps(minimal_job({"Environment": "X"})).replace('"X"', environment)
    (tmp_path / "job.json").write_text(job)
    outcome = run("check", "job.json", "--isolated", cwd=tmp_path)
    assert "LINT1006" in outcome.out
    assert_nothing_leaks(outcome.out, [text])


@pytest.mark.parametrize("detector_id", SOME)
def test_a_report_in_memory_holds_none(detector_id: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    name, text = PLANTED[detector_id]
    report = policylint.check(minimal_job({"Environment": {name: text}, "TrainingJobName": "a_b"}))
    assert {finding.rule[:3] for finding in report.findings} >= {"SEC"}
    assert_nothing_leaks(repr(report) + caplog.text, [text])


def test_many_secrets_in_one_file_take_no_longer_than_they_must(tmp_path: Path) -> None:
    """Thousands of records with a secret each: were each line held against all secrets, this would take minutes."""
    tokens = [texts(detectors()[0], seed)[0] for seed in range(4_000 if deep() else 500)]
    jobs = (json.dumps(minimal_job({"Environment": {"A": token}, "TrainingJobName": "a_b"})) for token in tokens)
    (tmp_path / "jobs.jsonl").write_text("\n".join(jobs))
    outcome = run("check", "jobs.jsonl", "--isolated", cwd=tmp_path)
    assert outcome.out.count("SM1006 [error]") == len(tokens)
    assert not [token for token in tokens if token in outcome.out]
