"""What an organisation says about money in its configuration: its prices, what it expects of its jobs, its budgets.

Imported only where a configuration says any of it: most runs start without.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Literal

from policylint.dataclass_ import dataclass
from policylint.settings.option import DEFAULT_MAX_AGE, DEFAULT_MIN_SAVING, DEFAULT_PERCENTILE, STRICT, option


@dataclass(frozen=True, slots=True)
class Pricing:
    """At what prices jobs are costed: `[pricing]`."""

    __pydantic_config__ = STRICT

    books: tuple[str, ...] = option((), "Price books of your own, CSV, before the shipped prices.")
    discount: float = option(0.0, "Your discount on list prices, in percent.")
    discounts: Mapping[str, float] = option({}, "The same by instance family, such as p5; it replaces the general one.")
    currency: str = option(
        "USD", "What amounts are in. Nothing is converted: with another than USD, your own books alone are asked."
    )
    max_age: int = option(DEFAULT_MAX_AGE, "The days after which a price is called old.")
    savings_plans: tuple[str, ...] = option((), "Tables of rates of your SageMaker Savings Plans, CSV.")
    savings_plan: str = option("", "The term, as these tables name it, of the Savings Plan that is held.")
    savings_commitment: float | None = option(
        None, "What the Savings Plan commits to, USD an hour; a job that takes more counts on demand."
    )
    training_plans: tuple[str, ...] = option((), "Tables of training plans that were bought, with their fees, CSV.")
    as_of: str = option("", "The day whose prices hold, as 2026-09-24; today where it is not stated.")


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is expected of jobs: `[cost]`."""

    __pydantic_config__ = STRICT

    expected_runtime: Mapping[str, int | str] = option(
        {}, "How long one training job is expected to run (90, 45m, 2h, 1d), by glob on job names; the last match wins."
    )
    history: str | None = option(
        None, "Past jobs in JSON, JSON Lines or CSV, from whose runtimes to expect the next one's."
    )
    history_percentile: float = option(
        DEFAULT_PERCENTILE, "Which percentile of the past runtimes is expected; 50 is the median."
    )
    min_saving: float = option(DEFAULT_MIN_SAVING, "The least saving in USD that is worth a finding.")
    allow_unbounded: bool = option(
        False, "Judge a job that nothing bounds, such as one in a loop, by one run; else it is over every limit."
    )


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit for each job, for all jobs of a run together, or both: `[[budgets]]`.

    It holds for the jobs of `environment` whose tags have all of `tags`; without either, for every job. With a `period`
    the total is also the most that the guard lets through in each day, week, month, quarter or year.
    """

    __pydantic_config__ = STRICT

    job: float | None = option(None, "The most that each job may cost.")
    total: float | None = option(None, "The most that all jobs checked together may cost.")
    environment: str | None = option(None, "The environment whose jobs it is for; none: any.")
    tags: Mapping[str, str] = option({}, "Tags that a job must have for the budget to be for it, with their values.")
    each: str | None = option(None, "The key of a tag: each of its values has the total for itself.")
    period: Literal["day", "week", "month", "quarter", "year"] | None = option(
        None, "What the total also holds for in the ledger of the guard; see docs/guard.md."
    )
    mode: Literal["soft", "hard"] = option("hard", "Whether breaking it is an error (hard) or a warning (soft).")

    @property
    def scope(self) -> str:
        """Whom it is for, as messages say it."""
        return self._of(())

    def scope_of(self, value: str | None) -> str:
        """Whom that part of it is for which a value of the tag `each` has for itself; None: no such tag."""
        if self.each is None:
            return self.scope
        return self._of((f"{self.each}={value}" if value is not None else f"no tag {self.each}",))

    def _of(self, more: Sequence[str]) -> str:
        parts = [f"environment {self.environment}"] if self.environment is not None else []
        parts += [f"{key}={value}" for key, value in self.tags.items()]
        parts += more
        return f" of {', '.join(parts)}" if parts else ""

    def faults(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Its keys that cannot be used, with the reasons; no key where the budget as a whole cannot."""
        for name, limit in (("job", self.job), ("total", self.total)):
            if limit is not None and not 0 <= limit < inf:
                yield (name,), f"the budget's {name} is {limit}, not an amount"
        if self.job is None and self.total is None:
            yield (), "a budget limits each job (job), all together (total), or both"
        if self.total is None:
            for name, value in (("each", self.each), ("period", self.period)):
                if value is not None:
                    yield (name,), f"the budget's {name} says for what its total is, and it has no total"
