"""The batch kernel against exact arithmetic, against itself run plainly, and against the estimate of one job."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylint import estimate
from policylint.cost import kernel
from policylint.cost.batch import ColumnError, Columns, RateTable, columns, cost, rate_table
from policylint.cost.prices import Prices
from policylint.instance_types import hardware
from tests.effort import examples
from tests.requests import minimal_job

DAY = "2026-11-24"
TYPES = ["ml.m5.xlarge", "ml.g5.xlarge", "ml.p3.2xlarge", "ml.trn2.48xlarge", "ml.p4d.24xlarge"]
REGIONS = ["eu-west-1", "us-east-1", "mars-north-1"]
TABLE = rate_table(TYPES, REGIONS, Prices(DAY))
NAMES = ("type_code", "region_code", "count", "seconds", "expected_seconds", "spot", "volume_gb", "keep_alive")

JOBS = st.tuples(
    st.integers(0, len(TYPES) - 1),
    st.integers(0, len(REGIONS) - 1),
    st.integers(0, 65_535),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 1),
    st.integers(0, 65_535),
    st.integers(0, 65_535),
)
BATCHES = st.lists(JOBS, min_size=1, max_size=20)


def batch(jobs: list[tuple[int, ...]]) -> Columns:
    return columns(dict(zip(NAMES, (np.array(column) for column in zip(*jobs, strict=True)), strict=True)))


def exact(job: tuple[int, ...]) -> tuple[Fraction | None, Fraction | None]:
    """The same bill in exact arithmetic, written down apart from the code under test."""
    kind, region, count, seconds, expected, spot, gb, pool = job
    prices = Prices(DAY)
    rate = prices.training(TYPES[kind], REGIONS[region])
    volume = prices.training_volume(REGIONS[region])
    if rate is None or volume is None:
        return None, None
    known = hardware(TYPES[kind])
    month = Fraction(0) if known and known.local_storage_gb else Fraction(volume.usd)

    def usd(run: int, billed: Fraction) -> Fraction:
        instances = (billed + pool) * count * Fraction(rate.usd) / 3600
        return instances + (run + pool) * count * gb * month / (730 * 3600)

    run = min(expected, seconds)
    part = Fraction(float(TABLE.rates[region, kind, kernel.SAVING]))
    likely = usd(run, run * (1 - part * spot)) if run else None
    return usd(seconds, Fraction(seconds)), likely


def close(value: float, truth: Fraction | None) -> bool:
    return math.isnan(value) if truth is None else abs(Fraction(value) - truth) <= abs(truth) * Fraction(1, 10**9)


@given(BATCHES)
def test_any_batch_is_right_to_nine_digits(jobs: list[tuple[int, ...]]) -> None:
    most, likely = cost(batch(jobs), TABLE)
    for job, one, two in zip(jobs, most, likely, strict=True):
        assert close(one, exact(job)[0])
        assert close(two, exact(job)[1])


@given(BATCHES)
def test_compiled_and_plain_are_the_same_to_the_bit(jobs: list[tuple[int, ...]]) -> None:
    most, likely = cost(batch(jobs), TABLE)
    plain_most, plain_likely = [0.0] * len(jobs), [0.0] * len(jobs)
    plainly: Any = kernel.bill
    plainly(*map(list, zip(*jobs, strict=True)), TABLE.rates, plain_most, plain_likely)
    np.testing.assert_array_equal(most, plain_most)
    np.testing.assert_array_equal(likely, plain_likely)


@given(BATCHES, st.randoms(use_true_random=False))
def test_a_batch_is_its_jobs_in_any_order(jobs: list[tuple[int, ...]], random: Any) -> None:
    most, likely = cost(batch(jobs), TABLE)
    alone = [cost(batch([job]), TABLE) for job in jobs]
    np.testing.assert_array_equal(most, [one[0][0] for one in alone])
    np.testing.assert_array_equal(likely, [one[1][0] for one in alone])
    order = list(range(len(jobs)))
    random.shuffle(order)
    np.testing.assert_array_equal(cost(batch([jobs[place] for place in order]), TABLE)[0], most[order])


@given(JOBS, st.integers(0, 30_000), st.integers(0, 30_000))
def test_instances_add_up(job: tuple[int, ...], one: int, two: int) -> None:
    parts = batch([(*job[:2], count, *job[3:]) for count in (one, two, one + two)])
    for figures in cost(parts, TABLE):
        np.testing.assert_allclose(figures[0] + figures[1], figures[2], rtol=1e-12)


@given(JOBS, st.sampled_from([2, 3, 4, 6, 7]), st.integers(1, 1000))
def test_more_of_anything_never_costs_less(job: tuple[int, ...], place: int, more: int) -> None:
    larger = list(job)
    larger[place] = min(larger[place] + more, 2**32 - 1 if place in (3, 4) else 65_535)
    for small, large in (figures for figures in cost(batch([job, tuple(larger)]), TABLE)):
        assert math.isnan(small) or large >= small


@given(JOBS)
def test_what_is_likely_is_never_more_than_the_most(job: tuple[int, ...]) -> None:
    (most,), (likely,) = cost(batch([job]), TABLE)
    assert math.isnan(likely) or likely <= most * (1 + 1e-12)


@settings(max_examples=examples(50))
@given(
    st.integers(0, 2), st.integers(0, 1), st.integers(1, 999), st.integers(60, 10**6), st.integers(1, 10**6),
    st.booleans(), st.integers(1, 999), st.integers(0, 3600),
)  # fmt: skip
def test_one_job_and_a_batch_agree(
    kind: int, region: int, count: int, seconds: int, expected: int, spot: bool, gb: int, pool: int
) -> None:
    request = minimal_job(
        {
            "ResourceConfig": {
                "InstanceType": TYPES[kind],
                "InstanceCount": count,
                "VolumeSizeInGB": gb,
                "KeepAlivePeriodInSeconds": pool,
            },
            "StoppingCondition.MaxRuntimeInSeconds": seconds,
            "EnableManagedSpotTraining": spot,
        }
    )
    found = estimate(request, region=REGIONS[region], as_of=DAY, expected_runtime=expected)
    (most,), (likely,) = cost(batch([(kind, region, count, seconds, expected, spot, gb, pool)]), TABLE)
    assert found.max_usd == pytest.approx(most, rel=1e-12)
    assert found.expected_usd == pytest.approx(likely, rel=1e-12)


def test_many_rows_go_through_many_tasks() -> None:
    size = 400_001
    most, likely = cost(columns({"count": np.arange(size) % 7, "seconds": 3600, "volume_gb": 30}), TABLE)
    np.testing.assert_array_equal(most[:14], np.tile(most[:7], 2))
    np.testing.assert_allclose(most.sum(), most[1] * (np.arange(size) % 7).sum(), rtol=1e-9)
    assert np.isnan(likely).all()


def test_results_go_where_they_are_wanted() -> None:
    out = np.full(5, -1.0), np.full(5, -1.0)
    most, _ = cost(columns({"count": np.array([1, 2, 3]), "seconds": 3600}), TABLE, out)
    assert most.base is out[0]
    assert out[0][3:].tolist() == [-1.0, -1.0]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"count": np.array([1, -1])}, "count takes whole numbers from 0 to 65,535 (instances); given were -1 to 1"),
        ({"count": np.array([1.5])}, "given was 1.5"),
        ({"count": np.array([math.nan])}, "given were nan to nan"),
        ({"seconds": np.array([math.inf])}, "given were inf to inf"),
        ({"seconds": np.array([2**32])}, "given were 4294967296"),
        ({"count": np.array(["4"])}, "not <U1"),
        ({"count": np.array([1, 2]), "seconds": np.array([1, 2, 3])}, "different lengths: 2, 3"),
    ],
)
def test_columns_that_cannot_be_used(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ColumnError) as error:
        columns(values)
    assert words in str(error.value)


@pytest.mark.parametrize("name", ["type_code", "region_code", "spot"])
def test_codes_beyond_the_table(name: str) -> None:
    with pytest.raises(ColumnError, match=f"{name} is 200 in some row"):
        cost(columns({name: np.array([200]), "count": 1}), TABLE)


def test_an_empty_batch() -> None:
    assert [len(figures) for figures in cost(columns({"count": np.array([], np.uint16)}), TABLE)] == [0, 0]


def test_more_than_codes_can_tell_apart() -> None:
    with pytest.raises(ColumnError, match="more than 65,536 and 256"):
        rate_table(["ml.m5.large"], [f"r{number}" for number in range(257)], Prices(DAY))


def test_the_table_says_what_a_gpu_type_has() -> None:
    table: RateTable = rate_table(["ml.p4d.24xlarge", "ml.unheard.of"], ["us-east-1"], Prices(DAY))
    assert table.gpus[0] == 8
    assert np.isnan(table.gpus[1])
