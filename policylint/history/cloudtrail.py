"""CloudTrail: its events as files, the lake, LookupEvents and EventBridge give them, and the jobs that they asked for.

A file in S3 is an object with `Records`; LookupEvents gives the event as text in `CloudTrailEvent`, EventBridge as
`detail`; the lake and Athena write members in lowercase, and `requestParameters` as text or as a map of texts. Requests
are in lowerCamel, with members that AWS adds. SageMaker's model marks no member of these requests as sensitive
(botocore 1.44.5), so that hyperparameters and environments stand there in clear; what is hidden is unknown.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from policylint.history.record import Fault, Record, lowered, text, utc
from policylint.history.spelling import HIDDEN, request_of
from policylint.job import JOBS, TRAINING, Facts, Job, Origin
from policylint.lint import UNJUDGED_RECORD
from policylint.sources.kinds import calls
from policylint.sources.kinds.translation import Translation
from policylint.unknown import Unknown

_IN_TEXT = {
    "CreatePipeline": ("sagemaker:createPipeline", "pipelineDefinition"),
    "UpdatePipeline": ("sagemaker:updatePipeline", "pipelineDefinition"),
    "SubmitServiceJob": ("batch:submitServiceJob", "serviceRequestPayload"),
}
"""Operations whose jobs stand in a text, with the call's name and the parameter that holds the text."""
UPDATE = "UpdateTrainingJob"
OPERATIONS = frozenset({*JOBS, UPDATE, *_IN_TEXT})
_SOURCES = ("sagemaker.amazonaws.com", "batch.amazonaws.com")


def is_event(names: Mapping[str, Any]) -> bool:
    """Whether an object, given by its members in lowercase, is an event of CloudTrail's."""
    return "eventname" in names and "eventsource" in names


def records(names: Mapping[str, Any]) -> Iterator[Record | Fault]:
    """The jobs that an event, given by its members in lowercase, asked for; none of another API."""
    operation = text(names.get("eventname"))
    if operation not in OPERATIONS or names.get("eventsource") not in _SOURCES:
        return
    identity = _object(names.get("useridentity")) or {}
    error = text(names.get("errorcode"))
    facts = Facts(
        region=text(names.get("awsregion")) or None,
        account=text(names.get("recipientaccountid")) or text(identity.get("accountId")) or None,
    )
    known: dict[str, Any] = {
        "id": text(names.get("eventid")),
        "time": utc(names.get("eventtime")),
        "principal": _principal(identity),
        "error": error,
    }
    given = _object(names.get("requestparameters"))
    if given is None or given.get("omitted") in (True, "true"):
        if error:  # what was refused before it was read has no parameters
            yield Record(Job({}, facts=facts), "call", operation, **known)
            return
        what = "has no requestParameters" if given is None else "has a request that is too large for CloudTrail"
        yield Fault(
            UNJUDGED_RECORD.id,
            f"an event of {operation} {what}, so that its job cannot be judged",
            "Give the answer of the Describe call for the job as well.",
        )
        return
    for job in _jobs(operation, given, facts):
        if isinstance(job, Fault):
            yield job
        else:
            yield Record(job, "call", operation, **known)


def _jobs(operation: str, given: dict[Any, Any], facts: Facts) -> Iterator[Job | Fault]:
    if operation in JOBS:
        yield JOBS[operation](request_of(operation, given), facts=facts)
    elif operation == UPDATE:
        # Of the rest of the job the event says nothing.
        shown = {"ResourceConfig": {}, **request_of(TRAINING, given)}
        translation = Translation()
        opened = translation.opened(shown, TRAINING, Unknown("as the job was created"), ())
        yield JOBS[TRAINING](opened, facts=facts)
    else:
        yield from _in_text(operation, given, facts)


def _in_text(operation: str, given: dict[Any, Any], facts: Facts) -> Iterator[Job | Fault]:
    """The jobs in a definition, or in a payload of AWS Batch."""
    api, parameter = _IN_TEXT[operation]
    document = given.get(parameter)
    found = [] if document == HIDDEN else list(calls.jobs(api, given, (), ""))
    for job, stated in found:
        yield replace(job, facts=stated.over(facts), origin=Origin(address=job.origin.address))
    if not found and (document == HIDDEN or not isinstance(document, str | dict) or operation == "SubmitServiceJob"):
        if document is None and operation == "UpdatePipeline":
            return  # an update of something else
        yield Fault(
            UNJUDGED_RECORD.id,
            f"an event of {operation} shows no {parameter} that holds a job, so that it cannot be judged",
            "Check the definition itself with `policylint check`.",
        )


def _object(value: Any) -> dict[Any, Any] | None:
    """An object as JSON, a column of texts or a map of Arrow's holds it; None where there is none."""
    if isinstance(value, dict):
        return value
    if isinstance(value, str) and value[:1] == "{":
        try:
            value = json.loads(value)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None
    if isinstance(value, list) and value and all(isinstance(pair, tuple) and len(pair) == 2 for pair in value):
        return dict(value)
    return None


def _principal(identity: Mapping[Any, Any]) -> str:
    """Who sent it: the ARN of a user or of a role's session, else a service or an id."""
    names = lowered(identity)
    return next((text(names[name]) for name in ("arn", "invokedby", "principalid") if text(names.get(name))), "")
