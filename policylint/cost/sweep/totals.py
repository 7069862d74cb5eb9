"""A whole sweep in figures: every kind priced once, counted as often as there are jobs of it."""

from collections.abc import Callable
from math import inf, nan
from typing import TYPE_CHECKING, Any

from policylint.cost.batch import numpy
from policylint.cost.sweep.figures import AxisFigures, AxisValue, Figures
from policylint.cost.sweep.pricing import Priced
from policylint.cost.sweep.space import Part, Space
from policylint.dataclass_ import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Kinds that are priced in one go: some tens of megabytes.
BLOCK = 1 << 18
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of a sweep, as a whole and by axis; `unpriced` are some kinds of jobs that have no known price.

    `cheapest` has, of the part that was asked for, the cheapest kind of job for each of its own kinds, a row of places,
    and `least` what that costs.
    """

    figures: Figures
    axes: tuple[AxisFigures, ...]
    unpriced: tuple[tuple[int, ...], ...] = ()
    cheapest: Any = None
    least: Any = None


def totals(
    space: Space,
    price: "Callable[[list[NDArray[np.int64]]], Priced]",
    progress: Callable[[int], object] = lambda _: None,
    figures: Figures | None = None,
    cheapest_of: int | None = None,
) -> Totals:
    """Price every kind of job in a sweep, adding to `figures` if there are some.

    `progress` is called with how many kinds have been priced since the last call; `cheapest_of` is the part of the
    space for whose kinds the cheapest kind of job is sought.
    """
    np = numpy()
    figures = figures or Figures()
    sums = [np.zeros(len(part.kinds)) for part in space.parts]
    least = [np.full(len(part.kinds), inf) for part in space.parts]
    most = [np.full(len(part.kinds), -inf) for part in space.parts]
    chosen = (
        None if cheapest_of is None else np.zeros((len(space.parts[cheapest_of].kinds), len(space.parts)), np.int64)
    )
    missing = [np.zeros(len(part.kinds)) for part in space.parts]
    unpriced: list[tuple[int, ...]] = []
    for _, places, jobs in space.blocks(BLOCK):
        priced = price(places)
        figures.add(priced, jobs)
        known = ~np.isnan(priced.most)
        spent = np.where(known, priced.most, 0.0) * jobs
        cheapest, dearest = np.where(known, priced.most, inf), np.where(known, priced.most, -inf)
        unknown = None if known.all() else np.where(known, 0.0, jobs)
        if unknown is not None and len(unpriced) < _EXAMPLES:
            some = np.flatnonzero(~known)[: _EXAMPLES - len(unpriced)]
            unpriced += zip(*(place[some].tolist() for place in places), strict=True)
        if chosen is not None and cheapest_of is not None:
            _choose(chosen, least[cheapest_of], places, cheapest_of, cheapest)
        for number, place in enumerate(places):
            if len(sums[number]) == 1:
                sums[number] += spent.sum()
                least[number] = np.minimum(least[number], cheapest.min())
                most[number] = np.maximum(most[number], dearest.max())
                missing[number] += 0.0 if unknown is None else unknown.sum()
                continue
            sums[number] += np.bincount(place, spent, len(sums[number]))
            np.minimum.at(least[number], place, cheapest)
            np.maximum.at(most[number], place, dearest)
            if unknown is not None:
                missing[number] += np.bincount(place, unknown, len(sums[number]))
        progress(len(jobs))
    by_axis = []
    for part, *sums_of in zip(space.parts, sums, least, most, missing, strict=True):
        by_axis += [_by_value(space, part, column, *sums_of) for column in range(len(part.axes))]
    return Totals(figures, tuple(by_axis), tuple(unpriced), chosen, None if cheapest_of is None else least[cheapest_of])


def _choose(chosen: Any, least: Any, places: "list[NDArray[np.int64]]", part: int, cheapest: Any) -> None:
    """Note the cheapest kind of job of a block for each kind of a part, where it undercuts those of earlier blocks."""
    np = numpy()
    order = np.lexsort((cheapest, places[part]))
    own, first = np.unique(places[part][order], return_index=True)
    best = order[first]
    better = cheapest[best] < least[own]
    chosen[own[better]] = np.stack([place[best[better]] for place in places], axis=1)


def _by_value(space: Space, part: Part, column: int, sums: Any, least: Any, most: Any, missing: Any) -> AxisFigures:
    """Each row of a part has an equal share in the sum of its kind."""
    np = numpy()
    axis, places = part.axes[column], part.rows[:, column]
    others = space.jobs / len(part.rows)
    spent = np.bincount(places, sums[part.kind] / part.sizes[part.kind], len(axis))
    unpriced = np.bincount(places, missing[part.kind] / part.sizes[part.kind], len(axis))
    jobs = np.bincount(places, minlength=len(axis)) * others
    cheapest = np.full(len(axis), inf)
    np.minimum.at(cheapest, places, least[part.kind])
    cheapest[cheapest == inf] = nan
    dearest = np.full(len(axis), -inf)
    np.maximum.at(dearest, places, most[part.kind])
    dearest[dearest == -inf] = nan
    columns = (jobs, spent, cheapest, dearest, unpriced)
    rows = zip(range(len(axis)), *(column.tolist() for column in columns), strict=True)
    return AxisFigures(axis.name, axis.title, tuple(AxisValue(axis.label(place), *row) for place, *row in rows))
