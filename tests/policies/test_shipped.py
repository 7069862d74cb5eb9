"""The packs that ship: tried by their own cases, and never at a loss before any request that the API takes."""

from typing import Any

import pytest
from hypothesis import given, settings

import policylint
from policylint.job import TRAINING, TUNING
from policylint.policies.cases import coverage, read_cases, try_case
from policylint.policies.locating import shipped
from policylint.policies.mutation import survivors
from policylint.policies.packs import Pack, build, read_packs
from policylint.policies.policy import Policy
from policylint.settings.config import Config
from tests.effort import examples
from tests.strategies import requests

PACKS = {pack.name: pack for name in shipped() for pack in read_packs([name], shipped()[name])}
POLICIES = {policy.name: policy for policy in build(list(PACKS.values()))}


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_all_cases_hold(pack: Pack) -> None:
    cases = read_cases(pack, POLICIES)
    results = [try_case(case, POLICIES[case.policy]) for case in cases]
    assert [(result.case.place, result.problem) for result in results if result.problem] == []
    own = {name: POLICIES[name] for name, entry in pack.entries.items() if entry.pack == pack.name}
    assert list(coverage(cases, own).lacking()) == []


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_the_cases_would_notice_a_mistake(policy: Policy) -> None:
    assert list(survivors(policy, read_cases(PACKS[policy.pack], POLICIES))) == []


def test_there_are_as_many_as_promised() -> None:
    assert len(POLICIES) >= 60


CONTROLS = {
    "Prowler": [
        "sagemaker_training_jobs_intercontainer_encryption_enabled",
        "sagemaker_training_jobs_network_isolation_enabled",
        "sagemaker_training_jobs_volume_and_output_encryption_enabled",
        "sagemaker_training_jobs_vpc_settings_configured",
    ],
    "Steampipe": [
        "sagemaker_training_job_in_vpc",
        "sagemaker_training_job_inter_container_traffic_encryption_enabled",
        "sagemaker_training_job_network_isolation_enabled",
        "sagemaker_training_job_volume_and_data_encryption_enabled",
    ],
    "Checkov": ["CKV_AWS_367", "CKV_AWS_368", "CKV_AWS_369", "CKV_AWS_370"],
    "IAM": [
        "sagemaker:InstanceTypes",
        "sagemaker:MaxRuntimeInSeconds",
        "sagemaker:KeepAlivePeriod",
        "sagemaker:VolumeKmsKeyArn",
        "sagemaker:OutputKmsKeyArn",
        "sagemaker:VpcSubnets",
        "sagemaker:VpcSecurityGroupIds",
        "sagemaker:NetworkIsolation",
        "sagemaker:InterContainerTrafficEncryption",
        "sagemaker:EnableRemoteDebug",
        "sagemaker:FileSystemId",
        "sagemaker:FileSystemAccessMode",
        "sagemaker:FileSystemDirectoryPath",
        "sagemaker:DirectGatedModelAccess",
        "aws:RequestTag",
        "aws:TagKeys",
    ],
}


@pytest.mark.parametrize(("peer", "control"), [(peer, control) for peer, ids in CONTROLS.items() for control in ids])
def test_every_control_of_other_tools_has_its_policy(peer: str, control: str) -> None:
    tags = {tag for policy in POLICIES.values() for tag in policy.model.tags}
    assert any(tag.startswith(f"{peer} {control}") for tag in tags)


@pytest.mark.parametrize("operation", [TRAINING, TUNING])
def test_any_request_is_judged(operation: str) -> None:
    config = Config(policies=tuple(shipped()), environment="prod", region="us-east-1")

    @settings(max_examples=examples(60))
    @given(requests(operation))
    def judged(request: dict[str, Any]) -> None:
        report = policylint.check(request, config=config)
        assert [finding.message for finding in report.findings if finding.rule == "LINT9999"] == []

    judged()
