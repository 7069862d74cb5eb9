"""What jobs cost, before and now: the plain values that every report of money renders.

`policylint.priced` alone fills them in, with text in which no secret can be read. Amounts are in USD, unless
`Costs.currency` has another label: that of an organisation's own prices. None is an amount that is not known, which is
never 0.
"""

from collections.abc import Callable, Iterable, Mapping
from math import fsum

from policylint.dataclass_ import dataclass
from policylint.money import DOLLARS, money, signed
from policylint.shown import Shown, own

NOT_STATED = own("(not stated)")
_NOTHING = own("")


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price of an instance-hour or a GB-month behind a line.

    `stand_in` says why the price is only approximate, and is empty where it is the very one; `discount` is the percent
    that is off in `usd` already.
    """

    usd: float
    as_of: str
    source: Shown
    stand_in: Shown = _NOTHING
    discount: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what a job costs.

    `what` is "training", "processing", "volume", "warm pool", "warm pool volume", "rule" or "rule volume"; `path` the
    part of the request that asks for it. `arithmetic` shows how `max_usd` comes about.
    """

    what: str
    arithmetic: Shown
    max_usd: float
    expected_usd: float | None = None
    path: Shown = _NOTHING
    instance_type: Shown = _NOTHING
    price: UnitPrice | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What one job can cost in one state of the files.

    Attributes:
        max_usd: the bill if the job runs to its limit; None where a part of it has no known price.
        expected_usd: the likely bill; None: not claimed.
        unknowns: why a part is not known; notes: what the figures take for granted.
        lines: what they are made of, in the order of the request.
        known_usd: the lines that are known, together.
        per_hour_usd: what an hour of running costs, all parallel jobs together.
        grace_usd: what saving after a stop at the limit adds at most; not in `max_usd`.
        wall_clock_seconds: the longest that it runs; expected_seconds: what one training job is expected to take.
        jobs: the most training jobs that run; None for a tuning job that states no number.
        families: of the instances that train.
        as_of: the day whose prices hold; oldest_price: the day of the oldest of them, or empty.
        approximate: whether some price stands in for another.
        demand: equal for requests that ask for the same; compared, never shown.
    """

    max_usd: float | None
    expected_usd: float | None = None
    unknowns: tuple[Shown, ...] = ()
    lines: tuple[Line, ...] = ()
    notes: tuple[Shown, ...] = ()
    known_usd: float = 0.0
    per_hour_usd: float | None = None
    grace_usd: float = 0.0
    wall_clock_seconds: float | None = None
    expected_seconds: float | None = None
    jobs: int | None = 1
    gpu_hours: float | None = None
    kind: str = "TrainingJob"
    region: Shown | None = None
    environment: Shown | None = None
    owner: Shown | None = None
    families: tuple[Shown, ...] = ()
    prepaid: bool = False
    approximate: bool = False
    as_of: str = ""
    oldest_price: str = ""
    demand: str = ""

    @property
    def known(self) -> float:
        """What is known of the most that it can cost."""
        return self.known_usd if self.max_usd is None else self.max_usd

    @property
    def arithmetic(self) -> list[str]:
        """The lines in words, the largest first."""
        return [f"{line.what}: {line.arithmetic}" for line in sorted(self.lines, key=lambda line: -line.max_usd)]


@dataclass(frozen=True, slots=True)
class JobCost:
    """A job before and now; None where there was none, or is none any more."""

    file: Shown
    job: Shown
    before: Cost | None
    now: Cost | None

    @property
    def change(self) -> float | None:
        """By how much the most that it can cost has changed; None where a price is not known."""
        before, now = (cost.max_usd if cost else 0.0 for cost in (self.before, self.now))
        return None if before is None or now is None else now - before

    @property
    def changed(self) -> bool:
        """Whether it is new, gone, or costs or likely costs another amount.

        Where no price is known, what is asked for is compared: twice as much of something unknown is a change.
        """
        before, now = self.before, self.now
        if before is None or now is None:
            return before is not now
        if (before.max_usd, before.expected_usd) != (now.max_usd, now.expected_usd):
            return True
        return now.max_usd is None and before.demand != now.demand


@dataclass(frozen=True, slots=True)
class Total:
    """What some jobs can cost together: the known amounts, and how many of the jobs have none.

    `expected_usd` is None unless every job's is known.
    """

    jobs: int
    max_usd: float
    expected_usd: float | None
    unknown: int

    def keeps(self, limit: float) -> bool | None:
        """Whether they cost no more than a limit; None where that is not known."""
        if self.max_usd > limit:
            return False
        return None if self.unknown else True

    def sentence(self, jobs: str, currency: str = DOLLARS) -> str:
        """The most that these jobs, of which there are some, can cost, and what is likely; without the full stop."""
        if self.unknown == self.jobs:
            return f"{jobs} can cost an unknown amount"
        unpriced = self.unknown
        text = f"{jobs} can cost {money(self.max_usd, currency)} at most"
        if unpriced:
            text += f", plus {unpriced:,} {'job' if unpriced == 1 else 'jobs'} whose price is unknown"
        if self.expected_usd is None:
            return text
        return f"{text} and likely {'costs' if self.jobs == 1 else 'cost'} {money(self.expected_usd, currency)}"


def total(costs: Iterable[Cost | None]) -> Total:
    """Costs added up; None is a job that is not there."""
    found = [cost for cost in costs if cost is not None]
    likely = [cost.expected_usd for cost in found if cost.expected_usd is not None]
    return Total(
        jobs=len(found),
        max_usd=sum(cost.known for cost in found),
        expected_usd=sum(likely) if found and len(likely) == len(found) else None,
        unknown=sum(cost.max_usd is None for cost in found),
    )


BY: Mapping[str, Callable[[Cost], str]] = {
    "environment": lambda cost: cost.environment or NOT_STATED,
    "owner": lambda cost: cost.owner or NOT_STATED,
    "family": lambda cost: ", ".join(cost.families) or NOT_STATED,
    "region": lambda cost: cost.region or NOT_STATED,
}
"""What a sum can be parted by, and the part that a cost belongs to."""


@dataclass(frozen=True, slots=True)
class Costs:
    """All jobs of a run, before and now.

    `base` names what they are compared with; empty: nothing, and every `before` is None. `as_of` is the day whose
    prices hold, `oldest_price` that of the oldest of them. `limit` is what all jobs together may cost.
    """

    jobs: tuple[JobCost, ...]
    base: Shown = _NOTHING
    as_of: str = ""
    oldest_price: str = ""
    currency: str = DOLLARS
    limit: float | None = None
    warnings: tuple[Shown, ...] = ()

    def money(self, amount: float) -> str:
        """An amount in the currency of the prices."""
        return money(amount, self.currency)

    def signed(self, amount: float) -> str:
        """A difference in the currency of the prices."""
        return signed(amount, self.currency)

    @property
    def now(self) -> Total:
        """What the jobs of today can cost."""
        return total(job.now for job in self.jobs)

    @property
    def before(self) -> Total:
        """What the jobs of the base could cost."""
        return total(job.before for job in self.jobs)

    @property
    def change(self) -> float | None:
        """The difference of the two, to a billionth; None where some changed job has no known price on either side."""
        changes = [job.change for job in self.changed]
        return None if None in changes else round(fsum(change for change in changes if change is not None), 9)

    @property
    def changed(self) -> list[JobCost]:
        """The jobs that are new, gone or cost another amount, changes of unknown size first, then the largest."""
        found = [job for job in self.jobs if job.changed] if self.base else []
        return sorted(found, key=lambda job: -abs(job.change) if job.change is not None else float("-inf"))

    @property
    def by_size(self) -> list[JobCost]:
        """The jobs of today, those of unknown cost first, then the most expensive."""
        found = [job for job in self.jobs if job.now is not None]
        return sorted(found, key=_most_expensive_first)

    def parts(self, by: str) -> list[tuple[str, Total]]:
        """Totals of today by environment, owner, instance family or Region, the most expensive first."""
        groups: dict[str, list[Cost]] = {}
        for job in self.jobs:
            if job.now is not None:
                groups.setdefault(BY[by](job.now), []).append(job.now)
        found = [(name, total(costs)) for name, costs in groups.items()]
        return sorted(found, key=lambda part: (-part[1].max_usd, part[0]))

    def verdict(self) -> str:
        """In one line: the most, what is likely, and the limit that is kept or broken."""
        found = self.now
        if not found.jobs:
            return "No job was found, so nothing can be said of its cost."
        jobs = "The job" if found.jobs == 1 else f"The {found.jobs:,} jobs"
        return f"{found.sentence(jobs, self.currency)}{self._limit(found)}."

    def _limit(self, found: Total) -> str:
        if self.limit is None:
            return ""
        kept, limit = found.keeps(self.limit), self.money(self.limit)
        if kept is None:
            return f": cannot tell whether the limit of {limit} is met"
        return f": {'within' if kept else f'{self.money(found.max_usd - self.limit)} over'} the limit of {limit}"


def _most_expensive_first(job: JobCost) -> float:
    return float("-inf") if job.now is None or job.now.max_usd is None else -job.now.max_usd


JobKey = tuple[Shown, Shown, int]
"""A job: its file, its name, and which of those of the same name in that file it is."""


def paired(now: Mapping[JobKey, Cost], before: Mapping[JobKey, Cost] | None = None) -> tuple[JobCost, ...]:
    """Each job before and now; one that has only moved to another file is the same job."""
    then = dict(before or {})
    files = {file for file, _, _ in now}
    gone: dict[tuple[Shown, int], list[JobKey]] = {}
    for key in then:
        if key[0] not in files:
            gone.setdefault(key[1:], []).append(key)
    for file, job, number in now:
        moved = gone.get((job, number))
        if job and moved and (file, job, number) not in then:
            then[file, job, number] = then.pop(moved.pop(0))
    return tuple(JobCost(*key[:2], then.get(key), now.get(key)) for key in {**now, **then})
