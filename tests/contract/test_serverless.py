from typing import Any

import pytest

from policylint import check
from policylint.contract.data import table
from policylint.contract.serverless import EULA, EVALUATION, LENGTH, MODEL_PACKAGE, SERVERLESS, TYPE
from policylint.job import TRAINING
from policylint.path import REMOVED
from policylint.schema.snapshot import snapshot
from tests.requests import minimal_job

UNKNOWN = "${value}"
SPOT = "EnableManagedSpotTraining"
PACKAGES = {f"{MODEL_PACKAGE}.ModelPackageGroupArn": "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/g"}
JOB = {
    "AlgorithmSpecification": REMOVED,
    "ResourceConfig": REMOVED,
    "StoppingCondition": REMOVED,
    SERVERLESS: {
        "BaseModelArn": "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/example-text-1b",
        "JobType": "FineTuning",
    },
}
COMPUTE = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}


def found(changes: dict[str, Any], rule: str) -> list[tuple[str, str]]:
    report = check(minimal_job(changes), select=[rule])
    return [(finding.path, finding.severity.value) for finding in report.findings if finding.severity]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"Environment": {"STAGE": "test"}}, [("Environment", "error")], id="an environment"),
        pytest.param({"Environment": {}}, [], id="an empty environment"),
        pytest.param({"Environment": UNKNOWN}, [], id="an unknown environment"),
        pytest.param({SPOT: True}, [(SPOT, "error")], id="spot"),
        pytest.param({SPOT: False}, [], id="spot refused"),
        pytest.param({"ResourceConfig": COMPUTE}, [("ResourceConfig", "warning")], id="instances"),
        pytest.param({"StoppingCondition": {"MaxRuntimeInSeconds": 3600}}, [], id="a limit"),
        pytest.param({"HyperParameters": {"lora_alpha": "16"}}, [], id="hyperparameters"),
        pytest.param({"RetryStrategy": {"MaximumRetryAttempts": 1}, SERVERLESS: UNKNOWN}, [], id="perhaps serverless"),
    ],
)
def test_members_beside_serverless(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found({**JOB, **changes}, "SM2801") == expected


@pytest.mark.parametrize("member", table("serverless")["excluded"])
def test_each_excluded_member_is_one_of_the_api(member: str) -> None:
    assert member in snapshot().input(TRAINING).members


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2802", PACKAGES, [MODEL_PACKAGE], id="a package of another job"),
        pytest.param("SM2802", {**JOB, **PACKAGES}, [], id="a package of a serverless job"),
        pytest.param("SM2802", {**PACKAGES, SERVERLESS: UNKNOWN}, [], id="a package of one that may be serverless"),
        pytest.param("SM2802", {MODEL_PACKAGE: UNKNOWN}, [], id="an unknown package"),
        pytest.param("SM2803", {**JOB, TYPE: "Evaluation"}, [EVALUATION], id="an evaluation of no type"),
        pytest.param(
            "SM2803", {**JOB, TYPE: "Evaluation", EVALUATION: UNKNOWN}, [], id="an evaluation of unknown type"
        ),
        pytest.param("SM2803", {**JOB, TYPE: UNKNOWN}, [], id="an unknown type of job"),
        pytest.param("SM2803", JOB, [], id="fine-tuning"),
        pytest.param("SM2804", {**JOB, LENGTH: "1025K"}, [LENGTH], id="one over"),
        pytest.param("SM2804", {**JOB, LENGTH: "1024K"}, [], id="the longest"),
        pytest.param("SM2804", {**JOB, LENGTH: "1K"}, [], id="the shortest"),
        pytest.param("SM2804", {**JOB, LENGTH: "0K"}, [LENGTH], id="none at all"),
        pytest.param("SM2804", {**JOB, LENGTH: "9" * 48 + "K"}, [LENGTH], id="many digits"),
        pytest.param("SM2804", {**JOB, LENGTH: "9" * 10_000 + "K"}, [], id="too long: left to the schema"),
        pytest.param("SM2804", {**JOB, LENGTH: "4096"}, [], id="no K: left to the schema"),
        pytest.param("SM2804", {**JOB, LENGTH: UNKNOWN}, [], id="an unknown length"),
        pytest.param("SM2805", {**JOB, EULA: False}, [EULA], id="declined"),
        pytest.param("SM2805", {**JOB, EULA: True}, [], id="accepted"),
        pytest.param("SM2805", JOB, [], id="not mentioned"),
        pytest.param("SM2805", {**JOB, EULA: UNKNOWN}, [], id="perhaps declined"),
    ],
)
def test_what_a_serverless_job_needs(rule: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert [path for path, _ in found(changes, rule)] == expected
