from typing import Any

import pytest

from policylint import check
from policylint.finding import Severity
from tests.contract.channel import UNKNOWN, s3
from tests.requests import minimal_job, minimal_tuning_job

OUTPUT, CHECKPOINTS = "OutputDataConfig.S3OutputPath", "CheckpointConfig.S3Uri"
IMAGE = "AlgorithmSpecification.TrainingImage"
STOCKHOLM = {IMAGE: "123456789012.dkr.ecr.eu-north-1.amazonaws.com/churn:1.4"}
EMPTY: dict[str, Any] = {}


def paths(rule: str, changes: dict[str, Any]) -> list[str]:
    return [finding.path for finding in check(minimal_job(changes), select=[rule]).findings]


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        pytest.param("s3://acme-ml/churn/", False, id="s3"),
        pytest.param("https://s3.amazonaws.com/acme-ml/churn/", False, id="the global endpoint"),
        pytest.param("https://s3-us-west-2.amazonaws.com/acme-ml/", False, id="an old endpoint"),
        pytest.param("https://acme-ml.s3.eu-west-1.amazonaws.com/churn/", False, id="the bucket as host"),
        pytest.param("https://s3.cn-north-1.amazonaws.com.cn/acme-ml/", False, id="China"),
        pytest.param("https://bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com/acme-ml/", False, id="a VPC's"),
        pytest.param("https://models.acme.example/churn/", True, id="another host"),
        pytest.param("https://storage.googleapis.com/acme-ml/", True, id="another cloud"),
        pytest.param("https://acme.example/s3/churn", True, id="s3 in the path only"),
        pytest.param("gs://acme-ml/churn/", False, id="against the pattern: left to the schema"),
        pytest.param(UNKNOWN, False, id="unknown"),
    ],
)
def test_a_location_outside_s3(uri: str, found: bool) -> None:
    assert paths("SM2201", {OUTPUT: uri}) == [OUTPUT] * found


@pytest.mark.parametrize(
    ("bucket", "severity"),
    [
        pytest.param("acme-ml", None, id="a usual name"),
        pytest.param("acme.ml.2026", None, id="dots"),
        pytest.param("abc", None, id="3 characters"),
        pytest.param("a" * 63, None, id="63 characters"),
        pytest.param("acme-ml--use1-az4--x-s3", None, id="a directory bucket"),
        pytest.param("acme-ml-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias", None, id="an alias of an access point"),
        pytest.param("arn:aws:s3:us-east-1:123456789012:accesspoint", None, id="an access point"),
        pytest.param("192.168.5.x", None, id="almost an address"),
        pytest.param("ab", "error", id="2 characters"),
        pytest.param("a" * 256, "error", id="256 characters"),
        pytest.param("acme ml", "error", id="a space"),
        pytest.param("acme-ml:v2", "error", id="a colon"),
        pytest.param("<your-bucket>", "error", id="a placeholder"),
        pytest.param("a" * 64, "error", id="64 characters"),
        pytest.param("acme_ml", "error", id="an underscore"),
        pytest.param("Acme-ML", "error", id="capitals"),
        pytest.param("-acme-ml", "error", id="a hyphen at the start"),
        pytest.param("acme-ml.", "error", id="a dot at the end"),
        pytest.param("acme..ml", "error", id="two dots"),
        pytest.param("192.168.5.4", "error", id="an address"),
        pytest.param("amzn-s3-demo-bucket", "warning", id="an example's bucket"),
    ],
)
def test_the_names_of_buckets(bucket: str, severity: str | None) -> None:
    report = check(minimal_job({**STOCKHOLM, OUTPUT: f"s3://{bucket}/churn/"}), select=["SM2203"])
    assert [finding.severity.value for finding in report.findings if finding.severity] == [severity] * bool(severity)


@pytest.mark.parametrize(
    ("bucket", "changes", "severity"),
    [
        pytest.param("acme_ml", EMPTY, Severity.WARNING, id="in us-east-1"),
        pytest.param("acme_ml", {IMAGE: UNKNOWN}, Severity.WARNING, id="in an unknown Region"),
        pytest.param("acme_ml", STOCKHOLM, Severity.ERROR, id="elsewhere"),
        pytest.param("ab", EMPTY, Severity.ERROR, id="a name that none ever had"),
    ],
)
def test_names_that_an_old_bucket_may_have(bucket: str, changes: dict[str, Any], severity: Severity) -> None:
    (finding,) = check(minimal_job({**changes, OUTPUT: f"s3://{bucket}/churn/"}), select=["SM2203"]).findings
    assert finding.severity is severity


