"""The jobs of a sweep without writing them out: independent parts, of which the sweep is the product.

Axes that a constraint ties together form one part; every other axis is a part of its own. Of each part the combinations
that keep the constraints are listed; their product, which may have a trillion jobs, never is. Within a part,
combinations that cost the same are one kind, so that the sweep has as many costs as the product of kinds.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from policylint.cost.batch import numpy
from policylint.cost.sweep.axes import Axis
from policylint.cost.sweep.plan import PlanError
from policylint.dataclass_ import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Constraints are judged one combination at a time; a part beyond this would take minutes.
MOST_TIED = 1_000_000
# Some minutes on a laptop, at some million kinds a second.
MOST_KINDS = 2_000_000_000


@dataclass(frozen=True)
class Part:
    """Axes that vary together.

    `rows` are the combinations that keep the constraints, a column of value places for each axis; `kind` the kind of
    each row, and `kinds` the row that stands for each kind, `sizes` how many rows are of it.
    """

    axes: tuple[Axis, ...]
    rows: "NDArray[np.int32]"
    kind: "NDArray[np.int64]"
    kinds: "NDArray[np.int64]"
    sizes: "NDArray[np.int64]"


@dataclass(frozen=True)
class Space:
    """All jobs of a sweep, as the product of its parts."""

    parts: tuple[Part, ...]

    @property
    def jobs(self) -> int:
        """How many jobs there are; exact, however many."""
        return prod(len(part.rows) for part in self.parts)

    @property
    def kinds(self) -> int:
        """How many combinations there are that can differ in cost."""
        return prod(len(part.kinds) for part in self.parts)

    @property
    def axes(self) -> list[Axis]:
        """All axes, part by part."""
        return [axis for part in self.parts for axis in part.axes]

    def blocks(self, size: int) -> "Iterator[tuple[int, list[NDArray[np.int64]], NDArray[np.float64]]]":
        """The kinds in blocks: the number of the first, for each part the place of each kind's part, and the jobs."""
        np = numpy()
        for start in range(0, self.kinds, size):
            places = self.split(np.arange(start, min(start + size, self.kinds)))
            jobs = np.ones(len(places[0]) if places else 1)
            for part, place in zip(self.parts, places, strict=True):
                jobs *= part.sizes[place]
            yield start, places, jobs

    def split(self, numbers: "NDArray[np.int64]") -> "list[NDArray[np.int64]]":
        """The place in each part's kinds of combinations that are numbered in the order of the product."""
        return _split(numbers, [len(part.kinds) for part in self.parts])

    def split_jobs(self, numbers: "NDArray[np.int64]") -> "list[NDArray[np.int64]]":
        """The place in each part's rows of jobs that are numbered in the order of the product."""
        return _split(numbers, [len(part.rows) for part in self.parts])

    def kind_of(self, rows: "Sequence[NDArray[np.int64]]") -> Any:
        """The number of the kind of jobs, from their places in each part's rows."""
        np = numpy()
        number = np.zeros(len(rows[0]) if len(rows) else 1, np.int64)
        for part, place in zip(self.parts, rows, strict=True):
            number = number * len(part.kinds) + part.kind[place]
        return number


def space(axes: Sequence[Axis], constraints: Sequence[str]) -> Space:
    """Put the parts of a sweep together.

    Raises:
        PlanError: a constraint is not JMESPath or names no axis, no combination keeps it, or there is too much to list.
    """
    tied = [_expression(text, axes) for text in constraints]
    parts = []
    for group in _groups(axes, [names for _, names in tied]):
        own = [expression for expression, names in tied if names & {axis.name for axis in group}]
        parts.append(_part(group, own))
    found = Space(tuple(parts))
    if found.kinds > MOST_KINDS:
        raise PlanError(
            f"the sweep has {found.kinds:,} different costs; more than {MOST_KINDS:,} take too long: "
            "let fewer axes bear on the cost, or tie them with zip"
        )
    return found


