"""The one way from files to requests: what each command makes of a fault, and of what files say beside a request."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policylint.cli import main
from policylint.facts import FactsByFile
from policylint.finding import Finding
from policylint.report import Unread
from policylint.settings.config import Settings
from policylint.sources.requests import Read, Requests, read
from tests.requests import minimal_job

JOB = json.dumps(minimal_job())
PLAN = "template: job.jsonl\nregion: eu-west-1\naxes: {count: {path: ResourceConfig.InstanceCount, list: [1, 2]}}\n"
FOREIGN = '{"name": "churn"}'
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The program in a folder of its own: exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--isolated"])
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["check", "-q", "job.jsonl"], id="check"),
        pytest.param(["baseline", "job.jsonl"], id="baseline"),
        pytest.param(["cost", "job.jsonl"], id="cost"),
        pytest.param(["eval", "TrainingJobName", "job.jsonl"], id="eval"),
        pytest.param(["sweep", "plan.yaml"], id="sweep"),
    ],
)
@pytest.mark.parametrize(
    ("record", "words"),
    [
        pytest.param(FOREIGN, "this record holds no training-job request", id="not a request"),
        pytest.param('{"name": ', "JSON", id="not JSON"),
    ],
)
def test_no_command_loses_a_record_among_requests(
    command: Command, tmp_path: Path, arguments: list[str], record: str, words: str
) -> None:
    (tmp_path / "job.jsonl").write_text(f"{JOB}\n{record}\n")
    (tmp_path / "plan.yaml").write_text(PLAN)
    code, out, err = command(*arguments)
    assert code == 2
    if arguments[0] == "baseline":
        assert "`policylint check` says what" in err
    else:
        assert "job.jsonl:2:" in out + err
        assert words in out + err


@pytest.mark.parametrize("name", ["check", "cost"])
def test_a_named_file_without_a_request_is_a_fault_and_one_that_is_met_is_none(
    command: Command, tmp_path: Path, name: str
) -> None:
    (tmp_path / "job.json").write_text(JOB)
    (tmp_path / "package.json").write_text(FOREIGN)
    code, out, err = command(name, "job.json", "package.json")
    assert code == 2
    assert "this file holds no training-job request that policylint recognises" in out + err
    assert command(name, ".")[0] == 0


def test_what_cannot_be_read_at_the_base_is_reported_and_left_out_of_the_comparison(
    command: Command, tmp_path: Path
) -> None:
    for folder in ("before", "jobs"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "job.json").write_text(JOB)
    (tmp_path / "before" / "cut.json").write_text(JOB[:40])
    code, out, err = command("cost", "jobs", "--compare", "before")
    assert code == 0
    assert "Nothing changes" in out
    assert "policylint: jobs/cut.json:1:" in err
    assert "left out of the comparison with before: " in err


def test_the_sidecar_of_a_template_counts_for_its_sweep(command: Command, tmp_path: Path) -> None:
    job: dict[str, Any] = minimal_job({"AlgorithmSpecification.TrainingImage": "registry.example/churn:1"})
    job["x-policylint"] = {"region": "eu-west-1"}
    (tmp_path / "job.jsonl").write_text(json.dumps(job) + "\n")
    (tmp_path / "plan.yaml").write_text(PLAN.replace("region: eu-west-1\n", ""))
    code, out, err = command("sweep", "plan.yaml", "--no-check", "--as-of", "2026-11-24", "--fail-over", "1000")
    assert (code, err) == (0, "")
    assert out.startswith("2 jobs can cost $")


def items(folder: Path, *paths: str) -> list[str]:
    """What reading yields, each in a word."""
    settings = Settings(root=folder)
    words = []
    for item in read(paths, settings, FactsByFile(settings).of):
        if isinstance(item, Requests):
            words += ["first" if item.first else "further", *(f"job {request.number}" for request in item.items)]
        elif isinstance(item, Finding):
            words.append(item.rule)
        elif isinstance(item, Unread):
            words.append("Unread")
        else:
            words.append("skipped" if item.skipped else "read")
    return words


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param("a.json", JOB, ["first", "job 0", "read"], id="a request"),
        pytest.param("a.json", f"[{JOB}, {JOB}]", ["first", "job 0", "job 1", "read"], id="a list"),
        pytest.param(
            "a.jsonl",
            f"{FOREIGN}\n{JOB}\nx\n{JOB}\n",
            ["first", "job 0", "LINT1003", "further", "job 0", "LINT1008", "read"],
            id="records, one foreign and one broken",
        ),
        pytest.param("a.yaml", f"{JOB}\n---\nkind: Other\n", ["first", "job 0", "read"], id="a stream of YAML"),
        pytest.param("a.json", FOREIGN, ["skipped"], id="no request"),
        pytest.param("a.json", JOB[:40], ["LINT1003", "read"], id="not JSON"),
        pytest.param("a.json", "{", ["skipped"], id="neither JSON nor about training"),
        pytest.param("a.py", "client.create_training_job()", ["first", "job 0", "read"], id="Python"),
        pytest.param("a.py", 'print "create_training_job"', ["Unread", "skipped"], id="Python 2"),
    ],
)
def test_what_reading_a_folder_yields(tmp_path: Path, name: str, text: str, expected: list[str]) -> None:
    (tmp_path / name).write_text(text)
    assert items(tmp_path, str(tmp_path)) == expected


def test_requests_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f"{JOB}\n" * 3)
    settings = Settings(root=tmp_path)
    reading = read([str(tmp_path / "a.jsonl")], settings, FactsByFile(settings).of)
    first = next(reading)
    assert isinstance(first, Requests)
    with (tmp_path / "a.jsonl").open("a") as file:
        file.write(f"{JOB}\n")
    assert [type(item) for item in reading] == [Requests] * 3 + [Read]
