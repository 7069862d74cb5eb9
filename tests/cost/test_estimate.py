"""`policylint.estimate`: totals, lines with their arithmetic, and what is said where something is not known."""

import json
import math
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint import Config, Estimate, estimate
from policylint.path import REMOVED
from policylint.settings.money import Expectations, Pricing
from tests.requests import minimal_job, minimal_tuning_job

DAY = "2026-11-24"
RESOURCES = "ResourceConfig"
RULE = "DebugRuleConfigurations"
LIMITS = "HyperParameterTuningJobConfig.ResourceLimits"
MONTH = 730 * 3600


def priced(changes: dict[str, Any] | None = None, **terms: Any) -> Estimate:
    return estimate(minimal_job(changes), **{"region": "eu-west-1", "as_of": DAY, **terms})


def test_one_job_to_its_limit() -> None:
    found = priced({f"{RESOURCES}.InstanceCount": 4}, expected_runtime="15m")
    compute, volume = 4 * 0.257, 30 * 4 * 3600 * 0.154 / MONTH
    assert found.max_usd == pytest.approx(compute + volume, rel=1e-12)
    assert found.expected_usd == pytest.approx((compute + volume) / 4, rel=1e-12)
    assert found.per_hour_usd == pytest.approx(compute + volume, rel=1e-12)
    assert (found.wall_clock_seconds, found.expected_seconds, found.jobs) == (3600, 900, 1)
    assert [line.arithmetic for line in found.lines] == [
        "4 x ml.m5.xlarge x 1 h x $0.257/h = $1.03",
        "4 x 30 GB x 1 h x $0.154/GB-month / 730 h = $0.0253",
    ]
    assert not found.unknowns
    assert found.oldest_price == "2023-12-31"


def test_nothing_is_expected_unless_someone_says_so() -> None:
    assert priced().expected_usd is None


def test_an_expectation_never_exceeds_the_limit() -> None:
    found = priced(expected_runtime="9h")
    assert found.expected_usd == found.max_usd


def test_local_storage_means_no_volume() -> None:
    assert [line.what for line in priced({f"{RESOURCES}.InstanceType": "ml.g5.xlarge"}).lines] == ["training"]


def test_spot_lowers_what_is_expected_but_not_the_most() -> None:
    changes = {"EnableManagedSpotTraining": True, f"{RESOURCES}.InstanceType": "ml.m6i.2xlarge"}
    terms: dict[str, Any] = {"expected_runtime": 3600, "region": "us-east-1"}
    plain = priced({f"{RESOURCES}.InstanceType": "ml.m6i.2xlarge"}, **terms)
    spot = priced(changes, **terms)
    assert spot.max_usd == plain.max_usd
    assert spot.lines[0].expected_usd == pytest.approx((plain.lines[0].expected_usd or 0) * (1 - 0.54), rel=1e-9)
    assert spot.lines[1].expected_usd == plain.lines[1].expected_usd
    assert any("spot saved 54 % (EC2's spot advisor of ml.m6i.2xlarge" in note for note in spot.notes)


def test_what_spot_saves_is_unknown_where_it_was_not_seen() -> None:
    changes = {"EnableManagedSpotTraining": True, f"{RESOURCES}.InstanceType": "ml.p3.2xlarge"}
    spot = priced(changes, expected_runtime=3600)
    assert spot.expected_usd == spot.max_usd
    assert any("what spot saves is not known" in note and "up to 80 %" in note for note in spot.notes)


def test_a_warm_pool_keeps_instances_and_volumes() -> None:
    found = priced({f"{RESOURCES}.KeepAlivePeriodInSeconds": 1800})
    by_name = {line.what: line.max_usd for line in found.lines}
    assert by_name["warm pool"] == pytest.approx(by_name["training"] / 2)
    assert by_name["warm pool volume"] == pytest.approx(by_name["volume"] / 2)


def test_groups_are_billed_each_by_its_own_type() -> None:
    groups = [
        {"InstanceType": "ml.m5.xlarge", "InstanceCount": 2, "InstanceGroupName": "data"},
        {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "InstanceGroupName": "net"},
    ]
    found = priced({RESOURCES: {"InstanceGroups": groups, "VolumeSizeInGB": 30}})
    assert [(line.path, line.what) for line in found.lines] == [
        ("ResourceConfig.InstanceGroups[0]", "training"),
        ("ResourceConfig.InstanceGroups[0]", "volume"),
        ("ResourceConfig.InstanceGroups[1]", "training"),
    ]


