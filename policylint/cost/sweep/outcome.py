"""A sweep from its plan to its outcome: costed, judged, set against a budget."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.contract.region import ALGORITHM, IMAGE
from policylint.cost.prices import Prices
from policylint.cost.sweep.axes import Axis, axes_of
from policylint.cost.sweep.figures import AxisFigures, AxisValue, Candidate, Figures, Fit, FrontPoint, Named, pareto
from policylint.cost.sweep.judging import Group, Judge, Judged, judge
from policylint.cost.sweep.plan import Plan, PlanError
from policylint.cost.sweep.pricing import Base, Priced, asked_by_kind, pricer
from policylint.cost.sweep.rows import spaces_of_file
from policylint.cost.sweep.space import Space, space
from policylint.cost.sweep.totals import Totals, totals
from policylint.dataclass_ import dataclass
from policylint.job import Facts
from policylint.money import DOLLARS, marked, money
from policylint.secrets.redaction import screened
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.secrets.scanner import Scanner

# An axis of a table with more values than this says nothing by value.
MOST_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Front:
    """The Pareto front of cost against an axis."""

    axis: Shown
    larger_is_better: bool
    points: tuple[FrontPoint, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that is reported of a sweep; `jobs` is exact, however many."""

    name: Shown
    jobs: int
    figures: Figures
    axes: tuple[AxisFigures, ...]
    concurrency: int
    as_of: str
    judged: Judged | None = None
    fit: Fit | None = None
    front: Front | None = None
    currency: str = DOLLARS
    warnings: tuple[Shown, ...] = ()

    def money(self, amount: float) -> str:
        """An amount in the currency of the prices, marked where some price behind the sweep stands in for another."""
        return marked(self.given(amount), self.figures.approximate)

    def given(self, amount: float) -> str:
        """An amount that somebody stated, in the currency of the prices."""
        return money(amount, self.currency)


class Sweep:
    """A plan, its request and its prices, ready to be costed and judged.

    Args:
        name: what to call it.
        plan: the sweep file.
        request: the request that the plan varies.
        prices: the rates and their day.
        facts: what is known of the jobs beside the plan.
        folder: the folder from which the plan names its rows.
        environment_tag: the key of the tag that states a job's environment where nothing else does.
        tag_decides: whether that tag counts more than what is stated.
        scanner: what tells which values are secrets; without one, that with the detectors that ship.

    Raises:
        PlanError: the plan's axes or constraints cannot be used, or there is too much to list.
    """

    def __init__(
        self,
        name: str,
        plan: Plan,
        request: Mapping[str, Any],
        prices: Prices,
        facts: Facts,
        folder: Path,
        *,
        environment_tag: str | None = None,
        tag_decides: bool = False,
        scanner: "Scanner | None" = None,
    ) -> None:
        stated = Facts(plan.environment, plan.region).over(facts)
        self.name = name
        self.plan = plan
        self.prices = prices
        self.base = Base(request, stated, plan.expected_runtime, environment_tag, tag_decides)
        self._rows = folder / plan.rows if plan.rows else None
        self._scanner = scanner
        self._space = None if self._rows else self._scanned(space(axes_of(plan), plan.constraints))
        claims_region = stated.claimed is not None and stated.claimed.region is not None
        if stated.region is None and not claims_region and self._space is not None:
            _check_region(self._space.axes)

    def spaces(self) -> Iterator[Space]:
        """The jobs: one space of all, or one for each chunk of a table.

        Raises:
            PlanError: the table cannot be used.
        """
        if self._space is not None:
            yield self._space
        elif self._rows is not None:
            yield from map(self._scanned, spaces_of_file(self._rows))

    def _scanned(self, found: Space) -> Space:
        """The space with axes that know what is a secret."""
        parts = []
        for part in found.parts:
            axes = tuple(replace(axis, scanner=self._scanner) for axis in part.axes)
            parts.append(replace(part, axes=axes))
        return Space(tuple(parts))

    def priced(self) -> Iterator[tuple[Space, Callable[[Any], Priced]]]:
        """The jobs, each space with the function that prices its kinds.

        Raises:
            PlanError: the table, or a value of an axis, cannot be used.
            PriceBookError: a price book cannot be used.
        """
        for one in self.spaces():
            yield one, pricer(one, self.base, self.prices)

    @property
    def kinds(self) -> int | None:
        """How many kinds of jobs are to be priced; None for a table, of which that is not known beforehand."""
        return self._space.kinds if self._space else None

    def outcome(
        self,
        *,
        engine: Judge | None = None,
        together: Sequence[str] = (),
        budget: float | None = None,
        front: tuple[str, bool] | None = None,
        concurrency: int | None = None,
        progress: Callable[[int], object] = lambda _: None,
    ) -> Outcome:
        """Cost the sweep and, with an engine, judge it.

        Args:
            engine: judges one job; None: nothing is judged.
            together: axes of free text that are judged in combination.
            budget: USD that the cheapest jobs are to keep.
            front: the axis to set cost against, and whether its larger values are the better ones.
            concurrency: jobs at a time; default: the plan's.
            progress: called with how many kinds have been priced since.

        Raises:
            PlanError: the table, a value or the front's axis cannot be used.
            PriceBookError: a price book cannot be used.
        """
        figures, jobs = Figures(), 0
        by_axis: dict[str, AxisFigures] = {}
        judged: Judged | None = None
        points: dict[Shown, Candidate] = {}
        for one, price in self.priced():
            found = totals(one, price, progress, figures, _part_of(one, front[0]) if front else None)
            jobs += one.jobs
            if not figures.asked:
                kinds = found.unpriced
                figures.asked += [asked_by_kind(one, self.base, kind, self.prices, self._scanner) for kind in kinds]
            for axis in found.axes:
                by_axis[axis.name] = _merged(by_axis[axis.name], axis) if axis.name in by_axis else axis
            if engine is not None:
                part = judge(one, self.base, engine, together)
                judged = part if judged is None else _judged(judged, part)
            if front is not None:
                _take_points(points, one, found, front[0])
        return Outcome(
            name=screened(self.name),
            jobs=jobs,
            figures=figures,
            axes=tuple(axis for axis in by_axis.values() if 1 < len(axis.values) <= MOST_SHOWN),
            concurrency=concurrency or self.plan.concurrency,
            as_of=self.prices.day,
            judged=judged,
            fit=None if budget is None else figures.fit(budget),
            front=None if front is None else _front(points, *front),
            currency=self.prices.currency,
        )


