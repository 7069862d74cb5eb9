from typing import Any

import pytest

from policylint import check
from policylint.contract.algorithm import ARGUMENTS, ENTRYPOINT, ISOLATION, SERVERLESS, SPECIFICATION
from policylint.contract.image import ACCESS_MODE, IMAGE_CONFIG
from policylint.contract.region import ALGORITHM, IMAGE
from policylint.path import REMOVED
from tests.requests import minimal_job, minimal_tuning_job

UNKNOWN = "${value}"
TYPE = "ResourceConfig.InstanceType"
DEFINITION = "TrainingJobDefinition"
OWN = {IMAGE: REMOVED, ALGORITHM: "churn-algorithm"}
SOLD = {IMAGE: REMOVED, ALGORITHM: "arn:aws:sagemaker:us-east-1:210987654321:algorithm/churn-by-vendor"}
AWS = "811284229777.dkr.ecr.us-east-1.amazonaws.com"
CLASSIFICATION = {IMAGE: f"{AWS}/image-classification:1"}
Found = list[tuple[str, str]]


def found(request: dict[str, Any], rule: str, account: str | None = None) -> Found:
    report = check(request, select=[rule], account=account)
    return [(finding.path, finding.severity.value) for finding in report.findings if finding.severity]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2001", {ALGORITHM: "churn"}, [(ALGORITHM, "error")], id="an image and an algorithm"),
        pytest.param("SM2001", {IMAGE: REMOVED}, [(SPECIFICATION, "error")], id="neither"),
        pytest.param("SM2001", {IMAGE: ""}, [(SPECIFICATION, "error")], id="an empty image and no algorithm"),
        pytest.param("SM2001", OWN, [], id="an algorithm alone"),
        pytest.param("SM2001", {IMAGE: UNKNOWN}, [], id="an unknown image alone"),
        pytest.param("SM2001", {ALGORITHM: UNKNOWN}, [], id="an unknown algorithm may come out as none"),
        pytest.param("SM2001", {SPECIFICATION: UNKNOWN}, [], id="an unknown specification"),
        pytest.param("SM2001", {SPECIFICATION: "churn"}, [], id="a wrong type: left to the schema"),
        pytest.param("SM2002", {SPECIFICATION: REMOVED}, [(SPECIFICATION, "error")], id="no algorithm"),
        pytest.param("SM2002", {"ResourceConfig": REMOVED}, [("ResourceConfig", "error")], id="no resources"),
        pytest.param("SM2002", {"StoppingCondition": UNKNOWN}, [], id="an unknown condition"),
        pytest.param("SM2002", {"StoppingCondition": REMOVED, SERVERLESS: UNKNOWN}, [], id="perhaps serverless"),
        pytest.param("SM2002", {"StoppingCondition": REMOVED, SERVERLESS: {"JobType": "x"}}, [], id="serverless"),
        pytest.param(
            "SM2003",
            {**OWN, ENTRYPOINT: ["python"], ARGUMENTS: ["train.py"], ACCESS_MODE: "Platform"},
            [(ENTRYPOINT, "warning"), (ARGUMENTS, "warning"), (IMAGE_CONFIG, "warning")],
            id="all settings of a container",
        ),
        pytest.param("SM2003", {ENTRYPOINT: ["python"]}, [], id="an entrypoint of an image"),
        pytest.param("SM2003", {**OWN, ENTRYPOINT: []}, [], id="no entrypoint"),
        pytest.param("SM2003", {**OWN, ENTRYPOINT: UNKNOWN}, [], id="an unknown entrypoint"),
        pytest.param("SM2003", {ALGORITHM: "churn", ENTRYPOINT: ["python"]}, [], id="beside an image: left to SM2001"),
        pytest.param("SM2004", CLASSIFICATION, [(TYPE, "error")], id="a CPU type"),
        pytest.param(
            "SM2004", {**CLASSIFICATION, TYPE: "ml.trn1.2xlarge"}, [(TYPE, "error")], id="Trainium is not a GPU"
        ),
        pytest.param("SM2004", {**CLASSIFICATION, TYPE: "ml.p3.2xlarge"}, [], id="a GPU type"),
        pytest.param("SM2004", {**CLASSIFICATION, TYPE: UNKNOWN}, [], id="an unknown type"),
        pytest.param("SM2004", {**CLASSIFICATION, TYPE: "ml.x9.large"}, [], id="a type that the table lacks"),
        pytest.param("SM2004", {IMAGE: UNKNOWN}, [], id="an unknown image"),
        pytest.param("SM2004", {IMAGE: f"{AWS}/blazingtext:1"}, [], id="an algorithm for CPUs, too"),
        pytest.param(
            "SM2004", {IMAGE: CLASSIFICATION[IMAGE].replace("811284229777", "123456789012")}, [], id="one's own image"
        ),
        pytest.param("SM2004", {IMAGE: f"{AWS}/seq2seq@sha256:{'0' * 64}"}, [(TYPE, "error")], id="by digest"),
        pytest.param(
            "SM2004",
            {
                **CLASSIFICATION,
                TYPE: REMOVED,
                "ResourceConfig.InstanceCount": REMOVED,
                "ResourceConfig.InstanceGroups": [
                    {"InstanceGroupName": "gpu", "InstanceType": "ml.g5.xlarge", "InstanceCount": 1},
                    {"InstanceGroupName": "cpu", "InstanceType": "ml.c5.xlarge", "InstanceCount": 1},
                ],
            },
            [("ResourceConfig.InstanceGroups[1].InstanceType", "error")],
            id="one group of two",
        ),
        pytest.param("SM2005", SOLD, [(ALGORITHM, "error")], id="another account's algorithm"),
        pytest.param("SM2005", {**SOLD, ISOLATION: False}, [(ALGORITHM, "error")], id="isolation refused"),
        pytest.param("SM2005", {**SOLD, ISOLATION: True}, [], id="isolated"),
        pytest.param("SM2005", {**SOLD, ISOLATION: UNKNOWN}, [], id="perhaps isolated"),
        pytest.param("SM2005", {**SOLD, "RoleArn": UNKNOWN}, [(ALGORITHM, "warning")], id="of whom is not known"),
        pytest.param("SM2005", OWN, [], id="a name is of one's own"),
        pytest.param(
            "SM2005", {**OWN, ALGORITHM: "arn:aws:sagemaker:us-east-1:123456789012:algorithm/churn"}, [], id="own ARN"
        ),
        pytest.param("SM2005", {**SOLD, ALGORITHM: UNKNOWN}, [], id="an unknown algorithm"),
    ],
)
def test_a_training_job(rule: str, changes: dict[str, Any], expected: Found) -> None:
    assert found(minimal_job(changes), rule) == expected


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2001", {ALGORITHM: "churn"}, [ALGORITHM], id="an image and an algorithm"),
        pytest.param("SM2002", {"ResourceConfig": REMOVED}, [], id="no resources: left to SM2502"),
        pytest.param("SM2004", CLASSIFICATION, [TYPE], id="a CPU type"),
        pytest.param("SM2005", SOLD, [ALGORITHM], id="another account's algorithm"),
        pytest.param("SM2005", {**SOLD, ISOLATION: True}, [], id="isolated"),
    ],
)
def test_a_definition_of_a_tuning_job(rule: str, changes: dict[str, Any], expected: list[str]) -> None:
    request = minimal_tuning_job({f"{DEFINITION}.{path}": value for path, value in changes.items()})
    assert [path for path, _ in found(request, rule)] == [f"{DEFINITION}.{path}" for path in expected]


def test_instances_that_a_tuning_job_keeps_elsewhere() -> None:
    changes = {
        f"{DEFINITION}.{IMAGE}": CLASSIFICATION[IMAGE],
        f"{DEFINITION}.ResourceConfig": REMOVED,
        f"{DEFINITION}.HyperParameterTuningResourceConfig": {
            "InstanceConfigs": [
                {"InstanceType": type_, "InstanceCount": 1, "VolumeSizeInGB": 30}
                for type_ in ("ml.g4dn.xlarge", "ml.m5.xlarge")
            ]
        },
    }
    place = f"{DEFINITION}.HyperParameterTuningResourceConfig.InstanceConfigs[1].InstanceType"
    assert found(minimal_tuning_job(changes), "SM2004") == [(place, "error")]


def test_the_stated_account_tells_whose_an_algorithm_is() -> None:
    request = minimal_job({**SOLD, "RoleArn": UNKNOWN})
    assert found(request, "SM2005", account="123456789012") == [(ALGORITHM, "error")]
    assert found(request, "SM2005", account="210987654321") == []
