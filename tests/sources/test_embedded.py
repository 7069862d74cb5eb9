"""What a kind of content leaves of a document, and documents inside strings."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from policylint.cli import main
from policylint.sources.kinds.embedded import rest
from tests.sources.kinds import found, written

REQUEST: dict[str, Any] = {
    "TrainingJobName": "churn-7",
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
    "AlgorithmSpecification": {"TrainingImage": "churn", "TrainingInputMode": "File"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}
MANIFEST = {
    "apiVersion": "sagemaker.services.k8s.aws/v1alpha1",
    "kind": "TrainingJob",
    "metadata": {"name": "churn"},
    "spec": {"trainingJobName": "churn-7", "roleARN": "arn:aws:iam::123456789012:role/T"},
}


def addresses(value: Any) -> list[str]:
    return [job.origin.address for job, _ in found(written(value))[1]]


def test_a_list_of_manifests_may_hold_others() -> None:
    listed = {
        "apiVersion": "v1",
        "kind": "List",
        "items": [MANIFEST, {"kind": "ConfigMap", "data": {"a.json": json.dumps(REQUEST)}}],
    }
    assert addresses(listed) == ["TrainingJob/churn", "items.1.data.a.json"]


def test_what_kubectl_applied_last_is_no_further_job() -> None:
    key = "kubectl.kubernetes.io/last-applied-configuration"
    applied = {**MANIFEST, "metadata": {"name": "churn", "annotations": {key: json.dumps(MANIFEST)}}}
    assert addresses(applied) == ["TrainingJob/churn"]


def test_each_document_of_a_text_is_read() -> None:
    text = f"{json.dumps(MANIFEST)}\n---\n{json.dumps(REQUEST)}\n"
    assert addresses({"data": {"all.yaml": text}}) == ["data.all.yaml/TrainingJob/churn", "data.all.yaml"]


def test_a_payload_with_paths_is_a_request_wherever_it_stands() -> None:
    payload = {"TrainingJobName.$": "$.name", **{key: REQUEST[key] for key in REQUEST if key != "TrainingJobName"}}
    [(job, _)] = found(written({"Input": {"job": payload}}))[1]
    assert str(job.request["TrainingJobName"].expression) == "$.name"


def test_functions_of_a_template_are_read_anywhere_in_it() -> None:
    parameter = {"Type": "AWS::SSM::Parameter", "Properties": {"Value": {"Fn::ToJsonString": REQUEST}}}
    joined = {"Fn::Join": ["", [json.dumps(REQUEST)[:60], {"Ref": "X"}, json.dumps(REQUEST)[60:]]]}
    rule = {"Type": "AWS::Events::Rule", "Properties": {"Targets": [{"Input": joined}]}}
    assert addresses({"Resources": {"P": parameter, "R": rule}}) == [
        "Resources.P.Properties.Value.Fn::ToJsonString",
        "Resources.R.Properties.Targets.0.Input",
    ]


def test_nothing_is_found_twice() -> None:
    whole = {"a": REQUEST, "b": json.dumps(REQUEST)}
    jobs = list(rest(iter(()), whole))
    assert len(jobs) == 2
    assert list(rest(iter(jobs), whole)) == jobs


def calls_of_a_check(tasks: int, file: Path) -> int:
    """How many functions are called to judge a template with a state machine of so many tasks, each with a fault."""
    request = REQUEST | {"StoppingCondition": {"MaxRuntimeInSeconds": "x"}}
    task = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Parameters": request}
    machine = json.dumps({"States": {f"T{number}": task for number in range(tasks)}}, indent=1)
    resource = {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": machine}}
    file.write_text(json.dumps({"Resources": {"M": resource}}))
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        main(["check", "--isolated", "-q", str(file)])
    finally:
        sys.setprofile(None)
    return calls


def test_a_string_of_many_tasks_is_looked_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls_of_a_check(2, tmp_path / "template.json")
    few, twice = (calls_of_a_check(tasks, tmp_path / "template.json") for tasks in (20, 40))
    assert capsys.readouterr().out.count("MaxRuntimeInSeconds takes an integer") == 62
    assert twice < 2.2 * few
