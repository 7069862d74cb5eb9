"""YAML: several documents a file, read by PyYAML, of which each is judged on its own."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from policylint.finding import Finding, Position
from policylint.lint import EMPTY, SYNTAX_ERROR
from policylint.path import Route
from policylint.sources.document import Document, Located
from policylint.sources.formats import MAX_DEPTH, yaml_nodes
from policylint.sources.formats.readers import Reader, reader_of
from policylint.sources.formats.yaml_nodes import NULL, Alias, Node, Scalar, compose, content
from policylint.sources.formats.yaml_values import Values
from policylint.sources.text import LineIndex, Source, SourceFault

if TYPE_CHECKING:
    from policylint.sources.formats.twin import Twin

# libyaml takes a # for the beginning of a comment wherever a token may begin.
_HASH = re.compile(r"(?<![^\s,\[\]{}'\"])#")
_LINE_END = re.compile(r"[\r\n]|$")


class Yaml:
    """The YAML format."""

    name = "yaml"

    def documents(self, source: Source, limit: int) -> Iterator[Document | Finding]:
        """The documents of the stream, up to one that cannot be parsed."""
        text = source.text(limit)
        read = 0
        try:
            for item in self._read(source.file, text):
                yield item
                read += 1
        except SourceFault as fault:
            yield from self._by_its_twin(source.file, text, fault)[read:]

    def _by_its_twin(self, file: str, text: str, fault: SourceFault) -> Sequence[Document | Finding]:
        """The documents of a text that is YAML but for template expressions.

        Raises:
            SourceFault: it has none of them, or is not YAML without them either.
        """
        from policylint.sources.formats.twin import yaml_twin

        for filling in (True, False) if fault.rule == SYNTAX_ERROR.id else ():
            twin = yaml_twin(text, filling=filling)
            if twin is not None:
                with suppress(SourceFault):
                    return list(self._read(file, text, twin))
        raise fault

    def _read(self, file: str, text: str, twin: "Twin | None" = None) -> Iterator[Document | Finding]:
        readable = text if twin is None else twin.text
        index = -1
        filled = False
        try:
            for index, root in enumerate(compose(readable)):
                filled |= not (isinstance(root, Scalar) and root.tag == NULL and not root.text)
                try:
                    value, findings, reader = _value(root, readable, file)
                except SourceFault as fault:
                    yield fault.finding(file)
                    continue
                document = Document(file, self, value, text, index, findings=findings, reader=reader)
                if twin is not None:
                    document = replace(document, value=twin.restored(value), readable=readable)
                yield document
        except SourceFault as fault:
            if index >= 0:
                fault.message += f"; of this stream, document {index + 2} and all after it are not judged"
            raise
        if not filled:
            raise SourceFault(EMPTY.id, "the file is empty" if not text.strip() else "the file holds no value")

    def locate(self, document: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """See `Document.locate`. An alias stands at its own place; what is in it, and what a merge key brings in,
        stands where the anchor has it."""
        roots, lines, _ = graph(document.syntax)
        found = ((route, _find(roots[document.index], route, lines)) for route in routes)
        return {route: located for route, located in found if located is not None}


def _value(root: Node, text: str, file: str) -> tuple[Any, tuple[Finding, ...], Reader | None]:
    """The value of a document as its reader reads it, the findings about it, and the reader where that matters."""
    reader = reader_of(root.members().keys() if isinstance(root, yaml_nodes.Mapping) else (), text)
    values = Values(text, file, reader.schema)
    value = values.of(root)
    return value, tuple(values.findings), reader if values.differing else None


class Plain(NamedTuple):
    """A plain scalar at a route: the member's value, or its key."""

    node: Scalar
    is_key: bool


def scalars(document: Document, routes: Collection[Route]) -> Mapping[Route, Sequence[Plain]]:
    """The plain scalars at routes of a document: the keys and values of members, as far as they are such."""
    roots = graph(document.syntax).roots
    found: dict[Route, list[Plain]] = {}
    for route in routes:
        for is_key, node in zip((True, False), _reach(roots[document.index], route) or (), strict=False):
            scalar = content(node) if node is not None else None
            if isinstance(scalar, Scalar) and scalar.plain:
                found.setdefault(route, []).append(Plain(scalar, is_key))
    return found


class Graph(NamedTuple):
    """The documents of a text, its lines, and whether they are `whole`: behind a fault nothing is read."""

    roots: list[Node]
    lines: LineIndex
    whole: bool


@lru_cache(maxsize=3)
def graph(text: str) -> Graph:
    """The documents of a text. Those of the last ones are kept: a file of many requests is asked about one
    after another, and so are texts within it, in turn with it."""
    roots: list[Node] = []
    whole = False
    with suppress(SourceFault):  # a finding already; there are no documents beyond it to locate
        roots.extend(compose(text))
        whole = True
    return Graph(roots, LineIndex(text), whole)


def _find(root: Node, route: Route, lines: LineIndex) -> Located | None:
    reached = _reach(root, route)
    if reached is None:
        return None
    key, node = reached
    return Located(_span(node, lines), _span(key, lines) if key else None, _anchor(node, lines))


def _reach(root: Node, route: Route) -> tuple[Node | None, Node] | None:
    """The key and the value at a route; None where there is none."""
    node: Node = root
    key: Node | None = None
    for step in route:
        inside = content(node)
        if isinstance(inside, yaml_nodes.Mapping) and isinstance(step, str) and step in inside.members():
            key, node = inside.members()[step]
        elif isinstance(inside, yaml_nodes.Sequence) and isinstance(step, int) and step < len(inside.items):
            key, node = None, inside.items[step]
        else:
            return None
    return key, node


def _span(node: Node, lines: LineIndex) -> Position:
    return lines.span(node.start, node.end)


def _anchor(node: Node, lines: LineIndex) -> Position | None:
    if isinstance(node, Alias) and node.target.anchor is not None:
        return lines.span(*node.target.anchor)
    return None


def comments(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """The comments of a YAML text, as far as it can be parsed: line, column, text from the # on, and whether the line
    holds nothing else. A # inside a scalar is not a comment."""
    scalars, end = _scalars(text)
    lines = LineIndex(text)
    after = following = 0
    for match in _HASH.finditer(text, 0, end):
        at = match.start()
        while following < len(scalars) and scalars[following][1] <= at:
            following += 1
        if at < after or (following < len(scalars) and scalars[following][0] <= at):
            continue
        after = _LINE_END.search(text, at).start()  # type: ignore[union-attr]
        line, column = lines.point(at)
        yield line, column, text[at:after], not text[at - column + 1 : at].strip()


def _scalars(text: str) -> tuple[list[tuple[int, int]], int]:
    """Where the scalars of a text stand, as far as it can be parsed, and how far that is."""
    spans: list[tuple[int, int]] = []
    depth = end = 0
    events: Iterator[Any] = yaml.parse(text, Loader=yaml_nodes.LOADER)
    with suppress(yaml.YAMLError):
        for event in events:
            start, end = event.start_mark.index, event.end_mark.index
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                break
            if isinstance(event, yaml.ScalarEvent):
                if event.style in ("|", ">"):  # a comment may stand on the line of the sign
                    start = _LINE_END.search(text, text.index(event.style, start)).start()  # type: ignore[union-attr]
                spans.append((start, end))
    return spans, end


FORMAT = Yaml()
