"""What past jobs teach about the next: how long jobs of a family run, and what spot saves on a type in a Region.

Only answers about completed training jobs teach. Times are kept to three digits, so that any number of jobs takes the
memory of some hundred numbers a family; the median of them is that exact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.history.record import Record
from policylint.identity import family
from policylint.job import TRAINING
from policylint.members import SPOT, TYPE
from policylint.shown import Shown


@dataclass(slots=True)
class Seen:
    """How often each value was seen, and the first and the last day of it."""

    counts: dict[float, int] = field(default_factory=dict)
    first: str = ""
    last: str = ""

    def add(self, value: float, number: int, first: str, last: str) -> None:
        """Add a value that was seen so many times between two days."""
        self.counts[value] = self.counts.get(value, 0) + number
        self.first = min(filter(None, (self.first, first)), default="")
        self.last = max(self.last, last)

    @property
    def number(self) -> int:
        """How many were seen."""
        return sum(self.counts.values())

    @property
    def median(self) -> float:
        """The middle one; of two in the middle half their sum."""
        number, seen = self.number, 0
        middle: list[float] = []
        for value, times in sorted(self.counts.items()):
            before, seen = seen, seen + times
            middle += (value for at in {(number - 1) // 2, number // 2} if before <= at < seen)
        return sum(middle) / len(middle)


@dataclass(slots=True)
class Learned:
    """Training seconds by family, and the part of the billed time that spot saved, by instance type and Region."""

    runtimes: dict[str, Seen] = field(default_factory=dict)
    savings: dict[str, Seen] = field(default_factory=dict)

    def add(self, record: Record, name: Shown) -> None:
        """Learn from a record, if it is of a completed training job; `name` is the job's."""
        took, billed = record.training_seconds, record.billable_seconds
        if record.operation != TRAINING or record.status != "Completed" or took is None or not name:
            return
        day = record.time[:10]
        self.runtimes.setdefault(family(name), Seen()).add(float(f"{took:.3g}"), 1, day, day)
        type_, region = record.job.string(TYPE), record.job.facts.region
        if record.job.boolean(SPOT) and billed is not None and billed <= took and type_ and region:
            self.savings.setdefault(f"{type_} {region}", Seen()).add(round(1 - billed / took, 3), 1, day, day)

    def join(self, other: "Learned") -> None:
        """Add what was learned elsewhere."""
        for own, others in ((self.runtimes, other.runtimes), (self.savings, other.savings)):
            for key, seen in others.items():
                mine = own.setdefault(key, Seen())
                for value, number in seen.counts.items():
                    mine.add(value, number, seen.first, seen.last)

    def plain(self) -> dict[str, Any]:
        """In JSON's own types."""
        return {
            name: {key: [list(seen.counts.items()), seen.first, seen.last] for key, seen in values.items()}
            for name, values in (("runtimes", self.runtimes), ("savings", self.savings))
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Learned":
        """What `plain` wrote."""
        return cls(*({key: Seen(dict(counts), first, last) for key, (counts, first, last) in plain[name].items()}
                     for name in ("runtimes", "savings")))  # fmt: skip


def lines(learned: Learned) -> Iterator[dict[str, Any]]:
    """A history as `policylint.cost.history` reads it: families by name, then spot savings."""
    for name, seen in sorted(learned.runtimes.items()):
        for took, times in sorted(seen.counts.items()):
            yield {"TrainingJobName": name, "TrainingTimeInSeconds": took, **_basis(seen), "Jobs": times}
    for key, seen in sorted(learned.savings.items()):
        type_, _, region = key.partition(" ")
        yield {
            "InstanceType": type_,
            "Region": region,
            "SpotSaving": round(seen.median, 3),
            **_range(seen),
            **_basis(seen),
        }


def _basis(seen: Seen) -> dict[str, Any]:
    return {"Jobs": seen.number, "From": seen.first, "To": seen.last}


def _range(seen: Seen) -> dict[str, float]:
    return {"Least": min(seen.counts), "Most": max(seen.counts)}
