"""What comes of a sweep: totals, the distribution of its costs, and what fits a budget. It grows block by block."""

from dataclasses import field
from math import inf, isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from policylint.cost.batch import numpy
from policylint.cost.sweep.pricing import Priced
from policylint.dataclass_ import dataclass
from policylint.money import Basis
from policylint.shown import Shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

# Up to this many different costs are kept as they are; beyond, as the means of 50,000 logarithmic bins, of which each
# is 0.1 % wide or less.
MOST_KEPT = 4_000_000
_BINS, _LOWEST, _HIGHEST = 50_000, 1e-9, 1e13


@dataclass(frozen=True, slots=True)
class Fit:
    """How many of the cheapest jobs a budget pays for, what they cost in total, and the most expensive of them.

    `most_expensive_jobs` are how many of them cost as much as the most expensive.
    """

    budget: float
    jobs: int
    usd: float
    most_expensive_usd: float
    most_expensive_jobs: int


@dataclass(slots=True)
class Costs:
    """Different costs and how many jobs have each, as they come in."""

    kept: "list[tuple[Numbers, Numbers]]" = field(default_factory=list)
    size: int = 0
    folded: "tuple[Numbers, Numbers] | None" = None

    def add(self, costs: "Numbers", jobs: "Numbers") -> None:
        """Take in costs in USD, and how many jobs have each."""
        self.kept.append((costs, jobs))
        self.size += len(costs)
        if self.size > MOST_KEPT:
            self._fold()

    def sorted(self) -> "tuple[Numbers, Numbers]":
        """The costs in rising order, and how many jobs have each."""
        np = numpy()
        kept = list(self.kept)
        if self.folded is not None:
            sums, jobs = self.folded
            filled = jobs > 0
            kept.append((sums[filled] / jobs[filled], jobs[filled]))
        if not kept:
            return np.empty(0), np.empty(0)
        costs, jobs = (np.concatenate(column) for column in zip(*kept, strict=True))
        order = np.argsort(costs, kind="stable")
        return costs[order], jobs[order]

    @property
    def exact(self) -> bool:
        """Whether every cost is kept as it is."""
        return self.folded is None

    def _fold(self) -> None:
        np = numpy()
        sums, jobs = self.folded or (np.zeros(_BINS), np.zeros(_BINS))
        scale = (_BINS - 1) / np.log(_HIGHEST / _LOWEST)
        for costs, weights in self.kept:
            place = (np.log(np.clip(costs, _LOWEST, _HIGHEST) / _LOWEST) * scale).astype(np.int64)
            sums += np.bincount(place, costs * weights, _BINS)
            jobs += np.bincount(place, weights, _BINS)
        self.kept.clear()
        self.size = 0
        self.folded = sums, jobs


