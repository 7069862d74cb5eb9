"""What a Describe call answers is judged as a request, and what was left out of it is said in every format."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from policylint.cli import main
from policylint.reports import FORMATS
from tests.requests import minimal_job, minimal_tuning_job

ARN = "arn:aws:sagemaker:us-east-1:123456789012"
TUNED: dict[str, Any] = {
    **minimal_tuning_job(),
    "HyperParameterTuningJobArn": f"{ARN}:hyper-parameter-tuning-job/tuned",
    "HyperParameterTuningJobStatus": "Completed",
    "TrainingJobStatusCounters": {"Completed": 4},
    "BestTrainingJob": {"TrainingJobName": "tuned-1", "TrainingJobArn": f"{ARN}:training-job/tuned-1"},
}


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    """What moto answers about a job, as boto3 gives it, in JSON's types."""
    with mock_aws():
        client = boto3.client(
            "sagemaker", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        client.create_training_job(**minimal_job())
        described = client.describe_training_job(TrainingJobName=minimal_job()["TrainingJobName"])
    known: dict[str, Any] = json.loads(json.dumps(described, default=str))
    return known


def checked(file: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    main(["check", "--isolated", "--output-format", "json", str(file)])
    findings: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return findings


def test_a_real_answer_is_sound_and_what_was_left_out_is_named(
    answer: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "answer.json").write_text(json.dumps(answer | {"FailureReason": ""}))
    [note] = checked(tmp_path / "answer.json", capsys)
    assert (note["rule"], note["severity"], note["path"]) == ("SM3009", "note", "TrainingJobArn")
    added = [*(answer.keys() - minimal_job().keys() - {name for name in answer if name.startswith("Enable")})]
    assert sorted(note["properties"]["left_out"]) == sorted([*added, "FailureReason"])
    assert all(name in note["message"] for name in added)


def test_an_empty_text_stands_for_none_and_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answered = minimal_job({"OutputDataConfig.KmsKeyId": "", "Environment": {"EMPTY": ""}}) | {
        "TrainingJobArn": f"{ARN}:training-job/x"
    }
    (tmp_path / "answer.json").write_text(json.dumps(answered))
    [note] = checked(tmp_path / "answer.json", capsys)
    assert note["properties"]["left_out"] == ["TrainingJobArn", "OutputDataConfig.KmsKeyId"]
    assert note["message"].endswith("and what is empty (OutputDataConfig.KmsKeyId)")


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one, one], lambda one: {"Results": [{"X": one}]}])
def test_a_tuning_job_is_one_too(wrap: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "answer.json").write_text(json.dumps(wrap(TUNED)))
    [note] = checked(tmp_path / "answer.json", capsys)
    assert note["rule"] == "SM3009"
    assert note["message"].startswith("this is an answer of DescribeHyperParameterTuningJob")
    assert "BestTrainingJob" in note["properties"]["left_out"]
    assert ("1 more answer in this file is judged likewise" in note["message"]) == isinstance(wrap(0), list)


def test_of_many_answers_it_is_said_once_and_each_is_judged(
    answer: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = {**answer, "StoppingCondition": {"MaxRuntimeInSeconds": -1}}
    lines = [json.dumps(answer | {"TrainingJobName": f"churn-{number}"}) for number in range(1_200)]
    (tmp_path / "answers.jsonl").write_text("\n".join(lines))
    notes: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for finding in checked(tmp_path / "answers.jsonl", capsys):
        (notes if finding["severity"] == "note" else errors).append(finding)
    assert [note["position"]["line"] for note in notes] == [1]
    assert notes[0]["message"].endswith("; 1,199 more answers in this file are judged likewise")
    assert [error["position"]["line"] for error in errors] == [*range(1, 1201)]


def test_an_answer_about_a_job_is_no_other_job_of_its_name(
    answer: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("monday.json", "tuesday.json"):
        (tmp_path / name).write_text(json.dumps(answer))
    (tmp_path / "request.json").write_text(json.dumps(minimal_job()))
    assert {finding["rule"] for finding in checked(tmp_path, capsys)} == {"SM3009"}


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_says_it(
    format_: str, answer: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "answer.json").write_text(json.dumps(answer))
    assert main(["check", "--isolated", "--output-format", format_, str(tmp_path / "answer.json")]) == 0
    said = capsys.readouterr().out
    assert "SecondaryStatusTransitions" in said
