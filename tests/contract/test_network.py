from typing import Any

import pytest

from policylint import check
from policylint.contract.network import ENCRYPTION, ISOLATION, REMOTE_DEBUG, SECURITY_GROUPS, SUBNETS
from policylint.path import REMOVED
from tests.requests import minimal_job, minimal_tuning_job

COUNT = "ResourceConfig.InstanceCount"
TYPE = "ResourceConfig.InstanceType"
ENV = "Environment"
SUBNET, OTHER_SUBNET, GROUP = "subnet-0123456789abcdef0", "subnet-0123456789abcdef1", "sg-0123456789abcdef0"
VPC = {SUBNETS: [SUBNET], SECURITY_GROUPS: [GROUP]}
UNKNOWN = "{{ value }}"


def cluster(*counts: Any) -> dict[str, Any]:
    groups = [
        {"InstanceGroupName": f"group-{index}", "InstanceType": "ml.m5.xlarge", "InstanceCount": count}
        for index, count in enumerate(counts)
    ]
    return {TYPE: REMOVED, COUNT: REMOVED, "ResourceConfig.InstanceGroups": groups}


def paths(changes: dict[str, Any], rule: str) -> list[str]:
    return [finding.path for finding in check(minimal_job(changes), select=[rule]).findings]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({ENCRYPTION: True, COUNT: 1}, [ENCRYPTION], id="one instance"),
        pytest.param({ENCRYPTION: True, COUNT: 2}, [], id="two instances"),
        pytest.param({ENCRYPTION: False, COUNT: 1}, [], id="off"),
        pytest.param({ENCRYPTION: True, COUNT: UNKNOWN}, [], id="an unknown number"),
        pytest.param({ENCRYPTION: UNKNOWN, COUNT: 1}, [], id="an unknown switch"),
        pytest.param({ENCRYPTION: True, **cluster(1)}, [ENCRYPTION], id="a group of one"),
        pytest.param({ENCRYPTION: True, **cluster(1, 1)}, [], id="two groups of one"),
        pytest.param({ENCRYPTION: True, **cluster(1, UNKNOWN)}, [], id="a group of unknown size"),
        pytest.param({ENCRYPTION: True, "ResourceConfig": UNKNOWN}, [], id="unknown resources"),
    ],
)
def test_traffic_encryption(changes: dict[str, Any], expected: list[str]) -> None:
    assert paths(changes, "SM2301") == expected


