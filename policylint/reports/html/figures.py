"""The figures of a report: which rules were broken how often, and what the jobs can cost."""

from collections import Counter
from collections.abc import Iterator

from policylint.counting import are, counted
from policylint.finding import Severity
from policylint.report import Report
from policylint.reports.costs import Cost, Costs, JobCost
from policylint.reports.html.charts import bar_row, bars, key
from policylint.reports.html.markup import Markup, element
from policylint.reports.wording import title

_MOST = 8


def rule_figure(report: Report) -> Markup | None:
    """The rules with the most findings, each with a bar as long as it has findings."""
    counts = Counter((finding.rule, report.severity_of(finding)) for finding in report.findings)
    if not counts:
        return None
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0][1].rank, row[0][0]))
    longest = rows[0][1]
    items = [_rule_row(report, rule, severity, number, longest) for (rule, severity), number in rows[:_MOST]]
    more = len(rows) - len(items)
    return element(
        "section",
        element("h2", "By rule", id="rules-title"),
        bars(items),
        element("p", f"{counted(more, 'more rule')} with fewer findings.") if more else None,
        aria_labelledby="rules-title",
    )


def _rule_row(report: Report, rule: str, severity: Severity, number: int, longest: int) -> Markup:
    name = title(report.rules[rule]) if rule in report.rules else rule
    return bar_row(name, f"{number:,}", (severity.value, 0, number / longest))


def cost_figure(costs: Costs | None) -> Markup | None:
    """What all jobs can cost, and the jobs that changed, or without a base the most expensive, before and now."""
    if costs is None or not costs.jobs:
        return None
    jobs = costs.changed if costs.base else costs.by_size
    amounts = [cost.known for job in jobs for cost in (job.before, job.now) if cost]
    longest = max(amounts, default=0.0) or 1.0
    more = len(jobs) - _MOST
    return element(
        "section",
        element("h2", "Cost", id="cost-title"),
        element("p", *_sentence(costs), class_="big"),
        element("p", " ".join((_footing(costs), *costs.trust()))),
        key(("was", f"before ({costs.base})"), ("is", "now")) if costs.base and jobs else None,
        bars([_cost_row(costs, job, longest) for job in _chosen(jobs)]) if jobs else None,
        element("p", f"{counted(more, 'more job')} {are(more)} not shown.") if more > 0 else None,
        aria_labelledby="cost-title",
    )


def _chosen(jobs: list[JobCost]) -> list[JobCost]:
    """The jobs that there is room for: those of unknown cost come first, but leave half of it to the others."""
    unknown = [job for job in jobs if any(cost.max_usd is None for cost in (job.now, job.before) if cost)]
    known = [job for job in jobs if job not in unknown]
    room = max(_MOST - len(known), _MOST // 2)
    first = unknown[:room]
    return [*first, *known[: _MOST - len(first)]]


def _sentence(costs: Costs) -> Iterator[str]:
    now, change = costs.now, costs.change
    if not now.jobs:
        yield "No job is left"
    elif now.unknown == now.jobs:
        yield "Not known"
    else:
        yield now.amount(costs.currency) + ("" if now.incomplete else " at most")
    if costs.base and change is not None:
        yield f", {costs.whole_change}" if change else ", unchanged"


def _footing(costs: Costs) -> str:
    now = costs.now
    parts = [f"{counted(now.jobs, 'job')} running to {'its' if now.jobs == 1 else 'their'} limit"]
    if now.expected_usd is not None:
        parts.append(f"{now.likely(costs.currency)} expected")
    if now.incomplete:
        parts.append(f"plus {now.beside(costs.currency)}")
    if costs.oldest_price:
        parts.append(f"the oldest price is of {costs.oldest_price}")
    return "; ".join(parts) + "."


def _cost_row(costs: Costs, job: JobCost, longest: float) -> Markup:
    compared = bool(costs.base)
    now = costs.amount(job.now)
    if compared:
        now = f"{costs.amount(job.before)} → {now}"
        if job.change is not None:
            now += f" ({costs.difference(job)})"
    parts = _bars(job.now, "is", 0, longest)
    if compared:
        parts = [*_bars(job.before, "was", 0, longest), *_bars(job.now, "is", 1, longest)]
    unknowns = _unknowns(job)
    more = (element("span", unknowns, class_="soft") if unknowns else None, _details(costs, job))
    return bar_row(job.job or job.file, now, *parts, more=more, tall=compared)


def _bars(cost: Cost | None, kind: str, row: int, longest: float) -> list[tuple[str, int, float]]:
    """What is known of a cost, and a pale bar over all the room for what is not: no bar means no cost."""
    known = cost.known / longest if cost else 0.0
    unknown = [("unknown", row, 1.0)] if cost and cost.max_usd is None else []
    return [*unknown, (kind, row, known)]


def _unknowns(job: JobCost) -> str:
    costs = [cost for cost in (job.now, job.before) if cost]
    unbounded = [f"unbounded, because {cost.unbounded}" for cost in costs if cost.unbounded]
    found = dict.fromkeys([*unbounded, *(text for cost in costs for text in cost.unknowns)])
    return "; ".join(found)


def _details(costs: Costs, job: JobCost) -> Markup | None:
    lines = [element("li", f"{job.file}")] if job.file and job.job else []
    for label, cost in (("before", job.before), ("now", job.now)):
        if cost is not None:
            lines += [element("li", f"{label}: {text}") for text in cost.arithmetic]
            if cost.expected_usd is not None:
                lines.append(element("li", f"{label}: {costs.likely(cost)} expected"))
    return element("details", element("summary", "How this comes about"), element("ul", *lines)) if lines else None
