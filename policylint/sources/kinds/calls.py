"""Calls of AWS's APIs that start training, as JSON or YAML writes them: `api` and parameters in, the jobs in them out.

What calls them differs: the AWS CLI's inputs, EventBridge Scheduler's universal targets, Step Functions' SDK tasks,
custom resources, SSM Automation. The parameters are the same but for the case of their first letter.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from policylint.job import JOBS, Facts, Queued
from policylint.path import Route
from policylint.runs import ONCE
from policylint.sources.document import Kind
from policylint.sources.embedding import Part, parts_of
from policylint.sources.kinds import algorithm, asl, bare, pipeline
from policylint.sources.kinds.embedded import Found, alternative, everything, jobs_in_text, moved, owned, with_blanks
from policylint.sources.kinds.intrinsics import unwrapped
from policylint.sources.kinds.scheduled import schedule_of
from policylint.sources.kinds.translation import Translation
from policylint.sources.partial import ways
from policylint.unknown import Unknown

Texts = Callable[[Any, Route], Sequence[tuple[Part, ...]]]
"""How the file around a call writes text: the ways that a value at a route can be read as one."""

_SERVICES = {"sfn": "states", "stepfunctions": "states", "states": "states"}


def plain(value: Any, route: Route) -> Sequence[tuple[Part, ...]]:
    """Text as JSON and YAML write it: a string, or the object that should have been turned into one."""
    parts = parts_of(value, route)
    return [] if parts is None else [parts]


def known(api: str) -> bool:
    """Whether a call of an API, `sagemaker:createTrainingJob`, can start training."""
    return normal(api) in _CALLS


def normal(api: str) -> str:
    """An API's name as it stands in the table here: the service and the operation in lowercase."""
    service, _, operation = api.lower().partition(":")
    return f"{_SERVICES.get(service, service)}:{operation.replace('_', '').removesuffix('command')}"


def jobs(api: str, parameters: Any, route: Route, owner: str, texts: Texts = plain) -> Found:
    """The jobs that a call starts or defines, addressed below its owner."""
    found = _CALLS.get(normal(api))
    if found is not None and isinstance(parameters, dict):
        yield from found(parameters, route, owner, texts)


def member(parameters: Mapping[Any, Any], name: str) -> tuple[Any, str] | None:
    """A parameter and its key, whichever case its first letter has."""
    for key in (name, name[:1].lower() + name[1:], name[:1].upper() + name[1:]):
        if key in parameters:
            return parameters[key], key
    return None


def _request(operation: str) -> Callable[[Any, Route, str, Texts], Found]:
    def found(parameters: Any, route: Route, owner: str, texts: Texts) -> Found:
        translation = Translation()
        yield translation.job(operation, translation.request(operation, parameters, route), owner), Facts()

    return found


def _text(kinds: Sequence[Kind], *names: str) -> Callable[[Any, Route, str, Texts], Found]:
    """The jobs in a parameter that holds a document as text."""

    def found(parameters: Any, route: Route, owner: str, texts: Texts) -> Found:
        value: Any = parameters
        for name in names:
            given = member(value, name) if isinstance(value, dict) else None
            if given is None:
                return
            value, route = given[0], (*route, given[1])
        yield from in_definition(kinds, value, route, owner, texts)

    return found


def in_definition(kinds: Sequence[Kind], value: Any, route: Route, owner: str, texts: Texts) -> Found:
    """The jobs in a definition: an object as it stands, or text that holds one; of alternatives each once."""
    several = ways(value)
    if several is not None:
        for number, (one, at) in enumerate(several):
            for job, facts in in_definition(kinds, one, at, owner, texts):
                yield (alternative(job, number) if len(several) > 1 else job), facts
        return
    value, route = unwrapped(value, route)
    alternatives = texts(value, route)
    for number, parts in enumerate(alternatives):
        for kind in kinds:
            for job, facts in jobs_in_text(kind, with_blanks(parts), owner):
                yield (alternative(job, number) if len(alternatives) > 1 else job), facts
    for kind in kinds:
        if not alternatives and isinstance(value, dict) and kind.recognises(value):
            for job, facts in everything(kind, value):
                yield owned(moved(job, route), owner), facts


def _schedule(parameters: Any, route: Route, owner: str, texts: Texts) -> Found:
    given = member(parameters, "Target")
    if given is not None:
        name = member(parameters, "Name")
        stated = schedule_of(parameters, owner or (str(name[0]) if name is not None else ""))
        for job, facts in target(given[0], (*route, given[1]), owner, texts):
            yield job, facts.within(ONCE._replace(schedules=(stated,)))


