"""Terraform configurations in JSON, `.tf.json`: resources as a plan has them, with `${}` where a reference stands.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from collections.abc import Iterator
from typing import Any

from policylint.job import Facts, Job
from policylint.path import Route
from policylint.sources.kinds import terraform


class Configuration:
    """A configuration with resources that make jobs, or hold what does."""

    name = "terraform-json"
    title = "Terraform configuration in JSON"

    def recognises(self, value: Any) -> bool:
        """Whether any resource does."""
        return isinstance(value, dict) and any(True for _ in self.jobs(value))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs of each resource, addressed by its type and name."""
        for kind, of_kind, at in _named(value.get("resource"), ("resource",)):
            for name, resource, place in _named(of_kind, at):
                for body, route in _blocks(resource, place):
                    yield from terraform.jobs_of(kind, f"{kind}.{name}", body, route)


def _named(value: Any, route: Route) -> Iterator[tuple[str, Any, Route]]:
    """The members of an object, or of the objects in a list: each block may be either."""
    for block, place in _blocks(value, route):
        for name, item in block.items():
            yield str(name), item, (*place, name)


def _blocks(value: Any, route: Route) -> Iterator[tuple[dict[Any, Any], Route]]:
    for item, place in (
        ((one, (*route, n)) for n, one in enumerate(value)) if isinstance(value, list) else ((value, route),)
    ):
        if isinstance(item, dict):
            yield item, place


KIND = Configuration()
