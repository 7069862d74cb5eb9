"""Secrets that a file holds beside its requests: where the request does not have them, they are there all the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from policylint.cli import main
from tests.requests import minimal_job

KEY = "AKIA" + "IOSFODNN7QWERTYU"
REQUEST = {name: value for name, value in minimal_job().items() if name != "TrainingJobName"}
TASK = {
    "Type": "Task",
    "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
    "Parameters": {"TrainingJobName.$": "$.name", **REQUEST},
    "End": True,
}
MAKE = {"Type": "Pass", "Result": {"key": KEY}, "Next": "Train"}
MACHINE = {"StartAt": "Make", "States": {"Make": MAKE, "Train": TASK}}
STEP = {"Name": "Train", "Type": "Training", "Arguments": REQUEST}
PIPELINE = {"Parameters": [{"Name": "Key", "Type": "String", "DefaultValue": KEY}], "Steps": [STEP]}
TEMPLATE = {
    "Parameters": {"Key": {"Type": "String", "Default": KEY}},
    "Resources": {"Train": {"Type": "AWS::SageMaker::TrainingJob", "Properties": minimal_job()}},
}
NAMED = {"env": {"AWS_ACCESS_KEY_ID": KEY}, "jobs": [minimal_job()]}


def secrets(folder: Path, capsys: pytest.CaptureFixture[str], name: str, text: str) -> list[dict[str, Any]]:
    (folder / name).write_text(text)
    main(["check", "--isolated", "--output-format", "json", str(folder / name)])
    out = capsys.readouterr().out
    assert KEY not in out
    return [finding for finding in json.loads(out)["findings"] if finding["rule"].startswith("SEC")]


@pytest.mark.parametrize(
    "document",
    [MACHINE, PIPELINE, TEMPLATE, NAMED],
    ids=["a Pass state's result", "a pipeline's default", "a parameter's default", "an environment beside"],
)
def test_a_secret_beside_a_request_is_found_in_its_place(
    document: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(document, indent=2)
    [finding] = secrets(tmp_path, capsys, "file.json", text)
    place = finding["position"]
    assert text.splitlines()[place["line"] - 1][place["column"] - 1 : place["end_column"] - 1] == KEY
    assert finding["message"].startswith("beside the request: ")


@pytest.mark.parametrize("indent", [None, 2])
def test_a_secret_in_a_request_is_told_once(
    indent: int | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = minimal_job({"Environment": {"KEY": KEY}})
    for document in ({"jobs": [job]}, {"jobs": [json.dumps(job)]}, job):
        [finding] = secrets(tmp_path, capsys, "file.json", json.dumps(document, indent=indent))
        assert not finding["message"].startswith("beside")


def test_a_comment_beside_is_a_comment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [finding] = secrets(tmp_path, capsys, "file.yaml", f"# {KEY}\njobs:\n- {json.dumps(minimal_job())}\n")
    assert finding["message"].startswith("in a comment: ")
