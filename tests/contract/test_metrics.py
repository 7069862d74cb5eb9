from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint import check
from policylint.contract.metrics import METRICS, TIME_SERIES
from tests.requests import minimal_job, minimal_tuning_job

UNKNOWN = "${value}"
LOSS = {"Name": "loss", "Regex": "loss=([0-9.]+)"}


def regex(text: Any) -> dict[str, Any]:
    return {METRICS: [LOSS, {"Name": "accuracy", "Regex": text}]}


PLACE = f"{METRICS}[1].Regex"


@pytest.mark.parametrize(
    ("text", "broken", "groupless"),
    [
        pytest.param("acc=([0-9.]+)", False, False, id="a group"),
        pytest.param(r"acc=\(\d+\)", False, True, id="parentheses that are meant literally"),
        pytest.param("acc=(?:[0-9.]+)", False, True, id="a group that captures nothing"),
        pytest.param("acc=(?P<value>.*?);", False, False, id="a named group"),
        pytest.param("acc=([0-9.]+", True, False, id="a group left open"),
        pytest.param("acc=[0-9.]+)", True, False, id="a group closed twice"),
        pytest.param("*acc=(.*)", True, False, id="nothing to repeat"),
        pytest.param("acc=([0-9.+", True, False, id="a set left open"),
        pytest.param("acc=([9-0]+)", True, False, id="a range the wrong way"),
        pytest.param("acc=(.{3,2})", True, False, id="a repetition the wrong way"),
        pytest.param("acc=(.*)\\", True, False, id="a backslash at the end"),
        pytest.param(r"acc=(?<value>\p{Nd}+)", False, False, id="another dialect's own"),
        pytest.param("[[a]acc=(.*)", False, False, id="what a later Python may read otherwise"),
        pytest.param("a{99999999999999999999}", False, False, id="a repetition too large to compile"),
        pytest.param("(" * 500, False, False, id="too deep to compile"),
        pytest.param("(" * 100_000, False, False, id="too long: left to the schema"),
        pytest.param("", False, False, id="empty: left to the schema"),
        pytest.param(7, False, False, id="no text: left to the schema"),
        pytest.param(UNKNOWN, False, False, id="unknown"),
    ],
)
def test_expressions(text: Any, broken: bool, groupless: bool) -> None:
    request = minimal_job(regex(text))
    assert [f.path for f in check(request, select=["SM2010", "LINT"]).findings] == ([PLACE] if broken else [])
    assert [f.path for f in check(request, select=["SM2011", "LINT"]).findings] == ([PLACE] if groupless else [])


def test_the_message_tells_what_is_wrong_and_where() -> None:
    (finding,) = check(minimal_job(regex("acc=([0-9.]+")), select=["SM2010"]).findings
    assert finding.message == "'acc=([0-9.]+' cannot be compiled: missing ), unterminated subpattern at character 5"


@given(st.text(alphabet="ab01()[]{}?*+|\\^$.-,:<=!P", max_size=30))
def test_any_expression_is_judged(text: str) -> None:
    assert not [f for f in check(minimal_job(regex(text))).findings if f.rule == "LINT9999"]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param(
            "SM2012", {METRICS: [LOSS, {**LOSS, "Regex": "l=(.*)"}]}, [f"{METRICS}[1].Name"], id="a name twice"
        ),
        pytest.param("SM2012", {METRICS: [LOSS, LOSS, LOSS]}, [f"{METRICS}[{i}].Name" for i in (1, 2)], id="thrice"),
        pytest.param("SM2012", {METRICS: [LOSS, {**LOSS, "Name": "Loss"}]}, [], id="another case"),
        pytest.param("SM2012", {METRICS: [{**LOSS, "Name": UNKNOWN}] * 2}, [], id="unknown names"),
        pytest.param("SM2012", {METRICS: UNKNOWN}, [], id="unknown metrics"),
        pytest.param("SM2013", {METRICS: [LOSS], TIME_SERIES: False}, [TIME_SERIES], id="refused in vain"),
        pytest.param("SM2013", {METRICS: [], TIME_SERIES: False}, [], id="refused, without metrics"),
        pytest.param("SM2013", {METRICS: [LOSS], TIME_SERIES: True}, [], id="wanted"),
        pytest.param("SM2013", {METRICS: [LOSS], TIME_SERIES: UNKNOWN}, [], id="perhaps refused"),
        pytest.param("SM2013", {METRICS: UNKNOWN, TIME_SERIES: False}, [], id="refused, with unknown metrics"),
    ],
)
def test_a_training_job(rule: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert [finding.path for finding in check(minimal_job(changes), select=[rule]).findings] == expected


def test_a_definition_given_twice_may_be_dropped() -> None:
    (exact,) = check(minimal_job({METRICS: [LOSS, LOSS]}), select=["SM2012"]).findings
    assert exact.fix is not None
    assert (exact.fix.edits[0].path, exact.fix.safe) == (f"{METRICS}[1]", True)
    (other,) = check(minimal_job({METRICS: [LOSS, {**LOSS, "Regex": "l=(.*)"}]}), select=["SM2012"]).findings
    assert other.fix is None


def test_a_definition_of_a_tuning_job() -> None:
    place = f"TrainingJobDefinition.{METRICS}"
    request = minimal_tuning_job({f"{place}[0].Regex": "loss=["})
    assert [finding.path for finding in check(request, select=["SM2010"]).findings] == [f"{place}[0].Regex"]
