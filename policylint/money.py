"""Money as people read it, by one rule everywhere: reports, findings, the guard, sweeps and prices.

Amounts from 1 up stand to the cent. Smaller ones keep up to four decimals, and those under a ten-thousandth their first
two digits: jobs of a few cents are compared with each other, and no small cost reads as nothing.
"""

from math import floor, log10

DOLLARS = "USD"
# Sums of floats differ by such amounts; nothing costs so little.
_NOISE = 1e-9


def money(amount: float, currency: str = DOLLARS) -> str:
    """`$1,234.50`, `$0.2358`, `-$0.03`; `EUR 1,234.50` for another label than USD."""
    size = abs(amount)
    if size < _NOISE:
        return _labelled("0.00", currency)
    if size < 0.0001:
        text = f"{size:.{1 - floor(log10(size))}f}"
    elif size < 1:
        text = _at_least_cents(f"{size:.4f}")
    else:
        text = f"{size:,.2f}"
    return _labelled(text, currency, "-" if amount < 0 else "")


def signed(amount: float, currency: str = DOLLARS) -> str:
    """A difference: `+$12.50`, `-$12.50`, `$0.00`."""
    return f"{'+' if amount >= _NOISE else ''}{money(amount, currency)}"


def rate(amount: float, currency: str = DOLLARS) -> str:
    """A price a unit, with all the digits that it has: `$25.251286`."""
    return _labelled(_at_least_cents(f"{amount:,.7f}"), currency)


def _at_least_cents(text: str) -> str:
    """Decimals without the zeros at their end, but two of them in any case."""
    text = text.rstrip("0")
    return text + "0" * max(0, 2 - len(text.partition(".")[2]))


def _labelled(text: str, currency: str, sign: str = "") -> str:
    return f"{sign}${text}" if currency == DOLLARS else f"{currency} {sign}{text}"
