"""What jobs cost, before and now: the plain values that every report of money renders.

`policylint.priced` alone fills them in, with text in which no secret can be read. Amounts are in USD, unless
`Costs.currency` has another label: that of an organisation's own prices. None is an amount that is not known, which is
never 0.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date, timedelta
from math import fsum
from typing import TypeVar

from policylint.dataclass_ import dataclass
from policylint.identity import family
from policylint.money import (
    BASES,
    DOLLARS,
    Basis,
    exceeds,
    marked,
    money,
    percent,
    signed,
    that_nothing_bounds,
    whose_price_is_unknown,
)
from policylint.shown import Shown, own

NOT_STATED = own("(not stated)")
_NOTHING = own("")
_Key = TypeVar("_Key", bound=str)


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price of an instance-hour or a GB-month behind a line.

    `stand_in` says why the price is only approximate, and is empty where it is the very one; `discount` is the percent
    that is off in `usd` already; `basis` is what a figure at this price rests on.
    """

    usd: float
    as_of: str
    source: Shown
    stand_in: Shown = _NOTHING
    discount: float = 0.0
    basis: Basis = "exact"
    plan: Shown = _NOTHING


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
        max_usd: the bill if the job runs to its limit each time that it can run; None where a part of it has no known
            price, or nothing bounds how often it runs.
        expected_usd: the likely bill; None: not claimed.
        unknowns: why a part is not known; notes: what the figures take for granted.
        lines: what they are made of, in the order of the request.
        known_usd: the lines that are known, together; 0 where nothing bounds how often it runs: the lines are those of
            one run then.
        run_usd: what one run costs at most; None where a part of it has no known price.
        runs: how often it can run; None where there is no number. runs_why: the factors of that number, in words.
        unbounded: why nothing bounds how often it runs; empty where something does.
        started: what starts it by itself, in words; empty where nothing is known to. month_runs: how often it can run
            in a month by that; None where nothing starts it, or there is no number.
        month: the month that the figures are of; empty: they are of one start.
        per_hour_usd: what an hour of running costs, all parallel jobs together.
        asked: what it asks for, in words, where a price is not known; empty where that is not known either.
        grace_usd: what saving after a stop at the limit adds at most; not in `max_usd`; None where that is not known.
        wall_clock_seconds: the longest that it runs; expected_seconds: what one training job is expected to take.
        jobs: the most training jobs that run; None for a tuning job that states no number.
        account: the AWS account, if that is known; tags: the job's own.
        families: of the instances that train.
        as_of: the day whose prices hold; oldest_price: the day of the oldest of them, or empty.
        approximate: whether some price stands in for another; basis: how much of what is known rests on what.
        demand: equal for requests that ask for the same; compared, never shown.
    """

    max_usd: float | None
    expected_usd: float | None = None
    unknowns: tuple[Shown, ...] = ()
    lines: tuple[Line, ...] = ()
    notes: tuple[Shown, ...] = ()
    known_usd: float = 0.0
    run_usd: float | None = None
    runs: int | None = 1
    runs_why: Shown = _NOTHING
    unbounded: Shown = _NOTHING
    started: Shown = _NOTHING
    month_runs: int | None = None
    month: str = ""
    asked: Shown = _NOTHING
    per_hour_usd: float | None = None
    grace_usd: float | None = None
    wall_clock_seconds: float | None = None
    expected_seconds: float | None = None
    jobs: int | None = 1
    gpu_hours: float | None = None
    kind: str = "TrainingJob"
    region: Shown | None = None
    environment: Shown | None = None
    owner: Shown | None = None
    account: Shown | None = None
    tags: Mapping[Shown, Shown] = field(default_factory=dict)
    families: tuple[Shown, ...] = ()
    prepaid: bool = False
    approximate: bool = False
    basis: Mapping[Basis, float] = field(default_factory=dict)
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
    def approximate(self) -> bool:
        """Whether some price behind either state stands in for another."""
        return any(cost.approximate for cost in (self.before, self.now) if cost)

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
    """What some jobs can cost together: what is known of it, and how many of the jobs have a part without a price.

    `expected_usd` is None unless every job's is known; `asked` are the words of `Cost.asked` of the jobs of unknown
    price; `approximate` says that some price behind the sum stands in for another. `basis` and `days` are how much of
    what is known rests on what, and on the prices of which day. `unbounded` counts the jobs that nothing bounds, which
    are not among those of unknown price and have no part in `known_usd`; `run_usd` is what one run of each of them
    costs together, None where that is not known, and `reasons` why nothing bounds them.
    """

    jobs: int
    known_usd: float
    expected_usd: float | None
    unknown: int
    asked: tuple[Shown, ...] = ()
    approximate: bool = False
    basis: Mapping[Basis, float] = field(default_factory=dict)
    days: Mapping[str, float] = field(default_factory=dict)
    unbounded: int = 0
    run_usd: float | None = 0.0
    reasons: tuple[Shown, ...] = ()

    @property
    def incomplete(self) -> bool:
        """Whether there is more than what is known: a part has no known price, or nothing bounds it."""
        return bool(self.unknown or self.unbounded)

    @property
    def max_usd(self) -> float | None:
        """The most that they can cost; None where a part of it has no known price, or nothing bounds it."""
        return None if self.incomplete else self.known_usd

    def keeps(self, limit: float, *, allow_unbounded: bool = False) -> bool | None:
        """Whether they cost no more than a limit; None where that is not known.

        What nothing bounds is over any limit, unless it is allowed: then it counts by one run.
        """
        known = self.known_usd
        if self.unbounded and allow_unbounded:
            known += self.run_usd or 0.0
        elif self.unbounded:
            return False
        if exceeds(known, limit):
            return False
        return None if self.unknown or self.run_usd is None else True

    def over(self, limit: float, currency: str = DOLLARS) -> str:
        """By how much they can exceed a limit that they don't keep: `$3.00`, `at least $3.00`, `without bound`."""
        if self.unbounded and not exceeds(self.known_usd, limit):
            return "without bound"
        return ("at least " if self.incomplete else "") + self._money(self.known_usd - limit, currency)

    def amount(self, currency: str = DOLLARS) -> str:
        """The most in words: `$3.84`, `at least $3.84` where there is more, else `unbounded` or `unknown`."""
        if not self.incomplete:
            return self._money(self.known_usd, currency)
        if self.known_usd:
            return f"at least {self._money(self.known_usd, currency)}"
        return "unbounded" if self.unbounded else "unknown"

    def likely(self, currency: str = DOLLARS) -> str:
        """What they likely cost in words; a dash where it is not claimed."""
        return "-" if self.expected_usd is None else self._money(self.expected_usd, currency)

    @property
    def unpriced(self) -> str:
        """The jobs of unknown price, with what they ask for; empty where there are none."""
        return whose_price_is_unknown(self.unknown, self.asked) if self.unknown else ""

    def beside(self, currency: str = DOLLARS) -> str:
        """The jobs that are not in the sum, those that nothing bounds and those of unknown price; empty: none."""
        parts = []
        if self.unbounded:
            parts.append(that_nothing_bounds(self.unbounded, self._a_run(currency), self.reasons))
        return " and ".join([*parts, *filter(None, [self.unpriced])])

    def rests_on(self) -> str:
        """What the figures rest on, in shares of what is known; empty where all prices are exact."""
        found = {basis: usd for basis in BASES if (usd := self.basis.get(basis, 0.0))}
        if found.keys() <= {"exact"}:
            return ""
        assumed = found.pop("assumed", 0.0)
        whole = sum(found.values())
        shares = ", ".join(f"{percent(usd, whole)} on {BASES[basis]}" for basis, usd in found.items())
        beside = f"; {percent(assumed, whole)} of it is for {BASES['assumed']}" if assumed else ""
        return f"The known cost rests {shares}{beside}."

    def older(self, day: str) -> float:
        """How much of what is known rests on prices of before a day."""
        return sum(usd for of, usd in self.days.items() if of < day)

    def sentence(self, jobs: str, currency: str = DOLLARS) -> str:
        """The most that these jobs, of which there are some, can cost, and what is likely; without the full stop."""
        text = f"{jobs} can cost {self.amount(currency)}"
        if not self.incomplete:
            text += " at most"
        elif self.known_usd:
            text += f", plus {self.beside(currency)}"
        elif self.unbounded and self.jobs == 1:
            text = f"{jobs} can cost any amount, {self._a_run(currency)}, because {self.reasons[0]}"
        elif self.unbounded:
            text = f"{jobs} can cost any amount: {self.beside(currency)}"
        else:
            text = f"{jobs} can cost an unknown amount{self.unpriced.partition('unknown')[2]}"
        if self.expected_usd is None:
            return text
        return f"{text} and likely {'costs' if self.jobs == 1 else 'cost'} {self.likely(currency)}"

    def _a_run(self, currency: str) -> str:
        return f"{'an unknown amount' if self.run_usd is None else self._money(self.run_usd, currency)} a run"

    def _money(self, amount: float, currency: str) -> str:
        return marked(money(amount, currency), self.approximate)


