"""Which records a value holds: events, answers, the guard's records and bare requests, at any depth of an export."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from policylint.history import cloudtrail, described, guarded
from policylint.history.record import Fault, Record, lowered
from policylint.job import JOBS, Facts
from policylint.sources.kinds import sidecar
from policylint.sources.kinds.recognition import operation_of

WORDS = (b"sagemaker", b"SubmitServiceJob", b"policylint.guard", b"JobName", b"SessionName", b"AlgorithmSpecification",
         b"HyperParameterTuningJob", b"ResourceConfig", b"JobConfig")  # fmt: skip
"""What the bytes of each record that is read hold one of; looked for before anything is parsed."""
_EVENTS = (b"sagemaker", b"SubmitServiceJob")
_DELIVERED = b'{"Records":'
"""How a file of CloudTrail's begins: among events the names of sources and calls are enough."""
_DEEPEST = 8


def may_hold(data: bytes) -> bool:
    """Whether bytes may hold a record: never a wrong no."""
    return any(word in data for word in (_EVENTS if data.startswith(_DELIVERED) else WORDS))


def records(value: Any, depth: int = 0) -> Iterator[Record | Fault]:
    """The records in a value that was read, in their order; lists, objects and texts of JSON are looked through."""
    if isinstance(value, dict):
        found = _own(value)
        if found is not None:
            yield from found
            return
        value = list(value.values())
    if isinstance(value, list):
        if depth < _DEEPEST:
            for item in value:
                yield from records(item, depth + 1)
    elif isinstance(value, str) and depth and value[:1] in ("{", "["):
        yield from _in_text(value, depth)


def _own(value: dict[Any, Any]) -> Iterable[Record | Fault] | None:
    """The records that an object itself is; None if it is none."""
    if guarded.is_event(value):
        return guarded.records(value)
    names = lowered(value)
    if cloudtrail.is_event(names):
        embedded = value.get("CloudTrailEvent")  # of LookupEvents, beside a summary under the same names
        return records(embedded, 1) if isinstance(embedded, str) else cloudtrail.records(names)
    operation = described.operation_of(names)
    if operation is not None:
        return [described.record(operation, value, names)]
    operation = operation_of(value)
    if operation is None:
        return None
    request, facts = sidecar.take(value) if sidecar.KEY in value else (value, Facts())
    return [Record(JOBS[operation](request, facts=facts), "request", operation)]


def _in_text(written: str, depth: int) -> Iterator[Record | Fault]:
    """The records in a text of JSON, such as a table's column."""
    if depth >= _DEEPEST or not may_hold(written.encode("utf-8", "surrogatepass")):
        return
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        return
    yield from records(value, depth + 1)
