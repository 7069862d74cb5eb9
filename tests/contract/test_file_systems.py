from typing import Any

import pytest

from policylint import check
from policylint.path import REMOVED
from tests.contract.channel import UNKNOWN, disk, s3
from tests.requests import minimal_job, minimal_tuning_job

FIRST = "InputDataConfig[0]"
DISK = f"{FIRST}.DataSource.FileSystemDataSource"
DIRECTORY = f"{DISK}.DirectoryPath"
MODE = "AlgorithmSpecification.TrainingInputMode"
VPC = {"VpcConfig": {"Subnets": ["subnet-0123456789abcdef0"], "SecurityGroupIds": ["sg-0123456789abcdef0"]}}


@pytest.mark.parametrize(
    ("rule", "channel", "changes", "expected"),
    [
        pytest.param("SM2112", disk("train"), {"VpcConfig": REMOVED}, [DISK], id="no VPC"),
        pytest.param("SM2112", disk("train"), {}, [], id="a VPC"),
        pytest.param("SM2112", disk("train"), {"VpcConfig": UNKNOWN}, [], id="an unknown VPC"),
        pytest.param("SM2112", s3("train"), {"VpcConfig": REMOVED}, [], id="S3 needs no VPC"),
        pytest.param(
            "SM2112",
            {"ChannelName": "train", "DataSource": {"FileSystemDataSource": UNKNOWN}},
            {"VpcConfig": REMOVED},
            [],
            id="an unknown file system",
        ),
        pytest.param("SM2113", disk("train"), {MODE: "File"}, [], id="File mode"),
        pytest.param("SM2113", disk("train"), {MODE: "FastFile"}, [f"{FIRST}.InputMode"], id="the job's FastFile mode"),
        pytest.param("SM2113", disk("train", InputMode="Pipe"), {}, [f"{FIRST}.InputMode"], id="its own Pipe mode"),
        pytest.param("SM2113", disk("train", InputMode="File"), {MODE: "Pipe"}, [], id="its own File mode"),
        pytest.param("SM2113", disk("train", InputMode=UNKNOWN), {MODE: "Pipe"}, [], id="an unknown mode"),
        pytest.param("SM2113", s3("train", mode="Pipe"), {}, [], id="S3 in Pipe mode"),
        pytest.param("SM2114", disk("train", "/fsx/churn"), {}, [], id="of a first-generation scratch system"),
        pytest.param("SM2114", disk("train", "/k3rgbevm"), {}, [], id="the whole file system"),
        pytest.param("SM2114", disk("train", "k3rgbevm/churn"), {}, [], id="without the first slash"),
        pytest.param("SM2114", disk("train", "/"), {}, [DIRECTORY], id="a root"),
        pytest.param("SM2114", disk("train", ""), {}, [DIRECTORY], id="nothing"),
        pytest.param("SM2114", disk("train", "/churn-data/train"), {}, [DIRECTORY], id="a name too long"),
        pytest.param("SM2114", disk("train", "/my data"), {}, [DIRECTORY], id="a name with a space"),
        pytest.param("SM2114", disk("train", "/", kind="EFS"), {}, [], id="EFS has no mount name"),
        pytest.param("SM2114", disk("train", UNKNOWN), {}, [], id="an unknown directory"),
        pytest.param("SM2114", disk("train", "/", kind=UNKNOWN), {}, [], id="an unknown kind"),
        pytest.param(
            "SM2115",
            disk("train", CompressionType="Gzip", RecordWrapperType="RecordIO", ShuffleConfig={"Seed": 7}),
            {},
            [f"{FIRST}.{name}" for name in ("CompressionType", "RecordWrapperType", "ShuffleConfig")],
            id="all three options",
        ),
        pytest.param(
            "SM2115", disk("train", CompressionType="None", RecordWrapperType="None"), {}, [], id="None in words"
        ),
        pytest.param("SM2115", disk("train", CompressionType=UNKNOWN, ShuffleConfig=UNKNOWN), {}, [], id="unknown"),
        pytest.param("SM2115", s3("train", mode="Pipe", ShuffleConfig={"Seed": 7}), {}, [], id="S3 is shuffled"),
    ],
)
def test_file_systems(rule: str, channel: Any, changes: dict[str, Any], expected: list[str]) -> None:
    wanted = {**VPC, "InputDataConfig": [channel], **changes}
    request = minimal_job({path: value for path, value in wanted.items() if value is not REMOVED})
    assert [finding.path for finding in check(request, select=[rule]).findings] == expected


def test_a_file_system_for_a_tuning_job() -> None:
    changes = {"TrainingJobDefinition.InputDataConfig": [disk("train")]}
    (finding,) = check(minimal_tuning_job(changes), select=["SM2112"]).findings
    assert finding.path == f"TrainingJobDefinition.{DISK}"


def test_the_message_says_what_is_no_mount_name() -> None:
    request = minimal_job({**VPC, "InputDataConfig": [disk("train", "/training-data/churn")]})
    (finding,) = check(request, select=["SM2114"]).findings
    assert finding.message == (
        "'/training-data/churn' does not begin with the mount name of the file system: "
        "'training-data' is not a mount name (1 to 8 letters, digits, _ and -)"
    )
