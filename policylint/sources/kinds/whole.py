"""Requests that something else makes as a whole: of such a one every member is unknown."""

from collections.abc import Iterator
from dataclasses import replace

from policylint.job import Facts, Job
from policylint.path import Route
from policylint.unknown import Unknown


def whole(found: Iterator[tuple[Job, Facts]]) -> Iterator[tuple[Job, Facts]]:
    """The jobs, each with an object for its request."""
    for job, facts in found:
        yield (job if isinstance(job.request, dict) else _unseen(job)), facts


def unseen_request(job: Job, unknown: Unknown) -> Job:
    """The same job with a request of which every member is unknown."""
    from policylint.sources.kinds.translation import likely_members

    members = likely_members(job.operation)
    routes: dict[Route, Route] = dict.fromkeys([(), *((name,) for name in members)], job.origin.route(()))
    return replace(job, request=dict.fromkeys(members, unknown), origin=replace(job.origin, routes=routes))


def _unseen(job: Job) -> Job:
    unknown = job.request if isinstance(job.request, Unknown) else Unknown("a request that is no object")
    return unseen_request(job, unknown)
