"""A record of a job: the request that was sent, and what the record itself knows beside it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from policylint.dataclass_ import dataclass
from policylint.job import JOBS, Facts, Job, name_member

Kind = Literal["call", "answer", "guard", "request"]
"""Where a record comes from: CloudTrail, a Describe answer, the guard's audit file, or a request alone."""

STARTS = frozenset({*JOBS, "SubmitServiceJob"})
"""The operations that start a job, and whose dollars therefore count; others define or change one."""


class Told(NamedTuple):
    """A finding that a record itself holds, as the guard wrote it down when it judged the call."""

    rule: str
    severity: str
    path: str
    message: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Record:
    """One call or answer, with the job that it asks for.

    Attributes:
        job: the request under the API's names, with the Region and the account that the record states.
        kind: what the record is.
        operation: the API's operation that the request is for.
        id: CloudTrail's event id or the job's ARN, or "".
        time: when it was sent or the job was made, as 2026-09-24T10:15:00Z, or "".
        principal: the ARN of who sent it, or "".
        error: the error code of a call that failed, or ""; such a call started nothing.
        status: the job's status in an answer, or "".
        training_seconds, billable_seconds: of one instance of an ended training job, or None.
        told: what a guard found; its record holds no request, so that nothing can be judged again.
        told_usd: the most that the job can cost, as a guard wrote it down.
    """

    job: Job
    kind: Kind
    operation: str
    id: str = ""
    time: str = ""
    principal: str = ""
    error: str = ""
    status: str = ""
    training_seconds: float | None = None
    billable_seconds: float | None = None
    told: Sequence[Told] | None = None
    told_usd: float | None = None

    @property
    def starts(self) -> bool:
        """Whether the call started a job."""
        return self.operation in STARTS and not self.error

    def with_facts(self, facts: Facts) -> "Record":
        """The same record with what else is known; its own facts are the stronger ones."""
        return replace(self, job=self.job.with_facts(self.job.facts.over(facts)))

    def identity(self) -> int | None:
        """A number for the job itself, the same in all records of it, of 63 bits; None where they cannot be matched."""
        facts, name = self.job.facts, self.job.request.get(name_member(self.job.operation))
        known = self.starts and self.operation in JOBS and facts.account and facts.region and isinstance(name, str)
        if not known:
            return None
        text = "\0".join((self.operation, str(facts.account), str(facts.region), str(name)))
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big") >> 1


class Fault(NamedTuple):
    """A record that speaks of a job and cannot be judged, by the rule that says so: why, and what to do."""

    rule: str
    message: str
    help: str = ""


def utc(value: Any) -> str:
    """A time as 2026-09-24T10:15:00Z, from what APIs and exports write: ISO 8601, seconds, a datetime; else ""."""
    if isinstance(value, str):
        if len(value) == 20 and value[10] == "T" and value[19] == "Z" and value[:4].isdigit():
            return value
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            try:
                value = float(value)
            except ValueError:
                return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if value > 1e11 else value
        try:
            value = datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            return ""
    if not isinstance(value, datetime):
        return ""
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    try:
        return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"
    except (ValueError, OverflowError):
        return ""


def text(value: Any) -> str:
    """A value that is text, or ""."""
    return value if isinstance(value, str) else ""


def seconds(value: Any) -> float | None:
    """A value that is a number of seconds above 0, or None."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None


def lowered(value: Mapping[Any, Any]) -> Mapping[str, Any]:
    """The members of a structure of which only the letter case and underscores are uncertain; null is no member."""
    return {str(key).lower().replace("_", ""): item for key, item in value.items() if item is not None}


def without_nulls(value: Any) -> Any:
    """What an engine made of JSON, without the members that it added since other rows have them."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value
