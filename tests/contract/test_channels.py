from typing import Any

import pytest

from policylint import check
from policylint.finding import Severity, remove
from tests.contract.channel import UNKNOWN, disk, s3
from tests.requests import minimal_job, minimal_tuning_job

TRAIN, TEST = s3("train"), s3("test")
GATED = {"Environment.SageMakerGatedModelS3Uri": "s3://acme-ml/llama/"}
HUB = {"HubAccessConfig": {"HubContentArn": "arn:aws:sagemaker:us-east-1:123456789012:hub-content/acme/Model/llama"}}
EMPTY: dict[str, Any] = {}


def source(place: int) -> str:
    return f"InputDataConfig[{place}].DataSource"


def uri(place: int) -> str:
    return f"{source(place)}.S3DataSource.S3Uri"


def name(place: int) -> str:
    return f"InputDataConfig[{place}].ChannelName"


def several(*names: str) -> dict[str, Any]:
    dataset = {"DatasetArn": "arn:aws:sagemaker:us-east-1:123456789012:hub-content/acme/DataSet/churn"}
    sources = {**TRAIN["DataSource"], **disk("train")["DataSource"], "DatasetSource": dataset}
    return {"ChannelName": "train", "DataSource": {name: sources[name] for name in names}}


@pytest.mark.parametrize(
    ("rule", "channels", "expected"),
    [
        pytest.param("SM2101", [TRAIN, TEST], [], id="two names"),
        pytest.param("SM2101", [TRAIN, TEST, s3("train")], [name(2)], id="one name twice"),
        pytest.param("SM2101", [s3("code"), s3("code"), s3("code")], [name(1), name(2)], id="one name thrice"),
        pytest.param("SM2101", [TRAIN, s3("Train")], [], id="two names by case"),
        pytest.param("SM2101", [s3(UNKNOWN), s3(UNKNOWN)], [], id="two unknown names"),
        pytest.param("SM2101", [TRAIN, UNKNOWN], [], id="an unknown channel"),
        pytest.param("SM2101", [s3(7), s3(7)], [], id="no names: left to the schema"),
        pytest.param("SM2101", UNKNOWN, [], id="unknown channels"),
        pytest.param("SM2102", [TRAIN, disk("test")], [], id="one source each"),
        pytest.param("SM2102", [several("DatasetSource")], [], id="a data set"),
        pytest.param("SM2102", [TRAIN, several("S3DataSource", "FileSystemDataSource")], [source(1)], id="two sources"),
        pytest.param("SM2102", [several("S3DataSource", "DatasetSource")], [source(0)], id="S3 and a data set"),
        pytest.param("SM2102", [several()], [source(0)], id="no source"),
        pytest.param("SM2102", [{"ChannelName": "train"}], [], id="no DataSource at all: left to the schema"),
        pytest.param("SM2102", [{"ChannelName": "train", "DataSource": UNKNOWN}], [], id="an unknown source"),
        pytest.param("SM2116", [TRAIN, s3("test", "s3://acme-ml/churn/train/")], [uri(1)], id="the same prefix"),
        pytest.param(
            "SM2116", [TRAIN, s3("test", "s3://acme-ml/churn/train")], [uri(1)], id="the same but for a slash"
        ),
        pytest.param("SM2116", [TRAIN, s3("test", "s3://acme-ml/churn/train-2026/")], [], id="a folder each"),
        pytest.param(
            "SM2116",
            [s3("test", "s3://acme-ml/churn/train-2026/"), s3("train", "s3://acme-ml/churn/train")],
            [uri(1)],
            id="a prefix that takes another's folder",
        ),
        pytest.param("SM2116", [TRAIN, s3("test", "s3://acme-ml/churn/train/test/")], [], id="a folder in a folder"),
        pytest.param("SM2116", [s3("a", "s3://acme"), s3("b", "s3://acme-ml/b")], [], id="buckets are whole names"),
        pytest.param("SM2116", [s3("a", kind="ManifestFile"), s3("b", "s3://acme-ml/churn/a/")], [], id="a manifest"),
        pytest.param("SM2116", [s3("a", UNKNOWN), s3("b", UNKNOWN)], [], id="unknown prefixes"),
        pytest.param(
            "SM2116", [s3(name, "s3://acme-ml/all/", mode="Pipe") for name in "ab"], [], id="a pipe for each reader"
        ),
        pytest.param(
            "SM2116",
            [s3(name, "s3://acme-ml/all/", InstanceGroupNames=[name]) for name in "ab"],
            [],
            id="for different instance groups",
        ),
    ],
)
def test_channels(rule: str, channels: Any, expected: list[str]) -> None:
    report = check(minimal_job({"InputDataConfig": channels}), select=[rule])
    assert [finding.path for finding in report.findings] == expected


@pytest.mark.parametrize(
    ("channels", "changes", "expected"),
    [
        pytest.param([TRAIN, s3("model")], GATED, [name(1)], id="a model, and where it is"),
        pytest.param([TRAIN, s3("training")], GATED, [name(1)], id="two training channels"),
        pytest.param([s3("train", **HUB), s3("training")], EMPTY, [name(1)], id="of a hub's model"),
        pytest.param([TRAIN, s3("training"), s3("model")], EMPTY, [], id="of no JumpStart model"),
        pytest.param([TRAIN, s3(UNKNOWN)], GATED, [], id="an unknown name"),
        pytest.param([TRAIN, s3("model")], {"Environment": UNKNOWN}, [], id="an unknown environment"),
    ],
)
def test_jumpstart_channels(channels: Any, changes: dict[str, Any], expected: list[str]) -> None:
    report = check(minimal_job({"InputDataConfig": channels, **changes}), select=["SM2107"])
    assert [finding.path for finding in report.findings] == expected


def test_a_channel_that_is_there_twice_is_removed_and_another_of_its_name_is_not() -> None:
    channels = [TRAIN, s3("train"), s3("train", "s3://acme-ml/churn/more/")]
    same, other = check(minimal_job({"InputDataConfig": channels}), select=["SM2101"]).findings
    assert same.fix == remove("InputDataConfig[1]")
    assert other.fix is None


def test_the_channels_of_a_training_definition() -> None:
    changes = {"TrainingJobDefinition.InputDataConfig": [TRAIN, several()]}
    (finding,) = check(minimal_tuning_job(changes), select=["SM2102"]).findings
    assert (finding.path, finding.severity) == (f"TrainingJobDefinition.{source(1)}", Severity.ERROR)
    assert finding.message == "channel 'train' has no data source; it takes exactly one"
