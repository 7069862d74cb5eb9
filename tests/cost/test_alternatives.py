"""Jobs of which a condition lets only one be: the dearer counts, in costs and in budgets."""

import json
from pathlib import Path
from typing import Any

import pytest

from policylint.cli import main

CHEAP, DEAR = "ml.m5.large", "ml.p3.2xlarge"


def machine(instance_type: str, **more: Any) -> dict[str, Any]:
    request = {
        "TrainingJobName.$": "$$.Execution.Name",
        "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
        "AlgorithmSpecification": {
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
            "TrainingInputMode": "File",
        },
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/churn/models/"},
        "ResourceConfig": {"InstanceType": instance_type, "InstanceCount": 1, "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    }
    task = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Parameters": request}
    return {"StartAt": "T", "States": {"T": {**task, "End": True, **more}}}


def template(folder: Path, definition: Any, name: str = "template.json") -> Path:
    file = folder / name
    properties = {"DefinitionString": definition}
    file.write_text(
        json.dumps({"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}}})
    )
    return file


def total(capsys: pytest.CaptureFixture[str], file: Path) -> tuple[int, float]:
    main(["cost", "--isolated", "--output-format", "json", str(file)])
    found = json.loads(capsys.readouterr().out)["total"]
    return found["jobs"], found["max_usd"]


@pytest.mark.parametrize("order", [(CHEAP, DEAR), (DEAR, CHEAP)], ids=["the second", "the first"])
@pytest.mark.parametrize("spelled", [json.dumps, dict], ids=["text", "object"])
def test_the_dearer_counts(
    order: tuple[str, str], spelled: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    either = {"Fn::If": ["Prod", *(spelled(machine(one)) for one in order)]}
    file = template(tmp_path, either)
    if spelled is dict:
        file.write_text(file.read_text().replace("DefinitionString", "Definition"))
    alone = template(tmp_path, json.dumps(machine(DEAR)), "alone.json")
    assert total(capsys, file) == total(capsys, alone)


def test_a_condition_falls_alike_everywhere_in_a_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, between, after = json.dumps(machine("<>")).replace("churn:1.4", "<>").split("<>")
    types = {"Fn::If": ["Prod", DEAR, CHEAP]}
    images = {"Fn::If": ["Prod", "churn:1.4-gpu", "churn:1.4-cpu"]}
    file = template(tmp_path, {"Fn::Join": ["", [before, images, between, types, after]]})
    main(["check", "--isolated", "--output-format", "json", str(file)])
    report = json.loads(capsys.readouterr().out)
    assert report["summary"]["requests"] == 2
    assert not [one for one in report["findings"] if one["severity"] == "error"]


def test_a_budget_counts_the_dearer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    either = {"Fn::If": ["Prod", json.dumps(machine(DEAR)), json.dumps(machine(DEAR))]}
    file = template(tmp_path, either)
    (tmp_path / "policylint.toml").write_text("[[budgets]]\ntotal = 5.0\n")
    assert main(["check", "--config", str(tmp_path / "policylint.toml"), "--select", "COST", str(file)]) == 0
    (tmp_path / "policylint.toml").write_text("[[budgets]]\ntotal = 3.0\n")
    assert main(["check", "--config", str(tmp_path / "policylint.toml"), "--select", "COST", str(file)]) == 1
    assert "1 job can cost" in capsys.readouterr().out
