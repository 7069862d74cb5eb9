"""Paths: written as JMESPath writes them, and read back."""

from typing import Any

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.path import REMOVED, format_path, join, overlay, parse_path

ROUTES = st.lists(st.text(min_size=1) | st.integers(0, 99), min_size=1).map(tuple)


@given(ROUTES)
def test_a_route_survives_being_written_and_read(route: tuple[str | int, ...]) -> None:
    assert parse_path(format_path(route)) == route


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.integers(0, 3), min_size=1))
def test_jmespath_reads_a_path_as_we_do(steps: list[str | int]) -> None:
    value: Any = "found"
    for step in reversed(steps):
        value = {step: value} if isinstance(step, str) else [None] * step + [value]
    path = format_path(steps)
    assert jmespath.search(path, value) == "found"


@pytest.mark.parametrize("path", ["a.", ".a.", "a[", "a[x]", "a b", '"a', "a..b", "a[0]b"])
def test_what_is_no_path_is_refused_with_its_place(path: str) -> None:
    with pytest.raises(ValueError, match="at character"):
        parse_path(path)


@pytest.mark.parametrize(
    ("prefix", "path", "joined"),
    [("", "A", "A"), ("A", "", "A"), ("A", "B", "A.B"), ("A", "[0].B", "A[0].B")],
)
def test_join(prefix: str, path: str, joined: str) -> None:
    assert join(prefix, path) == joined


def test_overlay_changes_a_copy() -> None:
    base = {"A": {"B": 1}, "C": [1, 2]}
    assert overlay(base, {"A.B": REMOVED, "C[2]": 3, "D[0].E": 4}) == {"A": {}, "C": [1, 2, 3], "D": [{"E": 4}]}
    assert base == {"A": {"B": 1}, "C": [1, 2]}
