"""The outcome of a sweep as text, Markdown and JSON."""

import json
from collections.abc import Iterator
from math import isnan
from typing import Any

from policylint.cost.sweep.figures import AxisFigures, AxisValue, FrontPoint
from policylint.cost.sweep.judging import Group
from policylint.cost.sweep.outcome import Outcome
from policylint.counting import counted
from policylint.durations import show_long_duration
from policylint.finding import Severity
from policylint.reports.costs import Total
from policylint.reports.markdown import prose
from policylint.reports.visible import visible
from policylint.shown import Shown, renders

SHOWN = 20
_PERCENTILES = {0: "cheapest", 5: "5 %", 25: "25 %", 50: "median", 75: "75 %", 95: "95 %", 100: "most expensive"}


def verdict(outcome: Outcome) -> str:
    """In one line: how many jobs, the most that they can cost together, what they likely cost."""
    figures = outcome.figures
    jobs = counted(outcome.jobs, "job")
    if figures.training_jobs > figures.jobs:
        jobs += f" ({figures.training_jobs:,.0f} training jobs)"
    likely = None if figures.unexpected else figures.expected_usd
    asked = tuple(figures.asked)
    total = _total(outcome, likely, asked)
    return f"{total.sentence(jobs, outcome.currency)}."


def _total(outcome: Outcome, likely: float | None, asked: tuple[Shown, ...]) -> Total:
    figures = outcome.figures
    return Total(
        outcome.jobs,
        figures.known_usd,
        likely,
        round(figures.unpriced),
        asked,
        approximate=figures.approximate,
        basis=figures.basis,
    )


def sentences(outcome: Outcome) -> Iterator[str]:
    """What else is to be said in words."""
    figures = outcome.figures
    if figures.gpu_hours:
        yield f"{figures.gpu_hours:,.1f} GPU-hours at most."
    at_once = "one after the other" if outcome.concurrency == 1 else f"{outcome.concurrency:,} at a time"
    last = show_long_duration(figures.wall_clock(outcome.concurrency))
    yield f"Run {at_once}, the last job ends after {last} at most."
    if not figures.costs.exact:
        yield "There are too many different costs to keep: percentiles and what fits a budget are within 0.1 %."
    if outcome.fit:
        fit = outcome.fit
        yield (
            f"A budget of {outcome.given(fit.budget)} pays for the cheapest {fit.jobs:,} of {outcome.jobs:,} jobs:"
            f" {outcome.money(fit.usd)} in total, {outcome.money(fit.most_expensive_usd)} the most expensive."
        )
    judged = outcome.judged
    if judged:
        yield f"{counted(judged.combinations, 'combination')} checked for {counted(outcome.jobs, 'job')}."
        if judged.left_out:
            yield f"{judged.left_out:,} combinations were not judged: let fewer axes vary more than text."
    if figures.known_usd and (rests := _total(outcome, None, ()).rests_on()):
        yield rests
    yield from outcome.warnings


def distinguishing(outcome: Outcome) -> list[AxisFigures]:
    """The axes of which some value costs another amount a job than the others."""
    found = []
    for axis in outcome.axes:
        shares = {
            (f"{value.known_usd / value.jobs:.9g}", round(value.unpriced / value.jobs, 9))
            for value in axis.values
            if value.jobs
        }
        if len(shares) > 1:
            found.append(axis)
    return found


@renders
def text(outcome: Outcome) -> str:
    """For a terminal."""
    lines = [verdict(outcome), *(f"  {sentence}" for sentence in sentences(outcome))]
    percentiles = outcome.figures.percentiles()
    if percentiles:
        lines += [
            "",
            "Cost of a job",
            *(f"  {_PERCENTILES[int(at)]:<10} {outcome.money(cost):>14}" for at, cost in percentiles.items()),
        ]
    for axis in distinguishing(outcome):
        lines += ["", f"By {axis.title}"]
        width = max(len(visible(label)) for label, *_ in axis.values[:SHOWN])
        for value in axis.values[:SHOWN]:
            bar = _bar(value.known_usd, axis)
            most = spent(outcome, value)
            lines.append(f"  {visible(value.label):<{width}} {most:>16}  {value.jobs:>12,.0f} jobs  {bar}".rstrip())
        lines += _more(axis)
    if outcome.front:
        which = "larger" if outcome.front.larger_is_better else "smaller"
        lines += ["", f"Cost against {outcome.front.axis}, the {which} the better"]
        for point in outcome.front.points:
            lines.append(f"  {visible(point.label):<20} {outcome.money(point.usd):>14}  {visible(which_job(point))}")
    if outcome.judged and outcome.judged.groups:
        lines += ["", "Findings"]
        for group in outcome.judged.groups:
            lines += [f"  {_told(group)}", f"    {group.words}"]
    return "".join(f"{visible(line)}\n" for line in lines)


