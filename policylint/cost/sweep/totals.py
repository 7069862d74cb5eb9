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
    """The figures of a sweep, as a whole and by axis; `unpriced` are some kinds of jobs that have no known price."""

    figures: Figures
    axes: tuple[AxisFigures, ...]
    unpriced: tuple[tuple[int, ...], ...] = ()


def totals(
    space: Space,
    price: "Callable[[list[NDArray[np.int64]]], Priced]",
    progress: Callable[[int], object] = lambda _: None,
    figures: Figures | None = None,
) -> Totals:
    """Price every kind of job in a sweep, adding to `figures` if there are some.

    `progress` is called with how many kinds have been priced since the last call.
    """
    np = numpy()
    figures = figures or Figures()
    sums = [np.zeros(len(part.kinds)) for part in space.parts]
    least = [np.full(len(part.kinds), inf) for part in space.parts]
    missing = [np.zeros(len(part.kinds)) for part in space.parts]
    unpriced: list[tuple[int, ...]] = []
    for _, places, jobs in space.blocks(BLOCK):
        priced = price(places)
        figures.add(priced, jobs)
        known = ~np.isnan(priced.most)
        spent = np.where(known, priced.most, 0.0) * jobs
        cheapest = np.where(known, priced.most, inf)
        unknown = None if known.all() else np.where(known, 0.0, jobs)
        if unknown is not None and len(unpriced) < _EXAMPLES:
            some = np.flatnonzero(~known)[: _EXAMPLES - len(unpriced)]
            unpriced += zip(*(place[some].tolist() for place in places), strict=True)
        for number, place in enumerate(places):
            if len(sums[number]) == 1:
                sums[number] += spent.sum()
                least[number] = np.minimum(least[number], cheapest.min())
                missing[number] += 0.0 if unknown is None else unknown.sum()
                continue
            sums[number] += np.bincount(place, spent, len(sums[number]))
            np.minimum.at(least[number], place, cheapest)
            if unknown is not None:
                missing[number] += np.bincount(place, unknown, len(sums[number]))
        progress(len(jobs))
    by_axis = []
    for part, *sums_of in zip(space.parts, sums, least, missing, strict=True):
        by_axis += [_by_value(space, part, column, *sums_of) for column in range(len(part.axes))]
    return Totals(figures, tuple(by_axis), tuple(unpriced))


def _by_value(space: Space, part: Part, column: int, sums: Any, least: Any, missing: Any) -> AxisFigures:
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
    rows = zip(range(len(axis)), jobs.tolist(), spent.tolist(), cheapest.tolist(), unpriced.tolist(), strict=True)
    return AxisFigures(axis.name, axis.title, tuple(AxisValue(axis.label(place), *row) for place, *row in rows))
