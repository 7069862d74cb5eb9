"""All findings of a run as one file: Parquet, or CSV that no spreadsheet takes for formulas."""

import csv
from collections.abc import Sequence
from pathlib import Path

from policylint.errors import PolicylintError
from policylint.history.reading import NeedsPyarrow
from policylint.history.run import table_schema
from policylint.tables import spreadsheet_text

SUFFIXES = {"parquet": (".parquet", ".pq"), "csv": (".csv",)}


class ExportError(PolicylintError):
    """The findings cannot be written; the message names the file and says why."""


def write_findings(tables: Sequence[Path], name: str, file: Path) -> None:
    """Write the tables of a run's parts one after the other, a part at a time.

    Raises:
        ExportError: the file cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        (_parquet if name == "parquet" else _csv)(tables, file)
    except OSError as error:
        raise ExportError(f"cannot write {file}: {error.strerror}") from error


def needs() -> None:
    """Make sure that tables can be made.

    Raises:
        NeedsPyarrow: pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise NeedsPyarrow("a table of findings") from None


def _parquet(tables: Sequence[Path], file: Path) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(file, table_schema(), compression="zstd") as writer:
        for table in tables:
            writer.write_table(pq.read_table(table))


def _csv(tables: Sequence[Path], file: Path) -> None:
    import pyarrow.parquet as pq

    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(table_schema().names)
        for table in tables:
            for batch in pq.ParquetFile(table).iter_batches(8192):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    writer.writerow([spreadsheet_text(cell) if isinstance(cell, str) else cell for cell in row])
