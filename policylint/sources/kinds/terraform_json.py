"""Terraform configurations in JSON, `.tf.json`: resources as a plan has them, with `${}` where a reference stands.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from policylint.job import Facts, Job
from policylint.path import OF_FILE, Route
from policylint.sources.kinds import terraform
from policylint.sources.kinds.terraform_schedules import Declared, Schedules
from policylint.unknown import Candidate, Unknown


class Configuration:
    """A configuration with resources that make jobs, or hold what does."""

    name = "terraform-json"
    title = "Terraform configuration in JSON"

    def recognises(self, value: Any) -> bool:
        """Whether any resource does."""
        return isinstance(value, dict) and any(True for _ in self.jobs(value))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs of each resource, addressed by its type and name."""
        shown = dict(_shown(value))
        resources = [
            (Declared(f"{kind}.{name}", kind, body, {}), route)
            for kind, of_kind, at in _named(value.get("resource"), ("resource",))
            for name, resource, place in _named(of_kind, at)
            for body, route in _blocks(resource, place)
        ]
        schedules = Schedules(one for one, _ in resources)
        for one, route in resources:
            for job, facts in terraform.jobs_of(one.kind, one.address, dict(one.values), route):
                yield _filled_in(job, shown), facts.within(schedules.of(one.address))


def _shown(configuration: Any) -> Iterator[tuple[str, Candidate]]:
    """The values that a configuration shows for references, by their expressions: defaults of variables, and locals."""
    for name, declared, place in _named(configuration.get("variable"), ("variable",)):
        for block, at in _blocks(declared, place):
            if block.get("default") is not None:
                what = f"the default of variable {name}"
                yield f"${{var.{name}}}", Candidate(block["default"], (*at, "default"), what)
    for name, value, place in _named(configuration.get("locals"), ("locals",)):
        yield f"${{local.{name}}}", Candidate(value, place, f"local {name}")


def _filled_in(job: Job, shown: Mapping[str, Candidate]) -> Job:
    """A job whose references know what the configuration shows for them."""
    request = _known(dict(job.request), shown, inside=job.origin.inside is not None) if shown else job.request
    return replace(job, request=request)


def _known(value: Any, shown: Mapping[str, Candidate], *, inside: bool) -> Any:
    if isinstance(value, dict):
        return {key: _known(item, shown, inside=inside) for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item, shown, inside=inside) for item in value]
    text = value.expression if isinstance(value, Unknown) else value
    found = shown.get(text.replace(" ", "")) if isinstance(text, str) else None
    if found is None:
        return value
    return Unknown(text, candidates=(replace(found, route=(OF_FILE, *found.route)) if inside else found,))


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
