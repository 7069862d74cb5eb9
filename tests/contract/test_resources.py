from typing import Any

import pytest

from policylint import check
from policylint.contract.resources import INSTANCE_GROUPS, INSTANCE_PREFERENCES, PLACEMENT, PLACEMENTS, PLAN
from policylint.members import COUNT, KEEP_ALIVE, SPOT, TYPE
from policylint.path import REMOVED
from tests.requests import minimal_job, minimal_tuning_job

UNKNOWN = "${value}"
DEFINITION = "TrainingJobDefinition"
TUNING = f"{DEFINITION}.HyperParameterTuningResourceConfig"
M5, C5 = {"InstanceType": "ml.m5.xlarge"}, {"InstanceType": "ml.c5.xlarge"}
DATA = {"InstanceGroupName": "data", "InstanceCount": 1, **M5}
TRAIN = {"InstanceGroupName": "train", "InstanceCount": 2, **C5}
PLAN_ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-plan/winter"
WHOLE = {TYPE: REMOVED, COUNT: REMOVED}
CLUSTER = {**WHOLE, INSTANCE_GROUPS: [DATA, TRAIN]}
CHOICE = {TYPE: REMOVED, INSTANCE_PREFERENCES: [M5, C5]}


def counted(preference: dict[str, Any], count: Any) -> dict[str, Any]:
    return {**preference, "InstanceCount": count}


