"""Requests as they are meant: what stands below a slip is judged in the same run, and where it is written."""

import json
from pathlib import Path

import pytest

from policylint import Config, check
from policylint.path import REMOVED
from policylint.report import Report
from tests.cli import policylint
from tests.requests import minimal_job, minimal_tuning_job

RUN = "StoppingCondition.MaxRuntimeInSeconds"
WAIT = "StoppingCondition.MaxWaitTimeInSeconds"
CHANNEL = {"ChannelName": "train", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3//acme/"}}}


def found(report: Report) -> set[tuple[str, str]]:
    return {(finding.rule, finding.path) for finding in report.findings}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"StoppingCondition": REMOVED, "StopingCondition": {"MaxRuntimeInSeconds": 2_419_201}},
            {("SM1001", "StopingCondition"), ("SM2402", RUN)},
            id="below a misspelt member",
        ),
        pytest.param(
            {"StoppingCondition": REMOVED, "stopping_condition": {"max_runtime_in_seconds": 2_419_201}},
            {
                ("SM1001", "stopping_condition"),
                ("SM1001", "StoppingCondition.max_runtime_in_seconds"),
                ("SM2402", RUN),
            },
            id="below a misspelt member of a misspelt member",
        ),
        pytest.param(
            {"EnableManagedSpotTraining": "true"},
            {
                ("SM1003", "EnableManagedSpotTraining"),
                ("SM2404", WAIT),
                ("SM2407", "EnableManagedSpotTraining"),
            },
            id="a boolean in quotes",
        ),
        pytest.param({RUN: "2419201"}, {("SM1003", RUN), ("SM2402", RUN)}, id="a number in quotes"),
        pytest.param(
            {"InputDataConfig": CHANNEL},
            {("SM1003", "InputDataConfig"), ("SM1006", "InputDataConfig[0].DataSource.S3DataSource.S3Uri")},
            id="an item without its list",
        ),
        pytest.param(
            {"Tags": {"aws:owner": "churn"}},
            {("SM1003", "Tags"), ("SM2902", "Tags[0].Key")},
            id="an object for a list of keys and values",
        ),
        pytest.param(
            {
                "AlgorithmSpecification.TrainingInputMode": "pipe",
                "InputDataConfig": [CHANNEL | {"RecordWrapperType": 1}],
            },
            {
                ("SM1004", "AlgorithmSpecification.TrainingInputMode"),
                ("SM1003", "InputDataConfig[0].RecordWrapperType"),
                ("SM1006", "InputDataConfig[0].DataSource.S3DataSource.S3Uri"),
            },
            id="a value in the wrong case",
        ),
    ],
)
def test_what_stands_below_a_slip_is_judged(changes: dict[str, object], expected: set[tuple[str, str]]) -> None:
    assert found(check(minimal_job(changes))) == expected


def test_a_name_that_the_api_returns_is_not_taken_for_another() -> None:
    request = minimal_job({"TrainingJobName": REMOVED, "TrainingJobArn": "arn"})
    assert found(check(request)) == {("SM1001", "TrainingJobArn"), ("SM1002", "TrainingJobName")}


def test_two_names_for_one_member_mean_neither() -> None:
    request = minimal_job({"RoleArn": REMOVED, "roleArn": "a", "role_arn": "b"})
    assert found(check(request)) == {("SM1001", "roleArn"), ("SM1001", "role_arn"), ("SM1002", "RoleArn")}


def test_definitions_of_tuning_jobs_are_judged_as_meant() -> None:
    request = minimal_tuning_job()
    definition = request.pop("TrainingJobDefinition")
    definition["StoppingConditions"] = {"MaxRuntimeInSeconds": 2_419_201}
    del definition["StoppingCondition"]
    report = check({**request, "trainingJobDefinition": definition})
    assert found(report) == {
        ("SM1001", "trainingJobDefinition"),
        ("SM1001", "TrainingJobDefinition.StoppingConditions"),
        ("SM2402", f"TrainingJobDefinition.{RUN}"),
    }


def test_a_finding_stands_where_the_slip_is_written(tmp_path: Path) -> None:
    request = minimal_job({"StoppingCondition": REMOVED, "Tags": {"owner": "churn", "aws:team": "x"}})
    text = json.dumps({**request, "StopingCondition": {"MaxRuntimeInSeconds": 2419201}}, indent=1)
    (tmp_path / "job.json").write_text(text)
    outcome = policylint("check", "job.json", "-q", cwd=tmp_path)
    lines = text.splitlines()
    for rule, written in (("SM2402", "2419201"), ("SM2902", '"aws:team"')):
        number = next(n for n, line in enumerate(lines, 1) if written in line)
        column = lines[number - 1].index(written) + 1
        assert f"job.json:{number}:{column}: {rule} " in outcome.out


def test_policies_judge_what_is_meant(tmp_path: Path) -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    request = minimal_job({"OutputDataConfig.KmsKeyID": key})
    reported = found(check(request, config=Config(policies=("baseline",))))
    assert not {rule for rule, path in reported if path.startswith("OutputDataConfig") and not rule.startswith("SM")}
