"""What a Python text gives to `sources`: the calls in it that send requests, and where each part of them stands."""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from policylint.finding import Position
from policylint.path import Route
from policylint.runs import ONCE, Runs
from policylint.sources.document import Located
from policylint.sources.python.export import Exported, Nodes, exported, span
from policylint.sources.python.libraries import Note
from policylint.sources.python.machine import Shipment
from policylint.sources.python.modules import FOREIGN
from policylint.sources.python.reading import read
from policylint.sources.python.rules import ENUM_NAME
from policylint.sources.python.values import Member, Node, Value, known
from policylint.sources.text import LineIndex
from policylint.unknown import Unknown

CALLS = "calls in source"
"""The one member of the value that a program is, which no document of another format has."""
_LONGEST_SHOWN = 120


class SourceCall(dict[str, Any]):
    """A call that sends a request: its parameters with unknowns, the API, and what else the source says of it.

    `more` is set where it may have further parameters. `address` is the name that the source gives it, or the
    function that it stands in, `region` the Region that it goes to. `notes` and the texts `beside` the request have
    their places in the document. `runs` is how often the program sends it.
    """

    def __init__(
        self,
        api: str,
        parameters: dict[str, Any],
        more: Unknown | None,
        address: str,
        notes: tuple[tuple[Note, Route], ...],
        beside: tuple[tuple[str, Route], ...],
        region: str | None,
        runs: Runs = ONCE,
    ) -> None:
        super().__init__(parameters)
        self.api = api
        self.more = more
        self.address = address
        self.notes = notes
        self.beside = beside
        self.region = region
        self.runs = self._each = runs
        self._made = 1

    def made_again(self, runs: Runs) -> None:
        """Note that the program makes the very same call once more, which then runs so often."""
        self._made += 1
        self._each = runs if runs.unbounded else self._each
        self.runs = Runs(self._made, self._made, (f"{self._made:,} calls",)).times(self._each)


class Program(dict[str, list[SourceCall]]):
    """The value of a Python document: its calls, and the nodes that routes in them lead to."""

    def __init__(self, calls: list[SourceCall], nodes: Mapping[Route, Nodes], *, cut: bool) -> None:
        super().__init__({CALLS: calls})
        self.nodes = nodes
        self.cut = cut


def program(text: str, file: str) -> Program:
    """The calls of a program; see `reading.read` for what is raised."""
    found = read(text, file)
    shown = _Text(text)
    calls: list[SourceCall] = []
    nodes: dict[Route, Nodes] = {}
    labels: dict[str, int] = {}
    seen: dict[tuple[int, str], list[tuple[Exported, int]]] = {}
    for shipment in found.shipments:
        root: Route = (CALLS, len(calls))
        made = exported(shipment, shown.of, root)
        before = seen.setdefault((id(shipment.site), shipment.sent.api), [])
        alike = next((call for one, call in before if _looks(one) == _looks(made)), None)
        if alike is not None:
            calls[alike].made_again(_runs(shipment))
            continue
        before.append((made, len(calls)))
        nodes.update(made.nodes)
        told = (*shipment.sent.notes, *(enum_note(member, at) for member, at in made.shifting))
        notes = tuple(_placed(note, (*root, f"<note {n}>"), nodes) for n, note in enumerate(told))
        address = _address(shipment, made.parameters, labels)
        beside = tuple(_beside(shipment.sent.beside, root, nodes))
        sent = shipment.sent
        call = SourceCall(sent.api, made.parameters, made.more, address, notes, beside, sent.region, _runs(shipment))
        calls.append(call)
    return Program(calls, nodes, cut=found.cut)


def _runs(shipment: Shipment) -> Runs:
    """How often one call in the source sends what it does."""
    if not shipment.again:
        return shipment.sent.runs
    line = getattr(shipment.site, "lineno", 0)
    return Runs.without_bound(f"the call in line {line} stands in a loop of which the rounds are not known")


