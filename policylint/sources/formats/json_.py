"""JSON: parsed by the standard library, and scanned for positions only where a finding needs one."""

import json
import math
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from policylint.finding import Finding
from policylint.lint import EMPTY, SYNTAX_ERROR, TOO_LARGE
from policylint.path import Route
from policylint.sources.document import Document, Located
from policylint.sources.formats import MAX_DEPTH
from policylint.sources.text import LineIndex, Source, SourceFault
from policylint.unknown import Unknown


class Json:
    """The JSON format: one value a file."""

    name = "json"

    def documents(self, source: Source, limit: int) -> Iterator[Document | Finding]:
        """The one document of the file."""
        text = source.text(limit)
        parser = Parser(source.file)
        try:
            value, findings = parser.parse(text)
        except SourceFault as fault:
            yield self._by_its_twin(source.file, text, fault)
        else:
            yield Document(source.file, self, value, text, findings=findings)

    def _by_its_twin(self, file: str, text: str, fault: SourceFault) -> Document:
        """The document in a text that is JSON but for template expressions, comments and trailing commas.

        Raises:
            SourceFault: it has none of them, or is not JSON without them either.
        """
        from policylint.sources.formats.oddities import loose_json
        from policylint.sources.formats.twin import json_twin

        twin = json_twin(text) if fault.rule == SYNTAX_ERROR.id else None
        if twin is None:
            raise fault
        try:
            value, findings = Parser(file).parse(twin.text)
        except SourceFault:
            raise fault from None
        if twin.loose is not None:
            findings = (*findings, loose_json(file, LineIndex(text).span(*twin.loose)))
        return Document(file, self, twin.restored(value), text, findings=findings, readable=twin.text)

    def locate(self, document: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """See `Document.locate`; of equal keys the last counts, as in its value."""
        from policylint.sources.formats.json_scan import scan

        find = scan(document.syntax, document.first_line, document.text).find
        found = ((route, find(route)) for route in routes)
        return {route: located for route, located in found if located is not None}


class Parser:
    """A parser for the texts of one file, which hold a value each.

    Of equal keys the last wins, as in `json.loads`. What is not JSON but read by Python's parser all the same, NaN and
    the infinities, becomes an `Unknown`, as does a number beyond the range of a double.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._odd = False
        decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_float=self._float, parse_constant=self._constant
        )
        self._decode = decoder.decode

    def parse(self, text: str, first_line: int = 1) -> tuple[Any, tuple[Finding, ...]]:
        """The value of a text, and what is wrong with it all the same; lines count from `first_line`.

        Raises:
            SourceFault: the text is empty, not JSON, or nested too deeply.
        """
        self._odd = False
        try:
            value = self._decode(text)
        except json.JSONDecodeError as error:
            if not text.strip():
                raise SourceFault(EMPTY.id, "the file is empty") from None
            from policylint.sources.formats.json_faults import explain

            raise explain(text, error.pos, error.msg, LineIndex(text, first_line)) from None
        except RecursionError:
            raise _too_deep(text, first_line) from None
        except ValueError:
            raise _too_long_a_number(text, first_line) from None
        if text.count("{") + text.count("[") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
            raise _too_deep(text, first_line)
        return value, tuple(_oddities(text, self._file, first_line)) if self._odd else ()

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            self._odd = True
        return value

    def _float(self, text: str) -> float | Unknown:
        value = float(text)
        return value if math.isfinite(value) else self._constant(text)

    def _constant(self, text: str) -> Unknown:
        self._odd = True
        return Unknown(text)


def _depth(value: Any) -> int:
    """How deeply a value nests, or just over the most that is allowed."""
    depth, level = 0, [value]
    while level and depth <= MAX_DEPTH:
        containers = [item for item in level if isinstance(item, dict | list)]
        level = [item for node in containers for item in (node.values() if isinstance(node, dict) else node)]
        depth += bool(containers)
    return depth


def _too_deep(text: str, first_line: int) -> SourceFault:
    from policylint.sources.formats.json_scan import brackets

    depth = 0
    for bracket in brackets(text):
        depth += 1 if bracket.group() in "{[" else -1
        if depth > MAX_DEPTH:
            place = LineIndex(text, first_line).span(*bracket.span())
            return SourceFault(TOO_LARGE.id, f"this is nested more than {MAX_DEPTH} levels deep", place)
    raise AssertionError("only called for a text that is nested so deeply")  # pragma: no cover


def _too_long_a_number(text: str, first_line: int) -> SourceFault:
    from policylint.sources.formats.json_scan import long_number

    most = sys.get_int_max_str_digits()
    place = LineIndex(text, first_line).span(*long_number(text, most))
    return SourceFault(TOO_LARGE.id, f"this number has more than {most:,} digits", place)


def _oddities(text: str, file: str, first_line: int) -> list[Finding]:
    """The equal keys and the numbers that are none, at their places; the text is valid, and its depth bounded."""
    from policylint.sources.formats.json_scan import Member, members, past, white
    from policylint.sources.formats.oddities import duplicate_key, not_finite

    lines = LineIndex(text, first_line)
    found: list[Finding] = []

    def visit(at: int, route: Route) -> int:
        if text[at] not in "{[":
            end = past(text, at)
            number = text[at:end]
            if number[0] in "NI-0123456789" and not number.lstrip("-").isdigit() and not math.isfinite(float(number)):
                found.append(not_finite(number, route, file, lines.span(at, end)))
            return end
        firsts: dict[str | int, Member] = {}
        end = at + 1
        for member in members(text, at, lambda step, start: visit(start, (*route, step))):
            first = firsts.setdefault(member.step, member)
            if first is not member:
                here = lines.span(member.key_start, member.key_end)
                found.append(
                    duplicate_key((*route, member.step), file, here, lines.span(first.key_start, first.key_end))
                )
            end = member.end
        return white(text, end) + 1

    visit(white(text, 0), ())
    return found


FORMAT = Json()
