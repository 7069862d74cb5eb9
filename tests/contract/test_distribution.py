"""Distributed training, as the SDK's hyperparameters ask for it, and JumpStart's buckets."""

from typing import Any

import pytest

from policylint import check
from policylint.contract.channel import CHANNELS
from policylint.contract.region import IMAGE
from policylint.path import REMOVED
from tests.requests import minimal_job, minimal_tuning_job

TYPE, COUNT, GROUPS = "ResourceConfig.InstanceType", "ResourceConfig.InstanceCount", "ResourceConfig.InstanceGroups"
AREA = [f"SM35{number:02}" for number in range(1, 12)]
DLC = "763104351884.dkr.ecr.us-east-1.amazonaws.com"
SMDDP, TORCHRUN = "sagemaker_distributed_dataparallel_enabled", "sagemaker_torch_distributed_enabled"
MPI, PROCESSES = "sagemaker_mpi_enabled", "sagemaker_mpi_num_of_processes_per_host"
OPTIONS, INSTANCE_TYPE = "sagemaker_mpi_custom_mpi_options", "sagemaker_instance_type"
NAMED = "sagemaker_distribution_instance_groups"
MIRRORED, SERVER = "sagemaker_multi_worker_mirrored_strategy_enabled", "sagemaker_parameter_server_enabled"
UNKNOWN = "${value}"


def found(hyperparameters: dict[str, str], type_: str, changes: dict[str, Any] | None = None) -> list[str]:
    request = minimal_job({"HyperParameters": hyperparameters, TYPE: type_, **(changes or {})})
    return [
        f"{finding.rule} {finding.severity.value if finding.severity else ''}"
        for finding in check(request, select=AREA).findings
    ]


FAULTS: list[tuple[dict[str, str], str, list[str]]] = [
    ({SMDDP: "true"}, "ml.g5.48xlarge", ["SM3501 warning"]),
    ({SMDDP: "true"}, "ml.p5.48xlarge", ["SM3501 warning"]),
    ({SMDDP: "true"}, "ml.p3.2xlarge", ["SM3501 warning"]),
    ({SMDDP: "true", INSTANCE_TYPE: '"ml.p3.16xlarge"'}, "ml.p4d.24xlarge", ["SM3504 warning"]),
    ({TORCHRUN: "true"}, "ml.c5.xlarge", ["SM3503 warning"]),
    ({INSTANCE_TYPE: "ml.p3.16xlarge"}, "ml.p4d.24xlarge", ["SM3504 warning"]),
    ({MPI: "true", PROCESSES: "4"}, "ml.p3.2xlarge", ["SM3505 warning"]),
    ({MPI: "true", PROCESSES: '"16"'}, "ml.p4d.24xlarge", ["SM3505 warning"]),
    ({MPI: "true", PROCESSES: "0"}, "ml.p4d.24xlarge", ["SM3505 error"]),
    ({MPI: "true", PROCESSES: '"all"'}, "ml.m5.xlarge", ["SM3505 error"]),
    ({MPI: "true", PROCESSES: "true"}, "ml.m5.xlarge", ["SM3505 error"]),
    ({PROCESSES: "4", OPTIONS: '"-v"'}, "ml.p3.8xlarge", ["SM3506 warning", "SM3506 warning"]),
    ({MPI: "false", PROCESSES: "4"}, "ml.p3.8xlarge", ["SM3506 warning"]),
    ({MIRRORED: "true", SERVER: "true"}, "ml.p3.8xlarge", ["SM3507 warning"]),
    ({MPI: "true"}, "ml.trn1.32xlarge", ["SM3507 warning"]),
    ({"mp_parameters": '{"partitions": 2}', MPI: "true"}, "ml.m5.xlarge", ["SM3509 warning"]),
]
NEAR: list[tuple[dict[str, str], str]] = [
    ({}, "ml.m5.xlarge"),
    ({"epochs": "3", "sagemaker_program": '"train.py"'}, "ml.m5.xlarge"),
    ({SMDDP: "false"}, "ml.g5.48xlarge"),
    ({SMDDP: "true"}, "ml.p4de.24xlarge"),
    ({SMDDP: "true", INSTANCE_TYPE: '"ml.p4d.24xlarge"'}, "ml.p4d.24xlarge"),
    ({SMDDP: UNKNOWN}, "ml.g5.48xlarge"),
    ({SMDDP: "true"}, UNKNOWN),
    ({SMDDP: "true"}, "ml.x9.large"),
    ({TORCHRUN: "true"}, "ml.trn1.32xlarge"),
    ({TORCHRUN: "true"}, "ml.g5.xlarge"),
    ({TORCHRUN: "false"}, "ml.m5.xlarge"),
    ({INSTANCE_TYPE: "null"}, "ml.p4d.24xlarge"),
    ({INSTANCE_TYPE: '"ml.p4d.24xlarge"'}, UNKNOWN),
    ({MPI: "true", PROCESSES: "4"}, "ml.p3.8xlarge"),
    ({MPI: "true", PROCESSES: "1"}, "ml.p3.8xlarge"),
    ({MPI: "true", PROCESSES: "4"}, "ml.m5.24xlarge"),  # CPUs share as they can
    ({MPI: UNKNOWN, PROCESSES: "4"}, "ml.p3.8xlarge"),
    ({MPI: "true", OPTIONS: '""'}, "ml.p3.8xlarge"),
    ({MPI: "false", OPTIONS: '""'}, "ml.p3.8xlarge"),  # as the SDK writes what is off
    ({MIRRORED: "true", SERVER: "false"}, "ml.p3.8xlarge"),
    ({"mp_parameters": "{}"}, "ml.m5.xlarge"),
    ({"mp_parameters": '{"partitions": 2}', MPI: "true", PROCESSES: "8"}, "ml.p4d.24xlarge"),
    ({"mp_parameters": "{" * 10_000}, "ml.m5.xlarge"),
]


