from typing import Any

import pytest

from policylint import check
from policylint.contract.debugger import (
    COLLECTIONS,
    DEBUG_RULES,
    DISABLED,
    HOOK,
    PROFILER,
    PROFILER_RULES,
    TENSORBOARD,
    TENSORBOARD_PATH,
)
from policylint.contract.region import IMAGE
from tests.requests import minimal_job

UNKNOWN = "${value}"
S3 = "s3://acme-ml/churn/debug/"
LOSS = {"RuleConfigurationName": "loss", "RuleEvaluatorImage": "503895931360.dkr.ecr.us-east-1.amazonaws.com/rules:1"}
OVERFIT = {**LOSS, "RuleConfigurationName": "overfit"}
HOOKED = {f"{HOOK}.S3OutputPath": S3}
DUBAI = {IMAGE: "123456789012.dkr.ecr.me-central-1.amazonaws.com/churn:1"}


def collection(name: str, **parameters: str) -> dict[str, Any]:
    return {"CollectionName": name, "CollectionParameters": parameters}


def paths(changes: dict[str, Any], rule: str, region: str | None = None) -> list[str]:
    return [finding.path for finding in check(minimal_job(changes), select=[rule], region=region).findings]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param(
            "SM2601",
            {**HOOKED, COLLECTIONS: [collection("losses"), collection("weights"), collection("losses")]},
            [f"{COLLECTIONS}[2].CollectionName"],
            id="a collection twice",
        ),
        pytest.param(
            "SM2601",
            {DEBUG_RULES: [LOSS], PROFILER_RULES: [LOSS]},
            [f"{PROFILER_RULES}[0].RuleConfigurationName"],
            id="a debugger rule and a profiler rule of one name",
        ),
        pytest.param(
            "SM2601",
            {**HOOKED, COLLECTIONS: [collection("loss")], DEBUG_RULES: [LOSS], PROFILER_RULES: [OVERFIT]},
            [],
            id="a rule may be called like a collection",
        ),
        pytest.param(
            "SM2601",
            {DEBUG_RULES: [{**LOSS, "RuleConfigurationName": UNKNOWN}] * 2},
            [],
            id="two unknown names",
        ),
        pytest.param("SM2601", {DEBUG_RULES: UNKNOWN, PROFILER_RULES: [LOSS]}, [], id="unknown rules"),
        pytest.param(
            "SM2602",
            {
                **HOOKED,
                COLLECTIONS: [{"CollectionName": "a", "CollectionParameters": {"name": "save_interval", "value": "5"}}],
            },
            [f"{COLLECTIONS}[0].CollectionParameters.value"],
            id="a name and a value apart",
        ),
        pytest.param(
            "SM2602",
            {**HOOKED, COLLECTIONS: [{"CollectionName": "a", "CollectionParameters": {"test.save_interval": "5"}}]},
            [f'{COLLECTIONS}[0].CollectionParameters."test.save_interval"'],
            id="a mode that does not exist",
        ),
        pytest.param(
            "SM2602",
            {**HOOKED, COLLECTIONS: [{"CollectionName": "a", "CollectionParameters": {"train.include_regex": "x"}}]},
            [f'{COLLECTIONS}[0].CollectionParameters."train.include_regex"'],
            id="a parameter that is not by mode",
        ),
        pytest.param(
            "SM2602",
            {
                **HOOKED,
                COLLECTIONS: [
                    collection("a", include_regex="relu", save_interval="500", end_step="5000"),
                    {"CollectionName": "b", "CollectionParameters": {"eval.save_steps": "1,2", "reductions": "min"}},
                ],
            },
            [],
            id="the guide's own parameters",
        ),
        pytest.param(
            "SM2602",
            {**HOOKED, COLLECTIONS: [{"CollectionName": "a", "CollectionParameters": UNKNOWN}]},
            [],
            id="unknown parameters",
        ),
        pytest.param("SM2603", {**HOOKED, **DUBAI}, [HOOK], id="a hook where there is no Debugger"),
        pytest.param(
            "SM2603",
            {**DUBAI, DEBUG_RULES: [LOSS], PROFILER: {"S3OutputPath": S3}, PROFILER_RULES: [OVERFIT]},
            [DEBUG_RULES, PROFILER, PROFILER_RULES],
            id="rules and profiler where there is no Debugger",
        ),
        pytest.param("SM2603", {**DUBAI, DISABLED: True}, [], id="a profiler that is only turned off"),
        pytest.param("SM2603", {**DUBAI, DISABLED: UNKNOWN}, [], id="a profiler that may be turned off"),
        pytest.param("SM2603", {**DUBAI, HOOK: UNKNOWN}, [], id="a hook that may come out as none"),
        pytest.param("SM2603", {**DUBAI, PROFILER_RULES: []}, [], id="no rules"),
        pytest.param("SM2603", {**HOOKED, IMAGE: UNKNOWN}, [], id="an unknown Region"),
        pytest.param("SM2604", {DEBUG_RULES: [LOSS]}, [DEBUG_RULES], id="rules without a hook"),
        pytest.param("SM2604", {DEBUG_RULES: [LOSS], **HOOKED}, [], id="rules with a hook"),
        pytest.param("SM2604", {DEBUG_RULES: [LOSS], HOOK: UNKNOWN}, [], id="an unknown hook"),
        pytest.param("SM2604", {DEBUG_RULES: []}, [], id="no rules at all"),
        pytest.param(
            "SM2605",
            {DEBUG_RULES: [{**LOSS, "InstanceType": "ml.m5.xlarge"}]},
            [f"{DEBUG_RULES}[0].VolumeSizeInGB"],
            id="a type without a volume",
        ),
        pytest.param(
            "SM2605",
            {PROFILER_RULES: [LOSS, {**OVERFIT, "VolumeSizeInGB": 30}]},
            [f"{PROFILER_RULES}[1].InstanceType"],
            id="a volume without a type",
        ),
        pytest.param("SM2605", {DEBUG_RULES: [{**LOSS, "VolumeSizeInGB": 0}]}, [], id="a volume of nothing"),
        pytest.param(
            "SM2605", {DEBUG_RULES: [{**LOSS, "InstanceType": UNKNOWN, "VolumeSizeInGB": 30}]}, [], id="an unknown type"
        ),
        pytest.param("SM2606", {TENSORBOARD: {"S3OutputPath": S3}}, [], id="the default by saying nothing"),
        pytest.param("SM2606", {TENSORBOARD_PATH: "/opt/ml/output/tb"}, [TENSORBOARD_PATH], id="below /opt/ml"),
        pytest.param("SM2606", {TENSORBOARD_PATH: "/tmp"}, [TENSORBOARD_PATH], id="/tmp itself"),
        pytest.param("SM2606", {TENSORBOARD_PATH: "/tmpfs/tb"}, [], id="a name that only begins so"),
        pytest.param("SM2606", {TENSORBOARD_PATH: UNKNOWN}, [], id="an unknown path"),
    ],
)
def test_a_training_job(rule: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert paths(changes, rule) == expected


@pytest.mark.parametrize(("region", "severity"), [(None, "warning"), ("me-central-1", "error")])
def test_a_hint_at_the_region_is_no_more_than_a_warning(region: str | None, severity: str) -> None:
    (finding,) = check(minimal_job({**HOOKED, **DUBAI}), select=["SM2603"], region=region).findings
    assert finding.severity is not None
    assert finding.severity.value == severity


def test_the_nearest_parameter_is_named() -> None:
    changes = {**HOOKED, COLLECTIONS: [collection("losses", save_intervals="500")]}
    (finding,) = check(minimal_job(changes), select=["SM2602"]).findings
    assert finding.message.endswith("did you mean 'save_interval'?")
