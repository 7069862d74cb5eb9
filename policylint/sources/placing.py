"""Putting findings in their place: from a path in a request to a line and column of a file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from policylint.finding import Anchor, Finding, ShownRelated
from policylint.job import Embedded, Job
from policylint.path import OF_FILE, Route, parse_path
from policylint.shown import own
from policylint.sources.document import Document, Located
from policylint.sources.embedding import PROGRAM

_Found = TypeVar("_Found", bound=Finding)


def place(document: Document, job: Job, findings: Sequence[_Found]) -> list[_Found]:
    """The same findings with positions.

    A finding stands at its member's value, or at its key where the key is the fault. One about a missing member
    stands at the key of the nearest parent that is there.
    """
    if not findings:
        return []
    routes = [finding.source or job.origin.route(parse_path(finding.path)) for finding in findings]
    wanted = {route[:end] for route in set(routes) for end in range(len(route) + 1)}
    inside = job.origin.inside
    located = document.locate(wanted) if inside is None else _located(document, inside, wanted)
    placed = [_placed(finding, route, located) for finding, route in zip(findings, routes, strict=True)]
    return [
        finding if finding.fix is None or _is_editable(document, job, finding) else _unfixed(finding)
        for finding in placed
    ]


def _is_editable(document: Document, job: Job, finding: Finding) -> bool:
    """Whether what is at fault is written as the request has it: not a string that holds a request, unless it is the
    text of a notebook's cells, nor a value that is put together, or filled in, of what may stand anywhere."""
    inside = job.origin.inside
    if inside is not None:
        return document.format.name == "notebook" and inside is document.value[PROGRAM]
    value = job.look(finding.path)
    if not isinstance(value, str | int | float):
        return True
    written: Any = document.value
    for step in job.origin.route(parse_path(finding.path)):
        try:
            written = written[step]
        except (LookupError, TypeError):
            return False
    return bool(written == value) or str(written) == str(value)


def _unfixed(finding: _Found) -> _Found:
    return replace(finding, fix=None)


def _located(document: Document, inside: Embedded, routes: Collection[Route]) -> Mapping[Route, Located]:
    """Where routes of an embedded document, and those of the file's own, stand in the file."""
    own_routes = {route[1:]: route for route in routes if route[:1] == (OF_FILE,)}
    found = document.locate(own_routes)
    within = inside.locate(document, [route for route in routes if route[:1] != (OF_FILE,)])
    return {**within, **{own_routes[route]: here for route, here in found.items()}}


def _placed(finding: _Found, route: Route, located: Mapping[Route, Located]) -> _Found:
    for end in range(len(route), -1, -1):
        here = located.get(route[:end])
        if here is None:
            continue
        by_key = finding.anchor is Anchor.KEY or end < len(route)
        position = here.key if by_key and here.key is not None else here.value
        related = finding.related
        if here.anchor is not None and not by_key:
            related = (*related, ShownRelated(own("the value comes from this anchor"), here.anchor))
        if here.within:
            related = (*related, ShownRelated(own(f"this is {here.within}"), position))
        return replace(finding, position=position, related=related)
    return finding