def test_each_fault_has_its_rule() -> None:
    assert [found(given, type_) for given, type_, _ in FAULTS] == [expected for *_, expected in FAULTS]


def test_near_misses_are_silent() -> None:
    assert [found(given, type_) for given, type_ in NEAR] == [[]] * len(NEAR)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("pytorch-training:2.2.0-gpu-py310", []),
        ("pytorch-training:2.5.1-gpu-py311", ["SM3502 warning"]),
        ("pytorch-training:1.5.1-gpu-py36-cu101-ubuntu16.04", ["SM3502 warning"]),
        ("tensorflow-training:2.11.0-gpu-py39", []),
        ("tensorflow-training:2.14.1-gpu-py310", ["SM3502 warning"]),
        ("huggingface-pytorch-training:2.1.0-transformers4.36.0-gpu-py310-cu121-ubuntu20.04", []),
        ("huggingface-pytorch-training:2.5.1-transformers4.49.0-gpu-py311-cu124-ubuntu22.04", ["SM3502 warning"]),
        ("pytorch-training", []),  # no version is told
    ],
)
def test_the_library_is_in_some_versions_only(image: str, expected: list[str]) -> None:
    assert found({SMDDP: "true"}, "ml.p4d.24xlarge", {IMAGE: f"{DLC}/{image}"}) == expected
    assert found({SMDDP: "true"}, "ml.p4d.24xlarge", {IMAGE: f"{DLC.replace('7631', '1234')}/{image}"}) == []


def cluster(**types: str) -> dict[str, Any]:
    groups = [{"InstanceGroupName": name, "InstanceType": type_, "InstanceCount": 1} for name, type_ in types.items()]
    return {TYPE: REMOVED, COUNT: REMOVED, GROUPS: groups}


@pytest.mark.parametrize(
    ("hyperparameters", "expected"),
    [
        ({MPI: "true", NAMED: '["train"]', PROCESSES: "8"}, []),
        ({SMDDP: "true", NAMED: '["train"]'}, []),
        ({MPI: "true", NAMED: '["trian"]'}, ["SM3508 error"]),
        ({MPI: "true", NAMED: '["train", "data"]'}, ["SM3508 error"]),
        ({MPI: "true", NAMED: UNKNOWN}, []),
        ({MPI: "true"}, ["SM3508 warning"]),
        ({TORCHRUN: "true", NAMED: '["train"]'}, []),
        ({TORCHRUN: "true", NAMED: '["data"]'}, ["SM3503 warning"]),
        ({MPI: "true", NAMED: '["train"]', PROCESSES: "16"}, ["SM3505 warning"]),
    ],
)
def test_one_group_of_a_cluster_trains_together(hyperparameters: dict[str, str], expected: list[str]) -> None:
    assert found(hyperparameters, "", cluster(data="ml.c5.18xlarge", train="ml.p3.16xlarge")) == expected


