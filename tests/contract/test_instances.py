"""The ways to ask for instances, the tables of facts about them, and the Region of a request."""

import re
from pathlib import Path
from typing import Any

import pytest

from policylint.aws import arn_region, ecr_image
from policylint.contract import data
from policylint.contract.instances import Instances, groups, most_instances
from policylint.contract.region import region_of
from policylint.instance_types import hardware, known_types, listed_regions, offers, offers_as_of
from policylint.job import Facts, TrainingJob
from policylint.schema.snapshot import snapshot
from policylint.unknown import Unknown

WAIT = Unknown("${later}")
PLAN = "arn:aws:sagemaker:{}:123456789012:training-plan/winter"
KEY = "arn:aws:kms:{}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
IMAGE = "123456789012.dkr.ecr.{}.amazonaws.com/churn:1.4"


def job(resources: Any = None, tuning: Any = None, **more: Any) -> TrainingJob:
    request = {"ResourceConfig": resources, "HyperParameterTuningResourceConfig": tuning, **more}
    return TrainingJob({name: value for name, value in request.items() if value is not None})


def entry(type_: Any, count: Any = 1) -> dict[str, Any]:
    return {"InstanceType": type_, "InstanceCount": count}


def asked(path: str, type_: str | None, count: int | None, *, alternative: bool = False, shared: str = "") -> Instances:
    return Instances(path, type_, count, shared or f"{path}.InstanceCount", alternative)


R, T = "ResourceConfig", "HyperParameterTuningResourceConfig"


@pytest.mark.parametrize(
    ("request_", "expected", "most"),
    [
        pytest.param(job(entry("ml.m5.large", 3)), [asked(R, "ml.m5.large", 3)], 3, id="one type"),
        pytest.param(job(entry(WAIT, WAIT)), [asked(R, None, None)], None, id="unknown type and count"),
        pytest.param(job({"InstanceCount": 2}), [asked(R, None, 2)], 2, id="a count alone"),
        pytest.param(job(), [], None, id="nothing"),
        pytest.param(job(WAIT), [Instances(R, None, None, R)], None, id="unknown resources"),
        pytest.param(
            job({"InstanceGroups": [entry("ml.m5.large", 1), entry("ml.c5.large", 2)]}),
            [asked(f"{R}.InstanceGroups[0]", "ml.m5.large", 1), asked(f"{R}.InstanceGroups[1]", "ml.c5.large", 2)],
            3,
            id="groups run together",
        ),
        pytest.param(
            job({"InstanceGroups": [entry("ml.m5.large", 1), WAIT]}),
            [
                asked(f"{R}.InstanceGroups[0]", "ml.m5.large", 1),
                Instances(f"{R}.InstanceGroups[1]", None, None, f"{R}.InstanceGroups[1]"),
            ],
            None,
            id="an unknown group",
        ),
        pytest.param(
            job({"InstanceGroups": WAIT}),
            [Instances(f"{R}.InstanceGroups", None, None, f"{R}.InstanceGroups")],
            None,
            id="unknown groups",
        ),
        pytest.param(
            job({"InstanceCount": 4, "InstancePreferences": [{"InstanceType": "a"}, {"InstanceType": "b"}]}),
            [
                asked(f"{R}.InstancePreferences[0]", "a", 4, alternative=True, shared=f"{R}.InstanceCount"),
                asked(f"{R}.InstancePreferences[1]", "b", 4, alternative=True, shared=f"{R}.InstanceCount"),
            ],
            4,
            id="preferences share a count and exclude each other",
        ),
        pytest.param(
            job({"InstancePreferences": [entry("a", 1), entry("b", 2)]}),
            [
                asked(f"{R}.InstancePreferences[0]", "a", 1, alternative=True),
                asked(f"{R}.InstancePreferences[1]", "b", 2, alternative=True),
            ],
            2,
            id="preferences with counts of their own",
        ),
        pytest.param(job(tuning=entry("ml.m5.large", 2)), [asked(T, "ml.m5.large", 2)], 2, id="a tuning job's"),
        pytest.param(
            job(tuning={"InstanceConfigs": [entry("a", 3), entry("b", 2)]}),
            [
                asked(f"{T}.InstanceConfigs[0]", "a", 3, alternative=True),
                asked(f"{T}.InstanceConfigs[1]", "b", 2, alternative=True),
            ],
            3,
            id="a tuning job's configurations",
        ),
        pytest.param(job({"InstanceGroups": "no list"}), [], None, id="a fault of the schema's"),
    ],
)
def test_groups(request_: TrainingJob, expected: list[Instances], most: int | None) -> None:
    assert list(groups(request_)) == expected
    assert most_instances(request_) == most


