"""The comment on a change: what it brings in a sentence, in money, and finding by finding; the rest folded away.

As in the Markdown report, whatever comes from a request is text and nothing else. A comment may have 65,536 characters
at GitHub: lists are cut where they do not fit, and say so; the verdict never is.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from policylint.counting import are, counted
from policylint.finding import Severity, ShownFinding
from policylint.reports.costs import Cost, Costs, JobCost, Total
from policylint.reports.increase import Increase
from policylint.reports.markdown import LIMIT, SIGNS, TABLE, code, fitting, prose, reasons, row
from policylint.reports.wording import place, remarks, tally_of, verdict
from policylint.review import ByRules, Review
from policylint.shown import renders

_JOBS, _NEW, _EXISTING, _ACCEPTED = 12_000, 24_000, 8_000, 6_000
_KINDS = {"inSource": "comment", "external": "configuration"}
_OPEN, _CLOSE = "\n<details>\n<summary>{}</summary>\n", "\n</details>\n"

Address = Callable[[ShownFinding], str | None]


@renders
def render(review: Review, address: Address = lambda finding: None) -> str:
    """The comment. `address` gives the page that shows the place of a finding, if there is one."""
    parts = [
        f"### {_sign(review)} policylint: {_headline(review)}\n\n{' '.join(_sentences(review))}\n",
        _loosened(review),
        *([_costs(costs)] if (costs := review.counted_costs) and costs.jobs else []),
        _new(review, address),
        _existing(review, address),
        _fixed(review),
        _accepted(review),
    ]
    closing = f"\n{_footing(review)}\n"
    room = LIMIT - len(closing) - sum(map(len, parts))
    return "".join([*parts, reasons(review.report, _ranked(review, review.new), room), closing])


def _sign(review: Review) -> str:
    if review.exit_code():
        return SIGNS[Severity.ERROR]
    worth_a_look = review.new or not review.report.jobs or (review.costs is not None and review.costs.now.incomplete)
    return SIGNS[Severity.WARNING] if worth_a_look else "✅"


def _headline(review: Review) -> str:
    report = review.report
    if review.new:
        found = tally_of(report, review.new, "new" if review.base else "")
    elif not report.jobs and not review.existing:
        found = "nothing checked"
    elif review.existing:
        found = f"nothing new, but {tally_of(report, review.existing)} existed before"
    else:
        found = "no findings"
    costs = review.counted_costs
    cost = _cost_headline(costs) if costs and costs.jobs else ""
    over = ", over budget" if review.over_budget else ""
    over += ", too much of an increase" if review.keeps_increase is False else ""
    return f"{found}{cost}{over}"


def _cost_headline(costs: Costs) -> str:
    if not costs.base:
        now = costs.now
        return f"; cost {_plain(now.amount(costs.currency))}{'' if now.incomplete else ' at most'}"
    if costs.change is None:
        return "; cost changes by an unknown amount"
    if costs.change:
        return f"; cost {_plain(costs.whole_change)} at most"
    return "; cost unchanged"


def _loosened(review: Review) -> str:
    """What the change lets pass: said before all else, since no finding says it."""
    found = review.by_rules.loosened if review.by_rules else ()
    if not found:
        return ""
    shown = fitting([f"> - {prose(what)}\n" for what in found], _ACCEPTED)
    more = f"> - {len(found) - len(shown):,} more, left out for length\n" if len(shown) < len(found) else ""
    verb = "would let" if review.by_rules and review.by_rules.of_base else "lets"
    return f"\n> **This change {verb} more pass:**\n>\n{''.join(shown)}{more}"


def _sentences(review: Review) -> Iterator[str]:
    report = review.report
    if review.base and (review.existing or review.fixed):
        yield f"{counted(report.jobs, 'request')} checked."
    else:
        yield verdict(report)
    if review.existing:
        yield f"{counted(len(review.existing), 'existing finding')}."
    if review.by_rules:
        yield from _of_rules(review.by_rules)
    if review.fixed:
        yield f"{counted(len(review.fixed), 'finding')} fixed."
    if review.budget is not None:
        yield _budget(review, review.budget)
    if review.increase is not None:
        yield _increase(review, review.increase)
    if review.costs is not None and review.counted_costs is not review.costs:
        yield "Of cost, only new jobs count."
    yield from remarks(report)


def _of_rules(changes: ByRules) -> Iterator[str]:
    """What is there, or no longer there, because a rule has changed and not a job."""
    *others, last = map(prose, changes.changed)
    if changes.of_base:
        what = f"{', '.join(others)} and {last}" if others else last
        yield f"Judged by the rules of the base: what the change does to {what} does not count yet."
        return
    why = f"because {', '.join(others)} and {last} changed" if others else f"because {last} changed"
    if changes.fault:
        yield f"How many findings there are {why} is not known, since the rules of the base cannot be used:"
        yield f"{prose(changes.fault)}{'' if changes.fault.endswith(('.', '?')) else '.'}"
    if changes.found:
        yield f"{counted(changes.found, 'finding')} {why}."
    if changes.gone:
        yield f"{counted(changes.gone, 'finding')} fewer {why}."


def _budget(review: Review, budget: float) -> str:
    costs = review.counted_costs or Costs(())
    if review.over_budget:
        over = _plain(costs.now.over(budget, costs.currency))
        over = "without bound, which is" if costs.now.unbounded and costs.now.known_usd <= budget else over
        return f"**The jobs can cost {over} more than the budget of {_plain(costs.money(budget))}.**"
    if review.budget_unsure:
        return f"Whether the budget of {_plain(costs.money(budget))} is kept is not known."
    return f"The budget of {_plain(costs.money(budget))} is kept."


def _increase(review: Review, increase: Increase) -> str:
    costs = review.counted_costs or Costs(())
    most = _plain(increase.words(costs.currency))
    if review.keeps_increase is None:
        return f"Whether the cost rises by more than {most} is not known."
    if review.keeps_increase:
        return f"The cost rises by no more than {most}."
    return f"**The cost rises by {_plain(costs.whole_change.replace('+', ''))}, more than {most}.**"


def _costs(costs: Costs) -> str:
    """The total and the jobs that changed or, without a base, all jobs; and how the figures come about."""
    if costs.base and not costs.changed:
        at_most = "" if costs.now.incomplete else " at most"
        return f"\nThe cost is unchanged: {_total(costs, costs.now)}{at_most}.\n" + _trust(costs)
    jobs = costs.changed if costs.base else costs.by_size
    head, *rows = _compared(costs, jobs) if costs.base else _alone(costs, jobs)
    shown = fitting(rows, _JOBS // 2)
    left_out = len(rows) - len(shown)
    more = f"\n{counted(left_out, 'more job')} left out for length.\n" if left_out else ""
    return head + "".join(shown) + more + _trust(costs) + _arithmetic(costs, jobs)


def _trust(costs: Costs) -> str:
    said = " ".join(costs.trust())
    return f"\n{prose(said)}\n" if said else ""


def _compared(costs: Costs, jobs: Sequence[JobCost]) -> Iterator[str]:
    difference = _plain(costs.whole_change) + _percent(costs.change, costs.before.max_usd)
    yield (
        "\n| Cost at most | before | now | difference |\n|---|---:|---:|---:|\n"
        f"| **{_all(costs.now.jobs)}** | {_total(costs, costs.before)} | **{_total(costs, costs.now)}** |"
        f" **{difference}** |\n"
    )
    for job in jobs:
        yield f"| {_name(job)} | {_amount(costs, job.before)} | {_amount(costs, job.now)} | {_change(costs, job)} |\n"


def _alone(costs: Costs, jobs: Sequence[JobCost]) -> Iterator[str]:
    now = costs.now
    yield (
        "\n| Cost | at most | likely |\n|---|---:|---:|\n"
        f"| **{_all(now.jobs)}** | **{_total(costs, now)}** | {_plain(now.likely(costs.currency))} |\n"
    )
    for job in jobs if len(jobs) > 1 else ():
        yield f"| {_name(job)} | {_amount(costs, job.now)} | {_plain(costs.likely(job.now))} |\n"


def _plain(amount: str) -> str:
    return amount.replace("$", "\\$").replace("~", "\\~")  # two of them would be a formula, or strike out


def _all(jobs: int) -> str:
    return "1 job" if jobs == 1 else f"all {jobs:,} jobs"


def _total(costs: Costs, total: Total) -> str:
    beside = f", plus {prose(total.beside(costs.currency))}" if total.incomplete else ""
    return f"{_plain(total.amount(costs.currency))}{beside}"


def _percent(change: float | None, before: float | None) -> str:
    """The change in percent, where both amounts are known."""
    return f" ({change / before:+.0%})" if change and before and round(change / before, 2) else ""


def _name(job: JobCost) -> str:
    return f"{code(job.job)} in {code(job.file)}" if job.job and job.file else code(job.job or job.file or "request")


def _amount(costs: Costs, cost: Cost | None) -> str:
    return "-" if cost is None else _plain(costs.amount(cost))


def _change(costs: Costs, job: JobCost) -> str:
    change = _plain(costs.difference(job))
    if job.change is None:
        return change
    return f"new, {change}" if job.before is None else f"gone, {change}" if job.now is None else change


def _arithmetic(costs: Costs, jobs: Sequence[JobCost]) -> str:
    items = []
    for job in jobs:
        lines = []
        for label, cost in (("before", job.before), ("now", job.now)):
            if cost is not None:
                lines_of = [*cost.arithmetic, *(f"not known: {why}" for why in cost.unknowns)]
                lines_of += [f"unbounded, because {cost.unbounded}"] if cost.unbounded else []
                if cost.expected_usd is not None:
                    lines_of.append(f"likely {costs.likely(cost)}")
                lines += [f"  - {label}: {prose(text)}\n" for text in lines_of]
        if lines:
            items.append(f"- {_name(job)}\n{''.join(lines)}")
    shown = fitting(items, _JOBS // 2)
    if not shown:
        return ""
    as_of = f"\nThe oldest price is of {prose(costs.oldest_price)}.\n" if costs.oldest_price else ""
    return f"{_OPEN.format('How the cost comes about')}\n{''.join(shown)}{as_of}{_CLOSE}"


def _ranked(review: Review, findings: Sequence[ShownFinding]) -> list[ShownFinding]:
    return sorted(findings, key=lambda finding: review.report.severity_of(finding).rank)


def _new(review: Review, address: Address) -> str:
    return _table(review, review.new, _NEW, address) if review.new else ""


def _table(review: Review, findings: Sequence[ShownFinding], room: int, address: Address) -> str:
    ranked = _ranked(review, findings)
    rows = fitting((row(review.report, finding, address(finding)) for finding in ranked), room)
    left_out = len(ranked) - len(rows)
    more = f"\n{counted(left_out, 'more finding')}, none worse than these, left out for length.\n" if left_out else ""
    return TABLE + "".join(rows) + more


def _existing(review: Review, address: Address) -> str:
    if not review.existing:
        return ""
    summary = counted(len(review.existing), "existing finding")
    return f"{_OPEN.format(summary)}{_table(review, review.existing, _EXISTING, address)}{_CLOSE}"


def _fixed(review: Review) -> str:
    if not review.fixed:
        return ""
    summary = f"{counted(len(review.fixed), 'finding')} fixed"
    lines = [f"- {prose(finding.rule)} at {code(place(finding))}\n" for finding in review.fixed]
    return _list(summary, lines)


def _accepted(review: Review) -> str:
    suppressed = review.report.suppressed
    if not suppressed:
        return ""
    waived = sum(bool(one.waived) for one in suppressed)
    summary = f"{counted(len(suppressed), 'finding')} {are(len(suppressed))} "
    if waived < len(suppressed):
        summary += f"accepted, {waived:,} of them waived" if waived else "accepted"
    else:
        summary += "waived"
    lines = [
        f"- {prose(one.finding.rule)} at {code(place(one.finding))}, "
        f"{prose(one.waived or f'by {_KINDS.get(one.kind, one.kind)}')}: {prose(one.reason)}\n"
        for one in sorted(suppressed, key=lambda one: not one.waived)
    ]
    return _list(summary, lines)


def _list(summary: str, lines: list[str]) -> str:
    shown = fitting(lines, _ACCEPTED)
    more = f"- {len(lines) - len(shown):,} more, left out for length\n" if len(shown) < len(lines) else ""
    return f"{_OPEN.format(summary)}\n{''.join(shown)}{more}{_CLOSE}"


def _footing(review: Review) -> str:
    base = review.base[:12] if re.fullmatch("[0-9a-f]{40,64}", review.base) else review.base
    compared = f", compared with {code(base)}" if base else ""
    return f"policylint {review.report.version}{compared}."
