"""The tables that ship: each row dated, sourced, sorted and plausible."""

import csv
import math
from datetime import date

import pytest

from policylint.cost.rates import COLUMNS, checked_row, is_day, read_book, shipped
from policylint.data import data_path
from policylint.instance_types import hardware, known_types
from scripts import instance_types

FOLDER = data_path("pricing")
TABLES = sorted(file.name for file in FOLDER.glob("*.csv"))
RATES = ["training.csv", "training_approximate.csv", "processing.csv", "plans.csv", "storage.csv"]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


SOURCES = {row["source"]: row for row in rows("sources.csv")}


@pytest.mark.parametrize("name", [name for name in TABLES if name != "sources.csv"])
def test_every_row_names_a_source_that_is_listed(name: str) -> None:
    assert {row["source"] for row in rows(name)} <= SOURCES.keys()


def test_every_source_has_an_address_and_a_use() -> None:
    used = {row["source"] for name in TABLES if name != "sources.csv" for row in rows(name)}
    assert SOURCES.keys() - used == {"p4-cut-2025-06"}
    assert all(row["url"].startswith("https://") and row["title"] for row in SOURCES.values())


@pytest.mark.parametrize("name", RATES)
def test_rates_are_dated_sorted_and_positive(name: str) -> None:
    table = rows(name)
    assert list(table[0]) == list(COLUMNS)
    keys = [(row["region"], row["instance_type"], row["as_of"]) for row in table]
    assert keys == sorted(keys) or name == "storage.csv"
    for row in table:
        assert is_day(row["as_of"]), row
        assert row["as_of"] <= date.today().isoformat(), row
        assert 0.01 < float(row["usd"]) < 500, row
        assert not row["until"] or row["as_of"] < row["until"], row


@pytest.mark.parametrize("name", TABLES)
def test_no_field_needs_a_quote(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert '"' not in text
    assert {line.count(",") for line in text.splitlines()} == {text.splitlines()[0].count(",")}


def test_every_priced_type_has_facts() -> None:
    for name in ("training", "training_approximate"):
        assert {row.instance_type for row in shipped(name).all()} <= known_types().keys()


def test_facts_tell_unknown_from_none() -> None:
    p4d = hardware("ml.p4d.24xlarge")
    assert p4d is not None
    assert (p4d.gpus, p4d.gpu_model, p4d.gpu_memory_gib, p4d.efa) == (8, "NVIDIA A100", 320.0, True)
    assert hardware("ml.m5.large") is not None
    assert hardware("ml.m5.huge") is None
    assert all(math.isfinite(known.vcpus or 0) for type_ in known_types() if (known := hardware(type_)))


def test_shipped_training_rates_are_a_price_book() -> None:
    """So that a book can be started from a copy."""
    assert len(read_book(FOLDER / "training.csv").all()) == len(shipped("training").all())
    row = rows("training.csv")[0]
    assert checked_row(dict(row.items()), "here").usd == float(row["usd"])


def test_the_tables_of_instance_types_are_what_their_script_writes() -> None:
    """If this fails: `python scripts/instance_types.py`, then read the difference."""
    assert (FOLDER / "instances.csv").read_text(encoding="utf-8") == instance_types.text(instance_types.instances())
    assert (FOLDER / "offered.csv").read_text(encoding="utf-8") == instance_types.text(instance_types.offered())
