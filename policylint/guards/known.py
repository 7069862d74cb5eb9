"""What this process has handed to AWS, or has been told by it: what a later call starts or changes by its name alone.

Kept is what AWS has accepted or answered, so that a call that failed teaches nothing.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from policylint.aws import parse_arn

_MOST = 64
"""How many of a kind are kept, the latest."""

_Key = tuple[str | None, str | None, str]


class Definitions:
    """Definitions of one kind by Region, account and name; threads may share it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, Any] = OrderedDict()
        self._lock = Lock()

    def keep(self, region: str | None, name: Any, definition: Any) -> None:
        """Keep a definition under a name, or under an ARN and the name in that."""
        where, account, short = _key(region, name)
        with self._lock:
            for key in {(where, account, short), (where, None, short)}:
                self._kept[key] = definition
                self._kept.move_to_end(key)
            while len(self._kept) > 2 * _MOST:
                self._kept.popitem(last=False)

    def find(self, region: str | None, name: Any) -> Any:
        """The definition of that name or ARN; None where this process has not seen it."""
        key = _key(region, name)
        with self._lock:
            return self._kept.get(key)

    def rename(self, region: str | None, name: Any, arn: Any) -> None:
        """Know the definition of a name by its ARN as well."""
        definition = self.find(region, name)
        if definition is not None and isinstance(arn, str):
            self.keep(region, arn, definition)


class Known:
    """Definitions of pipelines and state machines, templates of stacks, and requests for training jobs."""

    def __init__(self) -> None:
        self.pipelines = Definitions()
        self.machines = Definitions()
        self.stacks = Definitions()
        self.jobs = Definitions()


KNOWN = Known()


def learn(operation: str, request: Any, answer: Any, region: str | None) -> None:
    """Keep what a call has made known that AWS has accepted; `answer` is its answer as botocore has read it."""
    learned = _LEARNED.get(operation)
    if learned is not None and isinstance(request, dict) and isinstance(answer, dict):
        learned(request, answer, region)


def _pipeline(request: Mapping[str, Any], answer: Mapping[str, Any], region: str | None) -> None:
    definition = _object(request.get("PipelineDefinition"))
    name = answer.get("PipelineArn") or request.get("PipelineName")
    if definition is not None:
        KNOWN.pipelines.keep(region, name, definition)


def _pipeline_described(request: Mapping[str, Any], answer: Mapping[str, Any], region: str | None) -> None:
    definition = _object(answer.get("PipelineDefinition"))
    if definition is not None and not request.get("PipelineVersionId"):
        KNOWN.pipelines.keep(region, answer.get("PipelineArn") or answer.get("PipelineName"), definition)


def _machine(request: Mapping[str, Any], answer: Mapping[str, Any], region: str | None) -> None:
    definition = _object(request.get("definition"))
    if definition is None:
        return
    named = (answer.get("stateMachineArn"), request.get("stateMachineArn"), request.get("name"))
    for name in (next(filter(None, named), None), answer.get("stateMachineVersionArn")):
        if name:
            KNOWN.machines.keep(region, name, definition)


def _machine_described(request: Mapping[str, Any], answer: Mapping[str, Any], region: str | None) -> None:
    definition = _object(answer.get("definition"))
    name = request.get("stateMachineArn") or answer.get("stateMachineArn")
    if definition is not None and name:
        KNOWN.machines.keep(region, name, definition)


def _stack(request: Mapping[str, Any], answer: Mapping[str, Any], region: str | None) -> None:
    body = request.get("TemplateBody")
    if isinstance(body, str):
        KNOWN.stacks.keep(region, request.get("StackName"), body)
        KNOWN.stacks.rename(region, request.get("StackName"), answer.get("StackId"))


def updated(job: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """A training job's request as it is after an update: what the update gives of a structure takes the place there."""
    structures = ("ResourceConfig", "ProfilerConfig", "RemoteDebugConfig")
    merged = {**job, **change}
    for name in structures:
        before, given = job.get(name), change.get(name)
        if isinstance(before, dict) and isinstance(given, dict):
            merged[name] = {**before, **given}
    return merged


def _job_updated(request: Mapping[str, Any], answer: Mapping[str, Any], region: str | None) -> None:
    name = request.get("TrainingJobName")
    before = KNOWN.jobs.find(region, name)
    if before is not None:
        KNOWN.jobs.keep(region, name, updated(before, request))


def _job(request: Mapping[str, Any], answer: Mapping[str, Any], region: str | None) -> None:
    KNOWN.jobs.keep(region, request.get("TrainingJobName"), dict(request))


_LEARNED: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any], str | None], None]] = {
    "CreatePipeline": _pipeline,
    "UpdatePipeline": _pipeline,
    "DescribePipeline": _pipeline_described,
    "CreateStateMachine": _machine,
    "UpdateStateMachine": _machine,
    "DescribeStateMachine": _machine_described,
    "CreateStack": _stack,
    "UpdateStack": _stack,
    "CreateTrainingJob": _job,
    "UpdateTrainingJob": _job_updated,
}

TELLING = ("sagemaker.DescribePipeline", "sfn.DescribeStateMachine")
"""The calls that are listened to for their answers alone, as botocore's events name them."""


def unqualified(arn: Any) -> Any:
    """The ARN of the state machine that an ARN is a version or an alias of; another value as it is."""
    found = parse_arn(arn) if isinstance(arn, str) else None
    if found is None or found.resource.count(":") < 2:
        return arn
    return arn.rpartition(":")[0]


def _object(text: Any) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _key(region: str | None, name: Any) -> _Key:
    """Region, account and name; of an ARN its own, with a state machine's version or alias as part of the name."""
    arn = parse_arn(name) if isinstance(name, str) and name.startswith("arn:") else None
    if arn is None:
        return region, None, str(name).lower()
    kind, slash, rest = arn.resource.partition("/")
    # pipeline/NAME, stack/NAME/ID; stateMachine:NAME, stateMachine:NAME:VERSION
    short = rest.partition("/")[0] if slash and ":" not in kind else arn.resource.partition(":")[2]
    return arn.region or region, arn.account or None, short.lower()
