"""Durations as people write and read them: one grammar for policies, options, settings and sweeps."""

import re

# Days, hours, minutes and seconds in this order, each at most once, with decimals where they help.
_UNITS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
_NUMBER = r"(\d+(?:\.\d*)?|\.\d+)"
_GRAMMAR = re.compile("".join(rf"(?:{_NUMBER}\s*{unit}\s*)?" for unit in _UNITS), re.ASCII)
_SECONDS = re.compile(_NUMBER, re.ASCII)
_LONGEST = 1e9
FORMS = "90 (seconds), 90s, 45m, 1h30m, 28d"


def parse_duration(written: str | int | float) -> int:
    """Whole seconds of a number of seconds or of a text such as `90`, `90s`, `45m`, `1.5h`, `1h30m`, `28d`.

    Raises:
        ValueError: it is none of these, below 0, or longer than 1e9 seconds.
    """
    seconds = _seconds(written)
    if seconds is None or not 0 <= seconds <= _LONGEST:
        raise ValueError(f"{written!r} is not a duration: write {FORMS}")
    return round(seconds)


def parse_positive_duration(written: str | int | float) -> int:
    """The same for what cannot take no time at all: at least one second.

    Raises:
        ValueError: it is not a duration, or rounds to 0 seconds.
    """
    seconds = parse_duration(written)
    if seconds == 0:
        raise ValueError(f"{written!r} is not a duration above 0: write {FORMS}")
    return seconds


_MILLENNIUM = 1_000 * 366 * 86_400


def show_duration(seconds: float) -> str:
    """`72 h`, `90 min` or `9,407 s`; tenths of an hour are exact enough for what is not whole."""
    if seconds > _MILLENNIUM:  # which may be beyond a double, too
        return "more than 1,000 years"
    if seconds >= 3600 and seconds % 360 == 0:
        return f"{seconds / 3600:,.10g} h"
    if seconds >= 60 and seconds % 60 == 0:
        return f"{seconds / 60:,.10g} min"
    return f"{seconds:,.10g} s"


def show_long_duration(seconds: float) -> str:
    """A sum of times to a tenth: hours, and days from two days on."""
    return f"{seconds / 86_400:,.1f} days" if seconds >= 172_800 else f"{seconds / 3600:,.1f} h"


def _seconds(written: str | int | float) -> float | None:
    if isinstance(written, bool):
        return None
    if isinstance(written, int | float):
        return float(written)
    text = written.strip().lower()
    if _SECONDS.fullmatch(text):
        return float(text)
    found = _GRAMMAR.fullmatch(text)
    if not text or found is None:
        return None
    return sum(float(part) * size for part, size in zip(found.groups(), _UNITS.values(), strict=True) if part)
