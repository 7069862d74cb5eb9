"""What the service answered to real requests: caught by a rule beforehand, or said to be the account's to tell."""

from pathlib import Path
from typing import Any

import pytest

import policylint
from policylint.path import REMOVED
from tests.cli import policylint as run
from tests.requests import minimal_job, minimal_tuning_job

TYPE = "ResourceConfig.InstanceType"
IMAGE = "AlgorithmSpecification.TrainingImage"
AWS_IMAGE = "811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1"
CHANNEL = {
    "ChannelName": "train",
    "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/a/"}},
}
FED = {
    "ChannelName": "fed",
    "DataSource": {
        "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/b/", "InstanceGroupNames": ["cpu"]}
    },
}
GROUPS = {
    TYPE: REMOVED,
    "ResourceConfig.InstanceCount": REMOVED,
    "ResourceConfig.InstanceGroups": [
        {"InstanceGroupName": "cpu", "InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
        {"InstanceGroupName": "more", "InstanceType": "ml.c5.xlarge", "InstanceCount": 1},
    ],
}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param({"TrainingJobName": "health_and_care-2018-09-06"}, "SM1006", id="underscores in the name"),
        pytest.param({"TrainingJobName": "123456789012.dkr.ecr-2018"}, "SM1006", id="dots in the name"),
        pytest.param({"TrainingJobName": "a" * 64}, "SM1005", id="a name over 63 characters"),
        pytest.param({"StoppingCondition.MaxWaitTimeInSeconds": 7200}, "SM2405", id="wait without spot"),
        pytest.param({"HyperParameters": {"note": "x" * 2501}}, "SM1005", id="a value over 2500 characters"),
        pytest.param({"HyperParameters": {f"p{n}": "1" for n in range(101)}}, "SM1009", id="101 hyperparameters"),
        pytest.param({TYPE: "ml.t2.medium"}, "SM1010", id="a type not for training"),
        pytest.param({TYPE: "ml.p2.xlarge"}, "SM2511", id="a type that the Region lacks"),
        pytest.param({IMAGE: AWS_IMAGE}, "SM2004", id="a CPU type for an algorithm that needs a GPU"),
        pytest.param({IMAGE: "churn:1.4"}, "SM2006", id="no path of a registry"),
        pytest.param({IMAGE: "registry.acme.example/churn:1.4"}, "SM2007", id="a private registry, not configured"),
        pytest.param(
            {
                IMAGE: REMOVED,
                "AlgorithmSpecification.AlgorithmName": "arn:aws:sagemaker:us-east-1:210987654321:algorithm/sold",
            },
            "SM2005",
            id="a Marketplace algorithm without isolation",
        ),
        pytest.param({"ProfilerConfig": {"S3OutputPath": "s3://acme-ml/p/"}}, "SM2603", id="profiling where it is not"),
        pytest.param(
            {"TensorBoardOutputConfig": {"S3OutputPath": "s3://acme-ml/t/", "LocalPath": "/opt/ml/output/tensorboard"}},
            "SM2606",
            id="a reserved TensorBoard path",
        ),
        pytest.param({**GROUPS, "InputDataConfig": [CHANNEL, FED]}, "SM2109", id="groups on some channels alone"),
        pytest.param({**GROUPS, TYPE: "ml.m5.xlarge"}, "SM2501", id="groups beside a type"),
        pytest.param({"Enviroment": {}}, "SM1001", id="an unknown member"),
    ],
)
def test_what_the_service_refused_is_caught_beforehand(changes: dict[str, Any], rule: str) -> None:
    region = {"SM2511": "us-west-1", "SM2603": "me-central-1"}.get(rule)
    assert rule in {finding.rule for finding in policylint.check(minimal_job(changes), region=region).findings}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param(
            {"TrainingJobDefinition.StoppingCondition.MaxWaitTimeInSeconds": 7200}, "SM2405", id="wait without spot"
        ),
        pytest.param({"TrainingJobDefinition.Environmen": {}}, "SM1001", id="an unknown member"),
        pytest.param(
            {"TrainingJobDefinition.AlgorithmSpecification.MetricDefinitions": REMOVED}, "SM2704", id="no such metric"
        ),
        pytest.param(
            {
                "HyperParameterTuningJobConfig.ParameterRanges": {
                    "IntegerParameterRanges": [{"Name": "depth", "MinValue": "1", "MaxValue": "3"}]
                },
                "HyperParameterTuningJobConfig.ResourceLimits.MaxNumberOfTrainingJobs": 10,
            },
            "SM2712",
            id="fewer combinations than jobs",
        ),
    ],
)
def test_what_the_service_refused_of_tuning_jobs_is_caught_beforehand(changes: dict[str, Any], rule: str) -> None:
    assert rule in {finding.rule for finding in policylint.check(minimal_tuning_job(changes)).findings}


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        pytest.param("SM2907", "Whether a job of the name exists already", id="a name in use"),
        pytest.param("SM2511", "Whether the quota of the type leaves room", id="a quota of 0"),
        pytest.param("SM2605", "counts against the quota of processing instances", id="processing instances"),
        pytest.param("SM2203", "Whether a bucket exists", id="an empty prefix, or one that the role cannot list"),
        pytest.param("SM2006", "Whether the repository and the image exist", id="no such repository or image"),
        pytest.param("SM2006", "whether the role may pull them", id="no access to the repository"),
        pytest.param("SM2005", "Whether you have subscribed", id="no subscription"),
    ],
)
def test_what_only_the_account_can_tell_is_said_so(rule: str, what: str, tmp_path: Path) -> None:
    page = run("explain", rule, cwd=tmp_path).out
    assert what in page
    assert "account" in page
