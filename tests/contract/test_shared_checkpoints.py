"""Checkpoint locations of the jobs of one file, through the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.contract.shared_checkpoints import CheckpointLocations
from policylint.job import TrainingJob
from tests.cli import policylint as run
from tests.requests import minimal_job, minimal_tuning_job

CHECKPOINTS = "CheckpointConfig.S3Uri"


def found(folder: Path, name: str, value: Any) -> list[tuple[str, str]]:
    (folder / name).write_text(value if isinstance(value, str) else json.dumps(value))
    report = json.loads(run("check", "--select", "SM2209,LINT", "--output-format", "json", name, cwd=folder).out)
    return [(finding["path"], finding["message"]) for finding in report["findings"]]


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("s3://acme/ckpt/run-1", "s3://acme/ckpt/run-1", "an earlier job has this checkpoint location, too"),
        ("s3://acme/ckpt/run-1", "s3://acme/ckpt/run-10", "s3://acme/ckpt/run-10 begins with s3://acme/ckpt/run-1:"),
        ("s3://acme/ckpt/run-10", "s3://acme/ckpt/run-1", "s3://acme/ckpt/run-10 begins with s3://acme/ckpt/run-1:"),
        ("s3://acme/ckpt/", "s3://acme/ckpt/run-1/", "s3://acme/ckpt/run-1/ begins with s3://acme/ckpt/:"),
        ("s3://acme/ckpt/run-1/", "s3://acme/ckpt/run-10/", None),
        ("s3://acme/ckpt/a", "s3://acme/ckpt/b", None),
        ("s3://acme/ckpt/${run}", "s3://acme/ckpt/${run}", None),
    ],
)
def test_two_jobs_of_a_file(one: str, other: str, message: str | None, tmp_path: Path) -> None:
    jobs = [minimal_job({CHECKPOINTS: uri, "TrainingJobName": f"job-{n}"}) for n, uri in enumerate((one, other))]
    said = found(tmp_path, "jobs.json", jobs)
    assert [path for path, _ in said] == ([CHECKPOINTS] if message else [])
    assert all(text.startswith(message or "") for _, text in said)


def test_jobs_of_two_files_may_be_runs_of_one(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        assert found(tmp_path, name, minimal_job({CHECKPOINTS: "s3://acme/ckpt"})) == []
    assert "SM2209" not in run("check", "a.json", "b.json", cwd=tmp_path).out


def test_the_definitions_of_a_tuning_job(tmp_path: Path) -> None:
    tuning = minimal_tuning_job()
    definition = tuning.pop("TrainingJobDefinition")
    definition["CheckpointConfig"] = {"S3Uri": "s3://acme/ckpt/"}
    tuning["TrainingJobDefinitions"] = [{**definition, "DefinitionName": name} for name in "ab"]
    assert [path for path, _ in found(tmp_path, "tuning.json", tuning)] == [f"TrainingJobDefinitions[1].{CHECKPOINTS}"]


def test_the_line_of_the_other_job_is_named(tmp_path: Path) -> None:
    lines = [
        json.dumps(minimal_job({CHECKPOINTS: f"s3://acme/{n % 2}/", "TrainingJobName": f"a-{n}"})) for n in range(3)
    ]
    [(_, message)] = found(tmp_path, "jobs.jsonl", "\n".join(lines))
    assert message == "the job in line 1 has this checkpoint location, too"


@given(st.lists(st.text("ab/", min_size=1, max_size=5), max_size=12))
def test_the_sorted_list_finds_what_comparing_all_pairs_finds(uris: list[str]) -> None:
    known = CheckpointLocations()
    for number, uri in enumerate(uris):
        job = TrainingJob({"CheckpointConfig": {"S3Uri": uri}}, file="jobs.json")
        meets = any(uri.startswith(other) or other.startswith(uri) for other in uris[:number])
        assert bool(list(known.shared(job, ""))) is meets
