"""Requests and definitions at any depth of a document: under names of one's own, in lists, inside strings.

The walk here meets what a kind of content has no place for: a request beside a state machine, a manifest in a workflow,
a ConfigMap, an operator's configuration. Of what is recognised nothing is looked at twice.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from typing import Any

from policylint.job import Facts, Job
from policylint.path import Route
from policylint.sources.document import Kind
from policylint.sources.embedding import Inside, Part, parts_of, read
from policylint.sources.kinds.around import around
from policylint.sources.kinds.intrinsics import Call, Scope, call, texts
from policylint.sources.kinds.readings import remarked
from policylint.sources.kinds.registry import candidates
from policylint.sources.kinds.template_values import filled_in
from policylint.sources.kinds.templates import marked
from policylint.sources.kinds.whole import whole
from policylint.sources.partial import Ways, ways
from policylint.sources.telltale import speaks_of_training
from policylint.unknown import Unknown

Found = Iterator[tuple[Job, Facts]]

# The text that a shell script hands to a program: `kubectl apply -f - <<EOF`.
_HERE_DOCUMENT = re.compile(r"<<-?\s*(['\"]?)(?P<end>\w+)\1[^\n]*\n(?P<text>.*?\n)\s*(?P=end)\s*(?:\n|$)", re.DOTALL)
_SHORTEST_TEXT = 40
"""An embedded document with a request in it has more characters than that."""
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html, and of Scheduler and Pipes.
_BLANK = re.compile(r"<(?:aws\.[a-z.-]+|\$\.[^<>\s\"]+|[A-Za-z_][A-Za-z0-9_]*)>")
_COMPLETE = frozenset({"training", "tuning", "requests", "code", "notebook", "terraform", "cloudformation", "nested"})
"""Kinds that leave nothing of their documents unseen by themselves."""
_COPIES = frozenset({"kubectl.kubernetes.io/last-applied-configuration"})
"""Members that repeat the document around them as text."""
_NO_TEMPLATE = Scope()


def everything(kind: Kind, value: Any) -> Found:
    """The jobs that a kind finds in a document of it, then those in what the kind has no place for."""
    found = kind.jobs(value)
    return found if kind.name in _COMPLETE else rest(found, value)


def rest(found: Found, value: Any, scope: Scope = _NO_TEMPLATE, apart: Iterable[Route] = ()) -> Found:
    """The jobs that were found in a document, then those in what is left of it.

    `scope` has what a template around it decides; what stands at the routes `apart` is left alone.
    """
    taken = set(apart)
    for job, facts in found:
        taken.update(places(job))
        yield job, facts
    if () not in taken:
        yield from _Walk(scope, taken, value).below(value, ())


def below(value: Any, route: Route) -> Found:
    """The jobs in what stands at a route of a document, at any depth; the document itself is of another kind."""
    yield from _Walk(_NO_TEMPLATE, (), None).below(value, route)


def jobs_in_text(kind: Kind, parts: Sequence[Part], owner: str) -> Found:
    """The jobs of a kind of content in a text, addressed below its owner; none where it is not of that kind."""
    for inside in read(parts):
        if kind.recognises(inside.document.value):
            yield from _in_document(kind, inside, owner)


def owned(job: Job, owner: str, inside: Inside | None = None) -> Job:
    """A job addressed below the resource that holds it; `inside` is the text of that resource which it stands in."""
    address = "/".join(part for part in (owner, job.origin.address) if part)
    around = job.origin.inside
    if inside is not None:
        around = around.within(inside) if isinstance(around, Inside) else inside
    return replace(job, origin=replace(job.origin, address=address, inside=around))


def alternative(job: Job, number: int) -> Job:
    """One of the jobs of which a condition lets only one be."""
    return replace(job, origin=replace(job.origin, alternative=number))


def with_blanks(parts: Sequence[Part]) -> tuple[Part, ...]:
    """A text in which EventBridge fills in `<name>` or `<$.path>`, as parts with an expression at each of those."""
    return tuple(piece for part in parts for piece in _blanks(part))


class _Walk:
    """A walk over a document that passes over what stands at the routes that are taken; None: over a part of one."""

    def __init__(self, scope: Scope, taken: Collection[Route], document: Any) -> None:
        self._scope = scope
        self._document = document
        self._taken: Set[Route] = frozenset(taken)
        self._on_the_way = {route[:end] for route in taken for end in range(len(route))}

    def below(self, value: Any, route: Route) -> Found:
        if route in self._taken:
            return
        function = call(value, route)
        if function is not None:
            yield from self._of_function(value, function, route)
            return
        if isinstance(value, Unknown):
            yield from self._of_one(ways(value) or ())
            value = value.argument if isinstance(value.argument, str) else value.expression
        if isinstance(value, str):
            yield from self._in_text(parts_of(value, route) or (), route)
        elif isinstance(value, dict | list):
            kind = _kind(value) if route and route not in self._on_the_way else None
            if kind is None:
                yield from self._inside(value, route)
                return
            runs = around(self._document, route)
            for job, facts in everything(kind, value):
                yield owned(filled_in(moved(job, route), self._scope), _address(route)), facts.within(runs)

    def _of_one(self, several: Ways | tuple[()]) -> Found:
        """The jobs of documents of which only one is taken."""
        for number, (one, at) in enumerate(several):
            for job, facts in self.below(one, at):
                yield (alternative(job, number) if len(several) > 1 else job), facts

    def _of_function(self, value: Any, function: Call, route: Route) -> Found:
        """The jobs in the texts that a function makes, or in the objects among its arguments."""
        alternatives = texts(value, route, self._scope)
        if not alternatives:
            walk = self._inside if isinstance(function.argument, list) else self.below
            yield from walk(function.argument, function.route)
        elif route not in self._on_the_way:
            for number, parts in enumerate(alternatives):
                for job, facts in self._in_text(parts, route):
                    found = filled_in(job, self._scope)
                    yield (alternative(found, number) if len(alternatives) > 1 else found), facts

    def _inside(self, value: Any, route: Route) -> Found:
        if isinstance(value, dict | list):
            for step, item in value.items() if isinstance(value, dict) else enumerate(value):
                if step not in _COPIES:
                    yield from self.below(item, (*route, step))

    def _in_text(self, parts: Sequence[Part], route: Route) -> Found:
        text = "".join(part.text for part in parts)
        if len(text) < _SHORTEST_TEXT or not ("{" in text or "\n" in text) or not speaks_of_training(text):
            return
        documents = list(read(with_blanks(parts) if "<" in text else parts))
        if not documents and len(parts) == 1:
            [part] = parts
            for here in _HERE_DOCUMENT.finditer(text):
                documents += read((Part(here["text"], part.route, part.offset + here.start("text")),))
        runs = around(self._document, route)
        for inside in documents:
            kind = _kind(inside.document.value)
            found = rest(iter(()), inside.document.value) if kind is None else everything(kind, inside.document.value)
            for job, facts in _read(found, "nested" if kind is None else kind.name, inside, _address(route)):
                yield job, facts.within(runs)


def _in_document(kind: Kind, inside: Inside, owner: str) -> Found:
    yield from _read(everything(kind, inside.document.value), kind.name, inside, owner)


def _read(found: Found, kind: str, inside: Inside, owner: str) -> Found:
    for job, facts in marked(remarked(whole(found), inside.document, kind)):
        yield owned(job, owner, inside), facts


def _kind(value: Any) -> Kind | None:
    return next((kind for kind in candidates(value) if kind.recognises(value)), None)


def places(job: Job) -> Iterator[Route]:
    """Where in its document a job stands: its request, or the strings that hold it."""
    inside = job.origin.inside
    if not isinstance(inside, Inside):
        yield job.origin.route(())
        return
    while inside.outer is not None:
        inside = inside.outer
    yield from (part.route for part in inside.parts if part.route is not None)


def moved(job: Job, route: Route) -> Job:
    """A job whose document is itself a part of the document, at a route."""
    origin = job.origin
    if origin.inside is None:
        return replace(job, origin=replace(origin, routes={at: (*route, *to) for at, to in origin.routes.items()}))
    return replace(job, origin=replace(origin, inside=origin.inside.below(route)))


def _blanks(part: Part) -> Iterator[Part]:
    at = 0
    for blank in _BLANK.finditer(part.text):
        yield Part(part.text[at : blank.start()], part.route, part.offset + at)
        yield Part(f"${{{' '.join(re.findall(r'[A-Za-z0-9_]+', blank[0]))}}}")
        at = blank.end()
    yield Part(part.text[at:], part.route, part.offset + at)


def _address(route: Route) -> str:
    return ".".join(str(step) for step in route)
