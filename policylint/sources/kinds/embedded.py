"""Jobs in definitions that a document holds as text: JSON or YAML inside strings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from policylint.job import Facts, Job, Origin
from policylint.path import Route
from policylint.sources.document import Kind
from policylint.sources.embedding import Inside, Part, read
from policylint.sources.kinds.readings import remarked
from policylint.sources.kinds.templates import marked


def jobs_in_text(kind: Kind, parts: Sequence[Part], owner: str) -> Iterator[tuple[Job, Facts]]:
    """The jobs of a kind of content in a text, addressed below its owner; none where it is not of that kind."""
    inside = read(parts)
    if inside is not None and kind.recognises(inside.document.value):
        for job, facts in marked(remarked(kind.jobs(inside.document.value), inside.document, kind.name)):
            yield owned(job, owner, inside), facts


def owned(job: Job, owner: str, inside: Inside | None = None) -> Job:
    """A job addressed below the resource that holds it; `inside` is the text of that resource which it stands in."""
    address = "/".join(part for part in (owner, job.origin.address) if part)
    around = _around(job.origin, inside) if inside is not None else job.origin.inside
    return replace(job, origin=replace(job.origin, address=address, inside=around))


def _around(origin: Origin, inside: Inside) -> Inside:
    """The text that a job stands in, within another one."""
    inner = origin.inside
    if not isinstance(inner, Inside):
        return inside
    outer = inside if inner.outer is None else _around(Origin(inside=inner.outer), inside)
    return replace(inner, outer=outer)


def below(job: Job, route: Route) -> Job:
    """A job whose document is itself a part of the document, at a route."""
    origin = job.origin
    if origin.inside is None:
        return replace(job, origin=replace(origin, routes={at: (*route, *to) for at, to in origin.routes.items()}))
    return replace(job, origin=replace(origin, inside=origin.inside.below(route)))