def test_of_preferences_the_dearest_counts() -> None:
    preferences = [{"InstanceType": "ml.m5.xlarge"}, {"InstanceType": "ml.m5.4xlarge"}]
    found = priced({RESOURCES: {"InstancePreferences": preferences, "InstanceCount": 2, "VolumeSizeInGB": 1}})
    assert found.lines[0].arithmetic.startswith("2 x ml.m5.4xlarge")
    assert "of 2 alternatives the most expensive counts: ResourceConfig.InstancePreferences[1]" in found.notes


def test_an_unpriced_preference_is_the_worst_case() -> None:
    preferences = [{"InstanceType": "ml.m5.xlarge"}, {"InstanceType": "ml.trn2.48xlarge"}]
    found = priced({RESOURCES: {"InstancePreferences": preferences, "InstanceCount": 1, "VolumeSizeInGB": 1}})
    assert found.max_usd is None
    assert "no training rate of ml.trn2.48xlarge in eu-west-1 is known" in found.unknowns[0]


def test_the_fee_of_a_training_plan_is_unknown_unless_it_is_stated() -> None:
    arn = "arn:aws:sagemaker:eu-west-1:123456789012:training-plan/spring-run-of-the-big-model"
    found = priced({f"{RESOURCES}.TrainingPlanArn": arn})
    assert found.prepaid
    assert (found.max_usd, found.lines) == (None, ())
    assert "the upfront fee of its training plan is not known" in found.unknowns[0]


def test_rules_of_your_own_run_on_processing_instances() -> None:
    own = {"RuleConfigurationName": "loss", "RuleEvaluatorImage": "1.dkr.ecr.eu-west-1.amazonaws.com/own:1"}
    free = {
        "RuleConfigurationName": "b",
        "RuleEvaluatorImage": "9.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-debugger-rules:latest",
    }
    found = priced({RULE: [{**own, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 10}, free, own]})
    rules = [line for line in found.lines if line.what.startswith("rule")]
    assert [(line.what, line.path) for line in rules] == [("rule", f"{RULE}[0]"), ("rule volume", f"{RULE}[0]")]
    assert rules[1].max_usd == pytest.approx(10 * 3600 * 0.11 / MONTH)
    assert any(note.startswith(f"{RULE}[2] states no InstanceType") for note in found.notes)
    unknown = priced({RULE: [{**own, "InstanceType": "ml.p4d.24xlarge"}]})
    assert unknown.max_usd is None
    assert unknown.unknowns == (f"{RULE}[0]: no processing rate of ml.p4d.24xlarge in eu-west-1 is known",)


def test_an_unstated_limit_is_a_day() -> None:
    found = priced({"StoppingCondition": REMOVED})
    assert found.wall_clock_seconds == 86_400
    assert any("default of 1 day" in note for note in found.notes)


def test_retries_share_the_limit() -> None:
    assert priced({"RetryStrategy": {"MaximumRetryAttempts": 30}}).max_usd == priced().max_usd


def test_a_tuning_job_is_its_jobs() -> None:
    one = priced().max_usd
    found = estimate(minimal_tuning_job({f"{LIMITS}.MaxParallelTrainingJobs": 3}), region="eu-west-1", as_of=DAY)
    assert one is not None
    assert found.max_usd == pytest.approx(20 * one)
    assert (found.jobs, found.wall_clock_seconds) == (20, 7 * 3600)
    assert found.per_hour_usd == pytest.approx(3 * one)
    assert found.lines[0].arithmetic == "1 x ml.m5.xlarge x 20 jobs x 1 h x $0.257/h = $5.14"


def test_a_tuning_jobs_own_limit_caps_it() -> None:
    one = priced().max_usd or 0
    changes = {f"{LIMITS}.MaxRuntimeInSeconds": 1800}
    found = estimate(minimal_tuning_job(changes), region="eu-west-1", as_of=DAY)
    assert found.max_usd == pytest.approx(2 * one / 2)
    assert found.wall_clock_seconds == 1800


def test_a_grid_search_is_as_large_as_its_grid() -> None:
    ranges = {"CategoricalParameterRanges": [{"Name": "a", "Values": ["1", "2"]}, {"Name": "b", "Values": list("xyz")}]}
    config = "HyperParameterTuningJobConfig"
    found = estimate(
        minimal_tuning_job(
            {
                f"{config}.Strategy": "Grid",
                f"{config}.ParameterRanges": ranges,
                f"{LIMITS}.MaxNumberOfTrainingJobs": REMOVED,
            }
        ),
        region="eu-west-1",
        as_of=DAY,
    )
    assert found.jobs == 6


def test_a_tuning_job_without_bounds_is_unknown() -> None:
    found = estimate(minimal_tuning_job({f"{LIMITS}.MaxNumberOfTrainingJobs": REMOVED}), region="eu-west-1")
    assert found.max_usd is None
    assert "bounds the tuning job" in found.unbounded


