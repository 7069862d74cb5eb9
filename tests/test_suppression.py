"""Findings that are accepted: by comment, by configuration, by baseline; and acceptances that accept nothing."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli import policylint
from tests.requests import minimal_job

JOB = """\
TrainingJobName: churn_2026{comment}
RoleArn: arn:aws:iam::123456789012:role/SageMakerTraining
AlgorithmSpecification:
  TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4
  TrainingInputMode: File
OutputDataConfig: {{S3OutputPath: "s3://acme-ml/churn/models/"}}
ResourceConfig: {{InstanceType: ml.m5.xlarge, InstanceCount: 1, VolumeSizeInGB: 30}}
StoppingCondition: {{MaxRuntimeInSeconds: 3600}}
"""


def yaml_job(folder: Path, comment: str = "", above: str = "") -> Path:
    file = folder / "job.yaml"
    file.write_text(above + JOB.format(comment=comment), encoding="utf-8")
    return file


def findings(folder: Path, *arguments: str) -> tuple[int, list[str], list[dict[str, Any]]]:
    """Exit code, the rules found with their lines, and the whole findings."""
    outcome = policylint("check", "--output-format", "json", *arguments, cwd=folder)
    found = json.loads(outcome.out)["findings"]
    return outcome.code, [f"{finding['rule']}:{(finding['position'] or {}).get('line')}" for finding in found], found


@pytest.mark.parametrize(
    ("comment", "above", "expected"),
    [
        pytest.param("", "", ["SM1006:1"], id="nothing accepted"),
        pytest.param("  # policylint: ignore[SM1006] legacy name", "", [], id="at the end of the line"),
        pytest.param("", "# policylint: ignore[SM1006] legacy name\n", [], id="on the line above"),
        pytest.param("", "# policylint: ignore[SM1xx, SM2] legacy\n# more\n", [], id="by prefix, past a comment"),
        pytest.param("  # policylint: ignore[invalid-pattern] legacy name", "", [], id="by name"),
        pytest.param("  # policylint: ignore[SM1005] not this", "", ["LINT1101:1", "SM1006:1"], id="another rule"),
        pytest.param("  # policylint: ignore[SM1006]", "", ["LINT1102:1", "SM1006:1"], id="without a reason"),
        pytest.param("  # policylint: ignore legacy name", "", ["LINT1102:1", "SM1006:1"], id="without rules"),
        pytest.param("  # policylint: ignore[SM999] old", "", ["LINT1102:1", "SM1006:1"], id="a rule that is none"),
        pytest.param("  # policylint: ingore[SM1006] old", "", ["LINT1102:1", "SM1006:1"], id="a misspelled word"),
        pytest.param("  # policylint: see the wiki", "", ["SM1006:1"], id="some other remark"),
    ],
)
def test_comments(tmp_path: Path, comment: str, above: str, expected: list[str]) -> None:
    yaml_job(tmp_path, comment, above)
    lines = above.count("\n")
    _, found, _ = findings(tmp_path, "job.yaml")
    assert sorted(found) == sorted(f"{rule}:{int(line) + lines}" for rule, line in (e.split(":") for e in expected))


def test_a_comment_inside_a_string_is_text(tmp_path: Path) -> None:
    file = yaml_job(tmp_path)
    file.write_text(file.read_text() + 'HyperParameters: {note: "# policylint: ignore[SM1006] no"}\n')
    assert findings(tmp_path, "job.yaml")[1] == ["SM1006:1"]


def json_jobs(folder: Path) -> None:
    for name in ("a", "b"):
        request = minimal_job({"TrainingJobName": f"job_{name}", "InputDataConfig[0].ChannelName": "train"})
        (folder / f"{name}.json").write_text(json.dumps(request, indent=2))


@pytest.mark.parametrize(
    ("entry", "left"),
    [
        pytest.param('files = "a.json"', {"b.json": {"SM1002", "SM1006"}}, id="a file"),
        pytest.param('rules = ["SM1006"]', {"a.json": {"SM1002"}, "b.json": {"SM1002"}}, id="a rule"),
        pytest.param(
            'path = "InputDataConfig[*]"', {"a.json": {"SM1006"}, "b.json": {"SM1006"}}, id="a place and all below"
        ),
        pytest.param(
            'path = "TrainingJob"',
            {"a.json": {"SM1002", "SM1006"}, "b.json": {"SM1002", "SM1006"}},
            id="no part of a name",
        ),
    ],
)
def test_configured_suppressions(tmp_path: Path, entry: str, left: dict[str, set[str]]) -> None:
    json_jobs(tmp_path)
    (tmp_path / "policylint.toml").write_text(f'[[suppressions]]\nreason = "known"\n{entry}\n')
    _, _, found = findings(tmp_path, ".", "--select", "SM1")
    by_file: dict[str, set[str]] = {}
    for finding in found:
        by_file.setdefault(finding["file"], set()).add(finding["rule"])
    assert by_file == left


def test_a_finding_is_suppressed_by_its_fingerprint(tmp_path: Path) -> None:
    json_jobs(tmp_path)
    _, _, found = findings(tmp_path, "a.json", "--select", "SM1006")
    entry = f'[[suppressions]]\nreason = "known"\nfingerprint = "{found[0]["fingerprint"]}"\n'
    (tmp_path / "policylint.toml").write_text(entry)
    assert [finding["file"] for finding in findings(tmp_path, ".", "--select", "SM1006")[2]] == ["b.json"]


def test_a_suppression_that_suppresses_nothing_is_reported(tmp_path: Path) -> None:
    json_jobs(tmp_path)
    entry = '[[suppressions]]\nreason = "known"\nfiles = "a.json"\nrules = ["SM1008"]\n'
    (tmp_path / "policylint.toml").write_text(entry)
    _, found, whole = findings(tmp_path, "a.json")
    assert "LINT1101:None" in found
    assert "no finding of SM1008 in a.json" in next(f for f in whole if f["rule"] == "LINT1101")["message"]
    assert "LINT1101:None" not in findings(tmp_path, "b.json")[1]


def test_a_reason_is_required(tmp_path: Path) -> None:
    json_jobs(tmp_path)
    (tmp_path / "policylint.toml").write_text('[[suppressions]]\nfiles = "a.json"\n')
    outcome = policylint("check", ".", cwd=tmp_path)
    assert outcome.code == 2
    assert "the key 'reason' of suppressions[0] is missing" in outcome.err


class TestBaseline:
    def test_known_findings_pass_and_new_ones_do_not(self, tmp_path: Path) -> None:
        json_jobs(tmp_path)
        assert policylint("baseline", ".", "--output", "known.json", cwd=tmp_path).code == 0
        arguments = ("a.json", "b.json", "--baseline", "known.json")
        assert findings(tmp_path, *arguments)[0] == 0
        job = json.loads((tmp_path / "a.json").read_text())
        job["ResourceConfig"]["InstanceCount"] = -1
        (tmp_path / "a.json").write_text("\n\n\n" + json.dumps(job))
        code, found, _ = findings(tmp_path, *arguments)
        assert (code, found) == (1, ["SM1007:4"])

    def test_what_was_mended_is_noted(self, tmp_path: Path) -> None:
        json_jobs(tmp_path)
        policylint("baseline", "a.json", "b.json", "--output", "known.json", cwd=tmp_path)
        (tmp_path / "a.json").write_text(json.dumps(minimal_job({"TrainingJobName": "job_a"})))
        code, found, whole = findings(tmp_path, "a.json", "--baseline", "known.json")
        assert (code, found) == (0, ["LINT1103:None"])
        assert whole[0]["severity"] == "note"

    def test_it_holds_no_line_and_no_time(self, tmp_path: Path) -> None:
        json_jobs(tmp_path)
        policylint("baseline", "a.json", cwd=tmp_path)
        text = (tmp_path / "policylint-baseline.json").read_text()
        policylint("baseline", "a.json", cwd=tmp_path)
        assert (tmp_path / "policylint-baseline.json").read_text() == text
        entries = json.loads(text)["findings"]
        assert {key for entry in entries for key in entry} == {
            *("rule", "file", "job", "path", "fingerprint", "count", "content")
        }

    def test_what_cannot_be_judged_cannot_be_known(self, tmp_path: Path) -> None:
        (tmp_path / "cut.json").write_text('{"TrainingJobName": ')
        outcome = policylint("baseline", "cut.json", cwd=tmp_path)
        assert outcome.code == 2
        assert not (tmp_path / "policylint-baseline.json").exists()

    @pytest.mark.parametrize(
        "text", ["", "[]", "{}", '{"version": 1, "findings": 3}', '{"version": 9, "findings": []}']
    )
    def test_what_is_no_baseline_is_told(self, tmp_path: Path, text: str) -> None:
        json_jobs(tmp_path)
        (tmp_path / "known.json").write_text(text)
        outcome = policylint("check", "a.json", "--baseline", "known.json", cwd=tmp_path)
        assert outcome.code == 2
        assert "known.json" in outcome.err

    def test_it_holds_wherever_policylint_is_started(self, tmp_path: Path) -> None:
        (tmp_path / "jobs").mkdir()
        json_jobs(tmp_path / "jobs")
        (tmp_path / "policylint.toml").write_text('baseline = "known.json"\n')
        policylint("baseline", "jobs", "--output", "known.json", cwd=tmp_path)
        assert policylint("check", "jobs", cwd=tmp_path).code == 0
        assert policylint("check", ".", cwd=tmp_path / "jobs").code == 0
        assert policylint("check", str(tmp_path / "jobs"), cwd=tmp_path).code == 0
        there = policylint("check", ".", "--baseline", "known.json", cwd=tmp_path / "jobs")
        assert there.code == 2
        assert "known.json: the baseline cannot be read" in there.err


def test_a_suppression_of_a_rule_that_is_none_is_an_error(tmp_path: Path) -> None:
    json_jobs(tmp_path)
    (tmp_path / "policylint.toml").write_text('[[suppressions]]\nreason = "x"\nrules = ["SM1O6"]\n')
    outcome = policylint("check", ".", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert "did you mean 'SM1006'" in outcome.err


CHAIN = ["comment", "configuration", "waiver", "baseline"]
"""The order in which a finding is accepted, and how a report tells each."""
REASONS = {
    "comment": ("inSource", "by comment"),
    "configuration": ("external", "by configuration"),
    "waiver": ("external", f"by such a waiver (waived by a@b until {date.today() + timedelta(days=200)})"),
    "baseline": ("external", "in the baseline"),
}
UNUSED = {"comment": "LINT1101", "configuration": "LINT1101", "waiver": "LINT1204", "baseline": "LINT1103"}


@pytest.mark.parametrize("first", range(len(CHAIN)), ids=CHAIN)
def test_the_first_that_accepts_a_finding_is_used_and_the_others_are_not(tmp_path: Path, first: int) -> None:
    yaml_job(tmp_path)
    policylint("baseline", "job.yaml", "--output", "known.json", cwd=tmp_path)
    present = CHAIN[first:]
    settings = []
    if "comment" in present:
        yaml_job(tmp_path, "  # policylint: ignore[SM1006] by comment")
    if "waiver" in present:
        expires = date.today() + timedelta(days=200)
        waiver = f"{{rule: SM1006, files: job.yaml, reason: by such a waiver, approver: a@b, expires: {expires}}}"
        (tmp_path / "waivers.yaml").write_text(f"waivers: [{waiver}]\n")
        settings += ['waivers = ["waivers.yaml"]']
    settings += ['baseline = "known.json"']
    if "configuration" in present:
        settings += ["[[suppressions]]", 'files = "job.yaml"', 'rules = ["SM1006"]', 'reason = "by configuration"']
    (tmp_path / "policylint.toml").write_text("\n".join(settings))
    report = json.loads(policylint("check", "--output-format", "json", "job.yaml", cwd=tmp_path).out)
    [accepted] = report["suppressed"]
    assert (accepted["kind"], accepted["reason"]) == REASONS[present[0]]
    assert sorted(finding["rule"] for finding in report["findings"]) == sorted(UNUSED[name] for name in present[1:])