@renders
def markdown(outcome: Outcome) -> str:
    """For a pull request or a notebook, with bars that any renderer shows."""
    lines = [f"### Sweep {prose(outcome.name)}", "", f"**{prose(verdict(outcome))}**", ""]
    lines += [f"- {prose(sentence)}" for sentence in sentences(outcome)]
    histogram = outcome.figures.histogram(12)
    if len(histogram) > 1:
        most = max(jobs for *_, jobs in histogram)
        lines += ["", "| cost of a job | jobs | |", "|---:|---:|---|"]
        lines += [
            f"| {prose(f'{outcome.money(low)} to {outcome.money(high)}')} | {jobs:,.0f} | {_blocks(jobs / most)} |"
            for low, high, jobs in histogram
        ]
    for axis in distinguishing(outcome):
        lines += ["", f"| {prose(axis.title)} | jobs | at most | |", "|---|---:|---:|---|"]
        for value in axis.values[:SHOWN]:
            amount, bar = prose(spent(outcome, value)), _bar(value.known_usd, axis)
            lines.append(f"| {prose(value.label)} | {value.jobs:,.0f} | {amount} | {bar} |")
        lines += ["", *(more.strip() for more in _more(axis))]
    if outcome.front:
        lines += ["", f"| {prose(outcome.front.axis)} | cheapest job | which |", "|---|---:|---|"]
        for point in outcome.front.points:
            cells = (point.label, outcome.money(point.usd), which_job(point))
            lines.append(f"| {' | '.join(map(prose, cells))} |")
    if outcome.judged and outcome.judged.groups:
        lines += ["", "| finding | jobs | where | |", "|---|---:|---|---|"]
        for group in outcome.judged.groups:
            where = prose(group.words)
            lines.append(f"| {prose(group.finding.rule)} | {group.jobs:,.0f} | {prose(values_of(group))} | {where} |")
    return "\n".join(lines) + "\n"


@renders
def as_json(outcome: Outcome) -> str:
    """All of it, under stable names; None where a figure is not known."""
    figures, judged = outcome.figures, outcome.judged
    data: dict[str, Any] = {
        "version": 1,
        "name": outcome.name,
        "as_of": outcome.as_of,
        "verdict": verdict(outcome),
        "currency": outcome.currency,
        "jobs": outcome.jobs,
        "training_jobs": figures.training_jobs,
        "unpriced_jobs": figures.unpriced,
        "unpriced": list(dict.fromkeys(figures.asked)),
        "max_usd": None if figures.unpriced else figures.known_usd,
        "known_usd": None if figures.unpriced == figures.jobs else figures.known_usd,
        "expected_usd": None if figures.unexpected else figures.expected_usd,
        "approximate": figures.approximate,
        "basis_usd": dict(figures.basis),
        "gpu_hours": figures.gpu_hours,
        "concurrency": outcome.concurrency,
        "wall_clock_seconds": figures.wall_clock(outcome.concurrency),
        "percentiles_usd": {f"{at:g}": cost for at, cost in figures.percentiles().items()},
        "expected_percentiles_usd": {f"{at:g}": cost for at, cost in figures.percentiles(likely=True).items()},
        "percentiles_exact": figures.costs.exact,
        "axes": [
            {"name": axis.title, "values": [_value_members(value) for value in axis.values]} for axis in outcome.axes
        ],
    }
    if outcome.fit:
        fit = outcome.fit
        data["fit"] = {
            "budget_usd": fit.budget,
            "jobs": fit.jobs,
            "usd": fit.usd,
            "most_expensive_usd": fit.most_expensive_usd,
        }
    if outcome.front:
        points = [{"value": point.value, "usd": point.usd, "job": dict(point.job)} for point in outcome.front.points]
        data["front"] = {"axis": outcome.front.axis, "points": points}
    if judged:
        data["judged_combinations"], data["combinations_left_out"] = judged.combinations, judged.left_out
        data["findings"] = [_finding_members(group) for group in judged.groups]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _value_members(value: AxisValue) -> dict[str, Any]:
    known = not isnan(value.cheapest_usd)
    return {
        "value": value.label,
        "jobs": value.jobs,
        "unpriced_jobs": value.unpriced,
        "max_usd": None if value.unpriced else value.known_usd,
        "known_usd": value.known_usd if known else None,
        "cheapest_usd": value.cheapest_usd if known else None,
        "dearest_usd": value.dearest_usd if known else None,
    }


def _finding_members(group: Group) -> dict[str, Any]:
    return {
        "rule": group.finding.rule,
        "severity": severity_of(group).value,
        "path": group.finding.path,
        "message": group.finding.message,
        "jobs": group.jobs,
        "values": {name: list(labels) for name, labels in group.values.items()},
    }


def _told(group: Group) -> str:
    values = values_of(group)
    where = f", where {values}" if values else ""
    return f"{severity_of(group).value} {group.finding.rule} in {group.jobs:,.0f} jobs{where}"


def severity_of(group: Group) -> Severity:
    """How bad what a group of jobs has in common is."""
    return group.finding.severity or Severity.NOTE


def values_of(group: Group) -> str:
    """The values of the axes at which jobs have the finding."""
    parts = []
    for name, labels in group.values.items():
        some = ", ".join(labels[:5]) + (f" and {len(labels) - 5} more" if len(labels) > 5 else "")
        parts.append(f"{name} is {some}")
    return "; ".join(parts)


def which_job(point: FrontPoint) -> str:
    """The cheapest job at a value of an axis, by the other axes that decide the cost."""
    return ", ".join(f"{name} {value}" for name, value in point.job) or "every one"


def spent(outcome: Outcome, value: AxisValue) -> str:
    """What the jobs with a value can cost together: at least what is known, where some have no price."""
    if isnan(value.cheapest_usd):
        return "unknown"
    return f"{'at least ' if value.unpriced else ''}{outcome.money(value.known_usd)}"


def _more(axis: AxisFigures) -> list[str]:
    more = len(axis.values) - SHOWN
    return [f"  ... and {more:,} values more"] if more > 0 else []


def _bar(spent: float, axis: AxisFigures) -> str:
    most = max(value[2] for value in axis.values)
    return _blocks(spent / most) if most else ""


def _blocks(part: float) -> str:
    """A bar of up to twenty blocks, to an eighth of one."""
    eighths = round(part * 160)
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()
