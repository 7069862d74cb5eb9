"""What files beside a file make of its requests: a chart's values, kustomizations, definitions outside of templates."""

import json
from pathlib import Path
from typing import Any

import pytest

from policylint.cli import main

MANIFEST = """\
apiVersion: sagemaker.services.k8s.aws/v1alpha1
kind: TrainingJob
metadata:
  name: {{ .Values.name }}
spec:
  trainingJobName: {{ .Values.name | quote }}
  roleARN: arn:aws:iam::123456789012:role/SageMakerTraining
  algorithmSpecification:
    trainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4
    trainingInputMode: File
  outputDataConfig:
    s3OutputPath: s3://{{ .Values.bucket }}/churn/models/
  resourceConfig:
    instanceType: {{ .Values.instance.type }}
    instanceCount: {{ .Values.instance.count }}
    volumeSizeInGB: 30
  stoppingCondition:
    maxRuntimeInSeconds: {{ .Values.seconds }}
"""
VALUES = "name: churn-7\nbucket: acme-ml\ninstance: {type: ml.m5.xlarge, count: 1}\nseconds: 3600\n"
PATCH = """\
apiVersion: sagemaker.services.k8s.aws/v1alpha1
kind: TrainingJob
metadata: {name: churn}
spec:
  algorithmSpecification: {trainingInputMode: File}
  resourceConfig: {instanceType: ml.m5.xlarge}
"""

IN_S3 = {"Bucket": "b", "Key": "x/d.json"}


def check(capsys: pytest.CaptureFixture[str], *paths: Path) -> tuple[dict[str, Any], list[tuple[str, str, int]]]:
    main(["check", "--isolated", "--output-format", "json", *map(str, paths)])
    report = json.loads(capsys.readouterr().out)
    found = [(one["rule"], one["path"], one["position"] and one["position"]["line"]) for one in report["findings"]]
    return report["summary"], found


def chart(folder: Path, values: str) -> Path:
    (folder / "templates").mkdir()
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: train\nversion: 0.1.0\n")
    (folder / "values.yaml").write_text(values)
    template = folder / "templates" / "job.yaml"
    template.write_text(MANIFEST)
    return template


def test_a_chart_is_judged_with_its_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template = chart(tmp_path, VALUES)
    assert check(capsys, template)[1] == []
    main(["cost", "--isolated", "--output-format", "json", str(template)])
    assert json.loads(capsys.readouterr().out)["total"]["unknown"] == 0


def test_values_that_the_service_refuses_stand_where_they_are_filled_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = chart(tmp_path, VALUES.replace("xlarge", "xlrge").replace("acme-ml", "No_Bucket"))
    rules = [(rule, line) for rule, _, line in check(capsys, template)[1]]
    assert ("SM1004", 14) in rules
    main(["check", "--isolated", "--fix", "--unsafe-fixes", str(template)])
    assert template.read_text() == MANIFEST


@pytest.mark.parametrize("values", ["", "name: [", "instance: [1]\n"])
def test_values_that_are_not_there_stay_unknown(
    values: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(capsys, chart(tmp_path, values))[1] == []


@pytest.mark.parametrize(
    "listed", ["patches:\n- path: patches/size.yaml\n", "patchesStrategicMerge: [patches/size.yaml]\n"]
)
def test_what_a_kustomization_patches_with_is_a_part_of_a_request(
    listed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    patch = tmp_path / "patches" / "size.yaml"
    patch.parent.mkdir()
    patch.write_text(PATCH)
    assert {rule for rule, _, _ in check(capsys, patch)[1]} >= {"SM1002"}
    (tmp_path / "kustomization.yaml").write_text(listed)
    assert check(capsys, patch)[1] == []
    patch.write_text(PATCH.replace("File", "Fil"))
    assert check(capsys, patch)[1] == [("SM1004", "AlgorithmSpecification.TrainingInputMode", 5)]


@pytest.mark.parametrize(
    ("kind", "properties", "definition"),
    [
        (
            "AWS::SageMaker::Pipeline",
            {"PipelineDefinition": {"PipelineDefinitionS3Location": IN_S3}},
            "pipeline.json",
        ),
        ("AWS::StepFunctions::StateMachine", {"DefinitionS3Location": IN_S3}, "machine.asl"),
        ("AWS::Serverless::StateMachine", {"DefinitionUri": "d.json"}, "machine.asl"),
    ],
    ids=["pipeline", "state machine", "SAM"],
)
def test_a_definition_beside_a_template_is_read_with_it(
    kind: str, properties: dict[str, Any], definition: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template, beside = tmp_path / "template.json", tmp_path / "d.json"
    template.write_text(json.dumps({"Resources": {"R": {"Type": kind, "Properties": properties}}}))
    assert [rule for rule, _, _ in check(capsys, template)[1]] == ["LINT1008"]
    beside.write_bytes((Path(__file__).parent.parent / "corpus" / definition).read_bytes())
    for paths in [(template,), (template, beside), (beside, template), (tmp_path,)]:
        summary, found = check(capsys, *paths)
        assert (summary["requests"], [rule for rule, _, _ in found]) == (1, ["SM1004"])


DEFINITION = """\
{"StartAt": "Train", "States": {"Train": {"Type": "Task", "End": true,
  "Resource": "arn:${AWS::Partition}:states:::sagemaker:createTrainingJob.sync",
  "Parameters": {
    "TrainingJobName.$": "$.name", "RoleArn": "${RoleArn}",
    "AlgorithmSpecification": {"TrainingImage": "${Image}", "TrainingInputMode": "File"},
    "OutputDataConfig": {"S3OutputPath": "s3://${Bucket}/models/"},
    "ResourceConfig": {"InstanceType": "${Type}", "InstanceCount": ${Count}, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": ${Seconds}}}}}}
"""
SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Role: {Type: AWS::IAM::Role}
  Train:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: statemachine/train.asl.json
      DefinitionSubstitutions:
        RoleArn: !GetAtt Role.Arn
        Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4
        Bucket: acme-ml
        Type: ml.m5.xlarge
        Count: 1
        Seconds: "3600"
"""


@pytest.mark.parametrize("name", ["template.yaml", "infra.yml"])
@pytest.mark.parametrize(
    ("good", "bad", "path"),
    [
        ("ml.m5.xlarge", "ml.m5.xlrge", "ResourceConfig.InstanceType"),
        ("Count: 1", "Count: 0", "ResourceConfig.InstanceCount"),
        ('"3600"', '"-1"', "StoppingCondition.MaxRuntimeInSeconds"),
        ("Bucket: acme-ml", "Bucket: Acme_ML", "OutputDataConfig.S3OutputPath"),
    ],
)
def test_a_definition_is_judged_with_what_its_template_substitutes(
    name: str, good: str, bad: str, path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "statemachine").mkdir()
    definition = tmp_path / "statemachine" / "train.asl.json"
    definition.write_text(DEFINITION)
    (tmp_path / name).write_text(SAM)
    summary, found = check(capsys, tmp_path)
    assert (summary["requests"], summary["unknown_values"], found) == (1, 2, [])
    (tmp_path / name).write_text(SAM.replace(good, bad))
    for named in (tmp_path, definition, tmp_path / name):
        assert {one[1] for one in check(capsys, named)[1]} == {path}
