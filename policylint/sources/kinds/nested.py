"""Requests and definitions at any depth of a document that is otherwise something else: under names of one's own, in a
list, in a workflow's manifest, a ConfigMap, an operator's configuration, a string.

Only documents that speak of training are walked, and of what is recognised nothing inside is looked at again.
"""

import re
from collections.abc import Iterator
from typing import Any

from policylint.job import Facts, Job
from policylint.path import Route
from policylint.sources.document import Kind
from policylint.sources.embedding import Inside, Part, parts_of, read
from policylint.sources.kinds.calls import with_blanks
from policylint.sources.kinds.embedded import below as moved
from policylint.sources.kinds.embedded import owned
from policylint.sources.kinds.readings import remarked
from policylint.sources.kinds.templates import marked
from policylint.sources.telltale import speaks_of_training
from policylint.unknown import Unknown

# The text that a shell script hands to a program: `kubectl apply -f - <<EOF`.
_HERE_DOCUMENT = re.compile(r"<<-?\s*(['\"]?)(?P<end>\w+)\1[^\n]*\n(?P<text>.*?\n)\s*(?P=end)\s*(?:\n|$)", re.DOTALL)
_SHORTEST_TEXT = 40
"""An embedded document with a request in it has more characters than that."""


class Nested:
    """A document that holds requests, or documents with requests, somewhere inside."""

    name = "nested"
    title = "document with requests inside"

    def recognises(self, value: Any) -> bool:
        """Whether there is any."""
        return any(True for _ in self.jobs(value))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs of each, addressed by the names that lead to it."""
        return below(value, ())


def below(value: Any, route: Route) -> Iterator[tuple[Job, Facts]]:
    """The jobs in what stands at a route of a document, at any depth; the document itself is of another kind."""
    if isinstance(value, Unknown):
        value = value.argument if isinstance(value.argument, str) else value.expression
    if isinstance(value, str):
        yield from _in_text(value, parts_of(value, route) or (), route)
    elif isinstance(value, dict | list):
        kind = _kind(value) if route else None
        if kind is not None:
            for job, facts in kind.jobs(value):
                yield owned(moved(job, route), _address(route)), facts
            return
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from below(item, (*route, step))


def _in_text(text: str, parts: tuple[Part, ...], route: Route) -> Iterator[tuple[Job, Facts]]:
    if len(text) < _SHORTEST_TEXT or not speaks_of_training(text):
        return
    inside = read(with_blanks(parts) if "<" in text else parts)
    if inside is None:
        for document in _HERE_DOCUMENT.finditer(text):
            yield from _in_part(Part(document["text"], route, document.start("text")))
        return
    yield from _found_in(inside, route)


def _in_part(part: Part) -> Iterator[tuple[Job, Facts]]:
    inside = read((part,))
    if inside is not None:
        yield from _found_in(inside, part.route or ())


def _found_in(inside: Inside, route: Route) -> Iterator[tuple[Job, Facts]]:
    value = inside.document.value
    kind = _kind(value) or KIND
    for job, facts in marked(remarked(kind.jobs(value), inside.document, kind.name)):
        yield owned(job, _address(route), inside), facts


def _kind(value: Any) -> Kind | None:
    from policylint.sources.kinds import candidates

    return next((kind for kind in candidates(value) if kind.recognises(value)), None)


def _address(route: Route) -> str:
    return ".".join(str(step) for step in route)


KIND = Nested()
