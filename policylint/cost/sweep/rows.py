"""Jobs from a table: JSON Lines, CSV, Parquet, Arrow; in chunks, so that a billion of them pass in flat memory.

A column is named for the path that it sets; what all jobs share stands in the plan's request. An empty cell leaves the
request as it is.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from policylint.cost.batch import numpy
from policylint.cost.sweep.axes import Axis
from policylint.cost.sweep.plan import PlanError
from policylint.cost.sweep.space import Part, Space, kinds_of
from policylint.path import parse_path

CHUNK = 1 << 18
_SPECIAL = ("region", "environment", "expected-runtime")


def spaces_of_file(file: Path, chunk: int = CHUNK) -> Iterator[Space]:
    """The jobs of a table in a file, a space for each chunk of rows.

    Raises:
        PlanError: the file cannot be read, a row is not an object, or a column is named for no path.
    """
    readers = {".jsonl": _json_lines, ".ndjson": _json_lines, ".csv": _csv}
    suffix = file.suffix.lower()
    try:
        if suffix in (".parquet", ".arrow", ".feather", ".ipc"):
            yield from _spaces_of_arrow_file(file, chunk)
        elif suffix in readers:
            with file.open(encoding="utf-8-sig", newline="") as stream:
                yield from spaces_of_rows(readers[suffix](stream, file), chunk)
        else:
            raise PlanError(f"{file}: rows come from .jsonl, .csv, .parquet, .arrow or .feather")
    except OSError as error:
        raise PlanError(f"{file}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{file}: is not UTF-8") from error


def spaces_of_rows(rows: Iterable[Mapping[str, Any]], chunk: int = CHUNK) -> Iterator[Space]:
    """The jobs of rows that map paths to values, a space for each chunk of them.

    Raises:
        PlanError: a key is not a path.
    """
    columns: dict[str, list[Any]] = {}
    size = 0
    for row in rows:
        for path in row.keys() - columns.keys():
            columns[path] = [None] * size
        for path, values in columns.items():
            values.append(row.get(path))
        size += 1
        if size == chunk:
            yield _space({path: _encoded(values) for path, values in columns.items()}, size)
            columns, size = {}, 0
    if size:
        yield _space({path: _encoded(values) for path, values in columns.items()}, size)


def spaces_of_table(table: Any, chunk: int = CHUNK) -> Iterator[Space]:
    """The jobs of an Arrow table, a space for each chunk of rows.

    Raises:
        PlanError: a column is named for no path.
    """
    yield from _spaces_of_batches(table.to_batches(max_chunksize=chunk))


def _spaces_of_batches(batches: Iterable[Any]) -> Iterator[Space]:
    np = numpy()
    for batch in batches:
        columns = {}
        for path, column in zip(batch.schema.names, batch.columns, strict=True):
            encoded = column if hasattr(column, "dictionary") else column.dictionary_encode()
            values, codes = encoded.dictionary.to_pylist(), encoded.indices
            if codes.null_count:
                codes, values = codes.fill_null(len(values)), [*values, None]
            columns[path] = values, codes.to_numpy(zero_copy_only=False).astype(np.int32)
        if batch.num_rows:
            yield _space(columns, batch.num_rows)


def _spaces_of_arrow_file(file: Path, chunk: int) -> Iterator[Space]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise PlanError(f"{file}: Parquet and Arrow need pyarrow: pip install 'policylint[parquet]'") from error
    try:
        if file.suffix.lower() == ".parquet":
            yield from _spaces_of_batches(pq.ParquetFile(file).iter_batches(batch_size=chunk))
        else:
            with pa.memory_map(str(file)) as source, pa.ipc.open_file(source) as reader:
                for number in range(reader.num_record_batches):
                    yield from spaces_of_table(pa.Table.from_batches([reader.get_batch(number)]), chunk)
    except pa.ArrowInvalid as error:
        raise PlanError(f"{file}: is no {file.suffix[1:]} file: {str(error).partition(chr(10))[0]}") from error


def _space(columns: Mapping[str, tuple[list[Any], Any]], size: int) -> Space:
    np = numpy()
    for path in columns:
        _check_path(path)
    axes = tuple(Axis(path, (path,), tuple((value,) for value in values)) for path, (values, _) in columns.items())
    codes = [column for _, column in columns.values()]
    rows = np.stack(codes, axis=1) if codes else np.empty((size, 0), np.int32)
    return Space((Part(axes, rows, *kinds_of(axes, rows)),))


def _encoded(values: Sequence[Any]) -> tuple[list[Any], Any]:
    """Distinct values, and for each row the place of its own."""
    np = numpy()
    places: dict[Any, int] = {}
    distinct: list[Any] = []
    codes = np.empty(len(values), np.int32)
    for row, value in enumerate(values):
        key = (type(value), json.dumps(value) if isinstance(value, list | dict) else value)
        place = places.setdefault(key, len(places))
        if place == len(distinct):
            distinct.append(value)
        codes[row] = place
    return distinct, codes


def _check_path(path: str) -> None:
    if path in _SPECIAL:
        return
    try:
        route = parse_path(path)
    except ValueError as error:
        raise PlanError(f"the column {path!r} is named for no path: {error}") from error
    if not route or not str(route[0])[:1].isupper():
        raise PlanError(
            f"the column {path!r} is named for no member of a request; `region`, `environment` and"
            " `expected-runtime` are the others"
        )


def _json_lines(stream: Iterable[str], file: Path) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise PlanError(f"{file}:{number}: is not JSON") from error
        if not isinstance(row, dict):
            raise PlanError(f"{file}:{number}: is not an object of paths and values")
        yield row


def _csv(stream: Iterable[str], file: Path) -> Iterator[Mapping[str, Any]]:
    import csv

    reader = csv.DictReader(stream)
    for fields in reader:
        if None in fields or None in fields.values():
            raise PlanError(f"{file}:{reader.line_num}: has not as many cells as the header")
        yield {path: _cell(text) for path, text in fields.items()}


def _cell(text: str) -> Any:
    """A number or a boolean where the cell reads as one, nothing where it is empty, else its text."""
    if text == "":
        return None
    if text in ("true", "false"):
        return text == "true"
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
