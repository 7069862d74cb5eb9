"""COST401 to COST404: what a job may cost, and what keeps that from being told."""

from collections.abc import Iterable, Iterator

from policylint.cost.demand import MAX_RUNTIME
from policylint.cost.estimate import NO_REGION, Estimate
from policylint.cost.settings import Budget, Costing
from policylint.cost.show import duration, usd
from policylint.finding import Finding, Severity
from policylint.job import Job, TrainingJob
from policylint.rule import Check, Example, Rule

_DEFAULT = Costing()
_BILLED = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html"
_STOPPING = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html"
# With a limit this many times the expected runtime, a job that hangs costs most of its bill for nothing.
_AMPLE = 5.0


def _configured_by(text: str) -> Example:
    return Example("policylint.toml", text + "\n")


OVER_JOB_BUDGET = Rule(
    "COST401", "job-over-budget", Severity.ERROR,
    title="A job can cost more than its budget allows",
    why="The bill is fixed by what the request lets the job do, and it is due whether or not the result is of use.",
    fix="Lower MaxRuntimeInSeconds, the instance count or the type, or ask whoever answers for the budget to raise it.",
    source=_BILLED, since="0.1.0",
    bad=_configured_by("[[budgets]]\njob = 0.10"), good=_configured_by("[[budgets]]\njob = 5"),
)  # fmt: skip

OVER_TOTAL_BUDGET = Rule(
    "COST402", "total-over-budget", Severity.ERROR,
    title="The jobs checked together can cost more than their budget allows",
    why="Each job may be small enough, and a sweep or a pull request of many still spend a quarter's money in a night.",
    fix="Submit fewer jobs, lower their limits, or ask whoever answers for the budget to raise it.",
    source=_BILLED, since="0.1.0",
    bad=_configured_by("[[budgets]]\ntotal = 0.10"), good=_configured_by("[[budgets]]\ntotal = 500"),
)  # fmt: skip

UNKNOWN_PRICE = Rule(
    "COST403", "unknown-price", Severity.NOTE,
    title="What a job can cost is not known",
    why="A job without a price keeps no budget; here it counts as unknown, never as free.",
    fix="Load AWS's price list with `policylint pricing update` or `import`, or add the rate to a price book of yours.",
    source="https://aws.amazon.com/sagemaker/pricing/", since="0.1.0",
    bad={"ResourceConfig": {"InstanceType": "ml.p5e.48xlarge", "InstanceCount": 1}}, good={},
)  # fmt: skip

LIMIT_FAR_ABOVE_NEED = Rule(
    "COST404", "limit-far-above-need", Severity.NOTE,
    title="MaxRuntimeInSeconds lets a job run far longer than it is expected to",
    why="A job that hangs is billed until its limit; the limit is the only thing that stops it.",
    fix="Set MaxRuntimeInSeconds to what the job may take at the worst, two or three times what it is expected to.",
    source=_STOPPING, since="0.1.0",
    bad=_configured_by('[cost]\nmin-saving = 0.01\nexpected-runtime = {"churn-*" = "5m"}'),
    good=_configured_by('[cost]\nmin-saving = 0.01\nexpected-runtime = {"churn-*" = "40m"}'),
)  # fmt: skip


def _budgets(job: Job, costing: Costing = _DEFAULT) -> Iterator[Finding]:
    budgets = [budget for budget in costing.budgets if budget.covers(job)]
    found = costing.estimate(job)
    if found.max_usd is None:
        yield from _unknown(found, budgets)
        return
    for budget in budgets:
        if budget.job is not None and found.max_usd > budget.job:
            dearest = max(found.lines, key=lambda line: line.max_usd)
            yield Finding.at(
                "",
                f"the job can cost {usd(found.max_usd)}, {usd(found.max_usd - budget.job)} over the budget"
                f"{budget.scope} of {usd(budget.job)}: {dearest.arithmetic}",
                rule=OVER_JOB_BUDGET.id,
                severity=severity(budget),
            )


def _unknown(found: Estimate, budgets: list[Budget]) -> Iterator[Finding]:
    reason = found.unknowns[0]
    limits = [budget for budget in budgets if budget.job is not None or budget.total is not None]
    if limits:
        worst = Severity.ERROR if any(budget.mode == "hard" for budget in limits) else Severity.WARNING
        message = f"whether the job keeps its budget{limits[0].scope} cannot be told: {reason}"
        yield Finding.at("", message, rule=UNKNOWN_PRICE.id, severity=worst)
    elif reason != NO_REGION and "training rate" in reason:
        yield Finding.at("", reason, rule=UNKNOWN_PRICE.id)


def _limit(job: TrainingJob, costing: Costing = _DEFAULT) -> Iterator[Finding]:
    whole = job.tuning or job
    expected, limit = costing.expected_seconds(whole), job.integer(MAX_RUNTIME)
    if expected is None or limit is None or limit <= _AMPLE * expected:
        return
    found = costing.estimate(whole)
    if found.max_usd is None or found.expected_usd is None:
        return
    risk = found.max_usd - found.expected_usd
    if risk >= costing.min_saving:
        message = f"a limit of {duration(limit)} for an expected {duration(expected)} puts {usd(risk)} at risk"
        yield Finding.at(MAX_RUNTIME, message, rule=LIMIT_FAR_ABOVE_NEED.id)


BUDGETS = Check(_budgets, (OVER_JOB_BUDGET, UNKNOWN_PRICE), scope="request")
LIMIT = Check(_limit, (LIMIT_FAR_ABOVE_NEED,), members=frozenset({"StoppingCondition"}))


def over_total_budgets(jobs: Iterable[tuple[Job, Estimate]], costing: Costing) -> Iterator[Finding]:
    """COST402 over all the jobs of a run: a finding for each total budget that they can break together.

    Jobs without a known price are findings of their own (COST403) and are named here as well.
    """
    known = list(jobs)
    for budget in costing.budgets:
        covered = [found for job, found in known if budget.covers(job)]
        if budget.total is None or not covered:
            continue
        total = sum(found.known_usd for found in covered)
        unknown = sum(found.max_usd is None for found in covered)
        if total > budget.total:
            beside = f", and {unknown} of them have no known price" if unknown else ""
            message = (
                f"{len(covered)} jobs can cost {usd(total)} together, {usd(total - budget.total)} over the budget"
                f"{budget.scope} of {usd(budget.total)}{beside}"
            )
            yield Finding.at("", message, rule=OVER_TOTAL_BUDGET.id, severity=severity(budget))


def severity(budget: Budget) -> Severity:
    """How bad it is to break a budget."""
    return Severity.ERROR if budget.mode == "hard" else Severity.WARNING
