"""What the rules say of a sweep: each distinct combination judged once, and counted as often as it occurs.

Members of the user's own text (hyperparameters, environment variables, tags) are judged value by value, beside the
first value of the others; all other members in every combination. A rule that compares two texts with one another can
thus miss a combination: `together` names axes that are to be judged in combination all the same.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from policylint.contract.shared_checkpoints import shared_by_all
from policylint.cost.batch import numpy
from policylint.cost.sweep.axes import Axis
from policylint.cost.sweep.pricing import Base
from policylint.cost.sweep.space import Part, Space
from policylint.dataclass_ import dataclass
from policylint.finding import ShownFinding
from policylint.job import Job
from policylint.shown import Shown

MOST_JUDGED = 20_000
Judge = Callable[[Job], list[ShownFinding]]


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule at one path: in how many jobs, with which values of which axes, and one message.

    `values` has, for each axis that distinguishes jobs with the finding from jobs without it, the labels that have it.
    """

    finding: ShownFinding
    jobs: float
    values: Mapping[Shown, tuple[Shown, ...]]

    @property
    def words(self) -> str:
        """The place of the finding and what is wrong there."""
        return f"{self.finding.path or 'the request'}: {self.finding.message}"


@dataclass(frozen=True, slots=True)
class Judged:
    """All findings of a sweep; `left_out` combinations were not judged, since there are too many."""

    groups: tuple[Group, ...]
    combinations: int
    left_out: int


@dataclass(slots=True)
class _Found:
    finding: ShownFinding
    jobs: float
    settings: list[Counter[int]]
    text: int | None


def judge(space: Space, base: Base, engine: Judge, together: Collection[str] = ()) -> Judged:
    """Judge a sweep; a finding is one of a rule at a path."""
    axes = space.axes
    alone = [axis.free_text and axis.name not in together and bool(axis.paths) for axis in axes]
    found: dict[tuple[str, str], _Found] = {}
    met: list[Counter[int]] = [Counter() for _ in axes]
    texts = [path for axis, is_alone in zip(axes, alone, strict=True) if is_alone for path in axis.paths]
    judged = left_out = 0
    kept = [bool(axis.paths) and not is_alone for axis, is_alone in zip(axes, alone, strict=True)]
    for places, jobs in _combinations(space, kept):
        if judged == MOST_JUDGED:
            left_out += 1
            continue
        judged += 1
        for counter, place in zip(met, places, strict=True):
            counter[place] += 1
        for finding in engine(_job(base, space, places)):
            if not _below(finding.path, texts):
                _take(found, finding, jobs, places, axes)
    for number, (axis, is_alone) in enumerate(zip(axes, alone, strict=True)):
        if is_alone:
            judged += _judge_text(found, space, base, engine, number, axis)
    groups = [_group(one, axes, met, alone) for one in found.values()]
    return Judged(tuple(sorted(groups, key=lambda group: -group.jobs)), judged, left_out)


def _judge_text(
    found: dict[tuple[str, str], _Found], space: Space, base: Base, engine: Judge, number: int, axis: Axis
) -> int:
    """Each value of a text for itself, within the first combination that has it."""
    part, column = next((part, part.axes.index(axis)) for part in space.parts if any(axis is one for one in part.axes))
    others = space.jobs / len(part.rows)
    counts = numpy().bincount(part.rows[:, column], minlength=len(axis))
    judged = 0
    for place in range(min(len(axis), MOST_JUDGED)):
        if counts[place]:
            judged += 1
            places = _first_with(space, part, column, place)
            for finding in engine(_job(base, space, places)):
                if _below(finding.path, axis.paths):
                    _take(found, finding, float(counts[place] * others), places, space.axes, only=number)
    return judged


def _combinations(space: Space, kept_axes: Sequence[bool]) -> Iterator[tuple[tuple[int, ...], float]]:
    """The combinations of the axes kept, each with the number of its jobs; the other axes take their first values."""
    np = numpy()
    by_part: list[list[tuple[tuple[int, ...], float]]] = []
    start = 0
    for part in space.parts:
        kept = list(kept_axes[start : start + len(part.axes)])
        start += len(part.axes)
        rows = part.rows[:, kept]
        _, firsts, counts = np.unique(rows, axis=0, return_index=True, return_counts=True)
        if not any(kept):
            firsts, counts = np.zeros(1, np.int64), np.array([len(part.rows)])
        by_part.append([(tuple(part.rows[first].tolist()), float(n)) for first, n in zip(firsts, counts, strict=True)])
    for chosen in product(*by_part):
        jobs = 1.0
        for _, count in chosen:
            jobs *= count
        yield tuple(place for places, _ in chosen for place in places), jobs


def _first_with(space: Space, part: Part, column: int, place: int) -> tuple[int, ...]:
    found: list[int] = []
    for one in space.parts:
        row = one.rows[(one.rows[:, column] == place).argmax()] if one is part else one.rows[0]
        found += row.tolist()
    return tuple(found)


def _job(base: Base, space: Space, places: Sequence[int]) -> Job:
    """The job of a combination, with a remark on what it has in common with all others."""
    job = base.job(_settings(space.axes, places))
    remarks = shared_by_all(job, [path for axis in space.axes for path in axis.paths]) if space.jobs > 1 else ()
    return replace(job, origin=replace(job.origin, remarks=(*job.origin.remarks, *remarks)))


def _settings(axes: Sequence[Axis], places: Sequence[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for axis, place in zip(axes, places, strict=True):
        found |= axis.settings(place)
    return found


def _below(path: str, parents: Collection[str]) -> bool:
    return any(path == parent or path.startswith((f"{parent}.", f"{parent}[")) for parent in parents)


def _take(
    found: dict[tuple[str, str], _Found],
    finding: ShownFinding,
    jobs: float,
    places: Sequence[int],
    axes: Sequence[Axis],
    only: int | None = None,
) -> None:
    one = found.setdefault((finding.rule, finding.path), _Found(finding, 0.0, [Counter() for _ in axes], only))
    one.jobs += jobs
    for number, (counter, place) in enumerate(zip(one.settings, places, strict=True)):
        if only is None or number == only:
            counter[place] += 1


def _group(one: _Found, axes: Sequence[Axis], met: Sequence[Counter[int]], alone: Sequence[bool]) -> Group:
    """The axes that matter: of which some values have the finding and others do not."""
    values = {}
    for number, (axis, counter) in enumerate(zip(axes, one.settings, strict=True)):
        if one.text is None:
            matters = not alone[number] and len(counter) < len(met[number])
        else:
            matters = number == one.text and len(counter) < len(axis)
        if matters:
            values[axis.title] = tuple(axis.label(place) for place in sorted(counter))
    return Group(one.finding, one.jobs, values)
