"""Amounts of money as people read them: to the cent."""

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


def _labelled(text: str, currency: str) -> str:
    return f"${text}" if currency == DOLLARS else f"{currency} {text}"
