"""Times as people write and read them."""


def duration(seconds: float) -> str:
    """`72 h`, `90 min` or `9,407 s`; tenths of an hour are exact enough for what is not whole."""
    if seconds >= 3600 and seconds % 360 == 0:
        return f"{seconds / 3600:,.10g} h"
    if seconds >= 60 and seconds % 60 == 0:
        return f"{seconds / 60:,.10g} min"
    return f"{seconds:,.10g} s"


def parse_duration(text: str | int | float) -> int:
    """Seconds of `90`, `"45m"`, `"2h"` or `"1d"`.

    Raises:
        ValueError: the text is none of these, or not above 0.
    """
    written = str(text).strip().lower()
    unit = {"s": 1, "m": 60, "h": 3600, "d": 86_400}.get(written[-1:], 0)
    try:
        number = float(written[:-1] if unit else written)
    except ValueError:
        number = float("nan")
    seconds = number * (unit or 1)
    if isinstance(text, bool) or not 0.5 < seconds <= 1e9:
        raise ValueError(f"{text!r} is no duration: write seconds, or 45m, 2h, 1d")
    return round(seconds)
