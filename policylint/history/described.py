"""Answers of Describe calls, as the API gives them, as CLIs and SDKs print them, and as inventories export them.

What differs is the spelling (`TrainingJobName`, `trainingJobName`, `training_job_name`) and how times are written.
"""

from collections.abc import Mapping
from typing import Any

from policylint.aws import parse_arn
from policylint.history.record import Record, seconds, text, utc
from policylint.history.spelling import request_of
from policylint.job import JOBS, Facts
from policylint.sources.kinds.answers import ANSWERS, TAGS, UNTAGGED

_FOLDED = [(operation, arn.lower(), [name.lower() for name in had]) for operation, (arn, had) in ANSWERS.items()]


def operation_of(names: Mapping[str, Any]) -> str | None:
    """The operation for whose job an object is the answer, given by its members in lowercase; None if it is none."""
    for operation, arn, had in _FOLDED:
        if arn in names and any(name in names for name in had):
            return operation
    return None


def record(operation: str, value: dict[Any, Any], names: Mapping[str, Any]) -> Record:
    """The request that an answer describes, and what became of its job."""
    arn = text(names.get(next(arn for name, arn, _ in _FOLDED if name == operation)))
    parsed = parse_arn(arn)
    facts = Facts(region=parsed.region or None, account=parsed.account or None) if parsed else Facts()
    request = request_of(operation, value, answer=True)
    if operation in UNTAGGED:
        request.setdefault("Tags", TAGS)
    return Record(
        JOBS[operation](request, facts=facts),
        "answer",
        operation,
        id=arn,
        time=utc(names.get("creationtime")),
        status=next((text(item) for name, item in names.items() if name.endswith("jobstatus")), ""),
        training_seconds=seconds(names.get("trainingtimeinseconds")),
        billable_seconds=seconds(names.get("billabletimeinseconds")),
    )
