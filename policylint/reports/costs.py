"""What reports tell of money: each job before and now. Whoever can price requests fills this in.

Amounts are in USD, unless `Costs.currency` has another label: that of an organisation's own prices.
"""

from collections.abc import Iterable
from dataclasses import dataclass

DOLLARS = "USD"


@dataclass(frozen=True, slots=True)
class Amount:
    """What a job can cost.

    `max_usd` is the bill if the job runs to its limit, `expected_usd` the likely one; None where that is not known, and
    `unknowns` say why. `arithmetic` are the lines of the bill with the figures behind them, the largest first.
    """

    max_usd: float | None
    expected_usd: float | None = None
    unknowns: tuple[str, ...] = ()
    arithmetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobCost:
    """A job before and now; None where there was none, or is none any more."""

    file: str
    job: str
    before: Amount | None
    now: Amount | None

    @property
    def change(self) -> float | None:
        """By how much the most that it can cost has changed; None where a price is not known."""
        before, now = (amount.max_usd if amount else 0.0 for amount in (self.before, self.now))
        return None if before is None or now is None else now - before


@dataclass(frozen=True, slots=True)
class Sum:
    """What some jobs can cost together: the known amounts, and how many of the jobs have none.

    `expected_usd` is None unless every job's is known.
    """

    jobs: int
    max_usd: float
    expected_usd: float | None
    unknown: int


@dataclass(frozen=True, slots=True)
class Costs:
    """All jobs of a run. `base` names what they are compared with; empty: nothing, and every `before` is None.

    `as_of` is the day of the oldest price, `currency` their label.
    """

    jobs: tuple[JobCost, ...]
    base: str = ""
    as_of: str = ""
    currency: str = DOLLARS

    def money(self, amount: float) -> str:
        """`$1,234.50`, or `EUR 1,234.50`; what would round to nothing keeps the digits that it has."""
        text = f"{abs(amount):.2g}" if 0 < abs(amount) < 0.005 else f"{abs(amount):,.2f}"
        sign = "-" if amount < 0 and text.strip("0.,") else ""
        return f"{sign}${text}" if self.currency == DOLLARS else f"{self.currency} {sign}{text}"

    def signed(self, amount: float) -> str:
        """A difference: `+$12.50`, `-$12.50`, `$0.00`."""
        return f"{'+' if amount > 0 else ''}{self.money(amount)}"

    @property
    def now(self) -> Sum:
        """What the jobs of today can cost."""
        return _sum(job.now for job in self.jobs)

    @property
    def before(self) -> Sum:
        """What the jobs of the base could cost."""
        return _sum(job.before for job in self.jobs)

    @property
    def change(self) -> float | None:
        """The difference of the two; None where some changed job has no known price on either side."""
        changes = [job.change for job in self.changed]
        return None if None in changes else sum(change for change in changes if change is not None)

    @property
    def changed(self) -> list[JobCost]:
        """The jobs that are new, gone or have another bill, changes of unknown size first, then the largest."""
        found = [job for job in self.jobs if job.before != job.now] if self.base else []
        return sorted(found, key=lambda job: -abs(job.change) if job.change is not None else float("-inf"))


def _sum(amounts: Iterable[Amount | None]) -> Sum:
    found = [amount for amount in amounts if amount is not None]
    likely = [amount.expected_usd for amount in found if amount.expected_usd is not None]
    return Sum(
        jobs=len(found),
        max_usd=sum(amount.max_usd for amount in found if amount.max_usd is not None),
        expected_usd=sum(likely) if found and len(likely) == len(found) else None,
        unknown=sum(amount.max_usd is None for amount in found),
    )
