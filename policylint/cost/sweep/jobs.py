"""A sweep written out: a row for each job, with what its axes set and what it can cost."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.cost.batch import numpy
from policylint.cost.sweep.axes import Axis, as_member
from policylint.cost.sweep.figures import Fit
from policylint.cost.sweep.plan import PlanError
from policylint.cost.sweep.pricing import Priced
from policylint.cost.sweep.space import Space
from policylint.money import decimal
from policylint.tables import spreadsheet_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHUNK = 1 << 16
SUFFIXES = (".csv", ".jsonl", ".parquet")
Pricer = Callable[["list[NDArray[np.int64]]"], Priced]
Columns = dict[str, list[Any]]


def write_jobs(
    spaces: Iterator[tuple[Space, Pricer]], file: Path, fit: Fit | None, progress: Callable[[int], object]
) -> int:
    """Write all jobs to a CSV, JSON Lines or Parquet file, and return how many they are.

    With a budget's `fit` a column `fits` says whether the budget pays for the job: for each that is cheaper than the
    most expensive that fits, and for the first ones that are as expensive as that.

    Raises:
        PlanError: the suffix is none of these, pyarrow is missing, or the file cannot be written.
    """
    writers: dict[str, Callable[[Path], Any]] = {".csv": _Csv, ".jsonl": _JsonLines, ".parquet": _Parquet}
    if file.suffix not in writers:
        raise PlanError(f"cannot write {file}: jobs go to {', '.join(SUFFIXES)}")
    written = 0
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with writers[file.suffix](file) as writer:
            for columns in _chunks(spaces, fit):
                size = len(columns["max_usd"])
                writer.write(columns)
                written += size
                progress(size)
    except OSError as error:
        raise PlanError(f"cannot write {file}: {error.strerror}") from error
    return written


def _chunks(spaces: Iterator[tuple[Space, Pricer]], fit: Fit | None) -> Iterator[Columns]:
    np = numpy()
    ties = fit.most_expensive_jobs if fit else 0
    for space, price in spaces:
        values = [_values(axis) for axis in space.axes]
        for start in range(0, space.jobs, CHUNK):
            rows = space.split_jobs(np.arange(start, min(start + CHUNK, space.jobs)))
            size = min(CHUNK, space.jobs - start)
            priced = price([part.kind[row] for part, row in zip(space.parts, rows, strict=True)])
            columns = _settings(space, values, rows)
            columns["max_usd"], columns["expected_usd"] = _known(priced.most, size), _known(priced.likely, size)
            if fit:
                columns["fits"], ties = _fits(columns["max_usd"], fit, ties)
            yield columns


def _values(axis: Axis) -> list[tuple[Any, ...]]:
    """What each value of an axis sets, as the request takes it, in the order of its paths."""
    return [
        tuple(as_member(path, value) for path, value in zip(axis.paths, axis.readable(place), strict=True))
        for place in range(len(axis))
    ]


def _settings(space: Space, values: list[list[tuple[Any, ...]]], rows: Any) -> Columns:
    columns: Columns = {}
    number = 0
    for part, row in zip(space.parts, rows, strict=True):
        for column, axis in enumerate(part.axes):
            places = part.rows[row, column].tolist()
            if not axis.paths:
                columns[axis.name] = [place + 1 for place in places]
            for index, path in enumerate(axis.paths):
                columns[path] = [values[number][place][index] for place in places]
            number += 1
    return columns


def _known(figures: Any, size: int) -> list[float | None]:
    np = numpy()
    return [None if np.isnan(figure) else figure for figure in np.broadcast_to(figures, size).tolist()]


def _fits(costs: list[float | None], fit: Fit, ties: int) -> tuple[list[bool], int]:
    """Which of the jobs a budget pays for, and how many of the most expensive it can pay for after them."""
    found = []
    for cost in costs:
        cheaper = cost is not None and cost < fit.most_expensive_usd * (1 - 1e-12)
        paid = cheaper or (cost is not None and ties > 0 and cost <= fit.most_expensive_usd * (1 + 1e-12))
        ties -= paid and not cheaper
        found.append(paid)
    return found, ties


class _Csv:
    def __init__(self, file: Path) -> None:
        self._stream = file.open("w", encoding="utf-8", newline="")
        self._names: list[str] = []

    def __enter__(self) -> "_Csv":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def write(self, columns: Columns) -> None:
        import csv

        writer = csv.writer(self._stream, lineterminator="\n")
        if not self._names:
            self._names = list(columns)
            writer.writerow(self._names)
        none = [None] * len(columns["max_usd"])
        rows = zip(*(columns.get(name, none) for name in self._names), strict=True)
        money = [name in ("max_usd", "expected_usd") for name in self._names]
        writer.writerows([_cell(cell, is_money) for cell, is_money in zip(row, money, strict=True)] for row in rows)


def _cell(value: Any, is_money: bool) -> Any:
    if isinstance(value, str):
        return spreadsheet_text(value)
    return decimal(value) if is_money and value is not None else value


class _JsonLines(_Csv):
    def write(self, columns: Columns) -> None:
        for row in zip(*columns.values(), strict=True):
            self._stream.write(json.dumps(dict(zip(columns, row, strict=True))) + "\n")


class _Parquet:
    def __init__(self, file: Path) -> None:
        try:
            import pyarrow.parquet as pq
        except ImportError as error:
            raise PlanError(f"cannot write {file}: Parquet needs pyarrow: pip install 'policylint[parquet]'") from error
        self._pq = pq
        self._file = file
        self._writer: Any = None

    def __enter__(self) -> "_Parquet":
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def write(self, columns: Columns) -> None:
        import pyarrow as pa

        schema = self._writer.schema if self._writer is not None else None
        try:
            table = pa.table(columns, schema=schema)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise PlanError(f"cannot write {self._file}: a column has values of several types") from error
        if self._writer is None:
            money = [pa.field(name, pa.float64()) for name in ("max_usd", "expected_usd")]
            fields = [next((one for one in money if one.name == field.name), field) for field in table.schema]
            table = table.cast(pa.schema(fields))
            self._writer = self._pq.ParquetWriter(self._file, table.schema)
        self._writer.write_table(table)
