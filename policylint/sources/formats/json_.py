"""JSON: parsed by the standard library, and scanned for positions only where a finding needs one."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from policylint.finding import Finding, Related
from policylint.lint import DUPLICATE_KEY, EMPTY, NOT_FINITE, SYNTAX_ERROR, TOO_LARGE
from policylint.path import Route, format_path
from policylint.sources.document import Document, Located
from policylint.sources.text import LineIndex, Source, SourceFault
from policylint.unknown import Unknown

_TOKEN = re.compile(r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<scalar>[^\s,:{}\[\]"]+)|(?P<mark>[,:{}\[\]]))', re.DOTALL)


class Json:
    """The JSON format."""

    name = "json"

    def documents(self, source: Source, limit: int) -> Iterator[Document | Finding]:
        """The one document of the file."""
        text = source.text(limit)
        value, findings = parse(text, source.file)
        yield Document(source.file, self, value, text, findings=findings)

    def locate(self, document: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """See `Document.locate`."""
        return locate(document.text, routes, document.first_line)


def parse(text: str, file: str, first_line: int = 1) -> tuple[Any, tuple[Finding, ...]]:
    """The value of a JSON text, the last of equal keys winning, and what is wrong with it all the same.

    NaN and the infinities, which are no JSON, become `Unknown`.

    Raises:
        SourceFault: it is empty, no JSON, or nested deeper than can be read.
    """
    parser = _Parser()
    try:
        value = json.loads(text, object_pairs_hook=parser.pairs, parse_constant=parser.constant)
    except json.JSONDecodeError as error:
        if not text.strip():
            raise SourceFault(EMPTY.id, "the file is empty") from None
        place = LineIndex(text, first_line).span(error.pos, error.pos)
        raise SourceFault(SYNTAX_ERROR.id, f"not valid JSON: {_plain(error, text)}", place) from None
    except RecursionError:
        raise SourceFault(TOO_LARGE.id, "the file is nested too deeply to be read") from None
    except ValueError:
        raise SourceFault(SYNTAX_ERROR.id, "a number has more digits than can be read") from None
    return value, tuple(_marked(text, file, first_line)) if parser.odd else ()


class _Parser:
    """The hooks of one parse: they note that something is odd; where it stands is looked for afterwards."""

    def __init__(self) -> None:
        self.odd = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        self.odd |= len(value) != len(pairs)
        return value

    def constant(self, name: str) -> Unknown:
        self.odd = True
        return Unknown(name)


def _plain(error: json.JSONDecodeError, text: str) -> str:
    rest = text[error.pos :].lstrip()
    if not rest:
        return "the text ends in the middle"
    if rest.startswith("'"):
        return "strings stand in double quotes"
    if rest.startswith(("//", "/*", "#")):
        return "JSON has no comments"
    if re.match(r"(True|False|None)\b", rest):
        return "true, false and null are written small, and None is null"
    if rest[0] in "}]" and text[: error.pos].rstrip().endswith(","):
        return "a comma before a closing bracket"
    return error.msg[0].lower() + error.msg[1:]


def _scan(text: str) -> Iterator[tuple[Route, int, int, int, int]]:
    """Each value of a valid JSON text after its parts: its route, where it starts and ends, and its key's start and end
    (-1 where it has none)."""
    stack: list[tuple[str, int, int, int]] = []  # bracket, its start, its key's span
    route: list[str | int] = []
    key_start = key_end = -1
    expects_key = False
    at = 0
    while token := _TOKEN.match(text, at):
        at = token.end()
        kind = token.lastgroup or ""
        start, end = token.span(kind)
        mark = token[kind] if kind == "mark" else ""
        if mark in ("{", "["):
            stack.append((mark, start, key_start, key_end))
            expects_key = mark == "{"
            route.append(0 if mark == "[" else "")
            key_start = key_end = -1
        elif mark in ("}", "]"):
            _, start, key_start, key_end = stack.pop()
            route.pop()
            yield tuple(route), start, end, key_start, key_end
            key_start = key_end = -1
        elif mark == ",":
            last = route[-1]
            expects_key = stack[-1][0] == "{"
            if isinstance(last, int):
                route[-1] = last + 1
        elif mark == ":":
            expects_key = False
        elif expects_key:
            route[-1] = json.loads(token[kind])
            key_start, key_end = start, end
        else:
            yield tuple(route), start, end, key_start, key_end
            key_start = key_end = -1


def locate(text: str, routes: Collection[Route], first_line: int = 1) -> dict[Route, Located]:
    """Where the values at the given routes stand; of equal keys the last."""
    lines = LineIndex(text, first_line)
    wanted = set(routes)
    found: dict[Route, Located] = {}
    for route, start, end, key_start, key_end in _scan(text):
        if route in wanted:
            key = lines.span(key_start, key_end) if key_start >= 0 else None
            found[route] = Located(lines.span(start, end), key)
    return found


def _marked(text: str, file: str, first_line: int) -> Iterator[Finding]:
    """The equal keys and the numbers that are none, with their places."""
    lines = LineIndex(text, first_line)
    firsts: dict[Route, tuple[int, int]] = {}
    for route, start, end, key_start, key_end in _scan(text):
        if text[start:end] in ("NaN", "Infinity", "-Infinity"):
            message = f"{text[start:end]} is no number in JSON, and the API takes none"
            yield Finding("", message, NOT_FINITE.id, file=file, position=lines.span(start, end))
        if key_start < 0:
            continue
        if route in firsts:
            first = lines.span(*firsts[route])
            message = f"the key {format_path(route[-1:])} is given twice; the last one counts"
            related = (Related("first given here", first),)
            place = lines.span(key_start, key_end)
            yield Finding("", message, DUPLICATE_KEY.id, file=file, position=place, related=related)
        firsts[route] = (key_start, key_end)


FORMAT = Json()
