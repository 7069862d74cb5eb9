from typing import Any

import pytest

from policylint import check
from policylint.contract.tuning_space import (
    AUTOTUNE,
    CATEGORICAL,
    CONTINUOUS,
    DEFINITION,
    DEFINITIONS,
    INTEGER,
    RANGES,
    number,
)
from policylint.examples import TUNING_JOB
from policylint.path import REMOVED
from tests.requests import minimal_tuning_job

UNKNOWN = "${value}"
RATE = f"{RANGES}.{CONTINUOUS}[0]"
LAYERS = f"{RANGES}.{INTEGER}[0]"
OPTIMIZER = f"{RANGES}.{CATEGORICAL}[0]"
STATIC = f"{DEFINITION}.StaticHyperParameters"
METRICS = f"{DEFINITION}.AlgorithmSpecification.MetricDefinitions"
OWN = f"{DEFINITION}.HyperParameterRanges"


def bounds(low: Any, high: Any, name: Any = "learning-rate", scaling: Any = None) -> dict[str, Any]:
    entry = {"Name": name, "MinValue": low, "MaxValue": high}
    return {**entry, "ScalingType": scaling} if scaling else entry


def choice(*values: Any, name: str = "optimizer") -> dict[str, Any]:
    return {"Name": name, "Values": list(values)}


def named(count: int) -> list[dict[str, Any]]:
    return [bounds("0", "1", f"rate-{index}") for index in range(count)]


def static(count: int) -> dict[str, str]:
    return {f"static-{index}": "1" for index in range(count)}


def definition(name: str, **members: Any) -> dict[str, Any]:
    objective = {"Type": "Minimize", "MetricName": "validation:loss"}
    return {**TUNING_JOB[DEFINITION], "DefinitionName": name, "TuningObjective": objective, **members}


def ranged(name: str, count: int) -> dict[str, Any]:
    return definition(name, HyperParameterRanges={CONTINUOUS: named(count)})


def several(*definitions: dict[str, Any]) -> dict[str, Any]:
    return {RANGES: REMOVED, DEFINITION: REMOVED, DEFINITIONS: list(definitions)}


