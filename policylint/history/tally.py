"""Adding up: what many judged records come to, in little memory, and the same however they were shared out.

A part's records are added up by what they have in common, in a `Sheet` that is written down as JSON; sheets are taken
together in the order of their parts. A job of which there are several records (the call in CloudTrail, the answer of
Describe, the guard's own) counts once: as it was called, else as the guard saw it, else as it was answered; what it
spent comes from the answer.
"""

import heapq
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from math import fsum
from typing import Any, NamedTuple

from policylint.dataclass_ import dataclass
from policylint.history.judging import Found, Judged
from policylint.history.learning import Learned
from policylint.history.record import Fault
from policylint.shown import Shown

ORDER = ("call", "guard", "request", "answer")
"""The kinds of records, those first that count where a job has several."""
DIMENSIONS = ("owner", "team", "account", "region", "month")
WORST = 50
MOST_FAULTS = 200
_RANKS = {"error": 0, "warning": 1, "note": 2}


_Row = tuple[int | None, float | None, float | None]
"""What is kept of each job: its identity, and the dollars asked and spent."""


class Group(NamedTuple):
    """What records have in common: their kind, whose and when their jobs are, the error of a failed call, the findings.

    `about` are the values of `DIMENSIONS`.
    """

    kind: str
    about: tuple[str, ...]
    error: str
    starts: bool
    found: tuple[Found, ...]


class Bad(NamedTuple):
    """A job with findings, and where its record stands."""

    kind: str
    job: Shown
    id: Shown
    file: Shown
    line: int
    time: str
    principal: Shown
    about: tuple[str, ...]
    found: tuple[Found, ...]
    asked_usd: float | None
    spent_usd: float | None
    identity: int | None

    @property
    def badness(self) -> tuple[int, int, float, str, str]:
        """What makes one worse than another: errors, warnings, dollars; then its name and place, to be certain."""
        return (
            sum(one.number for one in self.found if one.severity == "error"),
            sum(one.number for one in self.found if one.severity == "warning"),
            round(self.spent_usd if self.spent_usd is not None else self.asked_usd or 0.0, 6),
            self.job,
            f"{self.file}\0{self.line:012}",
        )


class Unjudged(NamedTuple):
    """A record or a file that could not be judged."""

    rule: str
    message: Shown
    file: Shown
    line: int


