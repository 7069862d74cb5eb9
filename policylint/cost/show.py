"""Figures as people read them: money to the cent, times in the largest unit that is exact."""


def usd(amount: float) -> str:
    """`$1,234.50`; amounts under a dollar keep up to four decimals, so that no small cost reads as nothing."""
    if 0 < abs(amount) < 0.0001:
        return f"${amount:.2g}"
    if abs(amount) < 1:
        text = f"{amount:.4f}"
        return "$" + text[:-2] + text[-2:].rstrip("0")
    return f"${amount:,.2f}"


def rate(amount: float) -> str:
    """A price a unit, with all the digits that it has: `$25.251286`."""
    text = f"{amount:,.7f}".rstrip("0")
    return "$" + (text + "0" * max(0, 2 - len(text.partition(".")[2])))


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
    if isinstance(text, bool) or not 0 < seconds <= 1e9:
        raise ValueError(f"{text!r} is no duration: write seconds, or 45m, 2h, 1d")
    return round(seconds)