def found(changes: dict[str, Any], rule: str) -> list[tuple[str, str]]:
    findings = check(minimal_tuning_job(changes), select=[rule]).findings
    return [(finding.path, finding.severity.value) for finding in findings if finding.severity]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2706", {RATE: bounds("0.1", "0.2")}, [], id="two bounds"),
        pytest.param("SM2706", {RATE: bounds("-1e-3", " 2 ")}, [], id="numbers however they are written"),
        pytest.param("SM2706", {RATE: bounds("0.2", "0.1")}, [(RATE, "error")], id="bounds the wrong way round"),
        pytest.param("SM2706", {RATE: bounds("0.10", "0.1")}, [(RATE, "error")], id="a single value"),
        pytest.param("SM2706", {RATE: bounds("low", "0.1")}, [(f"{RATE}.MinValue", "error")], id="a word"),
        pytest.param("SM2706", {RATE: bounds("0.1", "inf")}, [(f"{RATE}.MaxValue", "error")], id="no end"),
        pytest.param("SM2706", {RATE: bounds("0.1", "1_0")}, [(f"{RATE}.MaxValue", "error")], id="a Python number"),
        pytest.param(
            "SM2706",
            {RATE: bounds("", "")},
            [(f"{RATE}.MinValue", "error"), (f"{RATE}.MaxValue", "error")],
            id="nothing",
        ),
        pytest.param("SM2706", {RATE: bounds(UNKNOWN, "0.1")}, [], id="an unknown bound"),
        pytest.param("SM2706", {RATE: bounds(1, 0)}, [], id="bounds of a wrong type: left to the schema"),
        pytest.param("SM2706", {LAYERS: bounds("1", "2.5")}, [(f"{LAYERS}.MaxValue", "error")], id="half a layer"),
        pytest.param("SM2706", {LAYERS: bounds("1.0", "2")}, [], id="a whole number with a point"),
        pytest.param(
            "SM2706",
            {OPTIMIZER: choice("sgd", "adam", "sgd")},
            [(f"{OPTIMIZER}.Values[2]", "warning")],
            id="a value twice",
        ),
        pytest.param("SM2706", {OPTIMIZER: choice(UNKNOWN, UNKNOWN)}, [], id="unknown values"),
        pytest.param("SM2706", {OPTIMIZER: choice("sgd")}, [], id="a choice of one is taken"),
        pytest.param("SM2706", {RANGES: UNKNOWN}, [], id="unknown ranges"),
        pytest.param(
            "SM2706",
            several(definition("a", HyperParameterRanges={CONTINUOUS: [bounds("2", "1")]})),
            [(f"{DEFINITIONS}[0].HyperParameterRanges.{CONTINUOUS}[0]", "error")],
            id="a definition's own range",
        ),
        pytest.param(
            "SM2707", {RATE: bounds("0.1", "1", scaling="Logarithmic")}, [], id="logarithms of what is positive"
        ),
        pytest.param(
            "SM2707", {RATE: bounds("0", "1", scaling="Logarithmic")}, [(f"{RATE}.ScalingType", "error")], id="of zero"
        ),
        pytest.param(
            "SM2707",
            {LAYERS: bounds("0", "9", scaling="Logarithmic")},
            [(f"{LAYERS}.ScalingType", "error")],
            id="of no layer",
        ),
        pytest.param("SM2707", {RATE: bounds(UNKNOWN, "1", scaling="Logarithmic")}, [], id="of an unknown bound"),
        pytest.param(
            "SM2707", {RATE: bounds("0", "0.99", scaling="ReverseLogarithmic")}, [], id="reverse within 0 and 1"
        ),
        pytest.param(
            "SM2707",
            {RATE: bounds("0", "1", scaling="ReverseLogarithmic")},
            [(f"{RATE}.ScalingType", "error")],
            id="reverse to 1",
        ),
        pytest.param(
            "SM2707",
            {RATE: bounds("-0.1", "0.9", scaling="ReverseLogarithmic")},
            [(f"{RATE}.ScalingType", "error")],
            id="reverse below 0",
        ),
        pytest.param(
            "SM2707",
            {LAYERS: bounds("0", "1", scaling="ReverseLogarithmic")},
            [(f"{LAYERS}.ScalingType", "error")],
            id="reverse integers",
        ),
        pytest.param("SM2707", {RATE: bounds("-1", "1", scaling="Auto")}, [], id="scaling left to the service"),
        pytest.param("SM2707", {RATE: bounds("-1", "1", scaling=UNKNOWN)}, [], id="an unknown scaling"),
        pytest.param("SM2708", {STATIC: {"momentum": "0.9"}}, [], id="each stated once"),
        pytest.param(
            "SM2708",
            {STATIC: {"learning-rate": UNKNOWN}},
            [(f'{STATIC}."learning-rate"', "error")],
            id="static and searched",
        ),
        pytest.param(
            "SM2708", {LAYERS: bounds("1", "9")}, [(f"{RANGES}.{CONTINUOUS}[0].Name", "error")], id="two kinds of range"
        ),
        pytest.param("SM2708", {f"{RANGES}.{CONTINUOUS}[1]": bounds("0", "1", UNKNOWN)}, [], id="an unknown name"),
        pytest.param("SM2708", {STATIC: UNKNOWN}, [], id="unknown static values"),
        pytest.param(
            "SM2708",
            {
                AUTOTUNE: {"Mode": "Enabled"},
                STATIC: {"layers": "3"},
                f"{RANGES}.AutoParameters": [
                    {"Name": "learning-rate", "ValueHint": "0.1"},
                    {"Name": "layers", "ValueHint": "3"},
                    {"Name": "depth", "ValueHint": "3"},
                ],
            },
            [(f"{RANGES}.AutoParameters[0].Name", "warning"), (f"{RANGES}.AutoParameters[1].Name", "warning")],
            id="left to Autotune, and stated",
        ),
        pytest.param("SM2709", {f"{RANGES}.{CONTINUOUS}": named(30)}, [], id="30 searched"),
        pytest.param(
            "SM2709",
            {f"{RANGES}.{CONTINUOUS}": named(30), LAYERS: bounds("1", "9", "layers")},
            [(RANGES, "error")],
            id="31 searched over two lists",
        ),
        pytest.param(
            "SM2709",
            several(ranged("a", 15), ranged("b", 16)),
            [(f"{DEFINITIONS}[1].HyperParameterRanges", "error")],
            id="31 searched over two definitions",
        ),
        pytest.param("SM2709", {STATIC: static(98)}, [], id="99 in all"),
        pytest.param("SM2709", {STATIC: static(99)}, [(STATIC, "warning")], id="100, and the service's own"),
        pytest.param("SM2709", {STATIC: static(100)}, [(STATIC, "error")], id="101"),
        pytest.param("SM2709", {STATIC: static(101)}, [], id="101 static ones: left to the schema"),
        pytest.param(
            "SM2709",
            {METRICS: [{"Name": str(index), "Regex": "(x)"} for index in range(21)]},
            [(METRICS, "error")],
            id="21 metrics",
        ),
        pytest.param("SM2709", {METRICS: UNKNOWN, STATIC: UNKNOWN, RANGES: UNKNOWN}, [], id="unknown numbers"),
        pytest.param(
            "SM2709",
            several(definition("a", Environment=static(24)), definition("b", Environment=static(25))),
            [(f"{DEFINITIONS}[1].Environment", "error")],
            id="49 variables over two definitions",
        ),
        pytest.param(
            "SM2709",
            several(definition("a", Environment=static(24)), definition("b", Environment=static(24))),
            [],
            id="48",
        ),
        pytest.param("SM2710", {}, [], id="a range"),
        pytest.param("SM2710", {RANGES: REMOVED}, [(RANGES, "error")], id="no ranges"),
        pytest.param("SM2710", {RANGES: {CONTINUOUS: []}}, [(RANGES, "error")], id="an empty list of ranges"),
        pytest.param("SM2710", {RANGES: {CONTINUOUS: UNKNOWN}}, [], id="an unknown list of ranges"),
        pytest.param("SM2710", {RANGES: REMOVED, AUTOTUNE: {"Mode": "Enabled"}}, [], id="ranges left to Autotune"),
        pytest.param("SM2710", {RANGES: REMOVED, AUTOTUNE: UNKNOWN}, [], id="perhaps to Autotune"),
        pytest.param("SM2710", {RANGES: REMOVED, OWN: {CONTINUOUS: named(1)}}, [], id="the definition's own"),
        pytest.param("SM2710", {OWN: {CONTINUOUS: named(1)}}, [(OWN, "warning")], id="ranges twice"),
        pytest.param("SM2710", {RANGES: REMOVED, DEFINITION: REMOVED}, [], id="no job at all: left to SM2701"),
        pytest.param(
            "SM2710",
            {f"{RANGES}.AutoParameters": [{"Name": "layers", "ValueHint": "3"}]},
            [(f"{RANGES}.AutoParameters", "warning")],
            id="examples for no Autotune",
        ),
        pytest.param("SM2710", several(ranged("a", 1), definition("b")), [], id="ranges in one of two definitions"),
        pytest.param(
            "SM2710",
            several(definition("a"), definition("b")),
            [(f"{DEFINITIONS}[0].HyperParameterRanges", "error")],
            id="ranges in none of two",
        ),
        pytest.param(
            "SM2710",
            {DEFINITION: REMOVED, DEFINITIONS: [ranged("a", 1), ranged("b", 1)]},
            [(RANGES, "warning")],
            id="ranges in vain",
        ),
    ],
)
def test_a_tuning_job(rule: str, changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(changes, rule) == expected


@pytest.mark.parametrize(
    ("entry", "is_mended"),
    [
        (bounds("2", "1"), True),
        (bounds("2", "1", scaling="Linear"), True),
        (bounds("2", "0", scaling="Logarithmic"), False),
        (bounds("1", "1"), False),
    ],
)
def test_bounds_are_swapped_where_nothing_else_goes_wrong(entry: dict[str, Any], is_mended: bool) -> None:
    (finding,) = check(minimal_tuning_job({RATE: entry}), select=["SM2706"]).findings
    assert (finding.fix is not None) is is_mended


@pytest.mark.parametrize("value", ["hunter2", "hunter2-and-more"])
def test_no_value_is_told_that_is_no_number(value: str) -> None:
    changes = {RATE: bounds(value, "1"), OPTIMIZER: choice(value, value), STATIC: {"learning-rate": value}}
    findings = check(minimal_tuning_job(changes), select=["SM2706", "SM2708"]).findings
    assert len(findings) == 3
    assert not any(value in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1.0), ("-1e-3", -0.001), ("nan", None), ("1e999", None), ("1_0", None), ("0x10", None), (1, None)],
)
def test_a_bound_is_a_number_as_text(text: Any, value: float | None) -> None:
    assert number(text) == value
