from typing import Any

import pytest

from policylint import check
from policylint.finding import Severity
from policylint.path import REMOVED
from tests.contract.channel import COUNT, GROUPS, TYPE, UNKNOWN, disk, s3
from tests.requests import minimal_job, minimal_tuning_job

MODE = "AlgorithmSpecification.TrainingInputMode"
VOLUME = "ResourceConfig.VolumeSizeInGB"
FIRST = "InputDataConfig[0]"
LABELLED = {"uri": "s3://acme-ml/churn/train.manifest", "kind": "AugmentedManifestFile", "AttributeNames": ["churn"]}


def findings(rule: str, channel: Any, changes: dict[str, Any]) -> list[tuple[str, str]]:
    report = check(minimal_job({"InputDataConfig": [channel], **changes}), select=[rule])
    return [(finding.path, finding.severity.value) for finding in report.findings if finding.severity]


@pytest.mark.parametrize(
    ("own", "job", "severity"),
    [
        pytest.param(None, "File", "error", id="the job's File mode"),
        pytest.param(None, "FastFile", "warning", id="the job's FastFile mode"),
        pytest.param(None, "Pipe", None, id="the job's Pipe mode"),
        pytest.param("File", "Pipe", "error", id="its own File mode in a job of Pipe mode"),
        pytest.param("Pipe", "File", None, id="its own Pipe mode in a job of File mode"),
        pytest.param("Pipe", UNKNOWN, None, id="its own Pipe mode in an unknown job"),
        pytest.param("File", UNKNOWN, "error", id="its own File mode in an unknown job"),
        pytest.param(None, UNKNOWN, None, id="an unknown job's mode"),
        pytest.param(UNKNOWN, "File", None, id="an unknown mode of its own"),
        pytest.param(None, REMOVED, None, id="no mode at all: left to the schema"),
    ],
)
@pytest.mark.parametrize(
    ("rule", "options", "place", "severities"),
    [
        pytest.param("SM2103", LABELLED, f"{FIRST}.InputMode", {"warning": "error"}, id="augmented manifest"),
        pytest.param("SM2106", {"CompressionType": "Gzip"}, f"{FIRST}.CompressionType", {}, id="Gzip"),
        pytest.param("SM2106", {"RecordWrapperType": "RecordIO"}, f"{FIRST}.RecordWrapperType", {}, id="RecordIO"),
    ],
)
def test_what_needs_pipe_mode(
    rule: str, options: Any, place: str, severities: dict[str, str], own: Any, job: Any, severity: str | None
) -> None:
    expected = [(place, severities.get(severity, severity))] if severity else []
    assert findings(rule, s3("train", mode=own, **options), {MODE: job}) == expected


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"CompressionType": "None", "RecordWrapperType": "None"}, id="None in words"),
        pytest.param({"CompressionType": UNKNOWN}, id="an unknown compression"),
        pytest.param({"CompressionType": "gzip"}, id="no such value: left to the schema"),
    ],
)
def test_options_that_are_none_in_any_mode(options: Any) -> None:
    assert findings("SM2106", s3("train", **options), {}) == []


def test_a_file_system_s_options_are_another_rule_s() -> None:
    assert findings("SM2106", disk("train", CompressionType="Gzip"), {}) == []


def test_the_mode_of_a_training_definition() -> None:
    changes = {
        "TrainingJobDefinition.InputDataConfig": [s3("train", CompressionType="Gzip")],
        f"TrainingJobDefinition.{MODE}": "File",
    }
    (finding,) = check(minimal_tuning_job(changes), select=["SM2106"]).findings
    assert finding.path == f"TrainingJobDefinition.{FIRST}.CompressionType"
    assert finding.message == "CompressionType Gzip is for Pipe mode; channel 'train' is in File mode"


@pytest.mark.parametrize(
    ("channel", "changes", "expected"),
    [
        pytest.param(s3("train"), {VOLUME: 1}, [VOLUME], id="all data on 1 GB"),
        pytest.param(s3("train"), {VOLUME: 2}, [], id="2 GB"),
        pytest.param(s3("train"), {VOLUME: UNKNOWN}, [], id="an unknown size"),
        pytest.param(s3("train", mode="FastFile"), {VOLUME: 1}, [], id="no copy"),
        pytest.param(s3("train", mode=UNKNOWN), {VOLUME: 1}, [], id="an unknown mode"),
        pytest.param(disk("train"), {VOLUME: 1}, [], id="a file system"),
        pytest.param(s3("train"), {VOLUME: 1, TYPE: "ml.g5.xlarge"}, [], id="local storage in the volume's place"),
        pytest.param(s3("train"), {VOLUME: 1, TYPE: UNKNOWN}, [], id="an unknown type"),
        pytest.param(
            s3("train"),
            {
                VOLUME: 1,
                TYPE: REMOVED,
                COUNT: REMOVED,
                GROUPS: [
                    {"InstanceGroupName": name, "InstanceType": name, "InstanceCount": 1}
                    for name in ("ml.g5.xlarge", "ml.m5.xlarge")
                ],
            },
            [VOLUME],
            id="one group of two has a volume",
        ),
    ],
)
def test_a_volume_of_the_least_size(channel: Any, changes: dict[str, Any], expected: list[str]) -> None:
    assert findings("SM2118", channel, changes) == [(path, "warning") for path in expected]


def test_the_volume_of_a_tuning_job_s_own_resources() -> None:
    resources = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 1}
    definition = "TrainingJobDefinition"
    changes = {
        f"{definition}.InputDataConfig": [s3("train")],
        f"{definition}.ResourceConfig": REMOVED,
        f"{definition}.HyperParameterTuningResourceConfig": resources,
    }
    (finding,) = check(minimal_tuning_job(changes), select=["SM2118"]).findings
    assert finding.path == f"{definition}.HyperParameterTuningResourceConfig.VolumeSizeInGB"
    assert finding.severity is Severity.WARNING
