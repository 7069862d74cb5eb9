"""Terraform source: the resources that make jobs, or hold what does, as a plan has them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from policylint.job import Facts, Job
from policylint.path import Route
from policylint.sources.kinds import nested, terraform
from policylint.sources.kinds.embedded import below
from policylint.sources.terraform.source import RESOURCES, Configuration, Resource


class Source:
    """A file with such resources."""

    name = "hcl"
    title = "Terraform source"

    def recognises(self, value: Any) -> bool:
        """Whether any resource does."""
        return isinstance(value, Configuration) and any(True for _ in self.jobs(value))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs of each resource, addressed by its type, its name and the key of its instance."""
        for index, resource in enumerate(value[RESOURCES]):
            facts = Facts(region=resource.region)
            for job, stated in _jobs(resource, (RESOURCES, index)):
                yield job, stated.over(facts)


def _jobs(resource: Resource, route: Route) -> Iterator[tuple[Job, Facts]]:
    if terraform.is_known(resource.kind):
        yield from terraform.jobs_of(resource.kind, resource.address, dict(resource), route)
        return
    for name, item in resource.items():
        for job, facts in nested.below({name: item}, ()):
            named = replace(job, origin=replace(job.origin, address=f"{resource.address}.{job.origin.address}"))
            yield below(named, route), facts


KIND = Source()
