"""COST1001 to COST1003: what jobs may cost, each and together, and what keeps that from being known."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from policylint.cost.bounds import is_offered_elsewhere
from policylint.cost.costing import Costing, covers
from policylint.cost.estimate import NO_REGION, Estimate
from policylint.cost.rules import JOB_OVER_BUDGET, TOTAL_OVER_BUDGET, UNBOUNDED_JOB, UNKNOWN_PRICE
from policylint.facts import tags
from policylint.finding import Finding, Severity, Subject
from policylint.job import Job
from policylint.money import exceeds, marked, whose_price_is_unknown
from policylint.runs import ONCE
from policylint.secrets.redaction import redactor_of
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.secrets.scanner import Scanner
    from policylint.settings.money import Budget

_AT_SHIPPED_PRICES = Costing()


def findings(job: Job, costing: Costing | None) -> Iterator[Finding]:
    """Whether a job keeps the budgets that are for it."""
    costing = costing or _AT_SHIPPED_PRICES
    budgets = [budget for budget in costing.budgets if covers(budget, job)]
    found = costing.estimate(job)
    money = costing.prices.money
    if found.unbounded and budgets:
        if not costing.allow_unbounded:
            yield _unbounded(found, budgets, money)
            return
        found = one_run(found)
    if found.max_usd is None:
        yield from _unknown(job, found, budgets)
        return
    for budget in budgets:
        if budget.job is not None and exceeds(found.max_usd, budget.job):
            highest = max(found.lines, key=lambda line: line.max_usd)
            most, above = (marked(money(usd), found.approximate) for usd in (found.max_usd, found.max_usd - budget.job))
            over = Finding.at(
                "",
                f"the job can cost {most}, {above} over the budget{budget.scope} of {money(budget.job)}:"
                f" {highest.arithmetic}",
                rule=JOB_OVER_BUDGET.id,
                severity=severity(budget),
            )
            yield replace(over, subject=Subject(numbers=(round(found.max_usd, 2),)))


def one_run(found: Estimate) -> Estimate:
    """The same estimate where what nothing bounds counts by one run."""
    return replace(found, max_usd=found.run_usd, known_usd=sum(line.max_usd for line in found.lines), runs=ONCE)


def _unbounded(found: Estimate, budgets: "list[Budget]", money: Callable[[float], str]) -> Finding:
    each = "" if found.run_usd is None else f", at {money(found.run_usd)} a run"
    message = f"nothing bounds how often the job runs{each}: {found.unbounded}; it is over the budget{budgets[0].scope}"
    return Finding.at("", message, rule=UNBOUNDED_JOB.id, severity=_worst(budgets))


def _worst(budgets: "list[Budget]") -> Severity:
    return Severity.ERROR if any(budget.mode == "hard" for budget in budgets) else Severity.WARNING


def _unknown(job: Job, found: Estimate, budgets: "list[Budget]") -> Iterator[Finding]:
    reason = next(iter(found.unknowns), "")
    if budgets:
        message = f"whether the job keeps its budget{budgets[0].scope} is not known: {reason}"
        yield Finding.at("", message, rule=UNKNOWN_PRICE.id, severity=_worst(budgets))
    elif reason != NO_REGION and "training rate" in reason and not is_offered_elsewhere(job):
        yield Finding.at("", reason, rule=UNKNOWN_PRICE.id)


class OverBudget(NamedTuple):
    """A total budget that is broken: whose it is, in words, and the finding."""

    whose: str
    finding: Finding


class Spending:
    """What the jobs of a run can cost together, set against the total budgets that are for them.

    `scanner` tells which values of a job are secrets; without one, that with the detectors that ship.
    """

    def __init__(self, costing: Costing, scanner: "Scanner | None" = None) -> None:
        self._scanner = scanner
        self._costing = costing
        self._budgets: list[Budget] = []
        self._groups: dict[tuple[int, str | None], int] = {}
        self._scopes: list[str] = []
        self._sums: list[float] = []
        self._jobs: list[int] = []
        self._unknown: list[int] = []
        self._approximate: list[bool] = []
        self._asked: list[list[Shown]] = []
        self._file = ""
        self._last: dict[tuple[int, str], tuple[int, float]] = {}

    def add(self, job: Job) -> None:
        """Count a job in; of jobs of which a condition lets only one be, the dearest.

        Raises:
            PriceBookError: a price book cannot be used.
        """
        if job.file != self._file:
            self._file, self._last = job.file, {}
        for place in list(self._places(job)):
            found = self._costing.estimate(job)
            if found.unbounded and self._costing.allow_unbounded:
                found = one_run(found)
            self._approximate[place] |= found.approximate
            # What nothing bounds is a finding of its own, COST1101.
            unknown, usd = int(found.max_usd is None and not found.unbounded), found.known_usd
            if unknown:
                self._asked[place].append(redactor_of(job, self._scanner).redact(found.asked))
            key = (place, job.origin.address)
            before = self._last.get(key) if job.origin.alternative else None
            if before is None:
                self.add_known(place, usd, 1, unknown)
            elif (unknown, usd) > before:
                self.add_known(place, usd - before[1], 0, unknown - before[0])
            self._last[key] = (unknown, usd) if before is None else max(before, (unknown, usd))

    def add_known(self, place: int, usd: float, jobs: int, unknown: int) -> None:
        """Count jobs in whose cost is known already, for the total budget at that place."""
        self._sums[place] += usd
        self._jobs[place] += jobs
        self._unknown[place] += unknown

    def add_sweep(
        self, job: Job, usd: float, jobs: int, unknown: int, asked: Sequence[Shown] = (), *, approximate: bool = False
    ) -> None:
        """Count in all the jobs of a sweep, `job` being one of them, and what those of unknown price ask for."""
        for place in self._places(job):
            self.add_known(place, usd, jobs, unknown)
            self._approximate[place] |= approximate
            self._asked[place] += asked

    def _places(self, job: Job) -> Iterator[int]:
        """Where a job counts: the places of the total budgets that are for it, of `each` that of its value."""
        for number, budget in enumerate(self._costing.budgets):
            if budget.total is not None and covers(budget, job):
                yield self._place(number, budget, job)

    def _place(self, number: int, budget: "Budget", job: Job) -> int:
        value = tags(job).get(budget.each) if budget.each is not None else None
        if (number, value) not in self._groups:
            shown = None if value is None else redactor_of(job, self._scanner).redact(value)
            self._groups[number, value] = len(self._budgets)
            self._budgets.append(budget)
            self._scopes.append(budget.scope_of(shown))
            self._sums.append(0.0)
            self._jobs.append(0)
            self._unknown.append(0)
            self._approximate.append(False)
            self._asked.append([])
        return self._groups[number, value]

    def broken(self) -> Iterator[OverBudget]:
        """The total budgets that the jobs can break together.

        Jobs without a known price are findings of their own (COST1003) and are named here as well.
        """
        money = self._costing.prices.money
        whose = zip(self._budgets, self._scopes, strict=True)
        counted_in = zip(whose, self._sums, self._jobs, self._unknown, self._asked, self._approximate, strict=True)
        for (budget, scope), total, jobs, unknown, asked, approximate in counted_in:
            if budget.total is not None and exceeds(total, budget.total):
                them = "1 job" if jobs == 1 else f"{jobs:,} jobs"
                least = "at least " if unknown else ""
                beside = f", plus {whose_price_is_unknown(unknown, asked)}" if unknown else ""
                most, over = (marked(money(usd), approximate) for usd in (total, total - budget.total))
                message = (
                    f"{them} can cost {least}{most} together, {least}{over} over"
                    f" the budget{scope} of {money(budget.total)}{beside}"
                )
                finding = Finding.at("", message, rule=TOTAL_OVER_BUDGET.id, severity=severity(budget))
                yield OverBudget(f"the budget{scope}", finding)


def severity(budget: "Budget") -> Severity:
    """How bad it is to break a budget."""
    return Severity.ERROR if budget.mode == "hard" else Severity.WARNING
