"""Searching a table's text finds what reading its rows finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.tables import Table, shipped

FIELD = st.text(st.sampled_from("ab1."), max_size=3)
ROWS = st.lists(st.tuples(FIELD, FIELD, FIELD), max_size=8)


@given(ROWS, FIELD, st.sampled_from(["first", "second"]), st.booleans())
def test_a_search_finds_the_rows_with_that_field(
    rows: list[tuple[str, str, str]], value: str, column: str, ended: bool
) -> None:
    text = "\n".join(",".join(row) for row in [("first", "second", "third"), *rows]) + ("\n" if ended else "")
    table = Table(text)
    index = table.columns.index(column)
    assert list(table.where(column, value)) == [row for row in table.rows() if row[index] == value]
    if ended:
        assert list(table.rows()) == [list(row) for row in rows]
    assert set(table.first_fields()) == {row[0] for row in table.rows()}


@pytest.mark.parametrize("value", ["ml.p5.48xlarge,192", "ml.p5.48xlarge\n", "\nml.p5.48xlarge", "5.48xlarge"])
def test_no_part_of_a_line_passes_for_a_field(value: str) -> None:
    assert list(shipped("instances").where("instance_type", value)) == []
