"""Records of jobs, as the services that keep them write them."""

import json
from datetime import UTC, datetime
from typing import Any

from benchmarks.history import answer, event, family, guarded, jobs, lower_camel

__all__ = ["answer", "answer_of", "event", "event_of", "family", "guarded", "jobs", "lower_camel", "of", "request_of"]
ONE = family(1)
AT = datetime(2026, 9, 24, 10, 15, tzinfo=UTC)


def request_of(name: str = "churn-1", **members: Any) -> dict[str, Any]:
    """A request of the first family, with other members."""
    return {"TrainingJobName": name, **ONE["request"], **members}


def event_of(request: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The event of a call that sent a request, with other members."""
    return {**event(request, ONE, AT, 1), **members}


def answer_of(request: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The answer about a request's job, with other members."""
    return {**answer(request, ONE, AT, 1), **members}


def of(operation: str, parameters: Any, **members: Any) -> dict[str, Any]:
    """The event of another operation."""
    source = "batch.amazonaws.com" if operation == "SubmitServiceJob" else "sagemaker.amazonaws.com"
    named = {"eventName": operation, "eventSource": source, "requestParameters": parameters}
    return {**event_of(request_of()), **named, **members}


def text(value: Any) -> str:
    return json.dumps(value)
