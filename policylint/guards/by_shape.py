"""Requests that are no training job's: held to the shapes of the API model, and searched for secrets."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from policylint.engine import Engine
from policylint.finding import ShownFinding
from policylint.guards.shapes import snapshot_of
from policylint.job import Job, Origin, TrainingJob
from policylint.path import Route, format_path, parse_path

_ENVIRONMENT, _OTHERS = "Environment", "HyperParameters"


def by_shape(engine: Engine, operation: str, request: dict[str, Any], model: Any) -> tuple[Job, list[ShownFinding]]:
    """A request as the training job that its texts are searched as, and all findings about it.

    `model` is botocore's of the operation.
    """
    from policylint.schema.faults import faults

    job = _searched(operation, request)
    redactor = engine.redactor(job)
    found = [engine.complete(finding, job, redactor) for finding in faults(operation, request, snapshot_of(model))]
    found += (
        replace(finding, path=redactor.redact(_place(finding.path)))
        for finding in engine.judge(job)
        if finding.rule.startswith("SEC")
    )
    return job, found


def _searched(operation: str, request: dict[str, Any]) -> Job:
    """A training job with each text of a request in it: environments as such, all else under the path that it has."""
    environment: dict[str, str] = {}
    others: dict[str, str] = {}
    for route, text in _texts(request, ()):
        if len(route) > 1 and route[-2] == _ENVIRONMENT:
            environment[format_path(route)] = text
        else:
            others[format_path(route)] = text
    name = request.get(f"{operation.removeprefix('Create').removesuffix('V2')}Name")
    origin = Origin(address=name if isinstance(name, str) else "")
    return TrainingJob({_ENVIRONMENT: environment, _OTHERS: others}, origin)


def _texts(node: Any, route: Route) -> Iterator[tuple[Route, str]]:
    if isinstance(node, str):
        yield route, node
    elif isinstance(node, dict):
        for name, item in node.items():
            yield from _texts(item, (*route, str(name)))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _texts(item, (*route, index))


def _place(path: str) -> str:
    """The path in the request itself."""
    steps = parse_path(path)
    return str(steps[1]) if len(steps) > 1 else ""
