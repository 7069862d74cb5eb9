"""The engine through `policylint.check` and the command line: selection, severities, facts, failures of rules."""

import json
from pathlib import Path

import pytest

import policylint
from policylint.catalogue import Catalogue, load
from policylint.engine import Engine
from policylint.finding import Finding, Severity, remove
from policylint.job import TrainingJob
from policylint.rule import Check
from policylint.settings.config import Config
from policylint.settings.selection import UnknownSelectorError
from tests.cli import policylint as run
from tests.requests import minimal_job, minimal_tuning_job

BAD = minimal_job({"TrainingJobName": "a_b", "ResourceConfig.InstanceCount": -1})


@pytest.mark.parametrize(
    ("select", "ignore", "found"),
    [
        pytest.param(None, None, {"SM1006", "SM1007"}, id="all"),
        pytest.param(["SM1006"], None, {"SM1006"}, id="one rule"),
        pytest.param(["SM1"], ["SM1006"], {"SM1007"}, id="the closer word decides"),
        pytest.param(["SM1006"], ["SM1"], {"SM1006"}, id="the closer word decides, the other way"),
        pytest.param(["SM1006"], ["SM1006"], set(), id="ignore wins a tie"),
        pytest.param(["invalid-pattern"], None, {"SM1006"}, id="by name"),
        pytest.param(["LINT"], None, set(), id="another family"),
    ],
)
def test_selection(select: list[str] | None, ignore: list[str] | None, found: set[str]) -> None:
    report = policylint.check(BAD, select=select, ignore=ignore)
    assert {finding.rule for finding in report.findings} == found


def test_an_unknown_selector_is_an_error() -> None:
    with pytest.raises(UnknownSelectorError, match="did you mean 'SM1006'"):
        policylint.check(BAD, select=["SM1O6"])


def test_severities_are_settings() -> None:
    report = policylint.check(BAD, config=Config(severity={"SM1006": Severity.NOTE, "SM1007": Severity.WARNING}))
    assert {f.rule: f.severity for f in report.findings} == {"SM1006": Severity.NOTE, "SM1007": Severity.WARNING}
    assert report.ok
    assert (report.exit_code(Severity.ERROR), report.exit_code(Severity.WARNING)) == (0, 1)


def test_a_request_is_a_dict() -> None:
    with pytest.raises(TypeError, match="not list"):
        policylint.check([minimal_job()])  # type: ignore[arg-type]


def test_a_request_is_left_as_it_was() -> None:
    request = minimal_job({"TrainingJobName": "${name}"})
    report = policylint.check(request)
    assert request == minimal_job({"TrainingJobName": "${name}"})
    assert report.unknowns == 1
    assert report.findings == ()


def test_a_definition_of_a_tuning_job_is_judged_in_its_place() -> None:
    report = policylint.check(minimal_tuning_job({"TrainingJobDefinition.ResourceConfig.InstanceCount": -1}))
    assert [f.path for f in report.findings] == ["TrainingJobDefinition.ResourceConfig.InstanceCount"]


def test_a_fix_of_a_definition_is_one_of_the_whole_request() -> None:
    wait = "TrainingJobDefinition.StoppingCondition.MaxWaitTimeInSeconds"
    [finding] = policylint.check(minimal_tuning_job({wait: 7200})).findings
    assert (finding.rule, finding.fix) == ("SM2405", remove(wait))


def test_a_rule_that_fails_is_a_finding_without_values() -> None:
    def fail(job: TrainingJob) -> Finding:
        raise ValueError(job.string("RoleArn"))

    shipped = load()
    rule = next(iter(shipped.rules.values()))
    engine = Engine(catalogue=Catalogue(shipped.rules, (*shipped.checks, Check(fail, (rule,)))))  # type: ignore[arg-type]
    findings = engine.judge(TrainingJob(BAD))
    assert {f.rule for f in findings} == {"SM1006", "SM1007", "LINT9999"}
    message = next(f.message for f in findings if f.rule == "LINT9999")
    assert "ValueError at test_engine.py:" in message
    assert BAD["RoleArn"] not in message


def test_strict_enums(tmp_path: Path) -> None:
    request = minimal_job({"ResourceConfig.InstanceType": "ml.p9.48xlarge"})
    assert policylint.check(request).ok
    assert not policylint.check(request, config=Config(strict_enums=True)).ok


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["clean.json"], 0, id="clean"),
        pytest.param(["bad.json"], 1, id="findings"),
        pytest.param(["clean.json", "bad.json"], 1, id="some findings"),
        pytest.param(["warned.json"], 0, id="a warning is no failure"),
        pytest.param(["warned.json", "--fail-on", "warning"], 1, id="unless told so"),
        pytest.param(["other.json"], 2, id="no request in a named file"),
        pytest.param(["nowhere.json"], 2, id="no such file"),
        pytest.param(["bad.json", "nowhere.json"], 2, id="findings, and something not judged"),
        pytest.param(["empty"], 2, id="a folder without requests"),
        pytest.param([], 1, id="no path: this folder"),
        pytest.param(["clean.json", "--select", "SM999"], 2, id="unknown rule"),
        pytest.param(["clean.json", "--output-format", "pdf"], 2, id="unknown format"),
        pytest.param(["clean.json", "--output", "/proc/nowhere/report.json"], 2, id="a report that cannot be written"),
    ],
)
def test_exit_codes(tmp_path: Path, arguments: list[str], code: int) -> None:
    files = {
        "clean.json": minimal_job(),
        "bad.json": BAD,
        "warned.json": minimal_job({"ResourceConfig.InstanceType": "ml.p9.48xlarge"}),
        "other.json": {"name": "package", "version": "1.0.0"},
    }
    for name, request in files.items():
        (tmp_path / name).write_text(json.dumps(request))
    (tmp_path / "empty").mkdir()
    outcome = run("check", *arguments, cwd=tmp_path)
    assert outcome.code == code, outcome.out + outcome.err


def test_an_unknown_command_names_the_nearest(tmp_path: Path) -> None:
    outcome = run("chekc", "jobs", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "policylint: no command is called 'chekc': did you mean 'check'?; see `policylint --help`\n"


def test_standard_input(tmp_path: Path) -> None:
    outcome = run("check", "-", "--quiet", cwd=tmp_path, stdin=json.dumps(BAD))
    assert outcome.code == 1
    assert all(line.startswith("<stdin>:1:") for line in outcome.out.splitlines())


def test_several_reports_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(json.dumps(BAD))
    outputs = ["--output", "out/a.sarif", "--output", "junit=out/b.report", "--output", "c.md"]
    outcome = run("check", "bad.json", *outputs, cwd=tmp_path)
    assert outcome.out.startswith("bad.json:1:")
    assert json.loads((tmp_path / "out/a.sarif").read_text())["version"] == "2.1.0"
    assert "<testsuite" in (tmp_path / "out/b.report").read_text()
    assert "SM1006" in (tmp_path / "c.md").read_text()


def test_a_reader_that_stops_early_is_no_traceback(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "jobs.jsonl").write_text((json.dumps(BAD) + "\n") * 2000)
    command = f"{sys.executable} -m policylint check jobs.jsonl | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("jobs.jsonl:1:")
    assert done.stderr == ""


def test_a_fault_of_ours_is_told_without_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from policylint.cli import main
    from policylint.commands import rules

    def fail(_: object) -> int:
        raise RuntimeError("what a request holds")

    monkeypatch.setattr(rules, "run", fail)
    assert main(["rules"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("policylint: a fault of policylint's own: RuntimeError at test_engine.py:")
    assert "what a request holds" not in told.err