def test_traffic_encryption_of_alternatives_counts_the_largest() -> None:
    configs = [{"InstanceType": "ml.m5.xlarge", "InstanceCount": count, "VolumeSizeInGB": 30} for count in (1, 1)]
    definition = "TrainingJobDefinition"
    changes = {
        f"{definition}.{ENCRYPTION}": True,
        f"{definition}.ResourceConfig": REMOVED,
        f"{definition}.HyperParameterTuningResourceConfig": {"InstanceConfigs": configs},
    }
    found = check(minimal_tuning_job(changes), select=["SM2301"]).findings
    assert [finding.path for finding in found] == [f"{definition}.{ENCRYPTION}"]
    configs[1]["InstanceCount"] = 2
    assert check(minimal_tuning_job(changes), select=["SM2301"]).findings == ()


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2302", VPC, [], id="ids of the right kinds"),
        pytest.param("SM2302", {**VPC, SUBNETS: [SUBNET, GROUP]}, [f"{SUBNETS}[1]"], id="a group among subnets"),
        pytest.param("SM2302", {**VPC, SECURITY_GROUPS: ["default"]}, [f"{SECURITY_GROUPS}[0]"], id="a group's name"),
        pytest.param("SM2302", {**VPC, SUBNETS: ["vpc-0123abcd"]}, [f"{SUBNETS}[0]"], id="a VPC as a subnet"),
        pytest.param("SM2302", {**VPC, SUBNETS: [UNKNOWN]}, [], id="an unknown subnet"),
        pytest.param("SM2302", {**VPC, SUBNETS: [7]}, [], id="no string: left to the schema"),
        pytest.param("SM2302", {"VpcConfig": UNKNOWN}, [], id="an unknown VPC"),
        pytest.param("SM2303", {**VPC, SUBNETS: [SUBNET, SUBNET]}, [f"{SUBNETS}[1]"], id="a subnet twice"),
        pytest.param(
            "SM2303",
            {**VPC, SECURITY_GROUPS: [GROUP] * 3},
            [f"{SECURITY_GROUPS}[1]", f"{SECURITY_GROUPS}[2]"],
            id="thrice",
        ),
        pytest.param("SM2303", {**VPC, SUBNETS: [SUBNET, OTHER_SUBNET]}, [], id="two subnets"),
        pytest.param("SM2303", {**VPC, SUBNETS: [UNKNOWN, UNKNOWN]}, [], id="two unknown subnets"),
        pytest.param("SM2305", {ISOLATION: True, REMOTE_DEBUG: True}, [REMOTE_DEBUG], id="debug in isolation"),
        pytest.param("SM2305", {REMOTE_DEBUG: True}, [], id="debug without isolation"),
        pytest.param("SM2305", {ISOLATION: True, REMOTE_DEBUG: False}, [], id="isolation without debug"),
        pytest.param("SM2305", {ISOLATION: UNKNOWN, REMOTE_DEBUG: True}, [], id="unknown isolation"),
    ],
)
def test_vpc_and_remote_debugging(rule: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert paths(changes, rule) == expected


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param({"HF_TOKEN": "hf_x"}, ["HF_TOKEN"], id="a token of the Hub"),
        pytest.param({"HF_TOKEN": UNKNOWN}, ["HF_TOKEN"], id="whatever the token is"),
        pytest.param({"HF_TOKEN": "hf_x", "HF_HUB_OFFLINE": "1"}, [], id="the Hub switched off"),
        pytest.param({"HF_TOKEN": "hf_x", "HF_HUB_OFFLINE": "0"}, ["HF_TOKEN"], id="the Hub switched on"),
        pytest.param({"HF_TOKEN": "hf_x", "HF_HUB_OFFLINE": UNKNOWN}, [], id="an unknown switch"),
        pytest.param({"WANDB_PROJECT": "churn"}, ["WANDB_PROJECT"], id="any setting of W&B"),
        pytest.param({"WANDB_PROJECT": "churn", "WANDB_MODE": "offline"}, [], id="W&B offline"),
        pytest.param({"MLFLOW_TRACKING_URI": "https://mlflow.acme.example"}, ["MLFLOW_TRACKING_URI"], id="MLflow"),
        pytest.param({"MLFLOW_TRACKING_URI": "/opt/ml/output/mlruns"}, [], id="MLflow in a local folder"),
        pytest.param({"MLFLOW_TRACKING_URI": UNKNOWN}, [], id="MLflow, unknown where"),
        pytest.param({"FEATURE_STORE": "http://features.acme.example/v1"}, ["FEATURE_STORE"], id="a URL"),
        pytest.param({"SCHEDULER": "http://algo-1:8786"}, [], id="a peer in the cluster"),
        pytest.param({"SIDECAR": "http://localhost:8080"}, [], id="the container itself"),
        pytest.param({"EPOCHS": "3", "DATA": "s3://acme-ml/churn/"}, [], id="nothing of the network"),
    ],
)
def test_isolation(environment: dict[str, str], expected: list[str]) -> None:
    request = minimal_job({ISOLATION: True, ENV: environment})
    found = check(request, select=["SM2304"]).findings
    assert [finding.path for finding in found] == [f"{ENV}.{name}" for name in expected]
    assert check({**request, ISOLATION: False}, select=["SM2304"]).findings == ()


@pytest.mark.parametrize(
    ("name", "value", "is_found"),
    [
        ("sagemaker_submit_directory", '"s3://acme-ml/code/source.tar.gz"', True),
        ("sagemaker_submit_directory", '"/opt/ml/input/data/code/source.tar.gz"', False),
        ("push_to_hub", "True", True),
        ("push_to_hub", "false", False),
        ("learning-rate", "0.1", False),
    ],
)
def test_isolation_and_hyperparameters(name: str, value: str, is_found: bool) -> None:
    request = minimal_job({ISOLATION: True, "HyperParameters": {name: value}})
    assert bool(check(request, select=["SM2304"]).findings) is is_found
    tuning = minimal_tuning_job(
        {f"TrainingJobDefinition.{ISOLATION}": True, "TrainingJobDefinition.StaticHyperParameters": {name: value}}
    )
    expected = [f"TrainingJobDefinition.StaticHyperParameters.{name}"] if is_found else []
    assert [finding.path for finding in check(tuning, select=["SM2304"]).findings] == expected


def test_values_of_settings_stay_out_of_the_report() -> None:
    secret = "https://user:correct-horse@mlflow.acme.example"
    environment = {"HF_TOKEN": secret, "MLFLOW_TRACKING_URI": secret, "ELSEWHERE": secret}
    found = check(minimal_job({ISOLATION: True, ENV: environment}), select=["SM2304"]).findings
    assert len(found) == 3
    assert "correct-horse" not in repr(found)
