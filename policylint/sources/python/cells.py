"""Notebooks: the code cells of one, as a program of the same characters in which each place is one of the notebook.

https://nbformat.readthedocs.io/en/latest/format_description.html. What is for IPython alone (`%magic`, `!shell`,
`help?`) becomes a name that nothing defines and a comment, of the same length; a cell for another language is left out.
"""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from policylint.sources.embedding import Part

# Cell magics whose cell runs as Python all the same.
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun"})
_RUNNING = frozenset({"run", "load", "loadpy", "store"})
_LINE = re.compile(r"(?P<space>[ \t]*)(?P<sign>[%!?])(?P<word>\w*)", re.ASCII)
_HELP = re.compile(r"[ \t]*[\w.]+\?\??[ \t]*$")
_ASSIGNED = re.compile(r"([ \t]*[A-Za-z_][\w, \t.\[\]'\"]*=[ \t]*)[%!]")
_IPYTHON = re.compile(r"^[ \t]*[%!?]|^[ \t]*[\w.]+\?\??[ \t]*$|^[^'\"\n#]*=[ \t]*[%!]", re.MULTILINE)
_FEWEST = 2


class Cell(NamedTuple):
    """A code cell: its number in the notebook from 1, and the strings that its text is."""

    number: int
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(part.text for part in self.parts)


class Fault(NamedTuple):
    """A cell that is not Python, the string in which that shows, and why."""

    cell: Cell
    part: Part
    message: str


def code_cells(notebook: Any) -> Iterator[Cell]:
    """The code cells of a notebook, of today's format or of that before 2015 with its worksheets."""
    if not isinstance(notebook, dict) or _language(notebook) not in ("python", "ipython", ""):
        return
    number = 0
    for items, at in _lists(notebook):
        for index, cell in enumerate(items):
            number += 1
            if isinstance(cell, dict) and cell.get("cell_type") == "code":
                name = "source" if "source" in cell else "input"
                parts = tuple(_strings(cell.get(name), (*at, index, name)))
                if parts:
                    yield Cell(number, parts)


def _lists(notebook: dict[Any, Any]) -> Iterator[tuple[list[Any], tuple[str | int, ...]]]:
    if isinstance(notebook.get("cells"), list):
        yield notebook["cells"], ("cells",)
    sheets = notebook.get("worksheets")
    for index, sheet in enumerate(sheets if isinstance(sheets, list) else ()):
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list):
            yield sheet["cells"], ("worksheets", index, "cells")


def _language(notebook: dict[Any, Any]) -> str:
    metadata = notebook.get("metadata")
    for name, key in (("language_info", "name"), ("kernelspec", "language")):
        held = metadata.get(name) if isinstance(metadata, dict) else None
        if isinstance(held, dict) and isinstance(held.get(key), str):
            return str(held[key]).lower()
    return ""


def _strings(source: Any, route: tuple[str | int, ...]) -> Iterator[Part]:
    if isinstance(source, str):
        yield Part(source, route)
    elif isinstance(source, list):
        for index, line in enumerate(source):
            if isinstance(line, str):
                yield Part(line, (*route, index))


def runnable(cell: Cell) -> tuple[Cell | None, Fault | None]:
    """A cell with what is for IPython alone taken out; None of one that is for another language.

    A cell that is not Python either way is a fault, and left out.
    """
    text = cell.text
    if text.lstrip().startswith("%%"):
        magic = re.match(r"\s*%%(\w*)", text)
        if magic is None or magic[1] not in _PYTHON_CELLS:
            return None, None
    error = _error(text) if _IPYTHON.search(text) else None
    if error is None:
        return cell, None
    changed = _without(cell)
    error = _error(changed.text)
    return (changed, None) if error is None else (None, fault_of(changed, error))


def fault_of(cell: Cell, error: SyntaxError) -> Fault:
    """A cell that is not Python, at the string that an error names."""
    left = max(error.lineno or 1, 1)
    for part in cell.parts:
        breaks = part.text.count("\n")
        if left <= breaks + (not part.text.endswith("\n")):
            return Fault(cell, part, error.msg)
        left -= breaks
    return Fault(cell, cell.parts[-1], error.msg)


def error_of(cell: Cell) -> SyntaxError | None:
    """Why a cell is not Python; None where it is."""
    return _error(cell.text)


def _error(text: str) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return SyntaxError("it cannot be parsed")
    return None


def _without(cell: Cell) -> Cell:
    """The same cell with each line for IPython as a name and a comment of the same length."""
    text = cell.text
    lines = text.splitlines(keepends=True)
    continued = False
    for index, line in enumerate(lines):
        changed = _comment(line) if continued else _plain(line)
        continued = changed != line and line.rstrip("\r\n").endswith("\\")
        lines[index] = changed
    return Cell(cell.number, tuple(_cut("".join(lines), cell.parts)))


def _cut(text: str, parts: Sequence[Part]) -> Iterator[Part]:
    at = 0
    for part in parts:
        yield Part(text[at : at + len(part.text)], part.route)
        at += len(part.text)


def _plain(line: str) -> str:
    """A line without what is for IPython: unknown where a value is given, run where a magic only times it."""
    assigned = _ASSIGNED.match(line)
    if assigned is not None:
        return line[: assigned.end(1)] + _hidden(line[assigned.end(1) :])
    magic = _LINE.match(line)
    if magic is not None:
        start = magic.end("space")
        word = magic["word"]
        if magic["sign"] == "%" and word in ("time", "prun") and not line.startswith("%%", start):
            return f"{line[:start]}_{' ' * (len(word) - 1)};{line[start + 1 + len(word) :]}"
        if magic["sign"] == "%" and word in _RUNNING and len(line.rstrip("\r\n")) >= start + len("exec()"):
            return f"{line[:start]}exec(){_comment(line[start + len('exec()') :])}"
        return line[:start] + _hidden(line[start:])
    return _hidden(line) if _HELP.match(line) else line


def _hidden(text: str) -> str:
    """A name that nothing defines, and the rest as a comment."""
    body = text.rstrip("\r\n")
    if len(body) < _FEWEST:
        return "_" * len(body) + text[len(body) :]
    return f"_#{text[2:]}"


def _comment(text: str) -> str:
    return f"#{text[1:]}" if text.rstrip("\r\n") else text
