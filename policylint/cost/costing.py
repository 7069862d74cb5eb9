"""What an organisation says about money: its prices, what it expects of its jobs, and its budgets."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.cost.commitments import NONE, commitments
from policylint.cost.prices import Prices
from policylint.cost.spot import Saving
from policylint.durations import parse_positive_duration
from policylint.facts import tags
from policylint.job import Job, name_member
from policylint.money import DOLLARS
from policylint.remembered import remembered
from policylint.settings.config import Config
from policylint.settings.option import DEFAULT_MAX_AGE, DEFAULT_MIN_SAVING, DEFAULT_PERCENTILE, ConfigError

if TYPE_CHECKING:
    from policylint.cost.estimate import Estimate
    from policylint.cost.history import Past
    from policylint.runs import Runs
    from policylint.settings.money import Budget


class Costing:
    """Prices, expectations and budgets, ready to be asked about jobs.

    `expected_runtime` maps globs on job names to seconds, the last match wins; `history` are past jobs by their family
    (`policylint.cost.history`), of whose times the next job is expected to take that of the `percentile`.
    `min_saving` is the saving under which an advice is not worth a finding; `max_age` the days after which a price is
    called old. `allow_unbounded`: what nothing bounds is judged by what one run of it costs, instead of being over
    every limit.
    """

    def __init__(
        self,
        prices: Prices | None = None,
        *,
        expected_runtime: Mapping[str, float] | None = None,
        history: "Mapping[str, Past] | None" = None,
        percentile: float = DEFAULT_PERCENTILE,
        budgets: "Sequence[Budget]" = (),
        min_saving: float = DEFAULT_MIN_SAVING,
        max_age: int = DEFAULT_MAX_AGE,
        allow_unbounded: bool = False,
    ) -> None:
        self.prices = prices or Prices()
        self.expected_runtime = expected_runtime or {}
        self.history = history or {}
        self.percentile = percentile
        self.budgets = budgets
        self.min_saving = min_saving
        self.max_age = max_age
        self.allow_unbounded = allow_unbounded
        self._last: tuple[Job, Estimate] | None = None

    def estimate(self, job: Job) -> "Estimate":
        """The estimate of a job, kept while the same job is asked about (several rules ask).

        Raises:
            PriceBookError: a price book cannot be used.
        """
        from policylint.cost.estimate import estimate

        last = self._last
        if last is None or last[0] is not job:
            last = self._last = job, estimate(job, self.prices, expected_seconds=self.expected_seconds(job))
        return last[1]

    def monthly_estimate(self, job: Job, starts: "Runs") -> "Estimate":
        """The estimate of a job that is started so often.

        Raises:
            PriceBookError: a price book cannot be used.
        """
        from policylint.cost.estimate import estimate

        return estimate(job, self.prices, expected_seconds=self.expected_seconds(job), extra=starts)

    def old_prices(self, days: Collection[str]) -> Iterator[str]:
        """That some of the prices of these days are older than they should be; nothing where a day was asked for."""
        if self.prices.as_of or not days or age(min(days)) <= self.max_age:
            return
        old = sum(age(day) > self.max_age for day in days)
        yield (
            f"The oldest price is of {min(days)}, {age(min(days)):,} days ago ({old} of {len(days)} dates are older"
            f" than {self.max_age} days); `policylint pricing update` or `import` brings newer ones."
        )

    def expected_seconds(self, job: Job) -> float | None:
        """How long a job, or one job of a tuning job, is expected to run; None where nothing says."""
        stated = self._stated(job)
        past = self._past(job) if stated is None else None
        return stated if past is None else past.at(self.percentile)

    def expectation(self, job: Job) -> str:
        """What the expected runtime of a job rests on, where that is its history; else empty."""
        past = self._past(job) if self._stated(job) is None else None
        return "" if past is None else past.words(self.percentile)

    def _stated(self, job: Job) -> float | None:
        if not self.expected_runtime:
            return None
        from fnmatch import fnmatchcase

        name = name_of(job)
        found = [seconds for glob, seconds in self.expected_runtime.items() if fnmatchcase(name, glob)]
        return found[-1] if found else None

    def _past(self, job: Job) -> "Past | None":
        if not self.history:
            return None
        from policylint.identity import family

        return self.history.get(family(name_of(job)))


def age(day: str) -> int:
    """How many days ago an ISO date was."""
    return int(time.time() - time.mktime(time.strptime(day, "%Y-%m-%d"))) // 86_400


def covers(budget: "Budget", job: Job) -> bool:
    """Whether a budget holds for a job."""
    if budget.environment is not None and job.facts.environment != budget.environment:
        return False
    own = tags(job) if budget.tags else {}
    return all(own.get(key) == value for key, value in budget.tags.items())


def name_of(job: Job) -> str:
    """The job's own name, or the empty string."""
    return job.string(name_member(job.operation)) or ""


