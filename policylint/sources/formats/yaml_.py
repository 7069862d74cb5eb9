"""YAML: values as PyYAML's `safe_load` gives them, as job files reach boto3; positions from its nodes and events."""

import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import yaml

from policylint.finding import Finding, Related
from policylint.lint import DUPLICATE_KEY, EMPTY, NOT_FINITE, SYNTAX_ERROR, TOO_LARGE
from policylint.path import Route
from policylint.sources.document import Document, Located
from policylint.sources.text import LineIndex, Source, SourceFault
from policylint.unknown import Unknown

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH = 200  # libyaml and the composer recurse; requests are a dozen deep
MAX_NODES = 500_000  # after aliases are written out; the largest request has some thousands


class _Loader(_LOADER):  # type: ignore[misc]
    """PyYAML's safe loader, with every tag that it does not know (`!Ref`, `!Sub`, ...) an `Unknown`."""


def _tagged(_: Any, node: Any) -> Unknown:
    return Unknown(f"{node.tag} {node.value}" if isinstance(node, yaml.ScalarNode) else str(node.tag))


_Loader.add_constructor(None, _tagged)


class Yaml:
    """The YAML format."""

    name = "yaml"

    def documents(self, source: Source, limit: int) -> Iterator[Document | Finding]:
        """The documents of the stream; after one that cannot be parsed there is no telling where the next begins."""
        text = source.text(limit)
        if not text.strip():
            raise SourceFault(EMPTY.id, "the file is empty")
        _refuse_depth(text)
        lines = LineIndex(text)
        loader = _Loader(text)
        try:
            index = 0
            while loader.check_node():
                node = loader.get_node()
                findings = tuple(_examine(node, lines, source.file))
                yield Document(source.file, self, loader.construct_document(node), text, index, findings=findings)
                index += 1
        except yaml.MarkedYAMLError as error:
            raise _fault(error, lines) from None
        except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
            raise SourceFault(SYNTAX_ERROR.id, f"not valid YAML: {type(error).__name__}") from None
        finally:
            loader.dispose()

    def locate(self, document: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """See `Document.locate`."""
        return _Locator(document.text, set(routes)).document(document.index)


def _refuse_depth(text: str) -> None:
    depth = 0
    try:
        for event in _events(text):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise SourceFault(TOO_LARGE.id, f"the file is nested deeper than {MAX_DEPTH} levels")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.MarkedYAMLError as error:
        raise _fault(error, LineIndex(text)) from None
    except yaml.YAMLError as error:
        raise SourceFault(
            SYNTAX_ERROR.id, f"not valid YAML: {getattr(error, 'reason', 'a forbidden character')}"
        ) from None


def _fault(error: yaml.MarkedYAMLError, lines: LineIndex) -> SourceFault:
    mark = error.problem_mark or error.context_mark
    place = lines.span(mark.index, mark.index) if mark is not None else None
    return SourceFault(SYNTAX_ERROR.id, f"not valid YAML: {error.problem or error.context}", place)


def _examine(node: Any, lines: LineIndex, file: str) -> Iterator[Finding]:
    """The faults of one document that its value no longer shows.

    Raises:
        SourceFault: it holds itself, or aliases blow it up.
    """
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()
    findings: list[Finding] = []

    def size(node: Any) -> int:
        if id(node) in open_nodes:
            raise SourceFault(TOO_LARGE.id, "an alias repeats what it is a part of", _span(node, lines))
        if id(node) in sizes:
            return sizes[id(node)]
        open_nodes.add(id(node))
        total = 1
        if isinstance(node, yaml.MappingNode):
            findings.extend(_equal_keys(node, lines, file))
            total += sum(size(key) + size(value) for key, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            total += sum(map(size, node.value))
        elif node.tag == "tag:yaml.org,2002:float" and not math.isfinite(_number(node.value)):
            message = f"{node.value} is no finite number, and the API takes none"
            findings.append(Finding("", message, NOT_FINITE.id, file=file, position=_span(node, lines)))
        if total > MAX_NODES:
            raise SourceFault(TOO_LARGE.id, f"aliases blow this up to over {MAX_NODES:,} values", _span(node, lines))
        open_nodes.discard(id(node))
        sizes[id(node)] = total
        return total

    size(node)
    yield from findings


def _number(text: str) -> float:
    plain = text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan")
    try:
        return float(plain)
    except ValueError:  # 1:30.5, which YAML 1.1 counts in sixties
        return 0.0


def _equal_keys(node: yaml.MappingNode, lines: LineIndex, file: str) -> Iterator[Finding]:
    firsts: dict[str, Any] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
            continue
        if key.value in firsts:
            related = (Related("first given here", _span(firsts[key.value], lines)),)
            message = f"the key {key.value} is given twice; the last one counts"
            yield Finding("", message, DUPLICATE_KEY.id, file=file, position=_span(key, lines), related=related)
        firsts[key.value] = key


def _span(node: Any, lines: LineIndex) -> Any:
    return lines.span(node.start_mark.index, node.end_mark.index)


class _Locator:
    """Follows the events of a stream and notes where the wanted routes stand.

    An alias stands at its own place, with its anchor's beside it; what lies within it, and what a merge key brings in,
    stands where the anchor has it.
    """

    def __init__(self, text: str, wanted: set[Route]) -> None:
        self._lines = LineIndex(text)
        self._text = text
        self._wanted = wanted
        self._aliases: dict[int, tuple[int, int]] = {}
        self.found: dict[Route, Located] = {}

    def document(self, index: int) -> dict[Route, Located]:
        loader = _Loader(self._text)
        try:
            for number in range(index + 1):
                if not loader.check_node():
                    return {}
                node = loader.get_node()
                if number == index:
                    self._aliases = _aliases(self._text, index)
                    self._visit(node, (), None)
        finally:
            loader.dispose()
        return self.found

    def _visit(self, node: Any, route: Route, key: Any) -> None:
        if not any(wanted[: len(route)] == route for wanted in self._wanted):
            return
        if route in self._wanted and route not in self.found:
            self.found[route] = self._located(node, key)
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._visit(item, (*route, index), None)
        elif isinstance(node, yaml.MappingNode):
            for name, value in _members(node):
                self._visit(value, (*route, name.value), name)

    def _located(self, node: Any, key: Any) -> Located:
        own = self._lines.span(node.start_mark.index, _end(node, self._text))
        if key is None:
            return Located(own)
        place = self._lines.span(key.start_mark.index, key.end_mark.index)
        alias = self._aliases.get(key.end_mark.index)
        return Located(own, place) if alias is None else Located(self._lines.span(*alias), place, own)


def _members(node: Any) -> Iterator[tuple[Any, Any]]:
    """The members of a mapping with the strongest of each name first: its own, the last of equal ones, then merged."""
    merged: list[Any] = []
    for name, value in reversed(node.value):
        if name.tag == "tag:yaml.org,2002:merge":
            merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
        elif isinstance(name, yaml.ScalarNode):
            yield name, value
    for mapping in merged:
        if isinstance(mapping, yaml.MappingNode):
            yield from _members(mapping)


def _end(node: Any, text: str) -> int:
    """The end of a node's own text: libyaml ends a block at the next token, past the white space after it."""
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    return start + len(text[start:end].rstrip()) if end > start else end


def _aliases(text: str, document: int) -> dict[int, tuple[int, int]]:
    """The aliases that are values of a mapping, by the end of their key."""
    found: dict[int, tuple[int, int]] = {}
    number, last_end = -1, -1
    for event in _events(text):
        if isinstance(event, yaml.DocumentStartEvent):
            number += 1
        elif isinstance(event, yaml.AliasEvent) and number == document:
            found[last_end] = _extent(event)
        elif isinstance(event, yaml.ScalarEvent):
            last_end = _extent(event)[1]
    return found


def _extent(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _events(text: str) -> Iterator[Any]:
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    return events


def comments(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """The comments of a YAML text: line, column, text from the # on, and whether it has the line to itself.

    A # inside a scalar is no comment.
    """
    inside = [_extent(event) for event in _events(text) if isinstance(event, yaml.ScalarEvent)]
    offset, scalar = 0, 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        at = line.find("#")
        while at >= 0:
            place = offset + at
            while scalar < len(inside) and inside[scalar][1] <= place:
                scalar += 1
            within = scalar < len(inside) and inside[scalar][0] <= place
            if not within and (at == 0 or line[at - 1] in " \t"):
                yield number, at + 1, line[at:].rstrip("\r\n"), not line[:at].strip()
                break
            at = line.find("#", at + 1)
        offset += len(line)


FORMAT = Yaml()