def _check_region(axes: Sequence[Axis]) -> None:
    """Jobs that differ in what a Region would be guessed from could each cost something else."""
    paths = {path: axis.name for axis in axes for path in axis.paths}
    if "region" not in paths:
        for path, name in paths.items():
            if path in (IMAGE, ALGORITHM):
                raise PlanError(f"the axis {name!r} varies {path}, which would decide the Region: state `region`")


def _part_of(space: Space, name: str) -> int:
    """The part of a space that an axis is in.

    Raises:
        PlanError: no axis has that name.
    """
    for number, part in enumerate(space.parts):
        if any(axis.name == name for axis in part.axes):
            return number
    raise PlanError(f"no axis is called {name!r}; there are {', '.join(axis.name for axis in space.axes)}")


def _take_points(points: dict[Shown, Candidate], space: Space, found: Totals, name: str) -> None:
    number = _part_of(space, name)
    part = space.parts[number]
    column = next(place for place, axis in enumerate(part.axes) if axis.name == name)
    axis = part.axes[column]
    if len(axis.paths) > 1:
        raise PlanError(f"the axis {name!r} sets several paths, so it has no one value to set cost against")
    (figures,) = (one for one in found.axes if one.name == name)
    for place, value in enumerate(figures.values):
        known = points.get(value.label)
        if isnan(value.cheapest_usd) or (known is not None and known.usd <= value.cheapest_usd):
            continue
        written = axis.values[place][0] if axis.paths else place + 1
        job = _named(space, found, number, column, place)
        points[value.label] = Candidate(value.label, written, value.cheapest_usd, job)


def _named(space: Space, found: Totals, number: int, column: int, place: int) -> Named:
    """The cheapest job at a value of an axis, by what the other axes that decide the cost have there."""
    own_part = space.parts[number]
    rows = (own_part.rows[:, column] == place).nonzero()[0]
    own_kind = min(dict.fromkeys(own_part.kind[rows].tolist()), key=lambda kind: found.least[kind])
    words = []
    for at, part in enumerate(space.parts):
        fitting = (part.kind == found.cheapest[own_kind][at]).nonzero()[0]
        row = next(row for row in (rows[own_part.kind[rows] == own_kind] if at == number else fitting).tolist())
        for which, axis in enumerate(part.axes):
            if axis.costs and (at, which) != (number, column):
                words.append((axis.title, axis.label(int(part.rows[row, which]))))
    return tuple(words)


def _front(points: dict[Shown, Candidate], name: str, larger_is_better: bool) -> Front:
    try:
        return Front(
            screened(name),
            larger_is_better,
            tuple(pareto(list(points.values()), larger_is_better=larger_is_better)),
        )
    except ValueError as error:
        raise PlanError(f"the axis {name!r} has no Pareto front: {error}") from error


def _merged(one: AxisFigures, other: AxisFigures) -> AxisFigures:
    values = {value.label: value for value in one.values}
    for value in other.values:
        known = values.get(value.label)
        values[value.label] = value if known is None else _added(known, value)
    return AxisFigures(one.name, one.title, tuple(values.values()))


def _added(one: AxisValue, other: AxisValue) -> AxisValue:
    cheapest = [usd for usd in (one.cheapest_usd, other.cheapest_usd) if not isnan(usd)]
    dearest = [usd for usd in (one.dearest_usd, other.dearest_usd) if not isnan(usd)]
    return AxisValue(
        one.label,
        one.jobs + other.jobs,
        one.known_usd + other.known_usd,
        min(cheapest, default=nan),
        max(dearest, default=nan),
        one.unpriced + other.unpriced,
    )


def _judged(one: Judged, other: Judged) -> Judged:
    groups = {(group.finding.rule, group.finding.path): group for group in one.groups}
    for group in other.groups:
        key = group.finding.rule, group.finding.path
        groups[key] = _group(groups[key], group) if key in groups else group
    ranked = tuple(sorted(groups.values(), key=lambda group: -group.jobs))
    return Judged(ranked, one.combinations + other.combinations, one.left_out + other.left_out)


def _group(one: Group, other: Group) -> Group:
    values = {
        name: tuple(dict.fromkeys([*one.values[name], *other.values[name]]))
        for name in one.values.keys() & other.values.keys()
    }
    return replace(one, jobs=one.jobs + other.jobs, values=values)


def remembering(engine: Judge) -> Judge:
    """The same judge, asked once about equal requests: chunks of a table repeat one another."""
    known: dict[str, list[Any]] = {}

    def judged(job: Any) -> list[Any]:
        key = repr((job.request, job.facts))
        if key not in known:
            known[key] = engine(job)
        return known[key]

    return judged
