"""The periods for which a budget can be: calendar days, weeks, months, quarters and years of UTC."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal, get_args

Period = Literal["day", "week", "month", "quarter", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)

WORDS: Mapping[Period, str] = {
    "day": "today's",
    "week": "this week's",
    "month": "this month's",
    "quarter": "this quarter's",
    "year": "this year's",
}
"""How messages call what holds for the present one."""


def start_of(period: Period, day: date) -> date:
    """The first day of the period that a day is in; weeks begin on Monday, as ISO 8601 has them."""
    if period == "week":
        return day - timedelta(day.weekday())
    if period == "month":
        return day.replace(day=1)
    if period == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if period == "year" else day
