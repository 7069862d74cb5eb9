from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint import check
from policylint.contract.tuning_space import (
    AUTOTUNE,
    CATEGORICAL,
    CONTINUOUS,
    DEFINITION,
    DEFINITIONS,
    INTEGER,
    MAX_JOBS,
    PARALLEL,
    RANGES,
    STRATEGY,
    combinations,
    spaces,
)
from policylint.contract.tuning_strategy import EARLY_STOPPING, LEAST, MOST, PATIENCE, RUNTIME, STRATEGY_CONFIG
from policylint.examples import TUNING_JOB
from policylint.job import TuningJob
from policylint.path import REMOVED
from tests.requests import minimal_tuning_job

UNKNOWN = "${value}"
STATIC = f"{DEFINITION}.StaticHyperParameters"


def integers(low: Any, high: Any) -> dict[str, Any]:
    return {"Name": "layers", "MinValue": low, "MaxValue": high}


def choice(*values: Any, name: str = "optimizer") -> dict[str, Any]:
    return {"Name": name, "Values": list(values)}


def searching(**lists: Any) -> dict[str, Any]:
    return {RANGES: lists}


THREE = searching(IntegerParameterRanges=[integers("2", "4")])
SIX = searching(IntegerParameterRanges=[integers("2", "4")], CategoricalParameterRanges=[choice("sgd", "adam", "sgd")])
GRID = {STRATEGY: "Grid", MAX_JOBS: REMOVED, **searching(CategoricalParameterRanges=[choice("sgd", "adam")])}
WIDE = searching(
    CategoricalParameterRanges=[choice(*map(str, range(30)), name="a"), choice(*map(str, range(26)), name="b")]
)
HYPERBAND = {STRATEGY: "Hyperband", MOST: 30}


def definitions(**members: Any) -> dict[str, Any]:
    objective = {"Type": "Minimize", "MetricName": "validation:loss"}
    both = [
        {**TUNING_JOB[DEFINITION], "DefinitionName": name, "TuningObjective": objective, **members} for name in "ab"
    ]
    return {DEFINITION: REMOVED, DEFINITIONS: both}


