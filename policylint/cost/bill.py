"""The estimates of many jobs as one bill: totals, parts, the verdict against a limit, and the change since a base."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policylint.aws import instance_family
from policylint.cost.estimate import Estimate
from policylint.cost.show import DOLLARS, money
from policylint.facts import owner as owner_of
from policylint.job import Job

_NONE = "(not stated)"


@dataclass(frozen=True, slots=True)
class Priced:
    """A job and what it can cost."""

    job: Job
    estimate: Estimate

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the job from one state of the files to the next."""
        return self.job.file, self.job.name


@dataclass(frozen=True, slots=True)
class Total:
    """What some jobs can cost together, in USD.

    `max_usd` counts the known prices; `unknown` of the `jobs` have none. `expected_usd` is None unless every job's is
    claimed.
    """

    jobs: int
    max_usd: float
    expected_usd: float | None
    unknown: int


def total(estimates: Iterable[Estimate]) -> Total:
    """Estimates added up."""
    found = list(estimates)
    likely = [one.expected_usd for one in found if one.expected_usd is not None]
    return Total(
        jobs=len(found),
        max_usd=sum(one.known_usd for one in found),
        expected_usd=sum(likely) if found and len(likely) == len(found) else None,
        unknown=sum(one.max_usd is None for one in found),
    )


BY: Mapping[str, Callable[[Priced], str]] = {
    "environment": lambda one: one.job.facts.environment or _NONE,
    "owner": lambda one: _owner(one.job),
    "family": lambda one: ", ".join(_families(one.estimate)) or _NONE,
    "region": lambda one: one.estimate.region or _NONE,
}


def parts(priced: Sequence[Priced], by: str) -> list[tuple[str, Total]]:
    """Totals by environment, owner tag, instance family or Region, the dearest first."""
    groups: dict[str, list[Estimate]] = {}
    for one in priced:
        groups.setdefault(BY[by](one), []).append(one.estimate)
    found = [(name, total(estimates)) for name, estimates in groups.items()]
    return sorted(found, key=lambda part: (-part[1].max_usd, part[0]))


@dataclass(frozen=True, slots=True)
class Change:
    """A job before and now; None where there was none, or is none any more."""

    before: Priced | None
    now: Priced | None

    @property
    def either(self) -> Priced:
        """The job as it is, or as it was."""
        found = self.now or self.before
        assert found is not None  # noqa: S101 - one of the two is always there
        return found

    @property
    def usd(self) -> float | None:
        """By how much the most that it can cost has changed; None where a price is not known."""
        amounts = [one.estimate.max_usd if one else 0.0 for one in (self.before, self.now)]
        return None if amounts[0] is None or amounts[1] is None else amounts[1] - amounts[0]


@dataclass(frozen=True, slots=True)
class Bill:
    """All that is to be told of a run.

    `limit` is what `--fail-over` allows; `base` names what `before` were the jobs of, and is empty without a
    comparison.
    """

    priced: tuple[Priced, ...]
    as_of: str
    limit: float | None = None
    currency: str = DOLLARS
    base: str = ""
    before: tuple[Priced, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def total(self) -> Total:
        """Everything added up."""
        return total(one.estimate for one in self.priced)

    @property
    def changes(self) -> list[Change]:
        """Jobs that are new, gone or of another price, the largest change first."""
        before, now = _numbered(self.before), _numbered(self.priced)
        found = [Change(before.get(key), now.get(key)) for key in {**now, **before}]
        changed = [one for one in found if one.usd != 0 or (one.before is None) != (one.now is None)]
        return sorted(changed, key=lambda one: -abs(one.usd) if one.usd is not None else float("-inf"))

    def money(self, amount: float) -> str:
        """An amount in the bill's currency."""
        return money(amount, self.currency)

    def verdict(self) -> str:
        """In one line: the most, what is likely, and the limit that is kept or broken."""
        found = self.total
        if not found.jobs:
            return "No job was found, so nothing can be said of its cost."
        what = "The job" if found.jobs == 1 else f"The {found.jobs:,} jobs"
        if found.unknown == found.jobs:
            text = f"{what} can cost an amount that is not known"
        elif found.unknown:
            text = (
                f"{what} can cost {self.money(found.max_usd)} and more: {found.unknown:,} of them have no known price"
            )
        else:
            text = f"{what} can cost {self.money(found.max_usd)} at most"
        likely = (
            "" if found.expected_usd is None else f" and likely {_verb(found.jobs)} {self.money(found.expected_usd)}"
        )
        return f"{text}{likely}{self._limit(found)}."

    def _limit(self, found: Total) -> str:
        if self.limit is None:
            return ""
        if found.max_usd > self.limit:
            return f": {self.money(found.max_usd - self.limit)} over the limit of {self.money(self.limit)}"
        if found.unknown:
            return f": whether that keeps the limit of {self.money(self.limit)} cannot be told"
        return f": within the limit of {self.money(self.limit)}"


def _owner(job: Job) -> str:
    """The tag that names the owner, however it is spelled; a secret that stands there by mistake stays hidden."""
    from policylint.secrets.settings import SecretSettings

    owner = owner_of(job)
    if not owner:
        return _NONE
    for start, end, _ in SecretSettings().scanner().scan_text(owner):
        owner = owner[:start] + "*" * (end - start) + owner[end:]
    return owner


def _verb(jobs: int) -> str:
    return "costs" if jobs == 1 else "cost"


def _families(estimate: Estimate) -> list[str]:
    return sorted({instance_family(line.instance_type) or "" for line in estimate.lines if line.what == "training"})


def _numbered(priced: Iterable[Priced]) -> dict[tuple[str, str, int], Priced]:
    """The jobs by key; those of the same file and name are told apart by their order."""
    found: dict[tuple[str, str, int], Priced] = {}
    met: Counter[tuple[str, str]] = Counter()
    for one in priced:
        found[*one.key, met[one.key]] = one
        met[one.key] += 1
    return found