def total(costs: Iterable[Cost | None]) -> Total:
    """Costs added up; None is a job that is not there."""
    found = [cost for cost in costs if cost is not None]
    likely = [cost.expected_usd for cost in found if cost.expected_usd is not None]
    unbounded = [cost for cost in found if cost.unbounded]
    unknown = [cost for cost in found if cost.max_usd is None and not cost.unbounded]
    one_run = [cost.run_usd for cost in unbounded]
    return Total(
        jobs=len(found),
        known_usd=sum(cost.known for cost in found),
        expected_usd=sum(likely) if found and len(likely) == len(found) else None,
        unknown=len(unknown),
        asked=tuple(dict.fromkeys(cost.asked for cost in unknown if cost.asked)),
        approximate=any(cost.approximate for cost in found),
        basis=_sums((basis, usd) for cost in found for basis, usd in cost.basis.items()),
        days=_sums(
            (line.price.as_of, line.max_usd)
            for cost in found
            if not cost.unbounded
            for line in cost.lines
            if line.price
        ),
        unbounded=len(unbounded),
        run_usd=None if None in one_run else sum(usd for usd in one_run if usd is not None),
        reasons=tuple(dict.fromkeys(cost.unbounded for cost in unbounded)),
    )


def _sums(parts: Iterable[tuple[_Key, float]]) -> dict[_Key, float]:
    found: dict[_Key, float] = {}
    for key, usd in parts:
        found[key] = found.get(key, 0.0) + usd
    return found


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
    prices hold, `oldest_price` that of the oldest of them, `max_age` the days after which a price is called old.
    `limit` is what all jobs together may cost; `allow_unbounded` says that what nothing bounds counts by one run. With
    a `per` of "month" the figures are those of a month of what is started by itself. `by` is what they are to be parted
    by (`policylint.reports.groups`).
    """

    jobs: tuple[JobCost, ...]
    base: Shown = _NOTHING
    as_of: str = ""
    oldest_price: str = ""
    currency: str = DOLLARS
    limit: float | None = None
    max_age: int | None = None
    warnings: tuple[Shown, ...] = ()
    allow_unbounded: bool = False
    per: str = ""
    by: tuple[str, ...] = ()

    def money(self, amount: float) -> str:
        """An amount in the currency of the prices."""
        return money(amount, self.currency)

    def signed(self, amount: float) -> str:
        """A difference in the currency of the prices."""
        return signed(amount, self.currency)

    def amount(self, cost: Cost | None) -> str:
        """The most that one job can cost in words, as `Total.amount` has them."""
        return "none" if cost is None else total([cost]).amount(self.currency)

    def likely(self, cost: Cost | None) -> str:
        """What one job likely costs in words; a dash where it is not claimed."""
        return total([cost]).likely(self.currency)

    def per_hour(self, cost: Cost) -> str:
        """What an hour of one job costs in words; a dash where that is not known."""
        usd = cost.per_hour_usd
        return "-" if usd is None else marked(self.money(usd), cost.approximate)

    def run(self, cost: Cost) -> str:
        """What one run of one job costs at most in words; a dash where that is not known."""
        return "-" if cost.run_usd is None else marked(self.money(cost.run_usd), cost.approximate)

    def difference(self, job: JobCost) -> str:
        """By how much one job has changed, in words."""
        if job.change is None:
            return "unknown"
        return marked(self.signed(job.change), job.approximate)

    @property
    def whole_change(self) -> str:
        """By how much all jobs together have changed, in words."""
        if self.change is None:
            return "unknown"
        approximate = any(job.approximate for job in self.changed)
        return marked(self.signed(self.change), approximate)

    def old_prices(self, found: Total) -> float:
        """How much of a total rests on prices that were older than `max_age` on the day whose prices hold."""
        if self.max_age is None or not self.as_of:
            return 0.0
        return found.older((date.fromisoformat(self.as_of) - timedelta(self.max_age)).isoformat())

    def trust(self) -> Iterator[str]:
        """What is to be said of the prices behind the total: what they are of, and how old."""
        now = self.now
        if text := now.rests_on():
            yield text
        if old := self.old_prices(now):
            share = percent(old, sum(now.days.values()))
            oldest = f"the oldest is of {min(now.days)}"
            newer = " `policylint pricing update` or `import` brings newer ones." if self.warnings else ""
            yield f"Prices more than {self.max_age} days old make up {share} of the known cost; {oldest}.{newer}"
        else:
            yield from self.warnings

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

    def of_new_jobs(self) -> "Costs":
        """These costs without the jobs that were there at the base already, whatever became of them."""
        return replace(self, jobs=tuple(job for job in self.jobs if job.before is None))

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
        """Totals of today by environment, owner, instance family or Region, those with an unknown part
        first, then the most expensive."""
        groups: dict[str, list[Cost]] = {}
        for job in self.jobs:
            if job.now is not None:
                groups.setdefault(BY[by](job.now), []).append(job.now)
        found = [(name, total(costs)) for name, costs in groups.items()]
        return sorted(found, key=lambda part: (not part[1].incomplete, -part[1].known_usd, part[0]))

    def verdict(self) -> str:
        """In one line: the most, what is likely, and the limit that is kept or broken."""
        found = self.now
        if not found.jobs:
            return "No job was found, so nothing can be said of its cost."
        jobs = "The job" if found.jobs == 1 else f"The {found.jobs:,} jobs"
        jobs = f"In a month {jobs[0].lower()}{jobs[1:]}" if self.per else jobs
        return f"{found.sentence(jobs, self.currency)}{self._limit(found)}."

    def _limit(self, found: Total) -> str:
        if self.limit is None:
            return ""
        kept, limit = self.keeps(self.limit), self.money(self.limit)
        if kept is None:
            return f": cannot tell whether the limit of {limit} is met"
        allowed = " (what nothing bounds counts by one run)" if found.unbounded and self.allow_unbounded else ""
        if kept:
            return f": within the limit of {limit}{allowed}"
        if found.unbounded and not exceeds(found.known_usd, self.limit):
            return f": over the limit of {limit}{allowed}"
        return f": {found.over(self.limit, self.currency)} over the limit of {limit}"

    def keeps(self, limit: float) -> bool | None:
        """Whether the jobs of today cost no more than a limit; None where that is not known."""
        return self.now.keeps(limit, allow_unbounded=self.allow_unbounded)


def _most_expensive_first(job: JobCost) -> float:
    return float("-inf") if job.now is None or job.now.max_usd is None else -job.now.max_usd


JobKey = tuple[Shown, Shown, int]
"""A job: its file, its name, and which of those of the same name in that file it is."""


def paired(now: Mapping[JobKey, Cost], before: Mapping[JobKey, Cost] | None = None) -> tuple[JobCost, ...]:
    """Each job before and now.

    A job is the same under another name of its family, in its file or, if that is gone, in another one. Of several that
    may be meant, what asks for the same counts first, then the order of their names.
    """
    then = dict(before or {})
    files = {file for file, _, _ in now}
    old = {key: then[key] for key in then if key not in now}
    new = {key: now[key] for key in now if key not in then}
    moved = {key: cost for key, cost in old.items() if key[0] not in files}
    was: dict[JobKey, JobKey] = {}
    for place, among in ((_in_file, old), (_by_name, moved), (_by_family, moved)):
        found = _met(new, among, place)
        was |= found
        for key, earlier in found.items():
            del new[key]
            old.pop(earlier, None)
            moved.pop(earlier, None)
    kept = {key: cost for key, cost in then.items() if key in now or key in old}
    costs = {**dict.fromkeys(now), **kept}
    return tuple(JobCost(*key[:2], then.get(was.get(key, key)), now.get(key)) for key in costs)


Place = Callable[[JobKey], tuple[str, ...] | None]


def _in_file(key: JobKey) -> tuple[str, ...] | None:
    return key[0], family(key[1])


def _by_name(key: JobKey) -> tuple[str, ...] | None:
    return (key[1], str(key[2])) if key[1] else None


def _by_family(key: JobKey) -> tuple[str, ...] | None:
    return (family(key[1]),) if key[1] else None


def _met(now: Mapping[JobKey, Cost], before: Mapping[JobKey, Cost], place: Place) -> dict[JobKey, JobKey]:
    """The earlier key of each job that has one at the same place: first of those that ask for the same."""
    found: dict[JobKey, JobKey] = {}
    for alike in (True, False):
        waiting: dict[tuple[str, ...], list[JobKey]] = {}
        for costs, take in ((before, False), (now, True)):
            done = found.keys() if take else set(found.values())
            for key in sorted(costs.keys() - done, key=_in_order, reverse=not take):
                where = place(key)
                at = (*where, costs[key].demand if alike else "") if where is not None else None
                if at is not None and not take:
                    waiting.setdefault(at, []).append(key)
                elif at is not None and waiting.get(at):
                    found[key] = waiting[at].pop()
    return found


def _in_order(key: JobKey) -> tuple[str, list[tuple[int, str]], int]:
    """The order of jobs by file and name, with numbers in names by their size: `run-9` comes before `run-10`."""
    parts = re.findall(r"\d+|\D+", key[1])
    return key[0], [(int(part[:300]), "") if part.isdecimal() else (-1, part) for part in parts], key[2]
