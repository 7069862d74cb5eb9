"""Money as people read it, by one rule everywhere: reports, findings, the guard, sweeps and prices.

Amounts from 1 up stand to the cent. Smaller ones keep up to four decimals, and those under a ten-thousandth their first
two digits: jobs of a few cents are compared with each other, and no small cost reads as nothing.
"""

from collections.abc import Iterable, Mapping
from math import floor, log10
from typing import Literal

from policylint.counting import counted

DOLLARS = "USD"
Basis = Literal["exact", "approximate", "substituted", "assumed"]
BASES: Mapping[Basis, str] = {
    "exact": "exact prices",
    "approximate": "approximate prices",
    "substituted": "prices of another Region",
    "assumed": "an assumed Region",
}
"""What a figure can rest on: the very price; that of another component or day; that of another Region; and, beside one
of these, a Region that the request does not state."""
# Sums of floats differ by such amounts; nothing costs so little.
_NOISE = 1e-9
_NAMED = 3


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


def exceeds(amount: float, limit: float) -> bool:
    """Whether an amount is over a limit. One that equals it is not, be it in the last bits of sums of floats."""
    return amount - limit > _NOISE


def marked(text: str, approximate: bool) -> str:
    """An amount in words with the mark that it has where some price behind it stands in for another: `~$3.84`."""
    return f"~{text}" if approximate else text


def signed(amount: float, currency: str = DOLLARS) -> str:
    """A difference: `+$12.50`, `-$12.50`, `$0.00`."""
    return f"{'+' if amount >= _NOISE else ''}{money(amount, currency)}"


def rate(amount: float, currency: str = DOLLARS) -> str:
    """A price a unit, with all the digits that it has: `$25.251286`."""
    return _labelled(_at_least_cents(f"{amount:,.7f}"), currency)


def percent(part: float, whole: float) -> str:
    """A share to a tenth of a percent, of which neither 0 nor 100 is rounded: `4.2 %`, `under 0.1 %`."""
    share = 100 * part / whole
    if 0 < share < 0.1:
        return "under 0.1 %"
    return "over 99.9 %" if 99.9 < share < 100 - 1e-9 else f"{share:.1f} %".replace(".0 %", " %")


def decimal(amount: float) -> str:
    """An amount for a table: plain decimals to a billionth, without an exponent or the noise of sums of floats."""
    text = f"{amount:.9f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def whose_price_is_unknown(jobs: int, asked: Iterable[str]) -> str:
    """`2 jobs whose price is unknown (8 x ml.p5.48xlarge for 120 h)`, with up to three of the things that they ask for;
    an empty text is something of which that is not known either."""
    different = list(dict.fromkeys(filter(None, asked)))
    named, more = different[:_NAMED], len(different) - _NAMED
    listed = "; ".join(named) + (f"; and {more:,} more" if more > 0 else "")
    return f"{counted(jobs, 'job')} whose price is unknown{f' ({listed})' if listed else ''}"


def that_nothing_bounds(jobs: int, one_run: str, reasons: Iterable[str]) -> str:
    """`1 job that nothing bounds ($0.93 a run; the map Each goes over a list ...)`, with up to three of the reasons."""
    different = list(dict.fromkeys(reasons))
    named, more = different[:_NAMED], len(different) - _NAMED
    listed = "; ".join([one_run, *named, *([f"and {more:,} more reasons"] if more > 0 else [])])
    return f"{counted(jobs, 'job')} that nothing bounds ({listed})"


def _at_least_cents(text: str) -> str:
    """Decimals without the zeros at their end, but two of them in any case."""
    text = text.rstrip("0")
    return text + "0" * max(0, 2 - len(text.partition(".")[2]))


def _labelled(text: str, currency: str, sign: str = "") -> str:
    return f"{sign}${text}" if currency == DOLLARS else f"{currency} {sign}{text}"
