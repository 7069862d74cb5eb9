"""The table behind the threshold is what the benchmark measures, and the threshold means what it says."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.harmless import harmless
from benchmarks.randomness import alarms
from policylint.job import TRAINING
from policylint.secrets.calibration import TABLE, threshold
from policylint.secrets.detector import Kind
from policylint.secrets.scanner import Scanner
from tests.effort import in_depth


@in_depth()
def test_the_table_is_measured() -> None:
    measured = alarms()
    assert tuple((float(bits), rate) for bits, rate in measured.items() if rate) == TABLE


@pytest.mark.parametrize(("bits", "rate"), TABLE)
def test_the_measured_points_are_met(bits: float, rate: float) -> None:
    assert threshold(rate) == pytest.approx(bits)


def test_none_are_wanted() -> None:
    assert threshold(0) == inf


@given(st.floats(0.01, 1000), st.floats(0.01, 1000))
def test_fewer_false_alarms_take_more_bits(one: float, other: float) -> None:
    assert (one < other) <= (threshold(one) >= threshold(other))


def test_harmless_requests_are_left_alone_but_for_what_was_agreed() -> None:
    found = [secret for seed in range(5_000, 7_000) for secret in Scanner().scan(harmless(seed), TRAINING)]
    assert {secret.kind for secret in found} <= {Kind.RANDOM}
    assert len(found) <= 8  # 1 per 1,000 requests is agreed; of others than those measured, chance allows some more
