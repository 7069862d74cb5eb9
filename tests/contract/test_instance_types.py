from typing import Any

import pytest

from policylint import check
from policylint.members import TYPE, VOLUME, VOLUME_KEY
from policylint.path import REMOVED
from tests.requests import minimal_job, minimal_tuning_job

UNKNOWN = "${value}"
IMAGE = "AlgorithmSpecification.TrainingImage"
COUNT = "ResourceConfig.InstanceCount"
GROUPS = "ResourceConfig.InstanceGroups"
DEFINITION = "TrainingJobDefinition"
TUNING = f"{DEFINITION}.HyperParameterTuningResourceConfig"
Found = list[tuple[str, str]]


def cluster(*types: str) -> dict[str, Any]:
    groups = [
        {"InstanceGroupName": f"group-{index}", "InstanceType": type_, "InstanceCount": 1}
        for index, type_ in enumerate(types)
    ]
    return {TYPE: REMOVED, COUNT: REMOVED, GROUPS: groups}


def found(request: dict[str, Any], rule: str, region: str | None = None) -> Found:
    report = check(request, select=[rule], region=region)
    return [(finding.path, finding.severity.value) for finding in report.findings if finding.severity]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2509", {VOLUME: REMOVED}, [(VOLUME, "error")], id="no size for an EBS-only type"),
        pytest.param("SM2509", {VOLUME: 0}, [(VOLUME, "error")], id="a size of 0 for an EBS-only type"),
        pytest.param("SM2509", {VOLUME: 1}, [], id="a size of 1"),
        pytest.param("SM2509", {VOLUME: UNKNOWN}, [], id="an unknown size"),
        pytest.param("SM2509", {VOLUME: REMOVED, TYPE: "ml.g5.xlarge"}, [], id="local storage needs no size"),
        pytest.param("SM2509", {VOLUME: REMOVED, TYPE: UNKNOWN}, [], id="an unknown type"),
        pytest.param("SM2509", {VOLUME: REMOVED, TYPE: "ml.x9.large"}, [], id="a type that the table lacks"),
        pytest.param(
            "SM2509",
            {VOLUME: REMOVED, **cluster("ml.g5.xlarge", "ml.m5.xlarge")},
            [(VOLUME, "error")],
            id="one group of two",
        ),
        pytest.param("SM2510", {TYPE: "ml.g5.xlarge", VOLUME: 250}, [(VOLUME, "note")], id="as much as there is"),
        pytest.param("SM2510", {TYPE: "ml.g5.xlarge", VOLUME: 251}, [(VOLUME, "warning")], id="more than there is"),
        pytest.param("SM2510", {TYPE: "ml.g5.xlarge", VOLUME: REMOVED}, [], id="no size for local storage"),
        pytest.param("SM2510", {TYPE: "ml.m5.xlarge", VOLUME: 500}, [], id="a size for an EBS-only type"),
        pytest.param("SM2510", {TYPE: UNKNOWN, VOLUME: 500}, [], id="a size for an unknown type"),
        pytest.param("SM2510", {VOLUME: 900, **cluster("ml.g5.xlarge", "ml.m5.xlarge")}, [], id="one group may use it"),
        pytest.param("SM2510", {VOLUME: 900, **cluster("ml.g5.xlarge", UNKNOWN)}, [], id="a group of unknown type"),
        pytest.param(
            "SM2510",
            {VOLUME: 300, **cluster("ml.g5.4xlarge", "ml.g5.xlarge")},
            [(VOLUME, "warning")],
            id="the least counts",
        ),
        pytest.param("SM2512", {TYPE: "ml.c4.xlarge"}, [(TYPE, "warning")], id="an old CPU type"),
        pytest.param("SM2512", {TYPE: "ml.p2.xlarge"}, [(TYPE, "warning")], id="an old GPU type"),
        pytest.param("SM2512", {TYPE: "ml.p3.2xlarge"}, [], id="a g5 does not do the work of a p3"),
        pytest.param("SM2512", {TYPE: "ml.c5.xlarge"}, [], id="its successor"),
        pytest.param("SM2512", {TYPE: "ml.p3.16xlarge"}, [], id="an old type that no cheaper one replaces"),
        pytest.param("SM2512", {TYPE: UNKNOWN}, [], id="an unknown type, old or not"),
        pytest.param(
            "SM2512", cluster("ml.m5.xlarge", "ml.m4.xlarge"), [(f"{GROUPS}[1].InstanceType", "warning")], id="group"
        ),
    ],
)
def test_a_training_job(rule: str, changes: dict[str, Any], expected: Found) -> None:
    assert found(minimal_job(changes), rule) == expected


