"""The API operations that are guarded, of whatever service: what starts machines for training, or defines what will.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations.html
"""

import re
from collections.abc import Mapping

from policylint.dataclass_ import dataclass
from policylint.job import JOBS


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: its name and its service's id, as botocore's models have them, the model's version and the shape
    of its parameters. `route` is its method and path where the service tells operations by these."""

    name: str
    service: str
    model: str
    input: str
    route: tuple[str, "re.Pattern[str]"] | None = None

    @property
    def event(self) -> str:
        """The service's id as botocore's events are named."""
        return self.service.lower().replace(" ", "-")


def _of(service: str, model: str, shape: str, *names: str) -> tuple[Operation, ...]:
    return tuple(Operation(name, service, model, shape.format(name)) for name in names)


def _at(operation: tuple[Operation, ...], method: str, path: str) -> Operation:
    [one] = operation
    return Operation(one.name, one.service, one.model, one.input, (method, re.compile(path)))


BATCH, SCHEDULER = ("Batch", "batch/2016-08-10"), ("Scheduler", "scheduler/2021-06-30")
PIPES = ("Pipes", "pipes/2015-10-07")
_ALL = (
    *_of(
        "SageMaker",
        "sagemaker/2017-07-24",
        "{}Request",
        *JOBS,
        "UpdateTrainingJob",
        "CreatePipeline",
        "UpdatePipeline",
        "StartPipelineExecution",
    ),
    *_of("SageMaker", "sagemaker/2017-07-24", "{}Input", "CreateAlgorithm"),
    _at(_of(*BATCH, "{}Request", "SubmitServiceJob"), "POST", r"v1/submitservicejob/?"),
    *_of(
        "SFN",
        "stepfunctions/2016-11-23",
        "{}Input",
        "CreateStateMachine",
        "UpdateStateMachine",
        "StartExecution",
        "StartSyncExecution",
        "TestState",
    ),
    _at(_of(*SCHEDULER, "{}Input", "CreateSchedule"), "POST", r"schedules/[^/]+/?"),
    _at(_of(*SCHEDULER, "{}Input", "UpdateSchedule"), "PUT", r"schedules/[^/]+/?"),
    *_of("EventBridge", "events/2015-10-07", "{}Request", "PutTargets"),
    _at(_of(*PIPES, "{}Request", "CreatePipe"), "POST", r"v1/pipes/[^/]+/?"),
    _at(_of(*PIPES, "{}Request", "UpdatePipe"), "PUT", r"v1/pipes/[^/]+/?"),
    *_of("CloudControl", "cloudcontrol/2021-09-30", "{}Input", "CreateResource", "UpdateResource"),
    *_of("CloudFormation", "cloudformation/2010-05-15", "{}Input", "CreateStack", "UpdateStack", "CreateChangeSet"),
    *_of("CloudFormation", "cloudformation/2010-05-15", "{}Input", "CreateStackSet", "UpdateStackSet"),
)
OPERATIONS: Mapping[str, Operation] = {operation.name: operation for operation in _ALL}
"""The operations by name; no two services have guarded ones of the same name."""

PRICED = frozenset({*JOBS, "SubmitServiceJob"})
"""Those whose price is estimated and counted: each starts one job."""

BY_ROUTE: Mapping[str, tuple[Operation, ...]] = {
    event: found
    for event in sorted({operation.event for operation in _ALL})
    if (found := tuple(operation for operation in _ALL if operation.event == event and operation.route is not None))
}
"""The operations that are told by their paths, by the service's id in events."""

_PREFIXES = {
    "SageMaker": "SageMaker",
    "SFN": "AWSStepFunctions",
    "EventBridge": "AWSEvents",
    "CloudControl": "CloudApiService",
}
BY_TARGET: Mapping[str, Operation] = {
    f"{_PREFIXES[operation.service]}.{operation.name}": operation
    for operation in _ALL
    if operation.service in _PREFIXES
}
"""The operations that are told by the header `X-Amz-Target`, by its value: each service has its prefix."""

SERVICES = frozenset(operation.event for operation in _ALL)
"""The services that have guarded operations, by their ids in events: no other's client can start training."""
