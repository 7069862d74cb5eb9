"""Figures as people read them: money to the cent, times in the largest unit that is exact."""

DOLLARS = "USD"


def money(amount: float, currency: str = DOLLARS) -> str:
    """`$1,234.50`, or `EUR 1,234.50` for another label than USD.

    Amounts under 1 keep up to four decimals, so that no small cost reads as nothing.
    """
    if 0 < abs(amount) < 0.0001:
        text = f"{amount:.2g}"
    elif abs(amount) < 1:
        text = f"{amount:.4f}"
        text = text[:-2] + text[-2:].rstrip("0")
    else:
        text = f"{amount:,.2f}"
    return _labelled(text, currency)


def rate(amount: float, currency: str = DOLLARS) -> str:
    """A price a unit, with all the digits that it has: `$25.251286`."""
    text = f"{amount:,.7f}".rstrip("0")
    return _labelled(text + "0" * max(0, 2 - len(text.partition(".")[2])), currency)


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


def _labelled(text: str, currency: str) -> str:
    return f"${text}" if currency == DOLLARS else f"{currency} {text}"