def found(changes: dict[str, Any], rule: str) -> list[tuple[str, str]]:
    findings = check(minimal_tuning_job(changes), select=[rule]).findings
    return [(finding.path, finding.severity.value) for finding in findings if finding.severity]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2711", {MAX_JOBS: 5, PARALLEL: 5}, [], id="all at once"),
        pytest.param("SM2711", {MAX_JOBS: 5, PARALLEL: 6}, [(PARALLEL, "error")], id="more than all at once"),
        pytest.param("SM2711", {MAX_JOBS: UNKNOWN, PARALLEL: 6}, [], id="of an unknown number"),
        pytest.param("SM2711", {MAX_JOBS: 750, PARALLEL: 100}, [], id="as many as there may be"),
        pytest.param("SM2711", {MAX_JOBS: 750, PARALLEL: 101}, [(PARALLEL, "error")], id="101 at once"),
        pytest.param("SM2711", {MAX_JOBS: 751}, [(MAX_JOBS, "error")], id="751 jobs"),
        pytest.param("SM2711", {MAX_JOBS: 10_000, STRATEGY: "Random"}, [], id="10,000 random jobs"),
        pytest.param("SM2711", {MAX_JOBS: 10_001, STRATEGY: "Random"}, [(MAX_JOBS, "error")], id="10,001 of them"),
        pytest.param("SM2711", {MAX_JOBS: 10_001, STRATEGY: UNKNOWN}, [], id="an unknown strategy"),
        pytest.param("SM2711", {RUNTIME: 2_592_000}, [], id="30 days"),
        pytest.param("SM2711", {RUNTIME: 2_592_001}, [(RUNTIME, "warning")], id="a second over 30 days"),
        pytest.param("SM2711", {MAX_JOBS: 10, PATIENCE: 9}, [], id="patience within all jobs"),
        pytest.param("SM2711", {MAX_JOBS: 10, PATIENCE: 10}, [(PATIENCE, "warning")], id="patience without end"),
        pytest.param("SM2711", {MAX_JOBS: REMOVED}, [(MAX_JOBS, "warning")], id="no limit"),
        pytest.param("SM2711", {MAX_JOBS: REMOVED, RUNTIME: 3600}, [], id="a limit on the time"),
        pytest.param("SM2711", {MAX_JOBS: REMOVED, PATIENCE: 5}, [], id="a limit on the patience"),
        pytest.param("SM2711", {MAX_JOBS: REMOVED, AUTOTUNE: {"Mode": "Enabled"}}, [], id="limits left to Autotune"),
        pytest.param("SM2711", {MAX_JOBS: REMOVED, STRATEGY: "Grid"}, [], id="a grid is its own limit"),
        pytest.param("SM2712", {**THREE, MAX_JOBS: 3}, [], id="each combination once"),
        pytest.param("SM2712", {**THREE, MAX_JOBS: 4}, [(MAX_JOBS, "error")], id="one job too many"),
        pytest.param("SM2712", {**SIX, MAX_JOBS: 6}, [], id="combinations of two ranges"),
        pytest.param("SM2712", {**SIX, MAX_JOBS: 7}, [(MAX_JOBS, "error")], id="a value listed twice counts once"),
        pytest.param("SM2712", {**THREE, f"{RANGES}.{CATEGORICAL}": UNKNOWN}, [], id="an unknown list beside"),
        pytest.param("SM2712", {**THREE, f"{RANGES}.{CATEGORICAL}": [UNKNOWN]}, [], id="an unknown range beside"),
        pytest.param("SM2712", searching(IntegerParameterRanges=[integers("2", UNKNOWN)]), [], id="an unknown bound"),
        pytest.param("SM2712", searching(CategoricalParameterRanges=[choice("a", UNKNOWN)]), [], id="an unknown value"),
        pytest.param("SM2712", {f"{RANGES}.{INTEGER}": [integers("2", "4")]}, [], id="a continuous range beside"),
        pytest.param("SM2712", {**THREE, AUTOTUNE: {"Mode": "Enabled"}}, [], id="Autotune may find more"),
        pytest.param("SM2712", {**THREE, **definitions()}, [], id="several definitions"),
        pytest.param("SM2713", GRID, [], id="a grid of what can be listed"),
        pytest.param("SM2713", {**GRID, MAX_JOBS: 2}, [], id="the grid's own number"),
        pytest.param("SM2713", {**GRID, MAX_JOBS: 1}, [(MAX_JOBS, "error")], id="a part of the grid"),
        pytest.param("SM2713", {**GRID, MAX_JOBS: UNKNOWN}, [], id="an unknown part"),
        pytest.param("SM2713", {**GRID, **WIDE}, [(MAX_JOBS, "error")], id="a grid of 780"),
        pytest.param(
            "SM2713",
            {**GRID, f"{RANGES}.{CONTINUOUS}": [integers("0", "1")]},
            [(f"{RANGES}.{CONTINUOUS}", "error")],
            id="a grid of what cannot be listed",
        ),
        pytest.param("SM2713", {**GRID, **THREE}, [(f"{RANGES}.{INTEGER}", "error")], id="a grid of integers"),
        pytest.param("SM2713", HYPERBAND, [], id="Hyperband"),
        pytest.param("SM2713", {**HYPERBAND, LEAST: 29}, [], id="the least below the most"),
        pytest.param("SM2713", {**HYPERBAND, LEAST: 30}, [(LEAST, "error")], id="the least is the most"),
        pytest.param("SM2713", {**HYPERBAND, LEAST: UNKNOWN}, [], id="an unknown least"),
        pytest.param("SM2713", {**HYPERBAND, MOST: 20_001}, [(MOST, "error")], id="the most above the greatest"),
        pytest.param("SM2713", {STRATEGY: "Hyperband"}, [(MOST, "error")], id="the most from nowhere"),
        pytest.param("SM2713", {STRATEGY: "Hyperband", STATIC: {"n_epochs": "9"}}, [], id="the most from the epochs"),
        pytest.param("SM2713", {STRATEGY: "Hyperband", STATIC: UNKNOWN}, [], id="the most from what is unknown"),
        pytest.param("SM2713", {STRATEGY: "Hyperband", STRATEGY_CONFIG: UNKNOWN}, [], id="an unknown configuration"),
        pytest.param("SM2713", {**HYPERBAND, EARLY_STOPPING: "Auto"}, [(EARLY_STOPPING, "error")], id="stopping twice"),
        pytest.param("SM2713", {EARLY_STOPPING: "Auto"}, [], id="early stopping"),
        pytest.param(
            "SM2713", {**definitions(), EARLY_STOPPING: "Auto"}, [(EARLY_STOPPING, "error")], id="of two algorithms"
        ),
        pytest.param("SM2713", {MOST: 30}, [(STRATEGY_CONFIG, "error")], id="Hyperband's configuration for Bayesian"),
        pytest.param("SM2713", {MOST: 30, STRATEGY: UNKNOWN}, [], id="for an unknown strategy"),
    ],
)
def test_a_tuning_job(rule: str, changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(changes, rule) == expected


@pytest.mark.parametrize(("parallel", "is_mended"), [(3, True), (4, False)])
def test_fewer_jobs_are_proposed_where_they_can_still_run_at_once(parallel: int, is_mended: bool) -> None:
    changes = {**THREE, MAX_JOBS: 9, PARALLEL: parallel}
    (finding,) = check(minimal_tuning_job(changes), select=["SM2712"]).findings
    assert (finding.fix is not None) is is_mended


@given(
    integer=st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 4)), max_size=2),
    categorical=st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), max_size=2),
)
def test_combinations_are_what_listing_them_gives(integer: list[tuple[int, int]], categorical: list[list[str]]) -> None:
    stated = {
        INTEGER: [integers(str(low), str(low + more)) for low, more in integer],
        CATEGORICAL: [choice(*values) for values in categorical],
    }
    axes = [range(low, low + more + 1) for low, more in integer] + [sorted(set(values)) for values in categorical]
    expected = len(list(product(*axes))) if axes else None
    job = TuningJob(minimal_tuning_job({RANGES: stated}))
    (space,) = spaces(job)
    assert combinations(job, space) == expected
