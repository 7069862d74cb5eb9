"""Names of jobs across the files of one run, through the command line."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.contract.job_names import PlacesByName
from policylint.contract.region import IMAGE
from tests.cli import policylint as run
from tests.requests import minimal_job, minimal_tuning_job

ROLE = "RoleArn"
KEY = "ResourceConfig.VolumeKmsKeyId"
OHIO = {KEY: "arn:aws:kms:us-east-2:123456789012:key/k", IMAGE: "123456789012.dkr.ecr.us-east-2.amazonaws.com/churn:1"}
VIRGINIA = {KEY: "arn:aws:kms:us-east-1:123456789012:key/k"}
OTHER_ACCOUNT = {ROLE: "arn:aws:iam::210987654321:role/SageMakerTraining"}
Found = list[tuple[str, str]]


def found(folder: Path, files: Mapping[str, str], *options: str) -> Found:
    """The severity of each repeated name, and where the earlier job is said to stand."""
    for name, text in files.items():
        (folder / name).write_text(text)
    arguments = ("check", "--select", "SM2907,LINT", "--output-format", "json", *options, *files)
    report = json.loads(run(*arguments, cwd=folder).out)
    for finding in report["findings"]:
        assert (finding["rule"], finding["path"]) in {
            ("SM2907", "TrainingJobName"),
            ("SM2907", "HyperParameterTuningJobName"),
        }
    return [
        (f["severity"], f["message"].partition(" the job in ")[2].removesuffix(" already")) for f in report["findings"]
    ]


def job(**changes: Any) -> str:
    return json.dumps(minimal_job(changes))


def tuning_job(name: str) -> str:
    return json.dumps(minimal_tuning_job({"HyperParameterTuningJobName": name}))


def test_a_sweep(tmp_path: Path) -> None:
    names = ["a", "b", "a", "A", "${name}", "${name}", "a"]
    lines = [job(TrainingJobName=name) for name in names]
    assert found(tmp_path, {"sweep.jsonl": "\n".join(lines)}) == [("error", "sweep.jsonl:1")] * 2


def test_documents_of_a_stream(tmp_path: Path) -> None:
    stream = "\n---\n".join([job(TrainingJobName="x"), job(), job()])
    assert found(tmp_path, {"jobs.yaml": stream}) == [("error", "jobs.yaml (document 2)")]


def test_states_of_a_machine(tmp_path: Path) -> None:
    resource = "arn:aws:states:::sagemaker:createTrainingJob.sync"
    states = {name: {"Type": "Task", "Resource": resource, "Parameters": minimal_job()} for name in ("First", "Second")}
    machine = {"StartAt": "First", "States": states}
    assert found(tmp_path, {"machine.json": json.dumps(machine)}) == [("error", "machine.json (First)")]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param({}, {}, "warning", id="two files whose Region nobody knows"),
        pytest.param(VIRGINIA, VIRGINIA, "error", id="the same account and Region for sure"),
        pytest.param(VIRGINIA, {}, "warning", id="for sure in one of them"),
        pytest.param(VIRGINIA, OHIO, None, id="two Regions"),
        pytest.param({}, {IMAGE: OHIO[IMAGE]}, None, id="images of two Regions"),
        pytest.param({}, OTHER_ACCOUNT, None, id="two accounts"),
        pytest.param({}, {ROLE: "${role}"}, "warning", id="an unknown account"),
        pytest.param({}, {"TrainingJobName": "churn-2026-11-25"}, None, id="another name"),
    ],
)
def test_two_files(first: dict[str, Any], second: dict[str, Any], expected: str | None, tmp_path: Path) -> None:
    files = {"a.json": json.dumps(minimal_job(first)), "b.json": json.dumps(minimal_job(second))}
    assert found(tmp_path, files) == ([(expected, "a.json")] if expected else [])


def test_facts_tell_jobs_apart_and_together(tmp_path: Path) -> None:
    files = {"dev.json": job(), "prod.json": job()}
    facts = "".join(f'[[facts]]\nfiles = "{name}.json"\nenvironment = "{name}"\n' for name in ("dev", "prod"))
    (tmp_path / "facts.toml").write_text(facts)
    assert found(tmp_path, files) == [("warning", "dev.json")]
    assert found(tmp_path, files, "--region", "us-east-1") == [("error", "dev.json")]
    assert found(tmp_path, files, "--config", "facts.toml") == []


def test_a_third_job_is_compared_with_both_before_it(tmp_path: Path) -> None:
    changes = [VIRGINIA, OHIO, OHIO]
    files = {f"{name}.json": json.dumps(minimal_job(more)) for name, more in zip("abc", changes, strict=True)}
    assert found(tmp_path, files) == [("error", "b.json")]


def test_tuning_jobs(tmp_path: Path) -> None:
    lines = [tuning_job("churn"), tuning_job("Churn"), tuning_job("other"), job(TrainingJobName="other")]
    assert found(tmp_path, {"jobs.jsonl": "\n".join(lines)}) == [("error", "jobs.jsonl:1")]


def test_a_repeated_name_can_be_ignored_where_it_stands(tmp_path: Path) -> None:
    stream = f"{job()}\n---\n# policylint: ignore[SM2907] one of the two is submitted\n{job()}\n"
    assert found(tmp_path, {"jobs.yaml": stream}) == []


def test_a_secret_in_a_name_stays_hidden(tmp_path: Path) -> None:
    name = "AK" + "IA" + "QYLPMN5HHHFPZAM2"
    (tmp_path / "sweep.jsonl").write_text(f"{job(TrainingJobName=name)}\n{job(TrainingJobName=name)}\n")
    outcome = run("check", "--isolated", "sweep.jsonl", "--output-format", "json", cwd=tmp_path)
    findings = [finding for finding in json.loads(outcome.out)["findings"] if finding["rule"] == "SM2907"]
    assert len(findings) == 1
    assert name not in findings[0]["message"]


@given(st.dictionaries(st.text(), st.integers(1, 2**63 - 1)), st.integers(0, 3000))
def test_the_table_of_places_is_a_dict(places: dict[str, int], more: int) -> None:
    table, expected = PlacesByName(), {**{f"job-{number}": number + 1 for number in range(more)}, **places}
    for name, place in expected.items():
        assert table.get(name) is None
        table.put(name, place)
    assert {name: table.get(name) for name in expected} == expected
    assert table.get("\0 a name that text() is not to find") is None