def paths(request: dict[str, Any], rule: str) -> list[str]:
    return [finding.path for finding in check(request, select=[rule]).findings]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2501", CLUSTER, [], id="groups alone"),
        pytest.param("SM2501", CHOICE, [], id="preferences with one count for all"),
        pytest.param("SM2501", {INSTANCE_GROUPS: [DATA, TRAIN]}, [INSTANCE_GROUPS], id="groups beside type and count"),
        pytest.param("SM2501", {**CLUSTER, COUNT: 1}, [INSTANCE_GROUPS], id="groups beside a count"),
        pytest.param("SM2501", {INSTANCE_PREFERENCES: [M5]}, [INSTANCE_PREFERENCES], id="preferences beside a type"),
        pytest.param(
            "SM2501",
            {**CLUSTER, INSTANCE_PREFERENCES: [counted(M5, 1)]},
            [INSTANCE_PREFERENCES],
            id="groups and preferences",
        ),
        pytest.param("SM2501", {INSTANCE_GROUPS: []}, [], id="an empty list asks for nothing"),
        pytest.param("SM2501", {INSTANCE_GROUPS: UNKNOWN}, [], id="groups that may come out as none"),
        pytest.param("SM2502", {COUNT: REMOVED}, [COUNT], id="a type without a count"),
        pytest.param("SM2502", {TYPE: REMOVED}, [TYPE], id="a count without a type"),
        pytest.param("SM2502", WHOLE, ["ResourceConfig"], id="neither"),
        pytest.param("SM2502", {**WHOLE, INSTANCE_GROUPS: []}, ["ResourceConfig"], id="no groups"),
        pytest.param("SM2502", CLUSTER, [], id="whole groups"),
        pytest.param("SM2502", {**WHOLE, INSTANCE_GROUPS: UNKNOWN}, [], id="unknown groups"),
        pytest.param("SM2502", {COUNT: UNKNOWN}, [], id="an unknown count is a count"),
        pytest.param("SM2502", {"ResourceConfig": REMOVED}, [], id="no resources at all: another rule's"),
        pytest.param("SM2502", CHOICE, [], id="one count for all preferences"),
        pytest.param(
            "SM2502", {**WHOLE, INSTANCE_PREFERENCES: [counted(M5, 2), counted(C5, 4)]}, [], id="a count for each"
        ),
        pytest.param(
            "SM2502",
            {**WHOLE, INSTANCE_PREFERENCES: [counted(M5, 2), C5]},
            [f"{INSTANCE_PREFERENCES}[1].InstanceCount"],
            id="a count for some",
        ),
        pytest.param(
            "SM2502",
            {**WHOLE, INSTANCE_PREFERENCES: [M5, C5]},
            [f"{INSTANCE_PREFERENCES}[0].InstanceCount"],
            id="a count for none",
        ),
        pytest.param(
            "SM2502", {TYPE: REMOVED, INSTANCE_PREFERENCES: [counted(M5, 2), C5]}, [COUNT], id="a count for all and one"
        ),
        pytest.param("SM2502", {**WHOLE, INSTANCE_PREFERENCES: [UNKNOWN, C5]}, [], id="an unknown preference"),
        pytest.param("SM2503", {COUNT: 0}, [COUNT], id="no instance"),
        pytest.param("SM2503", {COUNT: UNKNOWN}, [], id="an unknown number"),
        pytest.param(
            "SM2503",
            {**WHOLE, INSTANCE_GROUPS: [DATA, counted(TRAIN, 0)]},
            [f"{INSTANCE_GROUPS}[1].InstanceCount"],
            id="an empty group",
        ),
        pytest.param("SM2503", {**CHOICE, COUNT: 0}, [COUNT], id="none for either preference: said once"),
        pytest.param(
            "SM2503", {PLACEMENTS: [{"InstanceCount": 0}]}, [f"{PLACEMENTS}[0].InstanceCount"], id="an empty placement"
        ),
        pytest.param(
            "SM2504",
            {**WHOLE, INSTANCE_GROUPS: [DATA, {**TRAIN, "InstanceGroupName": "data"}]},
            [f"{INSTANCE_GROUPS}[1].InstanceGroupName"],
            id="one name twice",
        ),
        pytest.param(
            "SM2504", {**WHOLE, INSTANCE_GROUPS: [DATA, {**TRAIN, "InstanceGroupName": "Data"}]}, [], id="names by case"
        ),
        pytest.param(
            "SM2504",
            {**WHOLE, INSTANCE_GROUPS: [{**DATA, "InstanceGroupName": UNKNOWN}] * 2},
            [],
            id="two unknown names",
        ),
        pytest.param("SM2505", {KEEP_ALIVE: 600, SPOT: True}, [KEEP_ALIVE], id="a warm pool of spot"),
        pytest.param("SM2505", {KEEP_ALIVE: 600, **CLUSTER}, [KEEP_ALIVE], id="a warm pool of groups"),
        pytest.param("SM2505", {KEEP_ALIVE: 600}, [], id="a warm pool"),
        pytest.param("SM2505", {KEEP_ALIVE: 0, SPOT: True}, [], id="no warm pool"),
        pytest.param("SM2505", {KEEP_ALIVE: UNKNOWN, SPOT: True}, [], id="an unknown period"),
        pytest.param("SM2505", {KEEP_ALIVE: 600, SPOT: UNKNOWN}, [], id="unknown spot"),
        pytest.param(
            "SM2506",
            {"ResourceConfig.SelectedInstanceType": "ml.m5.xlarge", "ResourceConfig.SelectedInstanceCount": 1},
            ["ResourceConfig.SelectedInstanceType", "ResourceConfig.SelectedInstanceCount"],
            id="what a description reports",
        ),
        pytest.param("SM2506", {}, [], id="what a request says"),
        pytest.param("SM2507", {**WHOLE, INSTANCE_GROUPS: [DATA]}, [f"{INSTANCE_GROUPS}[0]"], id="one group"),
        pytest.param("SM2507", CLUSTER, [], id="two groups"),
        pytest.param("SM2507", {**WHOLE, INSTANCE_GROUPS: [UNKNOWN]}, [], id="an unknown group may be several"),
        pytest.param("SM2508", CHOICE, [], id="preferences on demand"),
        pytest.param("SM2508", {**CHOICE, SPOT: True}, [INSTANCE_PREFERENCES], id="preferences of spot"),
        pytest.param("SM2508", {**CHOICE, SPOT: UNKNOWN}, [], id="preferences, unknown spot"),
        pytest.param("SM2508", {**CHOICE, PLACEMENT: {"EnableMultipleJobs": True}}, [PLACEMENT], id="with a placement"),
        pytest.param(
            "SM2508",
            {TYPE: REMOVED, INSTANCE_PREFERENCES: [M5, C5, M5]},
            [f"{INSTANCE_PREFERENCES}[2].InstanceType"],
            id="a type twice",
        ),
        pytest.param(
            "SM2508",
            {TYPE: REMOVED, PLAN: PLAN_ARN, INSTANCE_PREFERENCES: [{**M5, "TrainingPlanArns": [PLAN_ARN]}, C5]},
            [f"{INSTANCE_PREFERENCES}[0].TrainingPlanArns"],
            id="a plan for the job and one for a preference",
        ),
        pytest.param("SM2508", {**CHOICE, PLAN: PLAN_ARN}, [], id="a plan for the job"),
        pytest.param("SM2508", {SPOT: True, PLACEMENT: {}}, [], id="no preferences"),
    ],
)
def test_a_training_job(rule: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert paths(minimal_job(changes), rule) == expected


def config(**changes: Any) -> dict[str, Any]:
    return {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30, **changes}


@pytest.mark.parametrize(
    ("rule", "resources", "expected"),
    [
        pytest.param("SM2501", config(InstanceConfigs=[config()]), [f"{TUNING}.InstanceConfigs"], id="two ways"),
        pytest.param("SM2501", {"InstanceConfigs": [config()]}, [], id="configurations alone"),
        pytest.param("SM2502", {"InstanceConfigs": [config()]}, [], id="whole configurations"),
        pytest.param("SM2502", config(InstanceCount=REMOVED), [f"{TUNING}.InstanceCount"], id="half"),
        pytest.param("SM2502", {}, [TUNING], id="nothing"),
        pytest.param(
            "SM2503",
            {"InstanceConfigs": [config(), config(InstanceCount=0)]},
            [f"{TUNING}.InstanceConfigs[1].InstanceCount"],
            id="a configuration of no instance",
        ),
    ],
)
def test_a_tuning_job_s_own_resources(rule: str, resources: dict[str, Any], expected: list[str]) -> None:
    given = {name: value for name, value in resources.items() if value is not REMOVED}
    request = minimal_tuning_job({f"{DEFINITION}.ResourceConfig": REMOVED, TUNING: given})
    assert paths(request, rule) == expected


def test_a_definition_with_both_kinds_of_resources_is_warned_of() -> None:
    (finding,) = check(minimal_tuning_job({TUNING: config()}), select=["SM2501"]).findings
    assert (finding.path, finding.severity and finding.severity.value) == (TUNING, "warning")


def test_a_definition_without_resources() -> None:
    assert paths(minimal_tuning_job({f"{DEFINITION}.ResourceConfig": REMOVED}), "SM2502") == [DEFINITION]


def test_the_message_names_both_sides() -> None:
    (finding,) = check(minimal_job({**CLUSTER, KEEP_ALIVE: 600, SPOT: True}), select=["SM2505"]).findings
    assert finding.message == (
        "a warm pool of 600 s cannot be kept: EnableManagedSpotTraining is true and InstanceGroups is given"
    )