@dataclass(slots=True)
class Figures:
    """Totals over all jobs so far. Sums in USD, `gpu_hours` and `seconds` at the jobs' limits.

    `training_jobs` counts each tuning job as the training jobs that it may start. `unpriced` jobs have no known price
    and are in no sum, `asked` are some of the things that they ask for; `unexpected` ones have no expected cost.
    `known_usd` is the most that the others can cost together, and `basis` how much of it rests on what.
    """

    jobs: float = 0
    training_jobs: float = 0
    unpriced: float = 0
    unexpected: float = 0
    known_usd: float = 0.0
    basis: dict[Basis, float] = field(default_factory=dict)
    asked: list[Shown] = field(default_factory=list)
    expected_usd: float = 0.0
    gpu_hours: float = 0.0
    seconds: float = 0.0
    longest: float = 0.0
    costs: Costs = field(default_factory=Costs)
    likely: Costs = field(default_factory=Costs)

    def add(self, priced: Priced, jobs: "Numbers") -> None:
        """Take in kinds of jobs: what one of each costs, and how many there are."""
        np = numpy()
        known, expected = ~np.isnan(priced.most), ~np.isnan(priced.likely)
        self.jobs += float(jobs.sum())
        self.training_jobs += float(np.nansum(priced.runs * jobs))
        self.unpriced += float(jobs[~known].sum())
        self.unexpected += float(jobs[~expected].sum())
        self.known_usd += float((priced.most * jobs)[known].sum())
        whole = bool(known.all())
        for basis, usd in (priced.shares or {"exact": priced.most}).items():
            part = usd @ jobs if whole else (usd * jobs)[known].sum()
            self.basis[basis] = self.basis.get(basis, 0.0) + float(part)
        self.expected_usd += float((priced.likely * jobs)[expected].sum())
        self.gpu_hours += float(np.nansum(priced.gpu_hours * jobs))
        self.seconds += float(np.nansum(priced.seconds * jobs))
        self.longest = max(self.longest, float(np.nanmax(priced.seconds, initial=0.0)))
        self.costs.add(priced.most[known], jobs[known])
        self.likely.add(priced.likely[expected], jobs[expected])

    @property
    def approximate(self) -> bool:
        """Whether some price behind the sums stands in for another."""
        return any(self.basis.get(basis) for basis in ("approximate", "substituted"))

    def percentiles(
        self, *, likely: bool = False, of: tuple[float, ...] = (0, 5, 25, 50, 75, 95, 100)
    ) -> dict[float, float]:
        """The cost that a percentage of the jobs does not exceed, by percentage; empty where none is known."""
        np = numpy()
        costs, jobs = (self.likely if likely else self.costs).sorted()
        if not len(costs):
            return {}
        reached = np.cumsum(jobs)
        places = np.searchsorted(reached, np.array(of) / 100.0 * reached[-1] * (1 - 1e-12))
        return dict(zip(of, costs[np.minimum(places, len(costs) - 1)].tolist(), strict=True))

    def wall_clock(self, concurrency: int) -> float:
        """The most seconds until the last job ends, `concurrency` at a time, started in any order.

        No order of starting jobs as others end takes longer than the work shared evenly, and the longest job after it.
        """
        return self.seconds / concurrency + self.longest * (1 - 1 / concurrency)

    def fit(self, budget: float) -> Fit:
        """What a budget pays for when the cheapest jobs come first."""
        np = numpy()
        costs, jobs = self.costs.sorted()
        spent = np.cumsum(costs * jobs)
        whole = int(np.searchsorted(spent, budget * (1 + 1e-12), side="right"))
        count = float(jobs[:whole].sum())
        usd = float(spent[whole - 1]) if whole else 0.0
        if whole < len(costs) and (more := float((budget - usd) // costs[whole])) >= 1:
            count, usd, whole, jobs = count + more, usd + more * float(costs[whole]), whole + 1, jobs.copy()
            jobs[whole - 1] = more
        highest = float(costs[whole - 1]) if whole else 0.0
        same = costs[:whole] >= highest * (1 - 1e-12)
        return Fit(budget, round(count), usd, highest, round(float(jobs[:whole][same].sum())))

    def histogram(self, bins: int = 40) -> list[tuple[float, float, float]]:
        """The distribution of costs as (from, to, jobs); empty where no cost is known.

        The bins are evenly wide, or, where the highest cost is a hundred times the lowest, each the same multiple
        of the one before: else most jobs would stand in the first.
        """
        np = numpy()
        costs, jobs = self.costs.sorted()
        if not len(costs):
            return []
        low, high = float(costs[0]), float(costs[-1])
        edges = np.geomspace(low, high, bins + 1) if 0 < low * 100 < high else np.linspace(low, high, bins + 1)
        edges[0], edges[-1] = low, high
        counts, edges = np.histogram(costs, bins=edges if low < high else 1, weights=jobs)
        return list(zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class AxisFigures:
    """The totals of the jobs with each value of an axis.

    `title` is the name as reports show it.
    """

    name: str
    title: Shown
    values: "tuple[AxisValue, ...]"


class AxisValue(NamedTuple):
    """The jobs with one value of an axis: how many, what is known of the most that they can cost together, the cost of
    the cheapest and of the dearest (NaN: none is known), and how many of them have no known price."""

    label: Shown
    jobs: float
    known_usd: float
    cheapest_usd: float
    dearest_usd: float
    unpriced: float


Named = tuple[tuple[Shown, Shown], ...]
"""A job by the axes that decide its cost: names and values."""


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """A value of an axis on its Pareto front: no better value is as cheap.

    `usd` is its cheapest job's cost, and `job` the names and values of the other axes that decide the cost.
    """

    label: Shown
    value: float
    usd: float
    job: Named


class Candidate(NamedTuple):
    """A value of an axis that may be on its front, as `FrontPoint` has it."""

    label: Shown
    value: Any
    usd: float
    job: Named


def pareto(points: "list[Candidate]", *, larger_is_better: bool = True) -> list[FrontPoint]:
    """The values of an axis that no better value undercuts, from the best value down.

    Raises:
        ValueError: a value is not a number.
    """
    numbers = [point for point in points if not isnan(point.usd)]
    if any(isinstance(point.value, bool) or not isinstance(point.value, int | float) for point in numbers):
        raise ValueError("its values are not numbers")
    best, front = inf, []
    for point in sorted(numbers, key=lambda one: (-one.value if larger_is_better else one.value, one.usd)):
        if point.usd < best:
            best = point.usd
            front.append(FrontPoint(point.label, float(point.value), point.usd, point.job))
    return front
