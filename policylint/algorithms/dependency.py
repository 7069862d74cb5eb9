"""What hyperparameters of an algorithm ask of each other, as the tables state it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policylint.algorithms.algorithm import Algorithm
from policylint.algorithms.interval import Interval, interval

_COMPARISONS = {"<": "less than", "<=": "at most"}


class Dependency:
    """One row of `dependencies`: what a value needs, or how two numbers relate.

    `when` and `needs` are values by name; None is any value that is given. `compare` is a name, a sign and a name,
    `sum` names whose values are within `range` together. `is_certain` is False where the combination has been seen to
    run although the page rules it out.
    """

    def __init__(self, row: Mapping[str, Any], source: str) -> None:
        self.when: Mapping[str, Sequence[str] | None] = row.get("when", {})
        self.needs: Mapping[str, Sequence[str] | None] = row.get("needs", {})
        self.compare: Sequence[str] = row.get("compare", ())
        self.sum: Sequence[str] = row.get("sum", ())
        self.range: Interval | None = interval(row["range"]) if "range" in row else None
        self.is_certain: bool = row.get("severity") != "warning"
        self.source: str = row.get("source", source)

    @property
    def names(self) -> Sequence[str]:
        """The hyperparameters that it is about; those that are needed first."""
        compared = (self.compare[0], self.compare[2]) if self.compare else ()
        return [*dict.fromkeys((*self.needs, *self.when, *compared, *self.sum))]

    @property
    def relation(self) -> str:
        """`less than` or `at most`, of a comparison."""
        return _COMPARISONS[self.compare[1]]

    def __str__(self) -> str:
        if self.compare:
            return f"{self.compare[0]} must be {self.relation} {self.compare[2]}"
        if self.sum:
            return f"the sum of {' and '.join(self.sum)} must be {self.range}"
        return f"{_told(self.when)} needs {_told(self.needs)}"


def _told(condition: Mapping[str, Sequence[str] | None]) -> str:
    return " and ".join(name if values is None else f"{name} {either(values)}" for name, values in condition.items())


def dependencies(found: Algorithm) -> Iterator[Dependency]:
    """All that the hyperparameters of an algorithm ask of each other."""
    for row in found.table.get("dependencies", ()):
        yield Dependency(row, found.page("hyperparameters"))


def either(values: Sequence[str]) -> str:
    """`'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`."""
    *first, last = map(repr, values)
    return f"{', '.join(first)} or {last}" if first else last