def test_groups_of_unknown_names_are_not_judged() -> None:
    groups = cluster(data="ml.c5.18xlarge", train="ml.p3.16xlarge")
    groups[GROUPS][0]["InstanceGroupName"] = UNKNOWN
    assert found({MPI: "true", NAMED: '["trian"]'}, "", groups) == []


def test_the_nearest_group_is_named() -> None:
    groups = cluster(data="ml.c5.18xlarge", train="ml.p3.16xlarge")
    request = minimal_job({"HyperParameters": {MPI: "true", NAMED: '["trian"]'}, **groups})
    (finding,) = check(request, select=["SM3508"]).findings
    assert finding.message == "there is no instance group 'trian': did you mean 'train'?"


def test_the_fix_writes_the_type_in_jsons_quotes() -> None:
    request = minimal_job({"HyperParameters": {INSTANCE_TYPE: '"ml.p3.16xlarge"'}, TYPE: "ml.p4d.24xlarge"})
    (finding,) = check(request, select=["SM3504"]).findings
    assert finding.fix is not None
    assert (finding.fix.edits[0].value, finding.fix.safe) == ('"ml.p4d.24xlarge"', False)


def test_a_tuning_jobs_fixed_hyperparameters_count() -> None:
    request = minimal_tuning_job({f"TrainingJobDefinition.StaticHyperParameters.{TORCHRUN}": "true"})
    (finding,) = check(request, select=AREA).findings
    assert (finding.rule, finding.path) == ("SM3503", f"TrainingJobDefinition.{TYPE}")


def model(bucket: str, **more: Any) -> dict[str, Any]:
    location = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/model.tar.gz", **more}
    return {CHANNELS: [{"ChannelName": "model", "DataSource": {"S3DataSource": location}}]}


@pytest.mark.parametrize(
    ("changes", "region", "expected"),
    [
        (model("jumpstart-cache-prod-us-east-1"), "us-east-1", []),
        (model("jumpstart-cache-prod-us-west-2"), "us-east-1", ["SM3510 error"]),
        (model("jumpstart-cache-prod-us-west-2"), None, ["SM3510 warning"]),  # the image alone tells the Region
        (model("jumpstart-cache-prod-us-weast-2"), "us-east-1", []),  # no Region: a bucket of someone's
        (model("my-jumpstart-cache-prod-us-west-2"), "us-east-1", []),
        ({"HyperParameters": {"sagemaker_submit_directory": '"s3://jumpstart-cache-prod-eu-west-1/s.tar.gz"'}},
         "us-east-1", ["SM3510 error"]),
        ({"Environment": {"SageMakerGatedModelS3Uri": "s3://jumpstart-private-cache-prod-eu-west-1/m/"}}, "us-east-1",
         ["SM3510 error"]),
        (model("jumpstart-private-cache-prod-us-east-1"), "us-east-1", ["SM3511 warning"]),
        (model("jumpstart-private-cache-prod-us-east-1", ModelAccessConfig={"AcceptEula": False}), "us-east-1",
         ["SM3511 error"]),
        (model("jumpstart-private-cache-prod-us-east-1", ModelAccessConfig={"AcceptEula": True}), "us-east-1", []),
        (model("jumpstart-private-cache-prod-us-east-1", ModelAccessConfig={"AcceptEula": UNKNOWN}), "us-east-1", []),
        (model("jumpstart-private-cache-prod-us-east-1", ModelAccessConfig=UNKNOWN), "us-east-1", []),
        (model("jumpstart-private-cache-prod-us-east-1",
               HubAccessConfig={"HubContentArn": "arn:aws:sagemaker:us-east-1:aws:hub-content/H/Model/m/1.0.0"}),
         "us-east-1", []),
    ],
)  # fmt: skip
def test_jumpstart(changes: dict[str, Any], region: str | None, expected: list[str]) -> None:
    findings = check(minimal_job(changes), select=AREA, region=region).findings
    assert [f"{one.rule} {one.severity.value if one.severity else ''}" for one in findings] == expected


def test_the_fix_keeps_what_is_around_the_bucket() -> None:
    uri = '"s3://jumpstart-cache-prod-eu-west-1/source/s.tar.gz"'
    request = minimal_job({"HyperParameters": {"sagemaker_submit_directory": uri}})
    (finding,) = check(request, select=["SM3510"], region="us-east-1").findings
    assert finding.fix is not None
    assert finding.fix.edits[0].value == uri.replace("eu-west-1", "us-east-1")
