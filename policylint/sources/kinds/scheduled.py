"""Schedules as EventBridge Scheduler, EventBridge's rules and SAM's events state them.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
"""

from collections.abc import Mapping
from typing import Any

from policylint.runs import Schedule
from policylint.unknown import Unknown, is_template

_EXPRESSION = ("ScheduleExpression", "Schedule", "schedule_expression")
_ZONE = ("ScheduleExpressionTimezone", "schedule_expression_timezone")
_START, _END = ("StartDate", "start_date"), ("EndDate", "end_date")
_OFF = ("DISABLED", "Disabled")


def schedule_of(stated: Mapping[Any, Any], name: str) -> Schedule:
    """The schedule that an object states, under the names of any of its writers."""
    state, enabled = _first(stated, ("State", "state")), _first(stated, ("Enabled", "is_enabled"))
    return Schedule(
        name,
        _text(_first(stated, _EXPRESSION)) or "",
        _text(_first(stated, _ZONE)),
        _text(_first(stated, _START)),
        _text(_first(stated, _END)),
        enabled=state not in _OFF and enabled is not False,
    )


def _first(stated: Mapping[Any, Any], names: tuple[str, ...]) -> Any:
    """The member that is stated under one of the names, be its first letter small."""
    for name in names:
        for key in (name, name[:1].lower() + name[1:]):
            if stated.get(key) is not None:
                return stated[key]
    return None


def _text(value: Any) -> str | None:
    """What is stated as a text; "" where the file does not show it, None where it is not stated."""
    if value is None or isinstance(value, Unknown):
        return None if value is None else ""
    text = value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else ""
    return "" if is_template(text) else text