def costing(
    *,
    books: Sequence[Path] = (),
    discount: float = 0.0,
    discounts: Mapping[str, float] | None = None,
    currency: str = DOLLARS,
    as_of: str = "",
    expected_runtime: Mapping[str, str | int] | None = None,
    history: Path | None = None,
    percentile: float = DEFAULT_PERCENTILE,
    budgets: "Sequence[Budget]" = (),
    min_saving: float = DEFAULT_MIN_SAVING,
    max_age: int = DEFAULT_MAX_AGE,
    allow_unbounded: bool = False,
    savings_plans: Sequence[Path] = (),
    savings_plan: str = "",
    savings_commitment: float | None = None,
    training_plans: Sequence[Path] = (),
) -> Costing:
    """A `Costing` from settings as people write them.

    Raises:
        ValueError: a setting, a price book or a history cannot be used; the message names it and says what to write.
    """
    from policylint.cost.rates import is_day

    if as_of and not is_day(as_of):
        raise ValueError(f"as-of is {as_of!r}, not a day such as 2026-09-24")
    for name, percent in {"discount": discount, **{f"discounts.{k}": v for k, v in (discounts or {}).items()}}.items():
        if not 0 <= percent <= 100:
            raise ValueError(f"{name} is {percent}, not a percentage from 0 to 100")
    if not currency.isalpha():
        raise ValueError(f"currency is {currency!r}, not a label such as USD or EUR")
    if not 0 <= min_saving < float("inf"):
        raise ValueError(f"min-saving is {min_saving}, not an amount")
    if not 0 <= percentile <= 100:
        raise ValueError(f"history-percentile is {percentile}, not a number from 0 to 100")
    runtimes = {glob: float(parse_positive_duration(text)) for glob, text in (expected_runtime or {}).items()}
    past: Mapping[str, Past] = {}
    savings: Mapping[tuple[str, str], Saving] = {}
    if history is not None:
        from policylint.cost.history import read_history

        past, savings = read_history(history)
    bought = NONE
    if savings_plans or savings_plan or training_plans:
        bought = commitments(savings_plans, savings_plan, savings_commitment, training_plans)
    prices = Prices(as_of, books, discount, discounts, currency, bought)
    prices.savings = savings
    prices.read_books()
    return Costing(
        prices,
        expected_runtime=runtimes,
        history=past,
        percentile=percentile,
        budgets=budgets,
        min_saving=min_saving,
        max_age=max_age,
        allow_unbounded=allow_unbounded,
    )


def costing_of(config: Config, **stronger: Any) -> Costing:
    """Prices, expectations and budgets of a configuration; `stronger` are settings of `costing` that override it.

    Raises:
        ConfigError: a setting, a price book or the history cannot be used.
    """
    return _overridden(config, stronger) if stronger else _of(config)


@remembered(1)
def _of(config: Config) -> Costing:
    """The costing of a configuration alone, kept since several checks ask for it: its books are to be read once."""
    return _overridden(config, {})


def _overridden(config: Config, stronger: Mapping[str, Any]) -> Costing:
    stated: dict[str, Any] = {"budgets": config.budgets}
    if config.pricing is not None:
        pricing = config.pricing
        stated |= {name: getattr(pricing, name) for name in ("discount", "discounts", "currency", "max_age", "as_of")}
        stated |= {name: getattr(pricing, name) for name in ("savings_plan", "savings_commitment")}
        for name in ("books", "savings_plans", "training_plans"):
            stated[name] = [Path(file) for file in getattr(pricing, name)]
    if config.cost is not None:
        expected = config.cost
        stated |= {"expected_runtime": expected.expected_runtime, "min_saving": expected.min_saving}
        stated["percentile"] = expected.history_percentile
        stated["allow_unbounded"] = expected.allow_unbounded
        stated["history"] = Path(expected.history) if expected.history is not None else None
    try:
        return costing(**{**stated, **stronger})
    except ValueError as error:
        raise ConfigError(str(error)) from error
