"""A tuning job as a sweep: as many jobs as it may start, at the cost that the tuning job has, judged one by one."""

import json
from pathlib import Path
from typing import Any

import pytest

from policylint import estimate
from policylint.cost.sweep.plan import Plan, PlanError
from policylint.cost.sweep.tuning import plan_of_tuning_job
from policylint.job import TuningJob
from policylint.path import REMOVED
from policylint.unknown import mark_templates
from tests.cli import policylint
from tests.requests import minimal_tuning_job

DAY = "2026-11-24"
CONFIG = "HyperParameterTuningJobConfig"
RANGES = f"{CONFIG}.ParameterRanges"
DEFINITION = "TrainingJobDefinition"
JOBS = f"{CONFIG}.ResourceLimits.MaxNumberOfTrainingJobs"


def plan(changes: dict[str, Any]) -> Plan:
    return plan_of_tuning_job(TuningJob(mark_templates(minimal_tuning_job(changes))), "tune.json")


def values(found: Plan) -> dict[str, list[Any]]:
    together = found.axes["parameters"].zip_
    assert together is not None
    return together


def test_the_sweep_costs_what_the_tuning_job_costs(tmp_path: Path) -> None:
    request = minimal_tuning_job()
    (tmp_path / "tune.json").write_text(json.dumps(request))
    ran = policylint("sweep", "tune.json", "--as-of", DAY, "--isolated", "--output-format", "json", cwd=tmp_path)
    found = json.loads(ran.out)
    assert (ran.code, found["jobs"], found["concurrency"]) == (0, 20, 2)
    assert found["max_usd"] == pytest.approx(estimate(request, as_of=DAY).max_usd)
    assert found["findings"] == []


def test_values_are_drawn_from_their_ranges() -> None:
    ranges = {
        "ContinuousParameterRanges": [
            {"Name": "learning-rate", "MinValue": "0.0001", "MaxValue": "0.1", "ScalingType": "Logarithmic"}
        ],
        "IntegerParameterRanges": [{"Name": "depth", "MinValue": "3", "MaxValue": "9"}],
        "CategoricalParameterRanges": [{"Name": "booster", "Values": ["gbtree", "dart"]}],
        "AutoParameters": [{"Name": "gamma", "ValueHint": "5"}],
    }
    found = values(plan({RANGES: ranges, JOBS: 200}))
    rate, depth, booster, gamma = (
        found[f"HyperParameters.{name}"] for name in ('"learning-rate"', "depth", "booster", "gamma")
    )
    assert {len(column) for column in found.values()} == {200}
    assert all(0.0001 <= one <= 0.1 for one in rate)
    assert sum(one < 0.01 for one in rate) > 100
    assert set(depth) == set(range(3, 10))
    assert (set(booster), set(gamma)) == ({"gbtree", "dart"}, {"5"})
    assert found == values(plan({RANGES: ranges, JOBS: 200}))


def test_a_grid_search_is_its_grid() -> None:
    categories = [{"Name": "a", "Values": ["1", "2"]}, {"Name": "b", "Values": ["x", "y", "z"]}]
    changes = {f"{CONFIG}.Strategy": "Grid", RANGES: {"CategoricalParameterRanges": categories}, JOBS: REMOVED}
    assert {name: axis.list_ for name, axis in plan(changes).axes.items()} == {"a": ["1", "2"], "b": ["x", "y", "z"]}


def test_the_definition_becomes_a_training_job() -> None:
    resources = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 2, "VolumeSizeInGB": 50}
    found = plan(
        {
            f"{DEFINITION}.HyperParameterTuningResourceConfig": {**resources, "AllocationStrategy": "Prioritized"},
            f"{DEFINITION}.ResourceConfig": REMOVED,
            f"{DEFINITION}.StaticHyperParameters": {"epochs": "3"},
            "Tags": [{"Key": "owner", "Value": "churn"}],
        }
    ).request
    assert found is not None
    assert (found["ResourceConfig"], found["HyperParameters"]) == (resources, {"epochs": "3"})
    assert (found["TrainingJobName"], found["Tags"]) == ("churn-tuning", [{"Key": "owner", "Value": "churn"}])
    assert not {"StaticHyperParameters", "HyperParameterTuningResourceConfig"} & found.keys()


def test_a_tuning_job_without_ranges_repeats_its_job() -> None:
    found = plan({RANGES: REMOVED})
    assert (found.axes, found.seeds) == ({}, 20)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({JOBS: REMOVED}, "how many jobs the tuning job starts is not known"),
        ({JOBS: "${JOBS}"}, "MaxNumberOfTrainingJobs is not known here"),
        ({JOBS: 10**7}, "a whole number from 1 to 750 can be priced"),
        ({DEFINITION: REMOVED}, "this tuning job has 0"),
        (
            {RANGES: {"IntegerParameterRanges": [{"Name": "a", "MinValue": "x", "MaxValue": "3"}]}},
            "'a' are not numbers",
        ),
        ({RANGES: {"IntegerParameterRanges": [{"Name": "a", "MinValue": "5", "MaxValue": "3"}]}}, "runs from 5 to 3"),
        ({RANGES: {"IntegerParameterRanges": [{"MinValue": "5"}]}}, "has no name that is known here"),
        ({RANGES: {"CategoricalParameterRanges": [{"Name": "a", "Values": "${V}"}]}}, "the range 'a' are not known"),
        (
            {f"{DEFINITION}.HyperParameterTuningResourceConfig": {"InstanceConfigs": []}},
            "the tuning job chooses among InstanceConfigs",
        ),
    ],
)
def test_tuning_jobs_that_are_no_sweep(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(PlanError) as error:
        plan(changes)
    assert str(error.value).startswith("tune.json: ")
    assert words in str(error.value)
