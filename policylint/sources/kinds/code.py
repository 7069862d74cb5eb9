"""Requests that a program sends: the calls in its source, each under the names of the API that it calls."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from policylint.finding import Finding
from policylint.job import JOBS, Facts, Job
from policylint.path import Route, format_path
from policylint.sources.kinds import calls
from policylint.sources.kinds.translation import Translation
from policylint.sources.python.source import CALLS, Program, SourceCall

_OPERATIONS = {f"sagemaker:{operation.lower()}": operation for operation in JOBS}


class Code:
    """A program with calls that send requests."""

    name = "code"
    title = "Python source"

    def recognises(self, value: Any) -> bool:
        """Whether any call in it does."""
        return isinstance(value, Program) and bool(value[CALLS])

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs that each call starts or defines."""
        for index, call in enumerate(value[CALLS]):
            for job, facts in _jobs(call, (CALLS, index)):
                noted = _noted(_supplied(job, value, (CALLS, index)), call)
                yield noted, facts.over(Facts(sent_to=call.region)).within(call.runs)


def _jobs(call: SourceCall, route: Route) -> Iterator[tuple[Job, Facts]]:
    operation = _OPERATIONS.get(calls.normal(call.api))
    if operation is None:
        yield from calls.jobs(call.api, dict(call), route, call.address)
        return
    translation = Translation()
    request = translation.request(operation, dict(call), route)
    if call.more is not None:
        translation.fill(request, operation, call.more, route)
    yield translation.job(operation, request, call.address), Facts()


def _supplied(job: Job, program: Program, route: Route) -> Job:
    """The job with what a library has added to its request."""
    if calls.normal(program[CALLS][int(route[1])].api) not in _OPERATIONS:
        return job
    own = ((below, nodes) for below, nodes in program.nodes.items() if below[: len(route)] == route)
    paths = {format_path(below[len(route) :]) for below, nodes in own if nodes.value is None and nodes.key is None}
    return replace(job, origin=replace(job.origin, supplied=frozenset(paths))) if paths else job


def _noted(job: Job, call: SourceCall) -> Job:
    if not call.notes and not call.beside:
        return job
    remarks = tuple(
        Finding(note.path, note.message, note.rule, help=note.help, source=route or None) for note, route in call.notes
    )
    return replace(job, origin=replace(job.origin, remarks=(*job.origin.remarks, *remarks), beside=call.beside))


KIND = Code()