def test_the_buckets_of_all_locations_are_judged() -> None:
    members = ("DebugHookConfig", "ProfilerConfig", "TensorBoardOutputConfig")
    places = [OUTPUT, CHECKPOINTS, *(f"{member}.S3OutputPath" for member in members)]
    changes = {"InputDataConfig": [s3("train", "s3://a/train/")], **dict.fromkeys(places, "s3://b/churn/")}
    assert paths("SM2203", changes) == ["InputDataConfig[0].DataSource.S3DataSource.S3Uri", *places]


def test_a_location_of_a_training_definition() -> None:
    changes = {f"TrainingJobDefinition.{OUTPUT}": "s3://ab/churn/"}
    (finding,) = check(minimal_tuning_job(changes), select=["SM2203"]).findings
    assert finding.path == f"TrainingJobDefinition.{OUTPUT}"
    assert finding.message == "the bucket name 'ab' has 2 characters; 3 to 63 are allowed"


@pytest.mark.parametrize(
    ("inputs", "output", "expected"),
    [
        pytest.param("s3://acme-ml/churn/train/", "s3://acme-ml/churn/models/", [], id="beside each other"),
        pytest.param("s3://acme-ml/churn/", "s3://acme-ml/churn/models/", [OUTPUT], id="below the input"),
        pytest.param("s3://acme-ml/churn", "s3://acme-ml/churn/", [OUTPUT], id="in the input"),
        pytest.param("s3://acme-ml/churn/", "s3://acme-ml/churn", [OUTPUT], id="in the input but for a slash"),
        pytest.param("s3://acme-ml/churn", "s3://acme-ml/churn-models", [OUTPUT], id="a prefix is not a folder"),
        pytest.param("s3://acme-ml/churn/", "s3://acme-ml/churn-models", [], id="a folder is one"),
        pytest.param("s3://acme-ml", "s3://acme-ml/models", [OUTPUT], id="a whole bucket"),
        pytest.param("s3://acme-ml", "s3://acme-ml-models/churn", [], id="another bucket"),
        pytest.param("s3://acme-ml/churn/models/1/", "s3://acme-ml/churn/", [], id="the input below: not loaded again"),
        pytest.param(UNKNOWN, "s3://acme-ml/churn/", [], id="an unknown input"),
        pytest.param("s3://acme-ml/", UNKNOWN, [], id="an unknown output"),
    ],
)
def test_an_output_within_an_input(inputs: str, output: str, expected: list[str]) -> None:
    assert paths("SM2202", {"InputDataConfig": [s3("train", inputs)], OUTPUT: output}) == expected


def test_a_manifest_loads_only_what_it_lists() -> None:
    channels = [s3("train", "s3://acme-ml/churn", kind="ManifestFile")]
    assert paths("SM2202", {"InputDataConfig": channels, OUTPUT: "s3://acme-ml/churn/models/"}) == []


@pytest.mark.parametrize(
    ("checkpoints", "output", "expected"),
    [
        pytest.param("s3://acme-ml/churn/", "s3://acme-ml/churn/models/", [OUTPUT], id="models among checkpoints"),
        pytest.param("s3://acme-ml/churn", "s3://acme-ml/churn/", [OUTPUT], id="one folder for both"),
        pytest.param("s3://acme-ml/churn", "s3://acme-ml/churn-models/", [], id="checkpoints are a folder"),
        pytest.param("s3://acme-ml/churn/checkpoints/", "s3://acme-ml/churn/", [], id="checkpoints below the output"),
    ],
)
def test_an_output_among_checkpoints(checkpoints: str, output: str, expected: list[str]) -> None:
    assert paths("SM2202", {CHECKPOINTS: checkpoints, OUTPUT: output}) == expected


def test_checkpoints_within_an_input() -> None:
    channels = [s3("train", "s3://acme-ml/churn/")]
    changes = {"InputDataConfig": channels, CHECKPOINTS: "s3://acme-ml/churn/checkpoints/", OUTPUT: "s3://acme-out/"}
    (finding,) = check(minimal_job(changes), select=["SM2202"]).findings
    assert (finding.path, finding.message) == (
        CHECKPOINTS,
        "s3://acme-ml/churn/checkpoints/ lies within s3://acme-ml/churn/, which the job loads "
        "(InputDataConfig[0].DataSource.S3DataSource.S3Uri)",
    )
