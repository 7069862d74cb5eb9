"""Putting findings in their place: from a path in a request to a line and column of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from policylint.finding import Anchor, Finding, ShownRelated
from policylint.job import Job
from policylint.path import Route, parse_path
from policylint.shown import own
from policylint.sources.document import Document, Located

_Found = TypeVar("_Found", bound=Finding)


def place(document: Document, job: Job, findings: Sequence[_Found]) -> list[_Found]:
    """The same findings with positions.

    A finding stands at its member's value, or at its key where the key is the fault. One about a missing member
    stands at the key of the nearest parent that is there.
    """
    routes = {finding.path: job.origin.route(parse_path(finding.path)) for finding in findings}
    wanted = {route[:end] for route in routes.values() for end in range(len(route) + 1)}
    located = document.locate(wanted)
    return [_placed(finding, routes[finding.path], located) for finding in findings]


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
        return replace(finding, position=position, related=related)
    return finding
