"""The labelled sets of habits: credentials where people put them, and what only looks like one."""

import pytest

from benchmarks.habits import SETS, Measured, measure


@pytest.fixture(scope="module", params=SETS)
def measured(request: pytest.FixtureRequest) -> Measured:
    return measure(request.param, seeds=2)


def test_the_set_is_large(measured: Measured) -> None:
    assert measured.secrets.total() >= 400
    assert measured.harmless.total() >= 330


def test_credentials_are_found_where_they_stand(measured: Measured) -> None:
    assert measured.recall >= 0.97
    for kind, total in measured.secrets.items():
        assert measured.found[kind] >= 0.95 * total, kind


def test_what_is_found_is_one(measured: Measured) -> None:
    assert measured.precision >= 0.98
