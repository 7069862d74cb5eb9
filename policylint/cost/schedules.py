"""How often a schedule starts something in a month: EventBridge's expressions, and the lines of a crontab.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html,
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html and
https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
"""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from policylint.errors import PolicylintError
from policylint.runs import Schedule

_FORM = re.compile(r"\s*(?P<form>rate|cron|at)\s*\((?P<body>[^()]*)\)\s*", re.IGNORECASE)
_RATE = re.compile(r"\s*(?P<number>[1-9]\d{0,8})\s+(?P<unit>minute|hour|day)s?\s*", re.IGNORECASE)
_UNITS = {"minute": 60, "hour": 3600, "day": 86_400}
_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
# EventBridge counts from Sunday as 1, a crontab from Sunday as 0, and takes 7 for it as well.
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
# A leap day comes again within eight years, and every other pattern of days within four.
_MONTHS_AHEAD = 97


class ScheduleError(PolicylintError, ValueError):
    """A schedule of which it cannot be told how often it starts something; the message says why."""


class Busiest(NamedTuple):
    """The month in which a schedule starts most, as `2026-12`, and how often it does; "" where it never does again."""

    month: str
    runs: int


class _Cron(NamedTuple):
    minutes: frozenset[int]
    hours: frozenset[int]
    months: frozenset[int]
    years: range | frozenset[int]
    falls_on: Callable[[date], bool]


class _Rate(NamedTuple):
    seconds: int


_Timetable = _Cron | _Rate | datetime


def busiest_month(schedules: Sequence[Schedule], day: str) -> Busiest:
    """The month from that of a day (ISO) on in which schedules together start most, the first of several.

    Raises:
        ScheduleError: it cannot be told of one of them.
    """
    counted = [_Counted(schedule) for schedule in schedules if schedule.enabled]
    best = Busiest("", 0)
    for first in _months(counted, date.fromisoformat(day)):
        runs = sum(one.in_month(first) for one in counted)
        if runs > best.runs:
            best = Busiest(f"{first:%Y-%m}", runs)
    return best


def runs_in_month(schedule: Schedule, first: date) -> int:
    """How often a schedule that is enabled starts something in the month that begins on a day; of a rate of which it
    is not known when it began, the most.

    Raises:
        ScheduleError: it cannot be told.
    """
    return _Counted(schedule).in_month(first)


def _months(counted: "Sequence[_Counted]", day: date) -> Iterator[date]:
    """The first days of the months that are looked at."""
    years = [one.timetable.years for one in counted if isinstance(one.timetable, _Cron)]
    named = {year for found in years if isinstance(found, frozenset) for year in found}
    starts = [one.start.date() for one in counted if one.start is not None]
    starts += [one.timetable.date() for one in counted if isinstance(one.timetable, datetime)]
    begins = {day, *(max(start, day) for start in starts)}
    begins |= {max(day, date(year, 1, 1)) for year in named if year >= day.year}
    seen: set[date] = set()
    for begin in sorted(begins):
        first = begin.replace(day=1)
        for _ in range(_MONTHS_AHEAD):
            if first not in seen:
                seen.add(first)
                yield first
            if (first := _next(first)).year > _LAST_YEAR:
                break


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


