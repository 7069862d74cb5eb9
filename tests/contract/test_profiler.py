from typing import Any

import pytest

from policylint import check
from policylint.contract.debugger import DISABLED, PROFILER, PROFILER_RULES
from policylint.contract.profiler import INTERVAL, OUTPUT, PARAMETERS
from tests.requests import minimal_job

UNKNOWN = "${value}"
S3 = "s3://acme-ml/churn/profile/"
RULE = {"RuleConfigurationName": "report", "RuleEvaluatorImage": "503895931360.dkr.ecr.us-east-1.amazonaws.com/rules:1"}
DETAILED = f"{PARAMETERS}.DetailedProfilingConfig"


def paths(changes: dict[str, Any], rule: str) -> list[str]:
    return [finding.path for finding in check(minimal_job(changes), select=[rule]).findings]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2607", {INTERVAL: 250}, [INTERVAL], id="between two intervals"),
        pytest.param("SM2607", {INTERVAL: 60_000}, [], id="the longest"),
        pytest.param("SM2607", {INTERVAL: UNKNOWN}, [], id="an unknown interval"),
        pytest.param("SM2607", {INTERVAL: "250"}, [], id="an interval of a wrong type: left to the schema"),
        pytest.param(
            "SM2608", {f"{PARAMETERS}.DetailProfiling": "{}"}, [f"{PARAMETERS}.DetailProfiling"], id="no such key"
        ),
        pytest.param("SM2608", {DETAILED: '{"StartStep": 5'}, [DETAILED], id="an object cut off"),
        pytest.param("SM2608", {DETAILED: "[5, 1]"}, [DETAILED], id="a list"),
        pytest.param("SM2608", {DETAILED: ""}, [DETAILED], id="nothing"),
        pytest.param("SM2608", {DETAILED: '{"StartStep": 5, "NumSteps": 1}'}, [], id="JSON"),
        pytest.param(
            "SM2608",
            {f"{PARAMETERS}.DataloaderProfilingConfig": '{"MetricsRegex": ".*\\.x", }'},
            [],
            id="as the SDK writes it",
        ),
        pytest.param("SM2608", {DETAILED: "{'StartStep': 5}"}, [], id="a Python dict"),
        pytest.param("SM2608", {DETAILED: "[" * 100_000}, [DETAILED], id="nested beyond reading"),
        pytest.param("SM2608", {DETAILED: UNKNOWN}, [], id="an unknown text"),
        pytest.param(
            "SM2608",
            {f"{PARAMETERS}.LocalPath": "/opt/x", f"{PARAMETERS}.CPUProfilingDuration": "60"},
            [],
            id="settings",
        ),
        pytest.param("SM2609", {DISABLED: True, PROFILER_RULES: [RULE]}, [PROFILER_RULES], id="rules for nothing"),
        pytest.param("SM2609", {DISABLED: True, DETAILED: "{}"}, [PARAMETERS], id="parameters for nothing"),
        pytest.param("SM2609", {DISABLED: True, PROFILER_RULES: []}, [], id="no rules"),
        pytest.param("SM2609", {DISABLED: False, PROFILER_RULES: [RULE]}, [], id="rules of a profiler that runs"),
        pytest.param("SM2609", {DISABLED: UNKNOWN, PROFILER_RULES: [RULE]}, [], id="a profiler that may run"),
        pytest.param("SM2609", {DISABLED: True, PROFILER_RULES: UNKNOWN}, [], id="unknown rules"),
        pytest.param("SM2610", {PROFILER_RULES: [RULE]}, [OUTPUT], id="rules without any profiler"),
        pytest.param("SM2610", {DETAILED: "{}"}, [OUTPUT], id="parameters alone"),
        pytest.param("SM2610", {INTERVAL: 1000}, [], id="an interval alone, which the service takes"),
        pytest.param("SM2610", {INTERVAL: 500, OUTPUT: S3}, [], id="an interval and a path"),
        pytest.param("SM2610", {INTERVAL: 500, OUTPUT: UNKNOWN}, [], id="an unknown path is a path"),
        pytest.param("SM2610", {PROFILER_RULES: [RULE], PROFILER: UNKNOWN}, [], id="an unknown profiler"),
        pytest.param("SM2610", {PROFILER_RULES: UNKNOWN}, [], id="rules that may come out as none"),
        pytest.param(
            "SM2610", {DISABLED: True, PROFILER_RULES: [RULE]}, [], id="a profiler that is off: left to SM2609"
        ),
        pytest.param("SM2610", {DISABLED: UNKNOWN, DETAILED: "{}"}, [], id="a profiler that may be off"),
    ],
)
def test_a_training_job(rule: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert paths(changes, rule) == expected


@pytest.mark.parametrize(("interval", "nearest"), [(1, 100), (600, 500), (40_000, 60_000)])
def test_the_fix_takes_the_nearest_interval(interval: int, nearest: int) -> None:
    (finding,) = check(minimal_job({INTERVAL: interval}), select=["SM2607"]).findings
    assert finding.fix is not None
    assert [edit.value for edit in finding.fix.edits] == [nearest]


def test_no_text_of_a_parameter_is_told() -> None:
    (finding,) = check(minimal_job({DETAILED: "hunter2"}), select=["SM2608"]).findings
    assert "hunter2" not in finding.message
