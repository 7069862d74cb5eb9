from typing import Any

import pytest

from policylint import check
from policylint.finding import set_value
from tests.contract.channel import COUNT, GROUPS, UNKNOWN, cluster, disk, s3
from tests.requests import minimal_job, minimal_tuning_job

SHARDED = {"S3DataDistributionType": "ShardedByS3Key"}
TWO = cluster(data=1, train=2)
EMPTY: dict[str, Any] = {}


def names(place: int, index: int | None = None) -> str:
    path = f"InputDataConfig[{place}].DataSource.S3DataSource.InstanceGroupNames"
    return path if index is None else f"{path}[{index}]"


def distribution(place: int) -> str:
    return f"InputDataConfig[{place}].DataSource.S3DataSource.S3DataDistributionType"


def fed(name: str, *groups: Any, **more: Any) -> dict[str, Any]:
    return s3(name, InstanceGroupNames=list(groups), **more)


@pytest.mark.parametrize(
    ("rule", "channels", "changes", "expected"),
    [
        pytest.param("SM2108", [fed("a", "data", "train")], TWO, [], id="groups that there are"),
        pytest.param("SM2108", [fed("a", "data", "test")], TWO, [names(0, 1)], id="one that there is not"),
        pytest.param("SM2108", [fed("a", "Data")], TWO, [names(0, 0)], id="one of other case"),
        pytest.param("SM2108", [fed("a", "data")], EMPTY, [names(0, 0)], id="a job without groups"),
        pytest.param("SM2108", [fed("a", "data")], {"ResourceConfig": UNKNOWN}, [], id="unknown resources"),
        pytest.param("SM2108", [fed("a", "data")], {**TWO, GROUPS: UNKNOWN}, [], id="unknown groups"),
        pytest.param("SM2108", [fed("a", "x")], {**TWO, f"{GROUPS}[1].InstanceGroupName": UNKNOWN}, [], id="a name"),
        pytest.param("SM2108", [fed("a", UNKNOWN)], TWO, [], id="a channel's unknown group"),
        pytest.param("SM2108", [s3("a", InstanceGroupNames=UNKNOWN)], TWO, [], id="a channel's unknown groups"),
        pytest.param("SM2109", [fed("a", "data"), fed("b", "train")], TWO, [], id="all assigned"),
        pytest.param("SM2109", [s3("a"), s3("b")], TWO, [], id="none assigned"),
        pytest.param("SM2109", [s3("a"), fed("b", "data"), fed("c")], TWO, [names(0), names(2)], id="some assigned"),
        pytest.param("SM2109", [fed("a", "data"), s3("b", InstanceGroupNames=UNKNOWN)], TWO, [], id="an unknown one"),
        pytest.param("SM2109", [fed("a", "data"), disk("b")], TWO, [], id="a file system has no groups"),
        pytest.param("SM2110", [fed("a", "data")], TWO, [f"{GROUPS}[1]"], id="one is left out"),
        pytest.param("SM2110", [fed("a", "data"), fed("b", "train")], TWO, [], id="each is fed"),
        pytest.param("SM2110", [fed("a", "data"), s3("b")], TWO, [], id="a channel for all"),
        pytest.param("SM2110", [fed("a", "data"), disk("b")], TWO, [], id="a file system for all"),
        pytest.param("SM2110", [fed("a", "data", UNKNOWN)], TWO, [], id="an unknown group"),
        pytest.param("SM2110", [fed("a", "data", "trian")], TWO, [], id="a misspelt group"),
        pytest.param("SM2110", [fed("a", "data"), UNKNOWN], TWO, [], id="an unknown channel"),
        pytest.param(
            "SM2110",
            [fed("a", "data"), {"ChannelName": "b", "DataSource": {"S3DataSource": UNKNOWN}}],
            TWO,
            [],
            id="an unknown source",
        ),
        pytest.param("SM2111", [s3("a", **SHARDED)], EMPTY, [distribution(0)], id="one instance"),
        pytest.param("SM2111", [s3("a", **SHARDED)], {COUNT: 2}, [], id="two instances"),
        pytest.param("SM2111", [s3("a", **SHARDED)], {COUNT: UNKNOWN}, [], id="an unknown number"),
        pytest.param("SM2111", [s3("a", S3DataDistributionType="FullyReplicated")], EMPTY, [], id="not sharded"),
        pytest.param("SM2111", [s3("a", S3DataDistributionType=UNKNOWN)], EMPTY, [], id="unknown sharding"),
        pytest.param("SM2111", [s3("a", **SHARDED)], TWO, [], id="all groups"),
        pytest.param("SM2111", [fed("a", "data", **SHARDED)], TWO, [distribution(0)], id="a group of one"),
        pytest.param("SM2111", [fed("a", "train", **SHARDED)], TWO, [], id="a group of two"),
        pytest.param("SM2111", [fed("a", "data", "test", **SHARDED)], cluster(data=1, test=1), [], id="two groups"),
        pytest.param("SM2111", [fed("a", "data", UNKNOWN, **SHARDED)], TWO, [], id="a group and an unknown one"),
        pytest.param("SM2111", [s3("a", InstanceGroupNames=UNKNOWN, **SHARDED)], TWO, [], id="unknown groups"),
        pytest.param("SM2111", [fed("a", "data", **SHARDED)], cluster(data=UNKNOWN), [], id="of unknown size"),
    ],
)
def test_groups_and_sharding(rule: str, channels: Any, changes: dict[str, Any], expected: list[str]) -> None:
    report = check(minimal_job({"InputDataConfig": channels, **changes}), select=[rule])
    assert [finding.path for finding in report.findings] == expected


def test_the_nearest_group_is_named() -> None:
    request = minimal_job({**TWO, "InputDataConfig": [fed("a", "trian")]})
    (finding,) = check(request, select=["SM2108"]).findings
    assert finding.message == (
        "no instance group is named 'trian'; the groups are 'data', 'train': did you mean 'train'?"
    )


def test_a_channel_without_groups_can_be_given_all_of_them() -> None:
    request = minimal_job({**TWO, "InputDataConfig": [fed("a", "train"), s3("b")]})
    (finding,) = check(request, select=["SM2109"]).findings
    assert finding.message == "channel 'b' names no instance group, but 'a' does"
    assert finding.fix == set_value(names(1), ["data", "train"], safe=False)


def test_sharding_in_a_tuning_job_counts_its_own_resources() -> None:
    definition = "TrainingJobDefinition"
    changes = {f"{definition}.InputDataConfig": [s3("a", **SHARDED)], f"{definition}.{COUNT}": 1}
    (finding,) = check(minimal_tuning_job(changes), select=["SM2111"]).findings
    assert finding.path == f"{definition}.{distribution(0)}"
