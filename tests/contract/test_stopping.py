from typing import Any

import pytest

from policylint import check
from policylint.contract.region import IMAGE
from policylint.contract.stopping import ATTEMPTS, CHECKPOINT_URI, PENDING
from policylint.members import MAX_RUNTIME as RUN
from policylint.members import MAX_WAIT as WAIT
from policylint.members import SPOT
from policylint.path import REMOVED
from tests.requests import minimal_job, minimal_tuning_job

S3 = "s3://acme-ml/churn/checkpoints/"
G5 = {"ResourceConfig.InstanceType": "ml.g5.xlarge"}
AWS = "382416733822.dkr.ecr.us-east-1.amazonaws.com"
KMEANS = {IMAGE: f"{AWS}/kmeans:1"}
OWN_KMEANS = "123456789012.dkr.ecr.us-east-1.amazonaws.com/kmeans:1"
UNKNOWN = "${value}"


def paths(changes: dict[str, Any], rule: str) -> list[str]:
    return [finding.path for finding in check(minimal_job(changes), select=[rule]).findings]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2402", {RUN: 2_419_201}, [RUN], id="a second over 28 days"),
        pytest.param("SM2402", {RUN: 2_419_200}, [], id="28 days"),
        pytest.param("SM2402", {RUN: UNKNOWN}, [], id="unknown run"),
        pytest.param("SM2402", {RUN: "2419201"}, [], id="a run of a wrong type: left to the schema"),
        pytest.param("SM2403", {SPOT: True, RUN: 3600, WAIT: 3599}, [WAIT], id="one second short"),
        pytest.param("SM2403", {SPOT: UNKNOWN, RUN: 3600, WAIT: 3599}, [WAIT], id="short, whatever becomes of spot"),
        pytest.param("SM2403", {SPOT: True, RUN: 3600, WAIT: 3600}, [], id="exactly enough"),
        pytest.param("SM2403", {SPOT: True, RUN: 3600}, [], id="no wait at all: left to SM2404"),
        pytest.param("SM2403", {SPOT: False, RUN: 3600, WAIT: 60}, [], id="a wait without spot: left to SM2405"),
        pytest.param("SM2403", {SPOT: True, RUN: UNKNOWN, WAIT: 60}, [], id="a wait for an unknown run"),
        pytest.param("SM2404", {SPOT: True}, [WAIT], id="spot without wait"),
        pytest.param("SM2404", {SPOT: True, "StoppingCondition": REMOVED}, [WAIT], id="spot without any condition"),
        pytest.param("SM2404", {SPOT: True, WAIT: UNKNOWN}, [], id="an unknown wait is a wait"),
        pytest.param("SM2404", {SPOT: True, "StoppingCondition": UNKNOWN}, [], id="an unknown condition may hold it"),
        pytest.param("SM2404", {SPOT: UNKNOWN}, [], id="unknown spot without wait"),
        pytest.param("SM2404", {SPOT: False}, [], id="on demand without wait"),
        pytest.param("SM2405", {WAIT: 7200}, [WAIT], id="wait, spot not given"),
        pytest.param("SM2405", {SPOT: False, WAIT: 7200}, [WAIT], id="wait, spot refused"),
        pytest.param("SM2405", {SPOT: True, WAIT: 7200}, [], id="wait for spot"),
        pytest.param("SM2405", {SPOT: UNKNOWN, WAIT: 7200}, [], id="wait, unknown spot"),
        pytest.param("SM2405", {WAIT: UNKNOWN}, [], id="an unknown wait may come out as none"),
        pytest.param("SM2406", {SPOT: True, WAIT: 3601, **KMEANS}, [WAIT], id="a second over an hour"),
        pytest.param("SM2406", {SPOT: True, WAIT: 3600, **KMEANS}, [], id="an hour"),
        pytest.param("SM2406", {SPOT: True, WAIT: 7200, CHECKPOINT_URI: S3, **KMEANS}, [WAIT], id="vain checkpoints"),
        pytest.param("SM2406", {SPOT: UNKNOWN, WAIT: 7200, **KMEANS}, [], id="an hour and more, unknown spot"),
        pytest.param(
            "SM2406", {SPOT: True, WAIT: 7200, **KMEANS, "RoleArn": UNKNOWN}, [], id="perhaps one's own image"
        ),
        pytest.param("SM2406", {SPOT: True, WAIT: 7200, IMAGE: OWN_KMEANS}, [], id="one's own image of that name"),
        pytest.param("SM2406", {SPOT: True, WAIT: 7200, IMAGE: f"{AWS}/object-detection:1"}, [], id="one that resumes"),
        pytest.param("SM2407", {SPOT: True, WAIT: 3600, **KMEANS}, [], id="checkpoints that cannot be had"),
        pytest.param("SM2407", {SPOT: True, WAIT: 7200}, [SPOT], id="spot without checkpoints"),
        pytest.param("SM2407", {SPOT: True, WAIT: 7200, CHECKPOINT_URI: S3}, [], id="spot with checkpoints"),
        pytest.param("SM2407", {SPOT: True, "CheckpointConfig": UNKNOWN}, [], id="unknown checkpoints"),
        pytest.param("SM2407", {SPOT: False}, [], id="on demand needs no checkpoints"),
        pytest.param("SM2408", {RUN: 2699, ATTEMPTS: 2}, [RUN], id="899 s an attempt"),
        pytest.param("SM2408", {RUN: 2700, ATTEMPTS: 2}, [], id="900 s an attempt"),
        pytest.param("SM2408", {RUN: 600, ATTEMPTS: UNKNOWN}, [], id="unknown attempts"),
        pytest.param("SM2408", {RUN: 600}, [], id="a single attempt may be short"),
        pytest.param("SM2409", {RUN: 119}, [RUN], id="below the window"),
        pytest.param("SM2409", {RUN: 120}, [], id="the window itself"),
        pytest.param("SM2409", {RUN: UNKNOWN}, [], id="an unknown run"),
        pytest.param("SM2410", {RUN: REMOVED}, [RUN], id="no limit"),
        pytest.param("SM2410", {RUN: REMOVED, PENDING: 7200}, [RUN], id="a limit on pending alone"),
        pytest.param("SM2410", {RUN: UNKNOWN}, [], id="an unknown limit"),
        pytest.param("SM2410", {"StoppingCondition": UNKNOWN}, [], id="an unknown condition as a whole"),
        pytest.param("SM2410", {"StoppingCondition": REMOVED}, [], id="no condition at all: another rule's"),
        pytest.param("SM2401", {PENDING: 7200}, [PENDING], id="pending limit on a CPU type"),
        pytest.param("SM2401", {PENDING: 7200, **G5}, [], id="pending limit on a GPU type"),
        pytest.param(
            "SM2401", {PENDING: 7200, "ResourceConfig.InstanceType": "ml.trn1.32xlarge"}, [], id="and on Trainium"
        ),
        pytest.param("SM2401", {PENDING: 7200, "ResourceConfig.InstanceType": UNKNOWN}, [], id="on an unknown type"),
        pytest.param("SM2401", {PENDING: 7200, "ResourceConfig.InstanceType": "ml.x9.large"}, [], id="on a new type"),
        pytest.param("SM2401", {PENDING: UNKNOWN}, [], id="an unknown pending limit"),
        pytest.param(
            "SM2401",
            {
                PENDING: 7200,
                "ResourceConfig.InstanceType": REMOVED,
                "ResourceConfig.InstancePreferences": [
                    {"InstanceType": "ml.c5.xlarge"},
                    {"InstanceType": "ml.g5.xlarge"},
                ],
            },
            [],
            id="one accelerated preference is enough",
        ),
    ],
)
def test_a_training_job(rule: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert paths(changes, rule) == expected


@pytest.mark.parametrize(
    ("rule", "changes", "path"),
    [
        ("SM2402", {RUN: 2_419_201}, RUN),
        ("SM2403", {SPOT: True, RUN: 3600, WAIT: 60}, WAIT),
        ("SM2404", {SPOT: True}, WAIT),
        ("SM2405", {WAIT: 7200}, WAIT),
        ("SM2407", {SPOT: True, WAIT: 7200}, SPOT),
        ("SM2408", {RUN: 600, ATTEMPTS: 3}, RUN),
        ("SM2409", {RUN: 60}, RUN),
        ("SM2410", {RUN: REMOVED}, RUN),
    ],
)
def test_a_training_definition_of_a_tuning_job(rule: str, changes: dict[str, Any], path: str) -> None:
    below = {f"TrainingJobDefinition.{place}": value for place, value in changes.items()}
    found = check(minimal_tuning_job(below), select=[rule]).findings
    assert [finding.path for finding in found] == [f"TrainingJobDefinition.{path}"]


def test_both_numbers_are_in_the_message() -> None:
    (finding,) = check(minimal_job({SPOT: True, RUN: 3600, WAIT: 1800}), select=["SM2403"]).findings
    assert finding.message == "1800 s of waiting cannot contain 3600 s of running"


@pytest.mark.parametrize(
    ("rule", "changes", "is_safe"),
    [
        ("SM2402", {RUN: 9_999_999}, False),
        ("SM2403", {SPOT: True, WAIT: 60}, False),
        ("SM2404", {SPOT: True}, True),
        ("SM2405", {WAIT: 60}, True),
        ("SM2401", {PENDING: 7200}, False),
    ],
)
def test_a_fix_is_safe_where_the_service_leaves_no_choice(rule: str, changes: dict[str, Any], is_safe: bool) -> None:
    (finding,) = check(minimal_job(changes), select=[rule]).findings
    assert finding.fix is not None
    assert finding.fix.safe is is_safe


@pytest.mark.parametrize("changes", [{RUN: 7200}, {RUN: 7200, WAIT: 60}])
def test_no_fix_proposes_a_wait_that_the_algorithm_may_not_have(changes: dict[str, Any]) -> None:
    (finding,) = check(minimal_job({SPOT: True, **KMEANS, **changes}), select=["SM2403", "SM2404"]).findings
    assert finding.fix is None
