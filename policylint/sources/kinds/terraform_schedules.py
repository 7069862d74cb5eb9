"""What starts the resources of a Terraform configuration by itself: EventBridge's schedules and rules.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/scheduler_schedule and
.../resources/cloudwatch_event_target
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from policylint.runs import ONCE, Runs, Schedule
from policylint.sources.kinds.scheduled import schedule_of
from policylint.unknown import Unknown

SCHEDULE = "aws_scheduler_schedule"
_RULE, _TARGET = "aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"
_REFERENCE = re.compile(r"\b(aws(?:cc)?_\w+\.[\w-]+)")
_INDEX = re.compile(r"\[[^\]]*\]")


class Declared(NamedTuple):
    """A resource: its address and type, its values, and, in a plan, the expressions that it was written with."""

    address: str
    kind: str
    values: Mapping[Any, Any]
    written: Mapping[Any, Any]


class Schedules:
    """The schedules by which resources are started, asked by address."""

    def __init__(self, resources: Iterable[Declared]) -> None:
        self._found: dict[str, list[Schedule]] = {}
        relevant = [one for one in resources if one.kind in (SCHEDULE, _RULE, _TARGET)]
        rules = {_plain(one.address): schedule_of(one.values, one.address) for one in relevant if one.kind == _RULE}
        for one in relevant:
            if one.kind == SCHEDULE:
                self._note(one, one.address, schedule_of(one.values, one.address), "target")
            elif one.kind == _TARGET:
                for rule in _named(one, "rule"):
                    if rule in rules and rules[rule].expression:
                        self._note(one, one.address, rules[rule], "arn")

    def _note(self, one: Declared, address: str, schedule: Schedule, member: str) -> None:
        for target in _named(one, member):
            self._found.setdefault(target, []).append(schedule)
        if one.kind == SCHEDULE:  # which may itself hold the request that it sends
            self._found.setdefault(_plain(address), []).append(schedule)

    def of(self, address: str) -> Runs:
        """How often what starts a resource lets it run: once, and by which schedules."""
        return ONCE._replace(schedules=tuple(self._found.get(_plain(address), ())))


def _named(one: Declared, member: str) -> Iterator[str]:
    """The addresses of the resources that a member refers to, each once."""
    prefix = one.address[: max(0, one.address.rfind(f"{one.kind}."))]
    texts = [*_texts(one.values.get(member)), *_texts(one.written.get(member))]
    yield from dict.fromkeys(f"{_plain(prefix)}{name}" for text in texts for name in _REFERENCE.findall(text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Unknown):
        yield value.expression
    elif isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _plain(address: str) -> str:
    return _INDEX.sub("", address)
