"""CSV: the tables that ship with policylint, searched as text, and cells that no spreadsheet takes for a formula.

Most runs ask for one instance type of hundreds, so a table is not parsed: a line is found by a field in it and split
at its commas, since no field of these tables holds a comma or a quote (tests hold them to that).
"""

from collections.abc import Iterator
from functools import cache

from policylint.data import data_path


class Table:
    """Lines of comma-separated fields below a header."""

    def __init__(self, text: str) -> None:
        header, _, self._text = text.partition("\n")
        self.columns = tuple(header.split(","))

    def rows(self) -> Iterator[list[str]]:
        """Every row, in the order of the file."""
        return (line.split(",") for line in self._text.splitlines())

    def first_fields(self) -> dict[str, None]:
        """What the first column holds, each once, in the order of the file."""
        return dict.fromkeys(line.partition(",")[0] for line in self._text.splitlines())

    def where(self, column: str, value: str) -> Iterator[list[str]]:
        """The rows whose field of that column, any but the last, is the value."""
        if "," in value or "\n" in value:  # more than a field: nothing here is like it
            return
        index, text = self.columns.index(column), self._text
        mark = f"{value}," if index == 0 else f",{value},"
        found = text.find(mark)
        while found >= 0:
            start, end = text.rfind("\n", 0, found) + 1, text.find("\n", found)
            row = text[start : end if end >= 0 else len(text)].split(",")
            if row[index] == value:
                yield row
            if end < 0:
                return
            found = text.find(mark, end)


@cache
def shipped(name: str) -> Table:
    """The table `pricing/NAME.csv`, read once.

    Raises:
        FileNotFoundError: the installation is broken.
    """
    return Table(data_path(f"pricing/{name}.csv").read_text(encoding="utf-8"))


def spreadsheet_text(text: str) -> str:
    """A CSV cell's text, with an apostrophe before what a spreadsheet runs as a formula: `=`, `+`, `-`, `@`, a tab.

    Numbers written as text are left. Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
    (2026-11-27).
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