@pytest.mark.parametrize(
    ("changes", "terms", "words"),
    [
        ({f"{RESOURCES}.InstanceType": "ml.m5.xlrage"}, {}, "did you mean 'ml.m5.xlarge'?"),
        ({}, {"region": "eu-wset-1"}, "no price is known in the Region 'eu-wset-1': did you mean 'eu-west-1'?"),
        ({f"{RESOURCES}.InstanceCount": -1}, {}, "InstanceCount is -1; a whole number from 1"),
        ({f"{RESOURCES}.InstanceCount": 10**30}, {}, "beyond any number that can be meant"),
        ({f"{RESOURCES}.InstanceCount": math.nan}, {}, "InstanceCount is"),
        ({f"{RESOURCES}.InstanceCount": True}, {}, "InstanceCount is of a type that cannot be priced"),
        ({f"{RESOURCES}.InstanceCount": "${COUNT}"}, {}, "InstanceCount is not known here"),
        ({f"{RESOURCES}.VolumeSizeInGB": -5}, {}, "VolumeSizeInGB is -5"),
        ({"StoppingCondition.MaxRuntimeInSeconds": 0}, {}, "MaxRuntimeInSeconds is 0"),
        ({"StoppingCondition": "${LIMIT}"}, {}, "StoppingCondition.MaxRuntimeInSeconds is not known here"),
        ({RESOURCES: REMOVED}, {}, "ResourceConfig is missing"),
        ({f"{RESOURCES}.InstanceType": REMOVED}, {}, "InstanceType is missing"),
        ({"ServerlessJobConfig": {"JobType": "FineTuning"}}, {}, "billed by the token"),
    ],
)
def test_what_is_not_known_is_said_and_never_nothing(
    changes: dict[str, Any], terms: dict[str, Any], words: str
) -> None:
    found = priced(changes, **terms)
    assert found.max_usd is None
    assert found.expected_usd is None
    assert words in found.unknowns[0]


def test_the_region_is_the_training_images_unless_stated() -> None:
    assert estimate(minimal_job(), as_of=DAY).region == "us-east-1"
    image = "AlgorithmSpecification.TrainingImage"
    unknown = estimate(minimal_job({image: "quay.io/acme/churn:1"}), as_of=DAY)
    assert unknown.max_usd is None
    assert "the Region is not known" in unknown.unknowns[0]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"as_of": "yesterday"}, "as-of is 'yesterday'"),
        ({"expected_runtime": "soon"}, "'soon' is not a duration"),
        ({"expected_runtime": -5}, "is not a duration"),
        ({"expected_runtime": math.nan}, "is not a duration"),
        ({"discount": 101}, "discount is 101"),
        ({"config": Config(pricing=Pricing(discounts={"p5": math.nan}))}, "discounts.p5 is nan"),
        ({"config": Config(pricing=Pricing(currency="€"))}, "currency is '€'"),
        ({"config": Config(cost=Expectations(min_saving=-1))}, "min-saving is -1"),
        ({"config": Config(cost=Expectations(history="none.jsonl"))}, "none.jsonl: cannot be read"),
    ],
)
def test_terms_that_cannot_be_used(terms: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        priced(None, **terms)


def test_a_request_is_a_dict() -> None:
    with pytest.raises(TypeError, match="not str"):
        estimate("ml.m5.large")  # type: ignore[arg-type]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
PLACES = st.sampled_from(
    [
        RESOURCES, f"{RESOURCES}.InstanceType", f"{RESOURCES}.InstanceCount", f"{RESOURCES}.VolumeSizeInGB",
        f"{RESOURCES}.KeepAlivePeriodInSeconds", f"{RESOURCES}.InstanceGroups", f"{RESOURCES}.InstancePreferences",
        "StoppingCondition", "StoppingCondition.MaxRuntimeInSeconds", RULE, "EnableManagedSpotTraining", "Tags",
        "AlgorithmSpecification", "ServerlessJobConfig",
    ]
)  # fmt: skip


@given(PLACES, JSON, st.sampled_from(["eu-west-1", None, ""]))
def test_no_request_breaks_it(place: str, value: Any, region: str | None) -> None:
    found = estimate(minimal_job({place: value}), region=region, as_of=DAY)
    assert found.max_usd is None or math.isfinite(found.max_usd)
    assert (found.max_usd is None) == bool(found.unknowns)


def test_one_estimate_imports_nothing_of_the_batch_path() -> None:
    script = (
        "import json, sys\nfrom policylint import estimate\n"
        "found = estimate(json.load(sys.stdin), region='us-east-1')\n"
        "slow = {'numba', 'numpy', 'pandas', 'csv', 'statistics', 'pydantic', 'difflib'}\n"
        "print(found.max_usd > 0, sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=json.dumps(minimal_job()), capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "[]"]
