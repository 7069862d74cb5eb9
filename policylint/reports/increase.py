"""How much more jobs may cost than they did at a base: an amount, or a part of what they cost there.

Equality keeps the limit, as it does everywhere: a limit of 50 holds an increase of exactly $50.00, and one of 10 % an
increase from $100.00 to $110.00.
"""

import re
from math import inf

from policylint.dataclass_ import dataclass
from policylint.money import DOLLARS, decimal, exceeds, money
from policylint.reports.costs import Costs, Total


@dataclass(frozen=True, slots=True)
class Increase:
    """The most by which the cost may rise: `usd`, or `percent` of what the jobs of the base can cost."""

    usd: float | None = None
    percent: float | None = None

    @classmethod
    def of(cls, text: str) -> "Increase":
        """What people write: `250`, `99.50`, `10%`.

        Raises:
            ValueError: it is neither an amount in USD nor a percentage.
        """
        found = re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(%?)\s*", text)
        amount = float(found[1]) if found else inf
        if found is None or amount == inf:
            raise ValueError(f"{text!r} is neither an amount in USD such as 250 nor a percentage such as 10%")
        return cls(percent=amount) if found[2] else cls(usd=amount)

    def kept(self, costs: Costs, before: Total) -> bool | None:
        """Whether the change of some costs stays within it; None where that is not known.

        A job that is new or changed and that nothing bounds is over it, unless that is allowed. `before` is what all
        jobs of the base can cost. From nothing, every increase is more than any percentage.
        """
        change = costs.change
        if change is None:
            unbounded = any(job.now is not None and job.now.unbounded for job in costs.changed)
            return False if unbounded and not costs.allow_unbounded else None
        if self.usd is not None:
            return not exceeds(change, self.usd)
        most = (self.percent or 0.0) / 100 * before.known_usd
        if not exceeds(change, most):  # what is not known of the base could only add to what is allowed
            return True
        return None if before.incomplete else False

    def words(self, currency: str = DOLLARS) -> str:
        """It, as messages say it: `$250.00`, `10 %`."""
        return f"{decimal(self.percent)} %" if self.percent is not None else money(self.usd or 0.0, currency)
