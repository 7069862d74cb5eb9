"""What was already run, as people and programs read it: a screen of text for any number of jobs, and JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policylint import __version__
from policylint.counting import are, counted
from policylint.dataclass_ import dataclass
from policylint.history.learning import Learned, lines
from policylint.history.replaying import PASSED, STOPPED
from policylint.history.tally import DIMENSIONS, Bad, Sum, Total
from policylint.money import DOLLARS, money
from policylint.reports.visible import visible
from policylint.reports.wire import compact, pretty
from policylint.reports.wording import inert
from policylint.shown import renders

SHOWN = 8
"""Rows of each table on a screen; JSON has all."""
NOT_STATED = "(not stated)"
KINDS = {
    "call": "CloudTrail event",
    "answer": "Describe answer",
    "guard": "guard record",
    "request": "bare request",
}
VERSION = "1"


@dataclass(frozen=True, slots=True)
class History:
    """A total, and what is said beside it: the titles of rules, the currency, the day of the prices, the team's tag.

    `flips` says that the findings are flips of a replay: jobs that policies stop or let pass now.
    """

    total: Total
    titles: Mapping[str, str]
    currency: str = DOLLARS
    as_of: str = ""
    team_tag: str = "team"
    flips: bool = False

    def money(self, amount: float) -> str:
        """An amount in the currency of the prices."""
        return money(amount, self.currency)

    def dollars(self, one: Sum) -> str:
        """What jobs asked for and, as far as that is known, spent."""
        asked = self.money(one.asked_usd) if one.unpriced < one.jobs or one.asked_usd else "unknown"
        if one.unpriced and one.asked_usd:
            asked = f"at least {asked}"
        if not one.spent_jobs:
            return f"{asked} asked"
        return f"{asked} asked, {self.money(one.spent_usd)} spent by {one.spent_jobs:,}"

    def title(self, rule: str) -> str:
        """A rule's name for people."""
        return self.titles.get(rule, rule)

    def name(self, dimension: str, value: str) -> str:
        """A part of a dimension, for people."""
        return value or (NOT_STATED if dimension != "month" else "(no time)")

    def label(self, dimension: str) -> str:
        """A dimension's heading."""
        return f"tag {self.team_tag}" if dimension == "team" else "Region" if dimension == "region" else dimension

    def parts(self, dimension: str) -> list[tuple[str, Sum]]:
        """The parts of a dimension: months in their order, others with the most dollars of jobs with findings first."""
        found = list(self.total.by[dimension].items())
        if dimension == "month":
            return sorted(found)
        return sorted(found, key=lambda part: (-part[1].with_findings, -part[1].asked_usd, part[0]))

    def rules(self) -> list[tuple[str, Sum]]:
        """The rules that were broken, errors first, then those with the most findings."""
        ranks = {"error": 0, STOPPED: 0, "warning": 1, PASSED: 1}
        found = self.total.by_rule.items()
        return sorted(found, key=lambda part: (ranks.get(part[1].severity, 2), -part[1].findings, part[0]))

    def verdict(self) -> str:
        """All of it in a sentence."""
        whole = self.total.whole
        jobs = counted(whole.jobs, "job")
        if not whole.jobs:
            return "No job was found that was started."
        if self.flips:
            if not whole.with_findings:
                return f"None of {jobs} flips: the policies say the same of all."
            return f"{counted(whole.with_findings, 'job')} of {whole.jobs:,} {_flip(whole.with_findings)}."
        broken = counted(whole.with_findings, "job")
        return (
            f"{broken} of {whole.jobs:,} {_have(whole.with_findings)} findings: {counted(whole.findings, 'finding')}."
        )

    def sentences(self) -> Iterator[str]:
        """What else there is to say about the whole."""
        total = self.total
        if total.whole.jobs:
            yield f"{self.dollars(total.whole)}, at prices of {self.as_of}."
        if total.whole.unpriced:
            number = total.whole.unpriced
            yield f"The price of {counted(number, 'job')} {are(number)} not known."
        read = ", ".join(counted(total.kinds[kind], noun) for kind, noun in KINDS.items() if kind in total.kinds)
        if read:
            again = f" {counted(total.again, 'record')} {are(total.again)} of jobs that counted already."
            yield f"Read: {read}.{again if total.again else ''}"
        if total.failed:
            number = sum(calls for calls, _ in total.failed.values())
            broken = sum(with_findings for _, with_findings in total.failed.values())
            told = f"; in {broken:,} of them policylint finds something" if broken and not self.flips else ""
            yield f"{counted(number, 'call')} failed and started nothing{told}."
        faults = len(total.faults) + total.more_faults
        if faults:
            yield f"{counted(faults, 'record')} could not be judged."


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _flip(number: int) -> str:
    return "flips" if number == 1 else "flip"


@renders
def text(history: History) -> str:
    """A report that fits a screen or two, however many jobs it is about."""
    return inert("\n".join(_text(history)) + "\n")


