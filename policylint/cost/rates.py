"""Tables of rates: the ones that ship with policylint and the price books that users keep.

A row speaks from its `as_of` on and until its `until`; days are ISO dates, which compare as text.
"""

import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from policylint import tables
from policylint.errors import PolicylintError
from policylint.nearest import did_you_mean
from policylint.tables import Table

COLUMNS = ("region", "component", "instance_type", "usd", "unit", "as_of", "until", "source", "sku")
OPTIONAL = ("until", "source", "sku")
TRAINING, PROCESSING = "Training", "Processing"
TRAINING_VOLUME, PROCESSING_VOLUME, NOTEBOOK_VOLUME = "Training volume", "Processing volume", "Notebook volume"
UNITS = {TRAINING: "Hrs", PROCESSING: "Hrs", TRAINING_VOLUME: "GB-Mo", PROCESSING_VOLUME: "GB-Mo"}
NEGOTIATED = "negotiated"


class PriceBookError(PolicylintError, ValueError):
    """A price book that cannot be used; the message begins with its place and says what to do."""


class Row(NamedTuple):
    """One dated rate: `usd` for a unit of `Hrs` or `GB-Mo`."""

    region: str
    component: str
    instance_type: str
    usd: float
    unit: str
    as_of: str
    until: str
    source: str
    sku: str

    def valid(self, day: str) -> bool:
        """Whether the row speaks of that day."""
        return self.as_of <= day and (not self.until or day < self.until)


class Rates:
    """A table of rates by Region and type, and by component unless `any_component`."""

    def __init__(self, table: Table, *, any_component: bool = False) -> None:
        self._table = table
        self._any = any_component
        self._types: dict[str, list[Row]] = {}

    def rows(self, region: str, component: str, instance_type: str) -> list[Row]:
        """The rows of one rate, oldest first; none if the table does not know it."""
        if instance_type not in self._types:
            found = map(_row, self._table.where("instance_type", instance_type))
            self._types[instance_type] = sorted(found, key=lambda row: row.as_of)
        known = self._types[instance_type]
        return [row for row in known if row.region == region and (self._any or row.component == component)]

    def all(self) -> list[Row]:
        """Every row."""
        return list(map(_row, self._table.rows()))

    def regions(self) -> set[str]:
        """The Regions that the table speaks of."""
        return set(self._table.first_fields())


@cache
def shipped(name: str) -> Rates:
    """A table that ships with policylint: "training", "training_approximate", "processing", "plans" or "storage"."""
    return Rates(tables.shipped(name), any_component=name == "training_approximate")


def read_book(file: Path) -> Rates:
    """Read a price book.

    Raises:
        PriceBookError: the file, its header or one of its rows cannot be used.
    """
    rows = [checked_row(fields, place) for place, fields in placed_rows(file, COLUMNS, OPTIONAL)]
    return Rates(Table(table_text(rows)))


def placed_rows(
    file: Path, columns: Sequence[str], optional: Container[str] = ()
) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """The rows of a CSV file with these columns, each with its place; a field that is missing is None.

    Raises:
        PriceBookError: the file cannot be read, or has other columns.
    """
    import csv

    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            _check_header(file, reader.fieldnames or (), columns, optional)
            for fields in reader:
                yield f"{file}:{reader.line_num}", fields
    except OSError as error:
        raise PriceBookError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PriceBookError(f"{file}: is not UTF-8") from error
    except csv.Error as error:
        raise PriceBookError(f"{file}: is not valid CSV: {error}") from error


def checked_row(fields: Mapping[Any, Any], place: str) -> Row:
    """A row of a price book from its fields, each of them checked.

    Raises:
        PriceBookError: a field cannot be used; the message begins with `place`.
    """
    if None in fields or any(fields.get(name) is None for name in COLUMNS if name not in OPTIONAL):
        raise PriceBookError(f"{place}: the row has not as many fields as the header")
    text = {name: (fields.get(name) or "").strip() for name in COLUMNS}
    if any(mark in value for value in text.values() for mark in ',"\n\r'):
        raise PriceBookError(f"{place}: a field holds a comma, a quote or a line break")
    _check_subject(text, place)
    for name in ("as_of", "until"):
        if (text[name] or name == "as_of") and not is_day(text[name]):
            raise PriceBookError(f"{place}: {name} is {text[name]!r}, not a day such as 2026-09-24")
    return Row(**{**text, "usd": _positive(text["usd"], place)})  # type: ignore[arg-type]


def table_text(rows: Iterable[Row]) -> str:
    """Rows as the text of a table, below its header."""
    return "".join(f"{','.join(map(str, row))}\n" for row in [COLUMNS, *rows])


def is_day(text: str) -> bool:
    """Whether the text is an ISO date."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _check_subject(text: Mapping[str, str], place: str) -> None:
    component, unit = text["component"], text["unit"]
    if component not in UNITS:
        raise PriceBookError(f"{place}: unknown component {component!r}{did_you_mean(component, UNITS)}")
    if unit != UNITS[component]:
        raise PriceBookError(f"{place}: {component} is priced in {UNITS[component]}, not {unit!r}")
    if not text["region"]:
        raise PriceBookError(f"{place}: no Region is named")
    if bool(text["instance_type"]) is (unit == "GB-Mo"):
        wanted = "no instance type" if unit == "GB-Mo" else "an instance type"
        raise PriceBookError(f"{place}: a rate in {unit} has {wanted}")


def _positive(text: str, place: str) -> float:
    try:
        usd = float(text)
    except ValueError:
        usd = math.nan
    if not (math.isfinite(usd) and usd > 0):
        raise PriceBookError(f"{place}: usd is {text!r}, not a number above 0")
    return usd


def _check_header(file: Path, names: Sequence[str], columns: Sequence[str], optional: Container[str]) -> None:
    missing = [name for name in columns if name not in names and name not in optional]
    if missing:
        raise PriceBookError(f"{file}:1: the header lacks {', '.join(missing)}; it should be {','.join(columns)}")
    for name in names:
        if name not in columns:
            raise PriceBookError(f"{file}:1: unknown column {name!r}{did_you_mean(name, columns)}")


def _row(fields: Sequence[str]) -> Row:
    region, component, type_, usd, unit, as_of, until, source, sku = fields
    return Row(region, component, type_, float(usd), unit, as_of, until, source, sku)
