"""Parts of a state machine by themselves: a state that creates jobs, and the payload of one, with keys ending in `.$`.

They stand where a machine is put together, in a loop of a template or by a tool of one's own, and in TestState's input.
"""

from collections.abc import Iterator
from typing import Any

from policylint.job import Facts, Job
from policylint.sources.kinds import asl
from policylint.sources.kinds.recognition import operation_of


class State:
    """A state that creates a training or tuning job."""

    name = "state"
    title = "state of a Step Functions state machine"

    def recognises(self, value: Any) -> bool:
        """Whether its resource is such a call."""
        return isinstance(value, dict) and value.get("Type") == "Task" and asl.task(value, ()) is not None

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The job that it creates."""
        found = asl.task(value, ())
        if found is not None:
            yield asl.Payload(found).asked(), found.facts


class Payload:
    """The payload of a state, in which some members are given by paths."""

    name = "payload"
    title = "payload of a Step Functions state"

    def recognises(self, value: Any) -> bool:
        """Whether a member of a request is given by a path, and the rest is a request."""
        return isinstance(value, dict) and any(map(is_path, value)) and _operation(value) is not None

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The job that a state with it creates."""
        operation = _operation(value)
        if operation is not None:
            yield asl.Payload(asl.Task("", operation, value, ())).asked(), Facts()


def is_path(key: Any) -> bool:
    """Whether a member's value is a path."""
    return isinstance(key, str) and key.endswith(".$")


def _operation(value: dict[Any, Any]) -> str | None:
    return operation_of({str(key).removesuffix(".$"): item for key, item in value.items()})


KIND = State()
PAYLOAD = Payload()