def test_hardware_knows_each_type_of_the_api_and_no_other() -> None:
    known = set(snapshot().shapes["TrainingInstanceType"].enum)
    assert set(known_types()) == known
    assert hardware("ml.x9.large") is None
    assert hardware(None) is None


def test_hardware() -> None:
    facts = {type_: hardware(type_) for type_ in ("ml.c5.xlarge", "ml.g5.12xlarge", "ml.trn1.32xlarge")}
    assert {
        type_: (found.local_storage_gb, found.gpus, found.nvidia_gpus) for type_, found in facts.items() if found
    } == {
        "ml.c5.xlarge": (0, 0, 0),
        "ml.g5.12xlarge": (3800, 4, 4),
        "ml.trn1.32xlarge": (7600, 16, 0),
    }


@pytest.mark.parametrize("file", sorted(Path(data.__file__).parent.glob("*.json")), ids=lambda file: file.stem)
def test_each_table_says_where_its_facts_come_from_and_of_when_they_are(file: Path) -> None:
    found = data.table(file.stem)
    assert len(found["source"]) > 20
    assert re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", found["as_of"])


def test_successors_exist_and_cost_less() -> None:
    table = data.table("successors")
    for type_, entry_ in table["types"].items():
        assert hardware(type_), type_
        assert hardware(entry_["successor"]), type_
        assert entry_["successor_usd_per_hour"] < entry_["usd_per_hour"], type_


def test_offered_types_are_known_and_dated() -> None:
    assert len(listed_regions()) == 31
    days = [day for type_ in known_types() for day in offers(type_).values()]
    assert len(days) == 922
    assert max(days) == offers_as_of()
    assert offers("ml.x9.large") == {}


@pytest.mark.parametrize("region", ["ap-northeast-1", "ap-northeast-2", "eu-west-1"])
def test_a_record_that_names_both_p4d_and_p4de_is_of_p4d(region: str) -> None:
    """By its price, which is P4d's; one of two tables of offers once read these records the other way."""
    assert region in offers("ml.p4d.24xlarge")
    assert region not in offers("ml.p4de.24xlarge")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, None, id="a request that says nothing"),
        pytest.param({"image": "us-east-1"}, ("us-east-1", False), id="the image: a hint"),
        pytest.param({"image": "us-east-1", "plan": "us-west-2"}, ("us-west-2", True), id="a plan outweighs the image"),
        pytest.param({"key": "eu-west-1"}, ("eu-west-1", True), id="the volume's key"),
        pytest.param({"key": "eu-west-1", "plan": "eu-west-1"}, ("eu-west-1", True), id="both agree"),
        pytest.param({"key": "eu-west-1", "plan": "us-west-2", "image": "us-west-2"}, None, id="they disagree"),
        pytest.param({"preferred": "ap-south-1"}, ("ap-south-1", True), id="a preference's plan"),
    ],
)
def test_region_of_a_request(more: dict[str, str], expected: tuple[str, bool] | None) -> None:
    resources: dict[str, Any] = entry("ml.m5.large")
    algorithm = {}
    if "image" in more:
        algorithm["TrainingImage"] = IMAGE.format(more["image"])
    if "plan" in more:
        resources["TrainingPlanArn"] = PLAN.format(more["plan"])
    if "key" in more:
        resources["VolumeKmsKeyId"] = KEY.format(more["key"])
    if "preferred" in more:
        resources["InstancePreferences"] = [{"TrainingPlanArns": [PLAN.format(more["preferred"])]}, WAIT]
    found = region_of(job(resources, AlgorithmSpecification=algorithm))
    assert (found and (found.name, found.certain)) == expected


def test_a_stated_region_outweighs_the_request() -> None:
    resources = {"VolumeKmsKeyId": KEY.format("eu-west-1")}
    found = region_of(TrainingJob({"ResourceConfig": resources}, facts=Facts(region="us-west-2")))
    assert found == ("us-west-2", "", True)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/churn:1", "cn-north-1"),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/churn@sha256:0", "us-gov-west-1"),
        ("registry.acme.example/churn:1", None),
        ("churn", None),
        ("", None),
    ],
)
def test_region_of_an_image(image: str, expected: str | None) -> None:
    named = ecr_image(image)
    assert (named and named.region) == expected


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (KEY.format("eu-west-1"), "eu-west-1"),
        ("arn:aws:iam::123456789012:role/SageMakerTraining", None),
        ("arn:aws:kms:eu-west-1", None),
        ("alias/training", None),
    ],
)
def test_region_of_an_arn(arn: str, expected: str | None) -> None:
    assert arn_region(arn) == expected
