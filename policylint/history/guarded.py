"""The guard's audit file: what was found when a call was judged. It holds no request, so nothing is judged again."""

from collections.abc import Iterator, Mapping
from typing import Any

from policylint.history.record import Record, Told, text, utc
from policylint.job import JOBS, TRAINING, Facts, name_member

_EVENT = "policylint.guard."


def is_event(value: Mapping[Any, Any]) -> bool:
    """Whether an object is a record of the guard's."""
    return text(value.get("event_name")).startswith(_EVENT) and isinstance(value.get("attributes"), dict)


def records(value: Mapping[Any, Any]) -> Iterator[Record]:
    """A record for each job of the call that the guard judged; a call that it stopped counts as failed."""
    attributes: Mapping[str, Any] = value["attributes"]
    operation = text(attributes.get("rpc.method"))
    outcome = text(attributes.get("policylint.outcome")) or text(value.get("event_name")).removeprefix(_EVENT)
    kind = JOBS.get(operation, JOBS[TRAINING])
    facts = Facts(
        region=text(attributes.get("cloud.region")) or None, account=text(attributes.get("cloud.account.id")) or None
    )
    resource = value.get("resource")
    owner = text(resource.get("process.owner")) if isinstance(resource, dict) else ""
    usd = attributes.get("policylint.cost.max_usd")
    names = [name for name in attributes.get("policylint.job.names") or () if isinstance(name, str)]
    for number, name in enumerate(names or [""]):
        yield Record(
            kind({name_member(kind.operation): name} if name else {}, facts=facts),
            "guard",
            operation,
            time=utc(value.get("timestamp")),
            principal=owner,
            error="policylint:blocked" if outcome == "blocked" else "",
            told=tuple(_told(attributes.get("policylint.findings"))) if number == 0 else (),
            told_usd=float(usd) if number == 0 and isinstance(usd, int | float) else None,
        )


def _told(findings: Any) -> Iterator[Told]:
    for one in findings if isinstance(findings, list) else ():
        if isinstance(one, dict) and text(one.get("rule")):
            yield Told(*(text(one.get(name)) for name in ("rule", "severity", "path", "message", "fingerprint")))