def _looks(made: Exported) -> str:
    return f"{made.parameters!r} {made.more!r}"


def enum_note(member: Member, at: Node) -> Note:
    """What is to be said of a text with a member of an enum in it."""
    name = f"{member.enum}.{member.name}"
    message = f"Python 3.11 and later write {name} here, and not its value {known(member.value)!r}"
    return Note(ENUM_NAME.id, "", message, at, f"Write `{name}.value`, or make {member.enum} a StrEnum.")


def _beside(values: Iterable[Value], root: Route, nodes: dict[Route, Nodes]) -> Iterator[tuple[str, Route]]:
    """The texts that are known, each with its place."""
    for number, value in enumerate(values):
        text = known(value)
        if isinstance(text, str):
            route: Route = (*root, f"<text {number}>")
            nodes[route] = Nodes(value.at)
            yield text, route


def _placed(note: Note, route: Route, nodes: dict[Route, Nodes]) -> tuple[Note, Route]:
    if note.at is not None:
        nodes[route] = Nodes(note.at)
    return note, route if note.at is not None else ()


def _address(shipment: Shipment, parameters: Mapping[str, Any], labels: dict[str, int]) -> str:
    """A name for a call whose job has none that is known: what the source says, or the function around it."""
    names = (parameters.get("TrainingJobName"), parameters.get("HyperParameterTuningJobName"))
    address = shipment.sent.address
    if address or any(isinstance(name, str) for name in names):
        return address
    label = shipment.label or _callee(shipment.site)
    labels[label] = labels.get(label, 0) + 1
    return label if labels[label] == 1 else f"{label} {labels[label]}"


def _callee(site: ast.AST) -> str:
    """What is called, as it is written: `estimator.fit`; of a longer expression its last part."""
    callee = site.func if isinstance(site, ast.Call) else None
    parts: list[str] = []
    while isinstance(callee, ast.Attribute):
        parts.append(callee.attr)
        callee = callee.value
    if isinstance(callee, ast.Name):
        parts.append(callee.id)
    return ".".join(reversed(parts)) or "call"


def locate(text: str, value: Program, routes: Collection[Route]) -> dict[Route, Located]:
    """Where routes stand in the text of a program; those that the source does not show are left out."""
    places = _Places(text)
    found: dict[Route, Located] = {}
    for route in routes:
        nodes = value.nodes.get(route) if route else Nodes()
        if nodes is None:
            continue
        here, key = places.of(nodes.value), places.of(nodes.key)
        if not route:
            here = Position(1, 1, 1, 1)
        if here is not None or key is not None:
            found[route] = Located(here or key or Position(1, 1, 1, 1), key)
    return found


class _Places:
    """From syntax nodes, which count bytes, to lines and columns."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> LineIndex:
        """Where the lines of the text begin."""
        return LineIndex(self.text)

    def of(self, node: Node) -> Position | None:
        """Where a node stands in this text; None of one that stands in another, or nowhere."""
        place = span(node) if node is not None else None
        if place is None or place[0] >= FOREIGN:
            return None
        line, start, end_line, end = place
        return Position(line, self._column(line, start), end_line, self._column(end_line, end))

    def _column(self, line: int, offset: int) -> int:
        start = self.lines.offset(line)
        piece = self.text[start : start + offset]
        if not piece.isascii():
            piece = piece.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore")
        return len(piece) + 1


class _Text:
    """The text of syntax nodes, for what is shown of unknowns."""

    def __init__(self, text: str) -> None:
        self._places = _Places(text)

    def of(self, node: Node) -> str:
        """A node's text on one line, cut where it is long."""
        here = self._places.of(node)
        if here is None:
            return ""
        lines = self._places.lines
        start = lines.offset(here.line) + here.column - 1
        end = lines.offset(here.end_line) + here.end_column - 1
        shown = " ".join(self._places.text[start:end].split())
        return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 3]}..."