def _text(history: History) -> Iterator[str]:
    yield visible(history.verdict())
    yield from (visible(sentence) for sentence in history.sentences())
    rules = history.rules()
    if rules:
        heads = (
            ("policy", "", "flips", "jobs", "dollars") if history.flips else ("rule", "", "findings", "jobs", "dollars")
        )
        rows = [
            (history.title(rule), one.severity, f"{one.findings:,}", f"{one.jobs:,}", history.dollars(one))
            for rule, one in rules
        ]
        yield from _table(heads, rows)
    for dimension in DIMENSIONS:
        parts = history.parts(dimension)
        if len(parts) > 1 or any(name for name, _ in parts):
            columns = (history.label(dimension), "jobs", "flip" if history.flips else "with findings", "dollars")
            found = [
                (history.name(dimension, name), f"{one.jobs:,}", f"{one.with_findings:,}", history.dollars(one))
                for name, one in parts
            ]
            yield from _table(columns, found, last=dimension == "month")
    yield from _worst(history)
    if history.total.failed:
        failed = [(code, f"{calls:,}") for code, (calls, _) in _most(history.total.failed)]
        yield from _table(("failed calls", "calls"), failed)
    yield from _faults(history)


def _most(failed: Mapping[str, list[int]]) -> list[tuple[str, list[int]]]:
    return sorted(failed.items(), key=lambda one: (-one[1][0], one[0]))


def _worst(history: History) -> Iterator[str]:
    worst = history.total.worst[:SHOWN]
    if worst:
        yield ""
        yield "Examples:" if history.flips else "The worst jobs:"
    for bad in worst:
        usd = bad.spent_usd if bad.spent_usd is not None else bad.asked_usd
        spent = "" if usd is None else f", {history.money(usd)} {'spent' if bad.spent_usd is not None else 'asked'}"
        yield visible(f"  {bad.job or '(no name)'}{spent}: {broken(bad, history)}")
        about = [bad.time, *(part for part in bad.about[:4] if part), bad.principal, place(bad)]
        yield visible(f"    {', '.join(part for part in about if part)}")


def place(bad: Bad) -> str:
    """Where a record stands."""
    return f"{bad.file}:{bad.line}" if bad.line else bad.file


def broken(bad: Bad, history: History) -> str:
    """The rules that a job breaks, or the policies that flip."""
    if history.flips:
        return ", ".join(f"{one.rule} ({one.severity} now)" for one in bad.found)
    return ", ".join(dict.fromkeys(one.rule for one in sorted(bad.found, key=lambda one: one.severity)))


def _faults(history: History) -> Iterator[str]:
    faults, total = history.total.faults, len(history.total.faults) + history.total.more_faults
    if faults:
        yield ""
        yield "Not judged:"
    for fault in faults[:SHOWN]:
        where = f"{fault.file}:{fault.line}" if fault.line else fault.file
        yield visible(f"  {where}: {fault.rule} {fault.message}")
    if total > SHOWN:
        yield f"  and {total - SHOWN:,} more"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, last: bool = False) -> Iterator[str]:
    """A table of the first rows, or of the last ones, numbers to the right."""
    shown = [tuple(map(visible, row)) for row in (rows[-SHOWN:] if last else rows[:SHOWN])]
    widths = [max(map(len, column)) for column in zip(heads, *shown, strict=True)]
    yield ""
    for row in (heads, *shown):
        cells = [
            cell.rjust(width) if 0 < index < len(row) - 1 else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
    if len(rows) > SHOWN:
        yield f"({len(rows) - SHOWN:,} more)"


@renders
def learned(found: Learned) -> str:
    """What was learned, as JSON Lines."""
    return "".join(f"{compact(line)}\n" for line in lines(found))


@renders
def as_json(history: History) -> str:
    """The whole as one JSON document; within a version members are only added."""
    total = history.total
    return pretty(
        {
            "version": VERSION,
            "tool": {"name": "policylint", "version": __version__},
            "kind": "replay" if history.flips else "audit",
            "currency": history.currency,
            "as_of": history.as_of,
            "summary": _sum(total.whole),
            "records": {**dict.fromkeys(KINDS, 0), **total.kinds},
            "records_of_jobs_that_counted_already": total.again,
            "failed": {
                code: {"calls": calls, "with_findings": found} for code, (calls, found) in _most(total.failed)
            },
            "by_rule": [{"rule": rule, "severity": one.severity, **_sum(one)} for rule, one in history.rules()],
            "rules_by_month": {rule: dict(sorted(months.items())) for rule, months in sorted(total.months.items())},
            **{
                f"by_{dimension}": [{dimension: name, **_sum(one)} for name, one in history.parts(dimension)]
                for dimension in DIMENSIONS
            },
            "worst": [_bad(bad) for bad in total.worst],
            "unjudged": [fault._asdict() for fault in total.faults],
            "more_unjudged": total.more_faults,
        }
    )  # fmt: skip


def _sum(one: Sum) -> dict[str, Any]:
    return {
        "jobs": one.jobs,
        "with_findings": one.with_findings,
        "findings": one.findings,
        "asked_usd": round(one.asked_usd, 6),
        "spent_usd": round(one.spent_usd, 6) if one.spent_jobs else None,
        "spent_jobs": one.spent_jobs,
        "unpriced": one.unpriced,
    }


def _bad(bad: Bad) -> dict[str, Any]:
    plain = bad._asdict()
    about = dict(zip(DIMENSIONS, plain.pop("about"), strict=True))
    plain.pop("identity")
    plain["found"] = [one._asdict() for one in bad.found]
    return {**plain, **about}
