"""The most that a job can cost: the one place where the guard asks policylint's estimates."""

from typing import TYPE_CHECKING

from policylint.dataclass_ import dataclass
from policylint.job import Job
from policylint.money import marked, money
from policylint.settings.config import Config

if TYPE_CHECKING:  # every process that sets up a guard imports this, and many never submit a job
    from policylint.engine import Engine


@dataclass(frozen=True, slots=True)
class Price:
    """The most that a job can cost in USD; None where that is not known, and then `why`. `approximate`: some price
    behind it stands in for another."""

    max_usd: float | None
    why: str = ""
    approximate: bool = False

    @property
    def text(self) -> str:
        """The amount in words, marked where it is approximate."""
        return "an unknown amount" if self.max_usd is None else marked(money(self.max_usd), self.approximate)


def price_of(job: Job, config: Config, engine: "Engine") -> Price:
    """The price of a job by policylint's own estimate, at the prices that a configuration names.

    The engine hides the secrets of the request in what is said of it.

    Raises:
        ConfigError: a price book or another setting cannot be used.
    """
    from policylint.cost.costing import costing_of
    from policylint.priced import cost_of

    found = cost_of(job, costing_of(config), engine.redactor(job).redact)
    if found.unbounded:
        return Price(None, f"nothing bounds it: {found.unbounded}")
    return Price(found.max_usd, found.unknowns[0] if found.unknowns else "", found.approximate)
