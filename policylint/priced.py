"""What the jobs of a run cost, before and now: estimates turned into the values that reports render.

This is the one place where prices meet reports: the only one that fills in `policylint.reports.costs`, with text that
has been through the redactor of its request.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from policylint.aws import instance_family
from policylint.cost.charges import Line as Charge
from policylint.cost.costing import Costing, costing_of
from policylint.cost.estimate import Estimate
from policylint.cost.prices import Rate
from policylint.counting import counted
from policylint.engine import Engine, names_rules
from policylint.facts import FactsByFile, account_of
from policylint.facts import owner as owner_of
from policylint.facts import tags as tags_of
from policylint.finding import Finding
from policylint.job import Job, OtherJob, as_training
from policylint.money import marked
from policylint.reports.costs import Cost, Costs, JobKey, Line, UnitPrice, paired
from policylint.runs import ONCE
from policylint.secrets.redaction import Redactor, redactor_of, screened
from policylint.secrets.settings import settings_of
from policylint.settings.config import Settings
from policylint.shown import Shown, own
from policylint.sources.requests import jobs

if TYPE_CHECKING:
    from policylint.base import Base
    from policylint.cost.budgets import Spending
    from policylint.cost.monthly import Monthly
    from policylint.secrets.scanner import Scanner

# The members on which the most that a job can cost depends, beside what is known of it.
DEMAND = (
    "ResourceConfig", "StoppingCondition", "EnableManagedSpotTraining", "DebugRuleConfigurations",
    "ProfilerRuleConfigurations", "ServerlessJobConfig", "HyperParameterTuningJobConfig", "TrainingJobDefinition",
    "TrainingJobDefinitions",
)  # fmt: skip


# What lines of instances are called, of all kinds of job.
_INSTANCES = ("training", "processing")


class Priced(NamedTuple):
    """What jobs cost, and what there is to say besides: files that could not be read, now and at the base, and budgets
    that are broken."""

    costs: Costs
    unread: tuple[Finding, ...]
    unread_before: tuple[Finding, ...]
    over_budget: tuple[Finding, ...]


def priced(
    paths: Sequence[str],
    settings: Settings,
    base: "Base | None" = None,
    *,
    terms: Costing | None = None,
    limit: float | None = None,
    by: Sequence[str] = (),
    per: str = "",
    named: Callable[[str], str] = str,
) -> Priced:
    """What the jobs in files and folders can cost, and could at a base.

    Args:
        paths: files and folders; `-` is standard input.
        settings: those of the run, with its prices, expectations and facts.
        base: the earlier state of the paths; what cannot be read there is left out.
        terms: prices, expectations and budgets, if not those of the configuration.
        limit: what all jobs together may cost.
        by: what the costs are to be parted by.
        per: "month" for what a month of what is started by itself costs; budgets are for one start all the same.
        named: what a file is called in reports, by its name from the working directory.

    Raises:
        ConfigError: the prices or expectations of the configuration cannot be used.
        PriceBookError: a price book cannot be used.
    """
    terms = terms or costing_of(settings.config)
    pricer = _Pricer(settings, terms, named, per)
    now = pricer.now(paths)
    before = pricer.before(base) if base else {}
    days = {line.price.as_of for cost in now.values() for line in cost.lines if line.price}
    found = Costs(
        jobs=paired(now, before),
        base=screened(base.name) if base else own(""),
        as_of=terms.prices.day,
        oldest_price=min(days, default=""),
        currency=terms.prices.currency,
        limit=limit,
        max_age=terms.max_age,
        allow_unbounded=terms.allow_unbounded,
        per=per,
        warnings=tuple(map(screened, terms.old_prices(days))),
        by=tuple(by),
    )
    return Priced(found, tuple(pricer.unread), tuple(pricer.unread_before), tuple(pricer.over_budget()))


class _Pricer:
    """Reads requests and prices them."""

    def __init__(self, settings: Settings, terms: Costing, named: Callable[[str], str], per: str) -> None:
        self._settings = settings
        self._secrets = settings_of(settings.config)
        if names_rules(settings.config):
            self._engine = Engine.of(settings)
        self._facts = FactsByFile(settings)
        self._terms = terms
        self._named = named
        self._per = per
        self._broken: list[Finding] = []
        self._spending = _spending(terms, self._secrets.scanner())
        self.unread: list[Finding] = []
        self.unread_before: list[Finding] = []

    @cached_property
    def _engine(self) -> Engine:
        """What completes the findings about budgets; most runs have none, and need none of the rules."""
        return Engine.of(self._settings)

    def _redactor(self, job: Job) -> Redactor:
        return redactor_of(job, self._secrets.scanner())

    def now(self, paths: Sequence[str]) -> dict[JobKey, Cost]:
        """The costs of the jobs of today, which count against the budgets."""
        found = jobs(paths, self._settings, self._facts.of)
        return self._costs(self._counted(self._without_faults(found, self.unread)))

    def before(self, base: "Base") -> dict[JobKey, Cost]:
        """The costs of the jobs of the base."""
        found = jobs(base.paths, base.settings(self._settings), self._facts.of, named=base.named)
        return self._costs(self._without_faults(found, self.unread_before))

    def _without_faults(self, found: Iterable[Job | Finding], faults: list[Finding]) -> Iterator[Job]:
        for item in found:
            if isinstance(item, Job):
                yield item
            else:
                faults.append(item)

    def _counted(self, found: Iterable[Job]) -> Iterator[Job]:
        for job in found:
            self._count_in(job)
            yield job

    def _costs(self, found: Iterable[Job]) -> dict[JobKey, Cost]:
        costs: dict[JobKey, Cost] = {}
        met: Counter[tuple[Shown, Shown]] = Counter()
        for job in found:
            shown = self._redactor(job).redact
            file, name = shown(self._named(job.file)), shown(job.name)
            cost = cost_of(job, self._terms, shown, per=self._per)
            if job.origin.alternative and met[file, name]:
                key = (file, name, met[file, name] - 1)
                costs[key] = _dearer(costs[key], cost)
            else:
                costs[file, name, met[file, name]] = cost
                met[file, name] += 1
        return costs

    def _count_in(self, job: Job) -> None:
        if self._spending is None:
            return
        from policylint.cost.budgets import findings

        self._spending.add(job)
        redactor = self._redactor(job)
        self._broken += (self._engine.complete(finding, job, redactor) for finding in findings(job, self._terms))

    def over_budget(self) -> Iterator[Finding]:
        """The budgets that a job breaks, and those that all of them break together."""
        yield from self._broken
        if self._spending is not None:
            yield from (finding for _, finding in self._spending.broken())


def _dearer(one: Cost, other: Cost) -> Cost:
    """The cost that counts where a condition lets only one of two jobs be: the higher one, an unknown one above all."""
    found = max(one, other, key=lambda cost: (cost.max_usd is None, cost.known))
    note = own("conditions of the template let only one of several jobs be; the most expensive counts")
    return found if note in found.notes else replace(found, notes=(*found.notes, note))


def _spending(terms: Costing, scanner: "Scanner") -> "Spending | None":
    if not terms.budgets:
        return None
    from policylint.cost.budgets import Spending

    return Spending(terms, scanner)


def cost_of(job: Job, terms: Costing, shown: Callable[[str], Shown], *, per: str = "") -> Cost:
    """What one job can cost, in text that may be shown; with "month" what a month of it does.

    Raises:
        PriceBookError: a price book cannot be used.
    """
    found, month, started, starts = terms.estimate(job), "", "", ONCE
    notes = list(found.notes)
    if job.facts.runs.schedules:
        from policylint.cost.monthly import monthly

        by_itself = monthly(job, terms.prices.day)
        started, starts = by_itself.started, by_itself.starts
        if per:
            found = terms.monthly_estimate(job, starts)
            notes, month = list(found.notes), by_itself.busiest.month if by_itself.busiest else ""
        else:
            notes.append(_a_month(by_itself, found, terms))
    elif per:
        notes.append("nothing that is known here starts it by itself: it counts once")
    families = sorted({instance_family(line.instance_type) or "" for line in found.lines if line.what in _INSTANCES})
    owner = owner_of(job)
    request = as_training(job).request if isinstance(job, OtherJob) else job.request
    return Cost(
        max_usd=found.max_usd,
        expected_usd=found.expected_usd,
        unknowns=tuple(map(shown, found.unknowns)),
        lines=tuple(_line(line, shown) for line in found.lines),
        notes=tuple(map(shown, [*notes, *filter(None, [terms.expectation(job)])])),
        known_usd=found.known_usd,
        run_usd=found.run_usd,
        runs=found.runs.most,
        runs_why=shown(found.runs.reasons),
        unbounded=shown(found.unbounded),
        started=shown(started),
        month_runs=starts.most if started else None,
        month=month,
        asked=shown(found.asked),
        per_hour_usd=found.per_hour_usd,
        grace_usd=found.grace_usd,
        wall_clock_seconds=found.wall_clock_seconds,
        expected_seconds=found.expected_seconds,
        jobs=found.jobs,
        gpu_hours=found.gpu_hours,
        kind=found.kind,
        region=shown(found.region) if found.region else None,
        environment=shown(job.facts.environment) if job.facts.environment else None,
        owner=shown(owner) if owner else None,
        account=shown(account) if (account := account_of(job)) else None,
        tags={shown(key): shown(value) for key, value in tags_of(job).items()},
        families=tuple(map(shown, families)),
        prepaid=found.prepaid,
        approximate=found.approximate,
        basis=found.basis,
        as_of=found.as_of,
        oldest_price=found.oldest_price,
        demand=repr(
            [
                job.facts.region,
                job.facts.batch,
                job.facts.runs,
                found.region,
                *(request.get(member) for member in DEMAND),
            ]
        ),
    )


def _a_month(by_itself: "Monthly", found: Estimate, terms: Costing) -> str:
    """What is said of a job that is started by itself, where the figures are those of one start."""
    if by_itself.busiest is None:
        return f"it is started by {by_itself.started}: how often in a month is not known, {by_itself.why}"
    month, starts = by_itself.busiest
    if not starts:
        return f"it is started by {by_itself.started}, which starts nothing any more"
    often = f"it is started by {by_itself.started} up to {counted(starts, 'time')} a month, in {month}"
    if found.max_usd is None:
        return often
    most = marked(terms.prices.money(found.max_usd * starts), found.approximate)
    return f"{often}: {most} a month at most"


def _line(line: Charge, shown: Callable[[str], Shown]) -> Line:
    return Line(
        what=line.what,
        arithmetic=shown(line.arithmetic),
        max_usd=line.max_usd,
        expected_usd=line.expected_usd,
        path=shown(line.path),
        instance_type=shown(line.instance_type),
        price=_price(line.rate, shown) if line.rate else None,
    )


def _price(rate: Rate, shown: Callable[[str], Shown]) -> UnitPrice:
    source, stand_in, plan = map(shown, (rate.source, rate.stand_in, rate.plan))
    return UnitPrice(rate.usd, rate.as_of, source, stand_in, rate.discount, rate.basis, plan)
