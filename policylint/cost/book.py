"""Writing price books: rows merged into a file that is either the old one or the new one, never half of each."""

from collections.abc import Iterable
from pathlib import Path

from policylint.atomic import replace
from policylint.cost.rates import Row, read_book, table_text


def merge(file: Path, rows: Iterable[Row]) -> tuple[int, int]:
    """Add rows to a price book, in place of those of the same rate and day; older days are kept.

    Returns:
        How many rows are new or changed, and how many the book has now.

    Raises:
        PriceBookError: the book that is there cannot be used.
        OSError: the file cannot be written.
    """
    book = {_key(row): row for row in read_book(file).all()} if file.exists() else {}
    changed = 0
    for row in rows:
        known = book.get(_key(row))
        changed += known is None or known.usd != row.usd
        book[_key(row)] = row
    replace(file, table_text(sorted(book.values())).encode())
    return changed, len(book)


def _key(row: Row) -> tuple[str, str, str, str]:
    return row.region, row.component, row.instance_type, row.as_of
