from typing import Any

import pytest

from policylint import check
from policylint.finding import Severity, remove
from policylint.path import REMOVED
from policylint.settings.config import Config
from tests.contract.channel import COUNT, GROUPS, TYPE, UNKNOWN
from tests.requests import minimal_job, minimal_tuning_job

OUTPUT, VOLUME = "OutputDataConfig.KmsKeyId", "ResourceConfig.VolumeKmsKeyId"
SIZE = "ResourceConfig.VolumeSizeInGB"
ID, MULTI_REGION = "1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-1234abcd12ab34cd56ef1234567890ab"
IMAGE = "AlgorithmSpecification.TrainingImage"
FORMS = [
    pytest.param(ID, "key", id="key id"),
    pytest.param(MULTI_REGION, "key", id="id of a multi-Region key"),
    pytest.param(f"arn:aws:kms:us-east-1:123456789012:key/{ID}", "key", id="key ARN"),
    pytest.param(f"arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/{MULTI_REGION}", "key", id="ARN in GovCloud"),
    pytest.param("alias/acme", "alias", id="alias name"),
    pytest.param("alias/aws/s3", "alias", id="alias of a service"),
    pytest.param("arn:aws:kms:us-east-1:123456789012:alias/acme", "alias", id="alias ARN"),
    pytest.param("acme", None, id="a bare name"),
    pytest.param("alias/", None, id="an alias without name"),
    pytest.param("1234abcd", None, id="half an id"),
    pytest.param("arn:aws:kms:us-east-1:123456789012:grant/1234", None, id="ARN of something else"),
    pytest.param("arn:aws:iam::123456789012:key/1234", None, id="ARN of another service"),
    pytest.param("arn:aws:kms:us-east-1", None, id="half an ARN"),
    pytest.param("", "", id="empty: none"),
    pytest.param(UNKNOWN, "", id="unknown"),
    pytest.param("<key>", "", id="against the pattern: left to the schema"),
]


def arn(region: str = "us-east-1", account: str = "123456789012") -> str:
    return f"arn:aws:kms:{region}:{account}:key/{ID}"


def paths(rule: str, changes: dict[str, Any]) -> list[str]:
    return [finding.path for finding in check(minimal_job(changes), select=[rule]).findings]


@pytest.mark.parametrize(("key", "names"), FORMS)
def test_the_output_key_takes_every_form(key: str, names: str | None) -> None:
    assert paths("SM2204", {OUTPUT: key}) == ([OUTPUT] if names is None else [])


@pytest.mark.parametrize(("key", "names"), FORMS)
def test_the_volume_key_takes_no_alias(key: str, names: str | None) -> None:
    assert paths("SM2205", {VOLUME: key}) == ([VOLUME] if names in ("alias", None) else [])


def test_the_message_says_which_form_a_volume_key_has() -> None:
    (finding,) = check(minimal_job({VOLUME: "alias/acme"}), select=["SM2205"]).findings
    assert finding.message == "VolumeKmsKeyId takes a key id or a key ARN; 'alias/acme' is an alias name"


def groups(*types: Any) -> dict[str, Any]:
    cluster = [
        {"InstanceGroupName": f"group-{place}", "InstanceType": type_, "InstanceCount": 1}
        for place, type_ in enumerate(types)
    ]
    return {TYPE: REMOVED, COUNT: REMOVED, GROUPS: cluster}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({TYPE: "ml.m5.xlarge"}, [], id="EBS only"),
        pytest.param({TYPE: "ml.g5.xlarge", SIZE: REMOVED}, [VOLUME], id="local storage"),
        pytest.param({TYPE: "ml.p4d.24xlarge", VOLUME: "", SIZE: REMOVED}, [], id="an empty key"),
        pytest.param({TYPE: "ml.g5.xlarge", VOLUME: UNKNOWN, SIZE: REMOVED}, [], id="an unknown key"),
        pytest.param({TYPE: UNKNOWN}, [], id="an unknown type"),
        pytest.param(groups("ml.m5.xlarge", "ml.g5.xlarge"), [VOLUME], id="in one group of two"),
        pytest.param(groups("ml.m5.xlarge", UNKNOWN), [], id="an unknown group"),
        pytest.param(
            {TYPE: REMOVED, "ResourceConfig.InstancePreferences": [{"InstanceType": "ml.g5.xlarge"}]},
            [VOLUME],
            id="a preference",
        ),
    ],
)
def test_a_volume_key_and_local_storage(changes: dict[str, Any], expected: list[str]) -> None:
    assert paths("SM2206", {VOLUME: arn(), **changes}) == expected


def test_the_key_is_removed_only_on_demand() -> None:
    request = minimal_job({VOLUME: arn(), TYPE: "ml.g5.xlarge", SIZE: REMOVED})
    (finding,) = check(request, select=["SM2206"]).findings
    assert finding.fix == remove(VOLUME, safe=False)


def test_a_volume_key_of_a_tuning_job_s_own_resources() -> None:
    configs = [{"InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}]
    definition = "TrainingJobDefinition"
    resources = f"{definition}.HyperParameterTuningResourceConfig"
    changes = {
        f"{definition}.ResourceConfig": REMOVED,
        resources: {"InstanceConfigs": configs, "VolumeKmsKeyId": arn()},
    }
    (finding,) = check(minimal_tuning_job(changes), select=["SM2206"]).findings
    assert finding.path == f"{resources}.VolumeKmsKeyId"


@pytest.mark.parametrize(
    ("changes", "region", "expected"),
    [
        pytest.param({OUTPUT: arn("us-east-1")}, None, [], id="the image's Region"),
        pytest.param({OUTPUT: arn("eu-west-1")}, None, [(OUTPUT, Severity.WARNING)], id="not the image's Region"),
        pytest.param({OUTPUT: arn("eu-west-1")}, "eu-west-1", [], id="the stated Region"),
        pytest.param({OUTPUT: arn("eu-west-1")}, "eu-west-2", [(OUTPUT, Severity.WARNING)], id="not the stated one"),
        pytest.param({VOLUME: arn("eu-west-1")}, "eu-west-2", [(VOLUME, Severity.ERROR)], id="a volume's key"),
        pytest.param({VOLUME: arn("eu-west-1")}, None, [], id="a volume's key tells the Region"),
        pytest.param(
            {VOLUME: arn("eu-west-1"), OUTPUT: arn("us-east-1")}, None, [(OUTPUT, Severity.WARNING)], id="two Regions"
        ),
        pytest.param({OUTPUT: "alias/acme"}, "eu-west-2", [], id="an alias has no Region"),
        pytest.param({OUTPUT: UNKNOWN}, "eu-west-2", [], id="an unknown key"),
        pytest.param({OUTPUT: arn("eu-west-1"), IMAGE: UNKNOWN}, None, [], id="an unknown Region"),
    ],
)
def test_a_key_of_another_region(changes: dict[str, Any], region: str | None, expected: list[Any]) -> None:
    report = check(minimal_job(changes), config=Config(region=region), select=["SM2207"])
    assert [(finding.path, finding.severity) for finding in report.findings] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({OUTPUT: arn(), VOLUME: arn()}, [], id="the role's account"),
        pytest.param({OUTPUT: arn(account="210987654321")}, [OUTPUT], id="another account"),
        pytest.param({OUTPUT: arn(account="210987654321"), "RoleArn": UNKNOWN}, [], id="an unknown role"),
        pytest.param({OUTPUT: ID, VOLUME: ID}, [], id="ids tell no account"),
    ],
)
def test_a_key_of_another_account(changes: dict[str, Any], expected: list[str]) -> None:
    assert paths("SM2208", changes) == expected
