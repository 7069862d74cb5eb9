"""The API operations that are guarded, of whatever service: what starts machines for training, or defines what will.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from policylint.job import TRAINING, TUNING


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


def _sagemaker(*names: str) -> tuple[Operation, ...]:
    return tuple(Operation(name, "SageMaker", "sagemaker/2017-07-24", f"{name}Request") for name in names)


_ALL = (*_sagemaker(TRAINING, TUNING, "CreatePipeline", "UpdatePipeline"),)
OPERATIONS: Mapping[str, Operation] = {operation.name: operation for operation in _ALL}
"""The operations by name; no two services have guarded ones of the same name."""

SERVICES = frozenset(operation.service for operation in _ALL)
BY_ROUTE: Mapping[str, tuple[Operation, ...]] = {
    event: found
    for event in sorted({operation.event for operation in _ALL})
    if (found := tuple(operation for operation in _ALL if operation.event == event and operation.route is not None))
}
"""The operations that are told by their paths, by the service's id in events."""