class _Counted:
    """A schedule that is understood."""

    def __init__(self, schedule: Schedule) -> None:
        self.zone = _zone(schedule.timezone)
        self.timetable = _timetable(schedule.expression, self.zone)
        self.start = _moment(schedule.start, "StartDate")
        self.end = _moment(schedule.end, "EndDate")

    def in_month(self, first: date) -> int:
        low, high = (datetime(*day.timetuple()[:3], tzinfo=self.zone) for day in (first, _next(first)))
        match self.timetable:
            case _Rate(seconds):
                return self._of_rate(low.timestamp(), high.timestamp(), seconds)
            case _Cron() as cron:
                return sum(self._on_day(cron, day) for day in _days(first) if _is_on(cron, day))
            case moment:
                return int(low <= moment < high and self._holds(moment))

    def _of_rate(self, low: float, high: float, seconds: int) -> int:
        """At StartDate and each so many seconds after it; without one, as often as the time can hold."""
        last = high - 1 if self.end is None else min(high - 1, self.end.timestamp())
        if self.start is None:
            return max(0, int(last - low) // seconds + 1) if last >= low else 0
        start = self.start.timestamp()
        begun = -(-max(0, int(low - start)) // seconds) if low > start else 0
        return max(0, int(last - start) // seconds - begun + 1) if last >= start else 0

    def _on_day(self, cron: _Cron, day: date) -> int:
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        following = day + timedelta(days=1)
        after = datetime(following.year, following.month, following.day, tzinfo=self.zone)
        whole = midnight.utcoffset() == after.utcoffset() and self._holds(midnight) and self._holds(after)
        if whole:
            return len(cron.hours) * len(cron.minutes)
        times = (midnight.replace(hour=hour, minute=minute) for hour in cron.hours for minute in cron.minutes)
        return sum(_exists(time) and self._holds(time) for time in times)

    def _holds(self, moment: datetime) -> bool:
        """Whether the schedule is on at a moment: from its start to its end."""
        return (self.start is None or moment >= self.start) and (self.end is None or moment <= self.end)


def _exists(local: datetime) -> bool:
    """Whether clocks show a time: it is skipped where they go forward, and comes once where they go back."""
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(fold=0) == local


def _days(first: date) -> Iterator[date]:
    for number in range(calendar.monthrange(first.year, first.month)[1]):
        yield first + timedelta(days=number)


def _is_on(cron: _Cron, day: date) -> bool:
    return day.month in cron.months and day.year in cron.years and cron.falls_on(day)


def _zone(name: str | None) -> tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return UTC if name is None else ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ScheduleError(f"its time zone {name!r} is not known here") from error


def _moment(text: str | None, name: str) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ScheduleError(f"its {name} {f'{text!r} is no time' if text else 'is not known here'}") from error
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _timetable(expression: str, zone: tzinfo) -> _Timetable:
    found = _FORM.fullmatch(expression)
    if found is None:
        return _crontab(expression)
    form, body = found["form"].lower(), found["body"]
    if form == "rate":
        rate = _RATE.fullmatch(body)
        if rate is None:
            raise ScheduleError(f"{expression!r} is not understood: a rate is such as rate(12 hours)")
        return _Rate(int(rate["number"]) * _UNITS[rate["unit"].lower()])
    if form == "at":
        try:
            moment = datetime.fromisoformat(body.strip())
        except ValueError as error:
            raise ScheduleError(f"{expression!r} is not understood: at(2026-11-24T10:00:00)") from error
        return moment.replace(tzinfo=zone)
    fields = body.split()
    if len(fields) != 6:
        raise ScheduleError(f"{expression!r} is not understood: cron() takes six fields, the last of them the year")
    minute, hour, day, month, weekday, year = fields
    if ("?" in (day, weekday)) is False or day == weekday:
        raise ScheduleError(f"{expression!r} is not understood: one of day of month and day of week is ?")
    falls_on = _on_weekday(weekday, expression) if day == "?" else _on_day_of_month(day, expression)
    years = range(_FIRST_YEAR, _LAST_YEAR + 1) if year == "*" else _set(year, _FIRST_YEAR, _LAST_YEAR, {}, expression)
    return _Cron(*_common(minute, hour, month, expression), years, falls_on)


def _common(
    minute: str, hour: str, month: str, expression: str
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    return (
        _set(minute, 0, 59, {}, expression),
        _set(hour, 0, 23, {}, expression),
        _set(month, 1, 12, _MONTHS, expression),
    )


def _crontab(expression: str) -> _Cron:
    fields = _MACROS.get(expression.strip().lower(), expression).split()
    if len(fields) != 5:
        told = f"{expression!r} is not understood" if expression else "its expression is not known here"
        raise ScheduleError(told)
    minute, hour, day, month, weekday = (field.replace("?", "*") for field in fields)
    names = {name: number for number, name in enumerate(_DAYS)}
    days = _set(day, 1, 31, {}, expression)
    weekdays = frozenset(number % 7 for number in _set(weekday, 0, 7, names, expression))
    either = not day.startswith("*") and not weekday.startswith("*")

    def falls_on(at: date) -> bool:
        by_day, by_weekday = at.day in days, at.isoweekday() % 7 in weekdays
        return by_day or by_weekday if either else by_day and by_weekday

    return _Cron(*_common(minute, hour, month, expression), range(_FIRST_YEAR, _LAST_YEAR + 1), falls_on)


def _set(field: str, low: int, high: int, names: dict[str, int], expression: str) -> frozenset[int]:
    """The numbers that a field names: `*`, `5`, `1-5`, `0/15`, `*/15`, `MON-FRI`, and lists of these."""
    found: set[int] = set()
    for part in field.upper().split(","):
        span, slash, step = part.partition("/")
        width = int(step) if step.isdecimal() else 0
        if slash and not width:
            raise ScheduleError(f"{expression!r} is not understood: {field}")
        begin, dash, end = span.partition("-")
        if span == "*":
            first, last = low, high
        else:
            first = _number(begin, names, field, expression)
            last = _number(end, names, field, expression) if dash else high if slash else first
        if not (low <= first <= high and low <= last <= high):
            raise ScheduleError(f"{expression!r} is not understood: {field} is not within {low} to {high}")
        ordered = range(first, last + 1) if first <= last else [*range(first, high + 1), *range(low, last + 1)]
        found.update(ordered[:: width or 1])
    return frozenset(found)


def _number(text: str, names: dict[str, int], field: str, expression: str) -> int:
    if text in names:
        return names[text]
    if not text.isdecimal():
        raise ScheduleError(f"{expression!r} is not understood: {field}")
    return int(text)


def _on_day_of_month(field: str, expression: str) -> Callable[[date], bool]:
    """Also `L`, the last day, `15W`, the weekday that is nearest to one, and `LW`, the last weekday."""
    if field == "L":
        return lambda day: day.day == _length(day)
    if field == "LW":
        return lambda day: day.day == _nearest_weekday(day, _length(day))
    if field.endswith("W") and field[:-1].isdecimal() and 1 <= int(field[:-1]) <= 31:
        return lambda day: int(field[:-1]) <= _length(day) and day.day == _nearest_weekday(day, int(field[:-1]))
    days = _set(field, 1, 31, {}, expression)
    return lambda day: day.day in days


def _on_weekday(field: str, expression: str) -> Callable[[date], bool]:
    """Also `6L`, the last Friday of the month, `6#3`, its third, and `L`, which is Saturday."""
    names = {name: number for number, name in enumerate(_DAYS, 1)}
    named, hash_, nth = field.upper().partition("#")
    if hash_:
        weekday = _only(named, names, field, expression)
        if nth not in ("1", "2", "3", "4", "5"):
            raise ScheduleError(f"{expression!r} is not understood: {field}")
        return lambda day: _weekday(day) == weekday and (day.day - 1) // 7 + 1 == int(nth)
    if field.upper() == "L":
        return lambda day: _weekday(day) == 7
    if field.upper().endswith("L"):
        weekday = _only(field.upper()[:-1], names, field, expression)
        return lambda day: _weekday(day) == weekday and day.day > _length(day) - 7
    days = _set(field, 1, 7, names, expression)
    return lambda day: _weekday(day) in days


def _only(text: str, names: dict[str, int], field: str, expression: str) -> int:
    [number, *more] = _set(text, 1, 7, names, expression)
    if more:
        raise ScheduleError(f"{expression!r} is not understood: {field}")
    return number


def _weekday(day: date) -> int:
    return day.isoweekday() % 7 + 1


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _nearest_weekday(day: date, wanted: int) -> int:
    """The weekday of a day's month that is nearest to one of its days, without leaving the month."""
    at = day.replace(day=wanted)
    if at.isoweekday() == 6:
        return wanted - 1 if wanted > 1 else wanted + 2
    if at.isoweekday() == 7:
        return wanted + 1 if wanted < _length(day) else wanted - 2
    return wanted
