"""Costs parted by whom they are of: environment, owner, account, Region, family, file, kind, or any tag, also several
at once.

A part of jobs that do not state what they are parted by is a part like others, and its share of the whole is said.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from policylint.counting import counted
from policylint.dataclass_ import dataclass
from policylint.money import percent
from policylint.reports.costs import NOT_STATED, Cost, Costs, JobCost, Total, total

OWN: Mapping[str, Callable[[JobCost, Cost], str | None]] = {
    "environment": lambda _, cost: cost.environment,
    "owner": lambda _, cost: cost.owner,
    "account": lambda _, cost: cost.account,
    "region": lambda _, cost: cost.region,
    "family": lambda _, cost: ", ".join(cost.families),
    "file": lambda job, _: job.file,
    "kind": lambda _, cost: cost.kind,
}
"""What costs can be parted by beside tags. Any other word is a tag's key, and `tag:KEY` is one of the same name."""


@dataclass(frozen=True, slots=True)
class Part:
    """The jobs that share the values of what is parted by, in its order; None: not stated."""

    values: tuple[str | None, ...]
    total: Total

    @property
    def names(self) -> tuple[str, ...]:
        """The values in words."""
        return tuple(NOT_STATED if value is None else value for value in self.values)

    @property
    def stated(self) -> bool:
        """Whether all values are stated."""
        return None not in self.values


@dataclass(frozen=True, slots=True)
class Groups:
    """Parts of the costs of today, those of unknown cost first, then the most expensive."""

    by: tuple[str, ...]
    parts: tuple[Part, ...]
    whole: Total

    @property
    def title(self) -> str:
        """What it is parted by, in words."""
        return " and ".join(word.removeprefix("tag:") for word in self.by)

    def share(self, part: Total) -> str:
        """The part's share of what is known of the whole; empty where nothing is."""
        return percent(part.known_usd, self.whole.known_usd) if self.whole.known_usd else ""

    @property
    def not_stated(self) -> tuple[Total, str]:
        """The jobs that lack a value of what is parted by, and their share of what is known."""
        jobs = [part.total for part in self.parts if not part.stated]
        known = sum(one.known_usd for one in jobs)
        lacking = Total(
            jobs=sum(one.jobs for one in jobs),
            known_usd=known,
            expected_usd=None,
            unknown=sum(one.unknown for one in jobs),
            unbounded=sum(one.unbounded for one in jobs),
        )
        return lacking, self.share(lacking)

    def sentence(self) -> str:
        """How much states nothing, in words; empty where all jobs state all of it."""
        lacking, share = self.not_stated
        if not lacking.jobs:
            return ""
        of = f", {share} of the known cost" if share else ""
        what = self.title.replace(" and ", " or ")
        return f"{counted(lacking.jobs, 'job')} of {self.whole.jobs:,} {_state(lacking.jobs)} no {what}{of}."


def _state(jobs: int) -> str:
    return "states" if jobs == 1 else "state"


def value_of(word: str, job: JobCost, cost: Cost) -> str | None:
    """What a job has for one of the words that costs can be parted by.

    A tag's key is sought as it is written, then in any case.
    """
    if word in OWN:
        return OWN[word](job, cost) or None
    key = word.removeprefix("tag:")
    exact = next((value for name, value in cost.tags.items() if name == key), None)
    return exact or next((value for name, value in cost.tags.items() if name.lower() == key.lower()), None) or None


def groups(costs: Costs, by: Sequence[str]) -> Groups:
    """The jobs of today, parted by all of these words together."""
    found: dict[tuple[str | None, ...], list[Cost]] = {}
    for job, cost in _now(costs):
        found.setdefault(tuple(value_of(word, job, cost) for word in by), []).append(cost)
    parts = [Part(values, total(jobs)) for values, jobs in found.items()]
    parts.sort(key=lambda part: (part.total.max_usd is not None, -part.total.known_usd, part.names))
    return Groups(tuple(by), tuple(parts), costs.now)


def _now(costs: Costs) -> Iterator[tuple[JobCost, Cost]]:
    return ((job, job.now) for job in costs.jobs if job.now is not None)