def target(value: Any, route: Route, owner: str, texts: Texts) -> Found:
    """The jobs that a universal target of EventBridge Scheduler starts: its ARN names the call, its input is text.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
    """
    arn = member(value, "Arn") if isinstance(value, dict) else None
    given = member(value, "Input") if isinstance(value, dict) else None
    if arn is None or given is None:
        return
    for name in texts(arn[0], (*route, arn[1])):
        _, universal, api = "".join(part.text for part in name).rpartition(":::aws-sdk:")
        if universal and known(api):
            yield from _in_input(api, given[0], (*route, given[1]), owner, texts)


def _in_input(api: str, value: Any, route: Route, owner: str, texts: Texts) -> Found:
    """The jobs of a call whose parameters are themselves a text."""
    yield from in_definition((_Parameters(api),), value, route, owner, texts)


class _Parameters:
    """The parameters of one API's calls, as a kind of content: what a text around them says they are."""

    name = "call"
    title = "parameters of an API call"

    def __init__(self, api: str) -> None:
        self._api = api

    def recognises(self, value: Any) -> bool:
        """Whether they are an object: the API is known."""
        return isinstance(value, dict)

    def jobs(self, value: Any) -> Found:
        """The jobs that the call starts."""
        return jobs(self._api, value, (), "")


def _batch(parameters: Any, route: Route, owner: str, texts: Texts) -> Found:
    facts = Facts(batch=queued(parameters))
    for job, stated in _text((bare.KINDS[1],), "ServiceRequestPayload")(parameters, route, owner, texts):
        yield job, stated.over(facts)


def queued(parameters: Mapping[Any, Any]) -> Queued:
    """What a SubmitServiceJob call says beside its payload.

    https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitServiceJob.html
    """

    def value(*names: str) -> Any:
        node: Any = parameters
        for name in names:
            given = member(node, name) if isinstance(node, dict) else None
            if given is None:
                return node if isinstance(node, Unknown) else None
            node = given[0]
        return node

    attempts = value("RetryStrategy", "Attempts")
    return Queued(
        name=value("JobName"),
        queue=value("JobQueue"),
        attempts=1 if attempts is None else attempts,
        attempt_seconds=value("TimeoutConfig", "AttemptDurationSeconds"),
        priority=value("SchedulingPriority"),
        share=value("ShareIdentifier"),
        quota_share=value("QuotaShareName"),
        tags=value("Tags"),
    )


_CALLS: Mapping[str, Callable[[Any, Route, str, Texts], Found]] = {
    **{f"sagemaker:{operation.lower()}": _request(operation) for operation in JOBS},
    "sagemaker:createalgorithm": lambda parameters, route, owner, texts: algorithm.jobs(parameters, route, owner),
    "sagemaker:createpipeline": _text((pipeline.KIND,), "PipelineDefinition"),
    "sagemaker:updatepipeline": _text((pipeline.KIND,), "PipelineDefinition"),
    "states:createstatemachine": _text((asl.KIND,), "Definition"),
    "states:updatestatemachine": _text((asl.KIND,), "Definition"),
    "batch:submitservicejob": _batch,
    "scheduler:createschedule": _schedule,
    "scheduler:updateschedule": _schedule,
}


class Inputs:
    """The input of a call that starts training, as `aws ... --cli-input-json` takes it: recognised by its members."""

    name = "call"
    title = "input of an AWS API call"

    def recognises(self, value: Any) -> bool:
        """Whether the members are those of such a call, and a job is in it."""
        return _api_of(value) is not None and any(True for _ in self.jobs(value))

    def jobs(self, value: Any) -> Found:
        """The jobs that the call starts or defines."""
        api = _api_of(value)
        if api is not None:
            name = next(
                (value[key] for key in ("name", "Name", "PipelineName", "AlgorithmName", "jobName") if key in value), ""
            )
            given = {key: item for key, item in value.items() if key not in _NAMING}
            yield from jobs(api, given, (), name if isinstance(name, str) else "")


# What SSM Automation's aws:executeAwsApi has beside the parameters.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeawsapi.html
_NAMING = frozenset({"Service", "Api"})
_TELLING = {
    "serviceRequestPayload": "batch:submitServiceJob",
    "definition": "states:createStateMachine",
    "PipelineDefinition": "sagemaker:createPipeline",
    "TrainingSpecification": "sagemaker:createAlgorithm",
    "Target": "scheduler:createSchedule",
}


def _api_of(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    if value.keys() >= _NAMING:
        return f"{value['Service']}:{value['Api']}"
    return next((api for name, api in _TELLING.items() if name in value), None)


KIND = Inputs()
