"""Passwords of the common generators are found where people put them."""

from collections import Counter

from benchmarks.passwords import GENERATORS, missed
from tests.effort import deep


def test_generated_passwords_are_found() -> None:
    draws = 200 if deep() else 20
    lost, each = Counter[str](), Counter[str]()
    for generator, _, was_missed in missed(draws):
        each[generator] += 1
        lost[generator] += was_missed
    assert each.keys() == GENERATORS.keys()
    assert {name: count / each[name] for name, count in lost.items() if count > each[name] * 0.01} == {}