@dataclass(slots=True)
class Sheet:
    """What the records of one part come to. Amounts are kept a job each: another record may be of the same."""

    jobs: dict[Group, list[_Row]] = field(default_factory=dict)
    worst: list[Bad] = field(default_factory=list)
    faults: list[Unjudged] = field(default_factory=list)
    more_faults: int = 0
    learned: Learned = field(default_factory=Learned)

    def add(self, judged: Judged, file: Shown, line: int) -> None:
        """Take a judged record in."""
        record = judged.record
        about = (judged.owner, judged.team, judged.account, judged.region, record.time[:7])
        group = Group(record.kind, about, judged.error, record.starts, judged.found)
        identity = record.identity()
        self.jobs.setdefault(group, []).append((identity, judged.asked_usd, judged.spent_usd))
        if judged.found and not record.error:
            self.worst.append(
                Bad(
                    record.kind, judged.job, judged.id, file, line, record.time, judged.principal, about, judged.found,
                    judged.asked_usd, judged.spent_usd, identity,
                )
            )  # fmt: skip
            if len(self.worst) >= 4 * WORST:
                self._cut()
        self.learned.add(record, judged.job)

    def miss(self, fault: Fault, message: Shown, file: Shown, line: int) -> None:
        """Take note of what could not be judged."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Unjudged(fault.rule, message, file, line))
        else:
            self.more_faults += 1

    def _cut(self) -> None:
        self.worst = _the_worst(self.worst)

    def plain(self) -> dict[str, Any]:
        """The sheet in JSON's own types."""
        self._cut()
        return {
            "jobs": [[*group[:4], group.found, rows] for group, rows in self.jobs.items()],
            "worst": self.worst,
            "faults": self.faults,
            "more_faults": self.more_faults,
            "learned": self.learned.plain(),
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Sheet":
        """The sheet that `plain` wrote."""
        jobs = {
            Group(kind, tuple(about), error, starts, _found(found)): [(row[0], row[1], row[2]) for row in rows]
            for kind, about, error, starts, found, rows in plain["jobs"]
        }
        worst = [Bad(*(*one[:7], tuple(one[7]), _found(one[8]), *one[9:])) for one in plain["worst"]]
        faults = [Unjudged(*one) for one in plain["faults"]]
        return cls(jobs, worst, faults, plain["more_faults"], Learned.of(plain["learned"]))


def _found(plain: Iterable[Sequence[Any]]) -> tuple[Found, ...]:
    return tuple(Found(*one) for one in plain)


@dataclass(slots=True)
class Sum:
    """Jobs, those with findings, and dollars; `unpriced` are jobs that started and whose price is not known."""

    jobs: int = 0
    with_findings: int = 0
    findings: int = 0
    asked_usd: float = 0.0
    spent_usd: float = 0.0
    spent_jobs: int = 0
    unpriced: int = 0
    severity: str = ""

    def add(self, amounts: "Sum") -> None:
        """Add other jobs; the worse severity stays."""
        self.jobs += amounts.jobs
        self.with_findings += amounts.with_findings
        self.findings += amounts.findings
        self.asked_usd += amounts.asked_usd
        self.spent_usd += amounts.spent_usd
        self.spent_jobs += amounts.spent_jobs
        self.unpriced += amounts.unpriced
        if not self.severity or _RANKS.get(amounts.severity, 3) < _RANKS.get(self.severity, 3):
            self.severity = amounts.severity


@dataclass(slots=True)
class Total:
    """What all records come to.

    Attributes:
        whole: all jobs that were judged and did not fail.
        by: the same by owner, team, account, Region and month; by_rule: by rule, of the jobs that break it.
        months: findings by rule and month.
        failed: by error code, how many calls failed, and in how many of them a rule is broken.
        kinds: how many records of each kind were read; again: how many were further ones of a job that counted already.
        worst: the worst jobs; faults: what could not be judged, `more_faults` beyond those.
        learned: what runtimes and spot savings there were.
    """

    whole: Sum = field(default_factory=Sum)
    by: dict[str, dict[str, Sum]] = field(default_factory=lambda: {name: {} for name in DIMENSIONS})
    by_rule: dict[str, Sum] = field(default_factory=dict)
    months: dict[str, dict[str, int]] = field(default_factory=dict)
    failed: dict[str, list[int]] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    again: int = 0
    worst: list[Bad] = field(default_factory=list)
    faults: list[Unjudged] = field(default_factory=list)
    more_faults: int = 0
    learned: Learned = field(default_factory=Learned)


class _Met:
    """The jobs that have been counted: number by number, each with the group that it counted in; 12 bytes a place."""

    def __init__(self) -> None:
        self._size = 1 << 12
        self._keys = array("Q", bytes(8 * self._size))
        self._values = array("I", bytes(4 * self._size))
        self._used = 0

    def place(self, identity: int) -> int:
        """Where a job stands, or would stand."""
        at = identity % (self._size - 1)
        while self._keys[at] and self._keys[at] != identity + 1:
            at = at + 1 if at + 1 < self._size else 0
        return at

    def get(self, identity: int) -> int | None:
        """The group of a job that was counted."""
        at = self.place(identity)
        return self._values[at] if self._keys[at] else None

    def put(self, identity: int, group: int) -> None:
        """Note the group of a job."""
        at = self.place(identity)
        if not self._keys[at]:
            self._used += 1
        self._keys[at], self._values[at] = identity + 1, group
        if 3 * self._used > 2 * self._size:
            self._grow()

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        self._size *= 2
        self._keys, self._values = array("Q", bytes(8 * self._size)), array("I", bytes(4 * self._size))
        for key, value in zip(keys, values, strict=True):
            if key:
                at = self.place(key - 1)
                self._keys[at], self._values[at] = key, value


_SPENT = 1 << 31
"""Set in a job's group once what it spent is counted."""


class Adding:
    """Takes sheets together: all are gone through for the calls, and those with other kinds of record once for each."""

    def __init__(self) -> None:
        self.total = Total()
        self._met = _Met()
        self._numbers: dict[Group, int] = {}
        self._groups: list[Group] = []

    def over(self, sheets: Callable[[int], Sheet], count: int) -> Total:
        """The total of so many sheets, each of which can be asked for several times."""
        total, worst = self.total, _Worst()
        found: dict[str, list[int]] = {}
        for number in range(count):
            sheet = sheets(number)
            for kind in {group.kind for group in sheet.jobs}:
                found.setdefault(kind, []).append(number)
            for group, rows in sheet.jobs.items():
                total.kinds[group.kind] = total.kinds.get(group.kind, 0) + len(rows)
            kept = sheet.faults[: MOST_FAULTS - len(total.faults)]
            total.faults += kept
            total.more_faults += sheet.more_faults + len(sheet.faults) - len(kept)
            total.learned.join(sheet.learned)
            worst.add(self._of_kind(ORDER[0], sheet))
        for kind in ORDER[1:]:
            for number in found.get(kind, ()):
                worst.add(self._of_kind(kind, sheets(number)))
        total.worst = worst.worst
        return total

    def _of_kind(self, kind: str, sheet: Sheet) -> Iterator[Bad]:
        """Count the records of a kind in a sheet; those of the worst jobs among them that count."""
        counted: set[int] = set()
        for group, rows in sheet.jobs.items():
            if group.kind == kind:
                kept = [row for row in rows if row[0] is None or self._is_new(row, group)]
                counted.update(row[0] for row in kept if row[0] is not None)
                self._count(group, kept)
        for bad in sheet.worst:
            if bad.kind == kind and (bad.identity is None or bad.identity in counted):
                yield bad

    def _is_new(self, row: _Row, group: Group) -> bool:
        """Whether a job counts here; one that has counted may now tell what it spent."""
        identity, _, spent = row
        known = self._met.get(identity) if identity is not None else None
        if identity is None or known is None:
            if identity is not None:
                self._met.put(identity, self._number(group) | (_SPENT if spent is not None else 0))
            return True
        self.total.again += 1
        if spent is not None and not known & _SPENT:
            self._met.put(identity, known | _SPENT)
            for one, _ in self._sums(self._groups[known]):
                one.add(Sum(spent_usd=spent, spent_jobs=1, severity=one.severity))
        return False

    def _number(self, group: Group) -> int:
        number = self._numbers.setdefault(group, len(self._groups))
        if number == len(self._groups):
            self._groups.append(group)
        return number

    def _sums(self, group: Group) -> Iterator[tuple[Sum, "_OfRule | None"]]:
        """All sums that a group's jobs are part of, those by rule with what of the group's findings they are about."""
        total = self.total
        yield total.whole, None
        for name, value in zip(DIMENSIONS, group.about, strict=True):
            yield total.by[name].setdefault(value, Sum()), None
        for rule, of_rule in _by_rule(group.found).items():
            yield total.by_rule.setdefault(rule, Sum()), of_rule

    def _count(self, group: Group, rows: Sequence[_Row]) -> None:
        if not rows:
            return
        if group.error:
            failed = self.total.failed.setdefault(group.error, [0, 0])
            failed[0] += len(rows)
            failed[1] += len(rows) if group.found else 0
            return
        spent = [row[2] for row in rows if row[2] is not None]
        findings = sum(found.number for found in group.found)
        amounts = Sum(
            jobs=len(rows),
            with_findings=len(rows) if group.found else 0,
            asked_usd=fsum(row[1] for row in rows if row[1] is not None),
            spent_usd=fsum(spent),
            spent_jobs=len(spent),
            unpriced=sum(row[1] is None for row in rows) if group.starts else 0,
        )
        for one, of_rule in self._sums(group):
            amounts.findings = len(rows) * (findings if of_rule is None else of_rule.number)
            amounts.severity = "" if of_rule is None else of_rule.severity
            one.add(amounts)
        month = group.about[DIMENSIONS.index("month")]
        for rule, of_rule in _by_rule(group.found).items():
            by_month = self.total.months.setdefault(rule, {})
            by_month[month] = by_month.get(month, 0) + of_rule.number * len(rows)


class _OfRule(NamedTuple):
    """A rule's findings in one job."""

    number: int
    severity: str


def _by_rule(found: Iterable[Found]) -> dict[str, _OfRule]:
    rules: dict[str, _OfRule] = {}
    for one in found:
        known = rules.get(one.rule, _OfRule(0, one.severity))
        severity = min(known.severity, one.severity, key=lambda severity: _RANKS.get(severity, 3))
        rules[one.rule] = _OfRule(known.number + one.number, severity)
    return rules


@dataclass(slots=True)
class _Worst:
    """The worst of all jobs that were added."""

    _found: list[Bad] = field(default_factory=list)

    def add(self, found: Iterable[Bad]) -> None:
        """Add some."""
        self._found += found
        if len(self._found) > 4 * WORST:
            self._found = _the_worst(self._found)

    @property
    def worst(self) -> list[Bad]:
        """The worst ones, the worst first."""
        return _the_worst(self._found)


def _the_worst(found: Iterable[Bad]) -> list[Bad]:
    return heapq.nlargest(WORST, found, key=lambda bad: bad.badness)
