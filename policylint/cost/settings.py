"""What an organisation says about money: its prices, what it expects of its jobs, and its budgets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from policylint.cost.estimate import Estimate, estimate
from policylint.cost.prices import Prices
from policylint.cost.show import parse_duration
from policylint.job import Job, TrainingJob

DEFAULT_MAX_AGE = 365
DEFAULT_MIN_SAVING = 25.0


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit in USD for each job (`job`), for all jobs of a run together (`total`), or both.

    It holds for the jobs of `environment` whose tags have all of `tags`; without either, for every job. A `hard`
    budget that is broken is an error, a `soft` one a warning.
    """

    job: float | None = None
    total: float | None = None
    environment: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    mode: Literal["soft", "hard"] = "hard"

    def covers(self, job: Job) -> bool:
        """Whether the budget holds for a job."""
        if self.environment is not None and job.facts.environment != self.environment:
            return False
        own = tags_of(job)
        return all(own.get(key) == value for key, value in self.tags.items())

    @property
    def scope(self) -> str:
        """Whom it is for, as messages say it."""
        parts = [f"environment {self.environment}"] if self.environment is not None else []
        parts += [f"{key}={value}" for key, value in self.tags.items()]
        return f" of {', '.join(parts)}" if parts else ""


@dataclass(frozen=True)
class Costing:
    """Prices, expectations and budgets, ready to be asked about jobs.

    `expected_runtime` maps globs on job names to seconds, the last match wins; `history` are seconds that past jobs
    took, by the name that they share (`policylint.cost.history`). `min_saving` is the saving in USD under which an
    advice is not worth a finding; `max_age` the days after which a price is called old.
    """

    prices: Prices = field(default_factory=Prices)
    expected_runtime: Mapping[str, float] = field(default_factory=dict)
    history: Mapping[str, float] = field(default_factory=dict)
    budgets: Sequence[Budget] = ()
    min_saving: float = DEFAULT_MIN_SAVING
    max_age: int = DEFAULT_MAX_AGE
    currency: str = "USD"
    _last: list[tuple[Job, Estimate]] = field(default_factory=list, compare=False, repr=False)

    def estimate(self, job: Job) -> Estimate:
        """The estimate of a job, kept while the same job is asked about (several rules ask).

        Raises:
            PriceBookError: a price book cannot be used.
        """
        if not (self._last and self._last[0][0] is job):
            self._last[:] = [(job, estimate(job, self.prices, expected_seconds=self.expected_seconds(job)))]
        return self._last[0][1]

    def expected_seconds(self, job: Job) -> float | None:
        """How long a job, or one job of a tuning job, is expected to run; None where nothing says."""
        if not (self.expected_runtime or self.history):
            return None
        from fnmatch import fnmatchcase

        from policylint.cost.history import stem

        name = name_of(job)
        stated = [seconds for glob, seconds in self.expected_runtime.items() if fnmatchcase(name, glob)]
        return stated[-1] if stated else self.history.get(stem(name))


def name_of(job: Job) -> str:
    """The job's own name, or the empty string."""
    return job.string(f"{job.kind}Name") or ""


def tags_of(job: Job) -> dict[str, str]:
    """A job's tags; those of a tuning job are its own, not its definitions'."""
    whole = job.tuning if isinstance(job, TrainingJob) else None
    return dict(_pairs(whole or job))


def costing(
    *,
    books: Sequence[Path] = (),
    discount: float = 0.0,
    discounts: Mapping[str, float] | None = None,
    as_of: str = "",
    expected_runtime: Mapping[str, str | int] | None = None,
    history: Path | None = None,
    budgets: Sequence[Budget] = (),
    min_saving: float = DEFAULT_MIN_SAVING,
    max_age: int = DEFAULT_MAX_AGE,
    currency: str = "USD",
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
    for budget in budgets:
        for name, limit in (("job", budget.job), ("total", budget.total)):
            if limit is not None and not 0 <= limit < float("inf"):
                raise ValueError(f"the budget's {name} is {limit}, not an amount in USD")
    runtimes = {glob: float(parse_duration(text)) for glob, text in (expected_runtime or {}).items()}
    past: Mapping[str, float] = {}
    if history is not None:
        from policylint.cost.history import read_history

        past = read_history(history)
    prices = Prices(as_of, tuple(books), discount, dict(discounts or {}))
    prices.read_books()
    return Costing(prices, runtimes, past, tuple(budgets), min_saving, max_age, currency)


def _pairs(job: Job) -> Iterator[tuple[str, str]]:
    for _, tag in job.each("Tags"):
        key, value = tag.get("Key"), tag.get("Value")
        if isinstance(key, str) and isinstance(value, str):
            yield key, value
