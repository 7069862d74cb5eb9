"""How often schedules start something in a month: held to a count of every second of it."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policylint.cost.schedules import ScheduleError, busiest_month, runs_in_month
from policylint.runs import Schedule
from tests.effort import examples

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo")


def seconds_of(first: date, zone: str) -> np.ndarray:
    """Every second of a local month, as seconds of the epoch."""
    after = (first + timedelta(days=31)).replace(day=1)
    low, high = (datetime(day.year, day.month, 1, tzinfo=ZoneInfo(zone)).timestamp() for day in (first, after))
    return np.arange(int(low), int(high), dtype=np.int64)


def local(seconds: np.ndarray, zone: str) -> np.ndarray:
    """The wall clock at each second, as seconds that count as if there were no zone."""
    every = seconds[::900]  # clocks change on quarters of an hour
    offsets = [datetime.fromtimestamp(int(one), ZoneInfo(zone)).utcoffset() or timedelta() for one in every]
    shifts = np.array([int(offset.total_seconds()) for offset in offsets], dtype=np.int64)
    return seconds + np.repeat(shifts, 900)[: len(seconds)]


def count(
    first: date, zone: str, minutes: set[int], hours: set[int], days: set[int], low: int | None, high: int | None
) -> int:
    """The seconds of a month at which a cron falls, each time of the clock once."""
    seconds = seconds_of(first, zone)
    clock = local(seconds, zone)
    day = (clock // 86_400).astype("datetime64[D]")
    numbers = (day - day.astype("datetime64[M]")).astype(int) + 1
    falls = (clock % 60 == 0) & np.isin(clock // 60 % 60, list(minutes)) & np.isin(clock // 3600 % 24, list(hours))
    falls &= np.isin(numbers, list(days))
    shown, places = np.unique(clock[falls], return_index=True)
    at = seconds[falls][places]
    kept = np.ones(len(shown), dtype=bool)
    if low is not None:
        kept &= at >= low
    if high is not None:
        kept &= at <= high
    return int(kept.sum())


def iso(moment: int | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat()


@st.composite
def fields(draw: st.DrawFn, low: int, high: int) -> tuple[str, set[int]]:
    """A field of a cron expression, with the numbers that it means."""
    first = draw(st.integers(low, high))
    match draw(st.sampled_from(["any", "one", "range", "step", "list"])):
        case "any":
            return "*", set(range(low, high + 1))
        case "one":
            return str(first), {first}
        case "range":
            last = draw(st.integers(first, high))
            return f"{first}-{last}", set(range(first, last + 1))
        case "step":
            step = draw(st.integers(1, high))
            return f"{first}/{step}", set(range(first, high + 1, step))
        case _:
            more = draw(st.sets(st.integers(low, high), min_size=1, max_size=4))
            return ",".join(map(str, sorted(more))), more


@st.composite
def days(draw: st.DrawFn, first: date) -> tuple[str, set[int]]:
    """The fields for the day of the month and the day of the week, with the days of a month that they mean."""
    whole = range(1, calendar.monthrange(first.year, first.month)[1] + 1)
    weekday = {number: (first.replace(day=number).weekday() + 1) % 7 + 1 for number in whole}
    chosen = draw(st.integers(1, 7))
    match draw(st.sampled_from(["days", "last", "weekdays", "last of week", "nth", "near"])):
        case "days":
            text, numbers = draw(fields(1, 31))
            return f"{text} {{}} ?", numbers & set(whole)
        case "last":
            return "L {} ?", {whole[-1]}
        case "weekdays":
            text, numbers = draw(fields(1, 7))
            return f"? {{}} {text}", {number for number in whole if weekday[number] in numbers}
        case "last of week":
            return f"? {{}} {chosen}L", {max(number for number in whole if weekday[number] == chosen)}
        case "nth":
            nth = draw(st.integers(1, 5))
            return f"? {{}} {chosen}#{nth}", set([n for n in whole if weekday[n] == chosen][nth - 1 : nth])
        case _:
            wanted = draw(st.integers(1, 28))
            working = [number for number in whole if 2 <= weekday[number] <= 6 and abs(number - wanted) <= 2]
            # Of Saturday's neighbours Friday is nearest, of Sunday's Monday, unless that is another month's.
            return f"{wanted}W {{}} ?", {min(working, key=lambda number: abs(number - wanted))}


@st.composite
def months(draw: st.DrawFn) -> date:
    return date(draw(st.integers(2024, 2030)), draw(st.integers(1, 12)), 1)


@settings(max_examples=examples(80))
@given(st.data(), months(), st.sampled_from(ZONES))
def test_a_cron_is_counted_as_second_by_second(data: st.DataObject, first: date, zone: str) -> None:
    (minute, minutes), (hour, hours) = data.draw(fields(0, 59)), data.draw(fields(0, 23))
    days_, numbers = data.draw(days(first))
    bounds = st.none() | st.integers(0, 40 * 86_400).map(lambda late: int(seconds_of(first, zone)[0]) - 86_400 + late)
    low, high = data.draw(bounds), data.draw(bounds)
    schedule = Schedule("s", f"cron({minute} {hour} {days_.format('*')} *)", zone, iso(low), iso(high))
    assert runs_in_month(schedule, first) == count(first, zone, minutes, hours, numbers, low, high)


@settings(max_examples=examples(80))
@given(st.integers(1, 10_000), months(), st.sampled_from(ZONES), st.integers(-90, 40), st.none() | st.integers(0, 60))
def test_a_rate_with_a_start_is_counted_as_second_by_second(
    minutes: int, first: date, zone: str, late: int, until: int | None
) -> None:
    seconds = seconds_of(first, zone)
    start = int(seconds[0]) + late * 86_399
    end = None if until is None else int(seconds[0]) + until * 86_411
    schedule = Schedule("s", f"rate({minutes} minutes)", zone, iso(start), iso(end))
    falls = (seconds >= start) & ((seconds - start) % (minutes * 60) == 0)
    if end is not None:
        falls &= seconds <= end
    assert runs_in_month(schedule, first) == int(falls.sum())


@settings(max_examples=20)
@example(1440, date(2026, 10, 1), "Europe/Berlin")
@given(st.integers(1, 50_000), months(), st.sampled_from(ZONES))
def test_a_rate_of_which_the_start_is_not_known_is_the_most_that_any_start_gives(
    minutes: int, first: date, zone: str
) -> None:
    seconds = seconds_of(first, zone)
    offsets = np.unique(np.append(np.arange(0, minutes * 60, max(1, minutes)), 0))
    most = max(int((len(seconds) - 1 - int(offset)) // (minutes * 60) + 1) for offset in offsets[: len(seconds)])
    assert runs_in_month(Schedule("s", f"rate({minutes} minutes)", zone), first) == most


def runs(
    expression: str, timezone: str | None = None, start: str | None = None, end: str | None = None
) -> tuple[str, int]:
    return busiest_month([Schedule("s", expression, timezone, start, end)], "2026-11-24")


def test_the_month_with_the_most_runs() -> None:
    assert runs("rate(1 day)") == ("2026-12", 31)
    assert runs("cron(0 3 ? * MON *)") == ("2026-11", 5)
    assert runs("cron(0 0 29 2 ? *)") == ("2028-02", 1)
    assert runs("cron(0 12 ? * 6L 2031)") == ("2031-01", 1)
    assert runs("cron(30 2 * * ? *)", timezone="Europe/Berlin") == ("2026-12", 31)
    assert runs("0 6 * * 1-5") == ("2026-12", 23)
    assert runs("0 0 1,15 * 1") == ("2026-11", 7)  # both are stated: either does
    assert runs("@hourly") == ("2026-12", 744)
    assert runs("at(2027-03-01T10:00:00)") == ("2027-03", 1)
    assert runs("at(2020-03-01T10:00:00)") == ("", 0)
    assert runs("rate(5 minutes)", end="2026-01-01T00:00:00Z") == ("", 0)
    assert runs("rate(1 day)", start="2040-02-27T00:00:00Z", end="2040-03-02T00:00:00Z") == ("2040-02", 3)
    assert busiest_month([Schedule("a", "rate(1 day)", enabled=False)], "2026-11-24") == ("", 0)
    two = [Schedule("a", "rate(1 day)"), Schedule("b", "cron(0 0 1 * ? *)")]
    assert busiest_month(two, "2026-11-24") == ("2026-12", 32)


@pytest.mark.parametrize(
    "expression",
    [
        *(
            "",
            "rate(0 days)",
            "rate(1 week)",
            "rate(1)",
            "cron(0 12 * * ? )",
            "cron(0 12 * * * *)",
            "cron(0 12 ? * ? *)",
        ),
        *(
            "cron(60 1 * * ? *)",
            "cron(0 1 32 * ? *)",
            "cron(0/0 1 * * ? *)",
            "cron(0 1 ? * 2#6 *)",
            "cron(x 1 * * ? *)",
        ),
        *(
            "cron(0 1 ? * 2-3L *)",
            "at(tomorrow)",
            "every day",
            "0 6 * *",
            "cron(0 1 ? * MON-FUN *)",
            "cron(1- 1 * * ? *)",
        ),
    ],
)
def test_what_is_not_understood_is_said(expression: str) -> None:
    with pytest.raises(ScheduleError, match=r"understood|not known here"):
        runs(expression)


def test_zones_and_times_that_are_not_known() -> None:
    with pytest.raises(ScheduleError, match="time zone 'Mars/Olympus' is not known"):
        runs("rate(1 day)", timezone="Mars/Olympus")
    with pytest.raises(ScheduleError, match="StartDate is not known here"):
        runs("rate(1 day)", start="")
    with pytest.raises(ScheduleError, match="EndDate 'soon' is no time"):
        runs("rate(1 day)", end="soon")
