"""Terraform source: the resources that make jobs, or hold what does, as a plan has them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policylint.job import Facts, Job
from policylint.path import OF_FILE, Route
from policylint.sources.kinds import terraform
from policylint.sources.kinds.embedded import below, moved
from policylint.sources.kinds.shapes import request_shape, step
from policylint.sources.kinds.terraform_schedules import Declared, Schedules
from policylint.sources.terraform.source import RESOURCES, Configuration, Resource
from policylint.unknown import Candidate, Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_INTEGER = re.compile(r"-?[0-9]{1,18}")


class Source:
    """A file with such resources."""

    name = "hcl"
    title = "Terraform source"

    def recognises(self, value: Any) -> bool:
        """Whether any resource does."""
        return isinstance(value, Configuration) and any(True for _ in self.jobs(value))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs of each resource, addressed by its type, its name and the key of its instance."""
        resources = value[RESOURCES]
        schedules = Schedules(Declared(one.address, one.kind, one, {}) for one in resources)
        for index, resource in enumerate(resources):
            facts, route = Facts(region=resource.region), (RESOURCES, index)
            shown = {text: found for (of, text), found in value.shown.items() if of == route}
            for job, stated in _jobs(resource, route):
                yield _shown_by(shown, job), stated.over(facts).within(schedules.of(resource.address))


def _shown_by(shown: Mapping[str, Sequence[Candidate]], job: Job) -> Job:
    """A job from a text of the file, whose unknowns know the values that the file shows for them."""
    if not shown or job.origin.inside is None:
        return job

    def filled(value: Any, shape: "Shape | None") -> Any:
        if isinstance(value, dict):
            return {key: filled(item, step(shape, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [filled(item, step(shape, index)) for index, item in enumerate(value)]
        if not isinstance(value, Unknown) or value.expression not in shown or shape is None:
            return value
        found = (
            replace(one, value=_typed(one.value, shape.type), route=(OF_FILE, *one.route))
            for one in shown[value.expression]
        )
        return replace(value, candidates=tuple(found))

    return replace(job, request=filled(dict(job.request), request_shape(job.operation)))


def _typed(value: Any, type: str) -> Any:
    """What is put into a text, as it comes out of it: whether there are quotes around it is for the text to say."""
    if type == "string" and isinstance(value, int | float):
        return json.dumps(value)
    if type in ("integer", "long") and isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    return value


def _jobs(resource: Resource, route: Route) -> Iterator[tuple[Job, Facts]]:
    if terraform.is_known(resource.kind):
        yield from terraform.jobs_of(resource.kind, resource.address, dict(resource), route)
        return
    for name, item in resource.items():
        for job, facts in below({name: item}, ()):
            named = replace(job, origin=replace(job.origin, address=f"{resource.address}.{job.origin.address}"))
            yield moved(named, route), facts


KIND = Source()