def _expression(text: str, axes: Sequence[Axis]) -> tuple[Any, set[str]]:
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        expression = jmespath.compile(text)
    except JMESPathError as error:
        raise PlanError(f"the constraint {text!r} is not JMESPath: {str(error).partition(chr(10))[0]}") from error
    names = set(_fields(expression.parsed)) & {axis.name for axis in axes}
    if not names:
        raise PlanError(f"the constraint {text!r} names none of the axes {', '.join(axis.name for axis in axes)}")
    return expression, names


def _fields(node: Any) -> Iterator[str]:
    if node.get("type") == "field":
        yield node["value"]
    for child in node.get("children", ()):
        if isinstance(child, dict):
            yield from _fields(child)


def _groups(axes: Sequence[Axis], ties: Sequence[set[str]]) -> list[tuple[Axis, ...]]:
    groups = [{axis.name} for axis in axes]
    for names in ties:
        apart = [group for group in groups if not group & names]
        groups = [*apart, set().union(*(group for group in groups if group & names))]
    ordered = [tuple(axis for axis in axes if axis.name in group) for group in groups]
    return sorted(ordered, key=lambda group: axes.index(group[0]))


def _part(axes: tuple[Axis, ...], expressions: Sequence[Any]) -> Part:
    np = numpy()
    if not expressions:
        rows = np.arange(len(axes[0]), dtype=np.int32)[:, None]
    else:
        size = prod(map(len, axes))
        if size > MOST_TIED:
            names = ", ".join(axis.name for axis in axes)
            raise PlanError(f"constraints tie {size:,} combinations of {names}; more than {MOST_TIED:,} take too long")
        rows = np.array(list(_kept(axes, expressions)), dtype=np.int32)
        if not len(rows):
            raise PlanError("no combination keeps the constraints: the sweep has no jobs")
    return Part(axes, rows, *kinds_of(axes, rows))


def kinds_of(axes: Sequence[Axis], rows: Any) -> tuple[Any, Any, Any]:
    """The kind of each row, the row that stands for each kind, and how many rows each kind has."""
    np = numpy()
    bearing = [place for place, axis in enumerate(axes) if axis.costs]
    if not bearing:
        return np.zeros(len(rows), np.int64), np.zeros(1, np.int64), np.array([len(rows)])
    # One number a row, in mixed radix, is sorted far quicker than rows of numbers.
    number = np.zeros(len(rows), np.int64)
    if prod(len(axes[place]) for place in bearing) < 1 << 62:
        for place in bearing:
            number = number * len(axes[place]) + rows[:, place]
        _, kinds, kind, sizes = np.unique(number, return_index=True, return_inverse=True, return_counts=True)
    else:
        _, kinds, kind, sizes = np.unique(
            rows[:, bearing], axis=0, return_index=True, return_inverse=True, return_counts=True
        )
    return kind.reshape(-1), kinds, sizes


def _kept(axes: Sequence[Axis], expressions: Sequence[Any]) -> Iterator[tuple[int, ...]]:
    seen = [[axis.in_constraints(place) for place in range(len(axis))] for axis in axes]
    for places in product(*(range(len(axis)) for axis in axes)):
        values = {axis.name: seen[number][place] for number, (axis, place) in enumerate(zip(axes, places, strict=True))}
        if all(_holds(expression, values) for expression in expressions):
            yield places


def _holds(expression: Any, values: dict[str, Any]) -> bool:
    from jmespath.exceptions import JMESPathError

    try:
        return bool(expression.search(values))
    except JMESPathError as error:
        raise PlanError(f"the constraint {expression.expression!r} fails: {error}") from error


def _split(numbers: "NDArray[np.int64]", sizes: Sequence[int]) -> "list[NDArray[np.int64]]":
    return list(numpy().unravel_index(numbers, sizes)) if sizes else []
