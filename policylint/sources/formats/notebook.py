"""Notebooks of Jupyter: JSON, whose code cells are one program. What outputs hold is no concern of the reading."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.finding import Finding, Position
from policylint.lint import SYNTAX_ERROR
from policylint.path import Route
from policylint.sources import telltale
from policylint.sources.comment_lines import next_lines
from policylint.sources.document import Document, Located
from policylint.sources.embedding import PROGRAM, Inside, Part
from policylint.sources.formats.json_ import Json
from policylint.sources.formats.python_ import FORMAT as PYTHON
from policylint.sources.formats.python_ import too_much
from policylint.sources.python import cells
from policylint.sources.python.comments import comments as in_program
from policylint.sources.python.source import program
from policylint.sources.text import Source, SourceFault


class Notebook(Json):
    """The format of notebooks. Their code is parsed, never run."""

    name = "notebook"

    def documents(self, source: Source, limit: int) -> Iterator[Document | Finding]:
        """The program of the file, and a fault for each cell that speaks of training and is not Python."""
        for document in super().documents(source, limit):
            if isinstance(document, Finding):
                yield document
                continue
            held, faults = _cells(document.value)
            for fault in faults:
                if telltale.may_make_jobs(fault.cell.text.encode("utf-8", "surrogatepass")):
                    yield _fault(document, fault)
            inside = _program(held, source.file)
            if inside.document.value.cut:
                yield too_much(source.file)
            yield replace(document, value={PROGRAM: inside}, findings=())


def _cells(notebook: Any) -> tuple[list[cells.Cell], list[cells.Fault]]:
    held, faults = [], []
    for cell in cells.code_cells(notebook):
        plain, fault = cells.runnable(cell)
        held += [plain] if plain is not None else []
        faults += [fault] if fault is not None else []
    if held and cells.error_of(_joined(held)) is not None:
        for cell in list(held):
            error = cells.error_of(cell)
            if error is not None:
                held.remove(cell)
                faults.append(cells.fault_of(cell, error))
    return held, faults


def _joined(held: list[cells.Cell]) -> cells.Cell:
    return cells.Cell(0, tuple(part for cell in held for part in (*cell.parts, Part("\n"))))


def _program(held: list[cells.Cell], file: str) -> "Cells":
    joined = _joined(held)
    text = joined.text
    try:
        value = program(text, file)
    except SourceFault as fault:  # each cell is Python, but they are too much together
        raise SourceFault(fault.rule, fault.message) from None
    starts: list[tuple[int, int]] = []
    line = 1
    for cell in held:
        starts.append((line, cell.number))
        line += cell.text.count("\n") + 1
    return Cells(Document(file, PYTHON, value, text), joined.parts, None, tuple(starts))


def _fault(document: Document, fault: cells.Fault) -> Finding:
    message = f"cell {fault.cell.number} is not Python 3: {fault.message}"
    route = fault.part.route or ()
    here = document.locate([route])
    position = here[route].value if route in here else None
    return Finding.about_file(document.file, message, SYNTAX_ERROR.id, position)


@dataclass(frozen=True, slots=True)
class Cells(Inside):
    """The program that a notebook's cells are; `starts` are its lines at which cells begin, with their numbers."""

    starts: tuple[tuple[int, int], ...] = ()

    def locate(self, file: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """Where routes stand in the notebook, and in which cell and line of it."""
        found = Inside.locate(self, file, routes)
        inner = self.document.locate(routes)
        return {route: replace(here, within=self._cell(inner[route].value.line)) for route, here in found.items()}

    def _cell(self, line: int) -> str:
        first, number = next((start for start in reversed(self.starts) if start[0] <= line), (1, 1))
        return f"cell {number}, line {line - first + 1}"


def comments(document: Document) -> Iterator[tuple[Position, str, int]]:
    """The comments in the cells: where each stands in the file, its text, and the line that it speaks about."""
    inside: Cells = document.value[PROGRAM]
    below = next_lines(inside.document.text.split("\n"))
    for line, column, comment, own_line in in_program(inside.document.text):
        about = below[line] if own_line else line
        here = inside.place(document, Position(line, column, line, column + len(comment)))
        yield here, comment, inside.place(document, Position(about, 1, about, 2)).line


FORMAT = Notebook()