def config(type_: str, size: int) -> dict[str, Any]:
    return {"InstanceType": type_, "InstanceCount": 1, "VolumeSizeInGB": size}


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        pytest.param(config("ml.g5.xlarge", 251), [(f"{TUNING}.VolumeSizeInGB", "error")], id="more than may be asked"),
        pytest.param(config("ml.g5.xlarge", 250), [(f"{TUNING}.VolumeSizeInGB", "note")], id="as much as there is"),
        pytest.param(config("ml.m5.xlarge", 900), [], id="an EBS-only type"),
        pytest.param(
            {"InstanceConfigs": [config("ml.m5.xlarge", 900), config("ml.g5.xlarge", 900)]},
            [(f"{TUNING}.InstanceConfigs[1].VolumeSizeInGB", "warning")],
            id="one configuration of two",
        ),
        pytest.param({"InstanceConfigs": [config("ml.g5.xlarge", 30)]}, [], id="a size that the API requires"),
    ],
)
def test_volume_sizes_of_a_tuning_job(resources: dict[str, Any], expected: Found) -> None:
    request = minimal_tuning_job({f"{DEFINITION}.ResourceConfig": REMOVED, TUNING: resources})
    assert found(request, "SM2510") == expected
    assert found(request, "SM2509") == []


@pytest.mark.parametrize(
    ("type_", "region", "expected"),
    [
        pytest.param("ml.m4.xlarge", "eu-north-1", "error", id="an old type in a Region younger than it"),
        pytest.param("ml.m4.xlarge", "eu-west-1", None, id="an old type where it is"),
        pytest.param("ml.p3dn.24xlarge", "eu-central-1", "warning", id="a type that may have come since"),
        pytest.param("ml.p2.xlarge", "us-west-1", "error", id="a type that AWS has withdrawn"),
        pytest.param("ml.m5.xlarge", "eu-north-1", None, id="a type that is everywhere"),
        pytest.param("ml.p6-b300.48xlarge", "eu-north-1", None, id="a type of which no list is known"),
        pytest.param("ml.m4.xlarge", "mars-north-1", None, id="a Region of which no list is known"),
        pytest.param(UNKNOWN, "eu-north-1", None, id="an unknown type"),
    ],
)
def test_offers_of_a_stated_region(type_: str, region: str, expected: str | None) -> None:
    assert found(minimal_job({TYPE: type_}), "SM2511", region) == ([(TYPE, expected)] if expected else [])


def test_a_region_told_by_the_image_alone_is_no_error() -> None:
    image = {IMAGE: "123456789012.dkr.ecr.eu-north-1.amazonaws.com/churn:1.4"}
    key = {VOLUME_KEY: "arn:aws:kms:eu-north-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"}
    assert found(minimal_job({TYPE: "ml.m4.xlarge", **image}), "SM2511") == [(TYPE, "warning")]
    assert found(minimal_job({TYPE: "ml.m4.xlarge", **key}), "SM2511") == [(TYPE, "error")]
    assert found(minimal_job({TYPE: "ml.m4.xlarge", IMAGE: UNKNOWN}), "SM2511") == []


def test_the_regions_that_offer_the_type_are_named() -> None:
    (finding,) = check(minimal_job({TYPE: "ml.p3dn.24xlarge"}), select=["SM2511"], region="eu-central-1").findings
    assert "; it is in ap-northeast-1, eu-west-1, us-east-1" in finding.message


def test_a_successor_is_proposed_only_where_it_is_offered() -> None:
    request = minimal_job({TYPE: "ml.p2.xlarge"})
    assert found(request, "SM2512", "us-west-2") == [(TYPE, "warning")]
    assert found(request, "SM2512", "me-central-1") == []


def test_the_successor_is_a_fix_only_where_it_is_the_same_kind_of_machine() -> None:
    (cpu,) = check(minimal_job({TYPE: "ml.m4.xlarge"}), select=["SM2512"]).findings
    (gpu,) = check(minimal_job({TYPE: "ml.p2.xlarge"}), select=["SM2512"]).findings
    assert cpu.fix is not None
    assert (cpu.fix.edits[0].value, cpu.fix.safe) == ("ml.m5.xlarge", False)
    assert gpu.fix is None


def test_no_fix_makes_two_preferences_equal() -> None:
    preferences = [{"InstanceType": "ml.m5.xlarge"}, {"InstanceType": "ml.m4.xlarge"}]
    request = minimal_job({TYPE: REMOVED, "ResourceConfig.InstancePreferences": preferences})
    (finding,) = check(request, select=["SM2512"]).findings
    assert finding.fix is None
