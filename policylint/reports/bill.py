"""What jobs cost as text, JSON, CSV or Markdown: the formats of `policylint cost`."""

import json
from collections.abc import Callable, Iterator, Mapping
from math import fsum
from typing import Any

from policylint.counting import counted
from policylint.durations import show_duration
from policylint.money import BASES, decimal
from policylint.reports.costs import BY, Cost, Costs, JobCost, Line, Total
from policylint.reports.groups import groups, value_of
from policylint.reports.markdown import prose
from policylint.reports.visible import visible
from policylint.shown import Shown, renders
from policylint.tables import spreadsheet_text


@renders
def text(costs: Costs, *, explain: bool = False) -> str:
    """The verdict first, then a line for each job, with its arithmetic where `explain` asks for it, then the parts."""
    jobs = list(_now(costs))
    lines = [costs.verdict()]
    if costs.base:
        lines += ["", *_changes(costs)]
    if len(jobs) > 1 or explain or any(cost.unknowns or cost.unbounded for _, cost in jobs):
        lines.append("")
        for job, cost in jobs:
            lines += _job(costs, job, cost, explain=explain)
    elif jobs:
        lines += [f"  {note}" for note in _short_notes(jobs[0][1])]
    if costs.by:
        lines += ["", *_parted(costs)]
    for by, found in _worthwhile(costs):
        lines += ["", f"By {by}"]
        width = max(len(visible(name)) for name, _ in found)
        lines += [f"  {visible(name):<{width}}  {_total(costs, part)}" for name, part in found]
    for line in costs.trust():
        lines += ["", line]
    for line in _about(costs):
        lines += ["", line]
    return "".join(f"{visible(line)}\n" for line in lines)


@renders
def markdown(costs: Costs, *, explain: bool = False) -> str:
    """For a pull request: the verdict, what changed, and the jobs in a table."""
    lines = ["### Cost of training", "", f"**{prose(costs.verdict())}**", ""]
    if costs.base:
        lines += [*(f"- {prose(line.strip())}" for line in _changes(costs)), ""]
    lines += ["| job | file | at most | likely | an hour |", "|---|---|---:|---:|---:|"]
    for job, cost in _now(costs):
        figures = (costs.amount(cost), costs.likely(cost), costs.per_hour(cost))
        cells = (prose(_name(job)), prose(job.file), *map(prose, figures))
        lines.append(f"| {' | '.join(cells)} |")
    if costs.by:
        lines += ["", *_parted_rows(costs)]
    for by, totals in _worthwhile(costs):
        lines += ["", f"| {by} | jobs | at most |", "|---|---:|---:|"]
        lines += [f"| {prose(name)} | {part.jobs:,} | {prose(_with_unknown(costs, part))} |" for name, part in totals]
    for job, cost in _now(costs):
        unbounded = [f"unbounded, because {cost.unbounded}"] if cost.unbounded else []
        details = [*unbounded, *cost.unknowns, *(_arithmetic(costs, cost) if explain else ())]
        lines += ["", f"{prose(_name(job))}:", "", *(f"- {prose(detail)}" for detail in details)] if details else []
    for line in (*costs.trust(), *_about(costs)):
        lines += ["", prose(line)]
    return "\n".join(lines) + "\n"


@renders
def as_json(costs: Costs, *, explain: bool = False) -> str:
    """All of it, under stable names; the arithmetic is always there."""
    data = {
        "version": 1,
        "currency": costs.currency,
        "as_of": costs.as_of,
        "verdict": costs.verdict(),
        "per": costs.per or None,
        "limit_usd": costs.limit,
        "total": _total_members(costs, costs.now),
        "by": {by: {name: _total_members(costs, part) for name, part in costs.parts(by)} for by in BY},
        **({"groups": _group_members(costs)} if costs.by else {}),
        "jobs": [{"file": job.file, "job": job.job, **cost_members(cost)} for job, cost in _now(costs)],
        "warnings": list(costs.warnings),
    }
    if costs.base:
        data["base"] = costs.base
        data["changes"] = [_change_members(job) for job in costs.changed]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


@renders
def as_csv(costs: Costs, *, explain: bool = False) -> str:
    """A row for each job, which has no room for arithmetic; a cell is empty where a figure is not known."""
    import csv
    import io

    names = (
        "file", "job", "kind", "environment", "owner", "region", "max_usd", "expected_usd", "per_hour_usd", "known_usd",
        "jobs", "wall_clock_seconds", "gpu_hours", "approximate", "oldest_price", "unknowns", "runs", "unbounded",
        "runs_a_month", *(f"{basis}_usd" for basis in BASES),
    )  # fmt: skip
    names += tuple(word for word in costs.by if word not in names)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for job, cost in _now(costs):
        found = {**cost_members(cost), "file": job.file, "job": job.job, "unknowns": "; ".join(cost.unknowns)}
        found |= {by: BY[by](cost) for by in ("environment", "owner")}
        found |= {f"{basis}_usd": cost.basis.get(basis) for basis in BASES}
        found |= {word: value_of(word, job, cost) for word in costs.by if word not in found}
        writer.writerow([_cell(found[name]) for name in names])
    return out.getvalue()


def as_html(costs: Costs, *, explain: bool = False) -> Shown:
    """A page for people, with charts; what draws it is imported only for it."""
    from policylint.reports.html.cost import html

    return html(costs, explain=explain)


FORMATS: Mapping[str, Callable[..., Shown]] = {
    "text": text,
    "json": as_json,
    "csv": as_csv,
    "markdown": markdown,
    "html": as_html,
}
SUFFIXES = {
    "text": (".txt",),
    "json": (".json",),
    "csv": (".csv",),
    "markdown": (".md",),
    "html": (".html", ".htm"),
}


def cost_members(cost: Cost) -> dict[str, Any]:
    """A cost under the names that `policylint.estimate` has for its parts, each line with its rate."""
    return {
        "kind": cost.kind,
        "region": cost.region,
        "as_of": cost.as_of,
        "max_usd": cost.max_usd,
        "expected_usd": cost.expected_usd,
        "per_hour_usd": cost.per_hour_usd,
        "known_usd": None if cost.max_usd is None and not cost.known else cost.known,
        "run_usd": cost.run_usd,
        "runs": cost.runs,
        "runs_why": cost.runs_why or None,
        "unbounded": cost.unbounded or None,
        "schedule": cost.started or None,
        "runs_a_month": cost.month_runs,
        "month": cost.month or None,
        "asked": cost.asked or None,
        "grace_usd": cost.grace_usd,
        "wall_clock_seconds": cost.wall_clock_seconds,
        "expected_seconds": cost.expected_seconds,
        "jobs": cost.jobs,
        "gpu_hours": cost.gpu_hours,
        "prepaid": cost.prepaid,
        "approximate": cost.approximate,
        "basis_usd": dict(cost.basis),
        "oldest_price": cost.oldest_price or None,
        "lines": [_line_members(line) for line in cost.lines],
        "unknowns": list(cost.unknowns),
        "notes": list(cost.notes),
    }


def _line_members(line: Line) -> dict[str, Any]:
    members: dict[str, Any] = {
        "what": line.what,
        "path": line.path,
        "instance_type": line.instance_type,
        "max_usd": line.max_usd,
        "expected_usd": line.expected_usd,
        "arithmetic": line.arithmetic,
    }
    if line.price:
        price = line.price
        members["rate"] = {
            "usd": price.usd,
            "as_of": price.as_of,
            "source": price.source,
            "basis": price.basis,
            "stand_in": price.stand_in or None,
            "discount_percent": price.discount,
            "plan": price.plan or None,
        }
    return members


def _total_members(costs: Costs, found: Total) -> dict[str, Any]:
    return {
        "jobs": found.jobs,
        "max_usd": found.max_usd,
        "known_usd": None if found.incomplete and not found.known_usd else found.known_usd,
        "expected_usd": found.expected_usd,
        "unknown": found.unknown,
        "unpriced": list(found.asked),
        "unbounded": found.unbounded,
        "unbounded_run_usd": found.run_usd if found.unbounded else None,
        "unbounded_because": list(found.reasons),
        "approximate": found.approximate,
        "basis_usd": dict(found.basis),
        "oldest_price": min(found.days, default=None),
        "old_prices_usd": costs.old_prices(found),
    }


def _change_members(job: JobCost) -> dict[str, Any]:
    return {
        "file": job.file,
        "job": job.job,
        "change": "added" if job.before is None else "removed" if job.now is None else "changed",
        "before_usd": job.before.max_usd if job.before else None,
        "now_usd": job.now.max_usd if job.now else None,
        "change_usd": job.change,
    }


def _now(costs: Costs) -> Iterator[tuple[JobCost, Cost]]:
    """The jobs that are there, with what they cost."""
    return ((job, job.now) for job in costs.jobs if job.now is not None)


def _changes(costs: Costs) -> Iterator[str]:
    changed = costs.changed
    if not changed:
        yield f"Nothing changes against {costs.base}."
        return
    known = [job.change for job in changed if job.change is not None]
    unknown = len(changed) - len(known)
    by = f"{costs.signed(fsum(known))} together" if known else "an unknown amount"
    by += f", {unknown:,} of them by an unknown amount" if known and unknown else ""
    jobs = f"{counted(len(changed), 'job')} {'changes' if len(changed) == 1 else 'change'}"
    yield f"Against {costs.base}, {jobs} by {by}:"
    for job in changed:
        what = "new" if job.before is None else "gone" if job.now is None else _both(costs, job.before, job.now)
        yield f"  {costs.difference(job):>14}  {_name(job)}  {job.file}  ({what})"


def _both(costs: Costs, before: Cost, now: Cost) -> str:
    if before.max_usd == now.max_usd is not None:
        return f"likely {costs.likely(before)} -> {costs.likely(now)}"
    return f"{costs.amount(before)} -> {costs.amount(now)}"


def _job(costs: Costs, job: JobCost, cost: Cost, *, explain: bool) -> Iterator[str]:
    likely = "" if cost.expected_usd is None else f", likely {costs.likely(cost)}"
    yield f"  {costs.amount(cost):>14}  {_name(job)}  {job.file}{likely}"
    if cost.unbounded:
        one_run = "" if cost.run_usd is None else f"{costs.run(cost)} a run, "
        yield f"{'':>18}unbounded: {one_run}because {cost.unbounded}"
    for unknown in cost.unknowns:
        yield f"{'':>18}unknown: {unknown}"
    if explain:
        for line in (*_arithmetic(costs, cost), *cost.notes):
            yield f"{'':>18}{line}"


def _arithmetic(costs: Costs, cost: Cost) -> Iterator[str]:
    for line in cost.lines:
        about = ""
        if line.price:
            about = f"  [{line.price.stand_in or f'price of {line.price.as_of}'}"
            about += f", {line.price.plan}" if line.price.plan else ""
            about += f", less {line.price.discount:g} %]" if line.price.discount else "]"
        yield f"{line.what}: {line.arithmetic}{about}"
    if cost.grace_usd:
        yield f"after a stop at the limit, saving takes up to 2 min more: {costs.money(cost.grace_usd)}"
    if cost.wall_clock_seconds:
        yield f"it runs for {show_duration(cost.wall_clock_seconds)} at most"


def _short_notes(cost: Cost) -> Iterator[str]:
    yield from cost.notes
    if cost.approximate:
        yield "some rates are approximate; --explain shows which"


def _about(costs: Costs) -> Iterator[str]:
    """What the mark before an amount means, where there is one."""
    jobs = [cost for _, cost in _now(costs)]
    approximate = sum(cost.approximate for cost in jobs)
    if approximate and len(jobs) > 1:
        yield f"~ {approximate:,} of {len(jobs):,} figures rest on approximate rates; --explain shows which."


def _parted(costs: Costs) -> Iterator[str]:
    """The parts that were asked for, each with its share, and what states nothing."""
    found = groups(costs, costs.by)
    yield f"By {found.title}"
    names = [" / ".join(map(visible, part.names)) for part in found.parts]
    width = max(map(len, names), default=0)
    for name, part in zip(names, found.parts, strict=True):
        yield f"  {name:<{width}}  {_total(costs, part.total)}  {found.share(part.total):>7}".rstrip()
    if said := found.sentence():
        yield f"  {said}"


def _parted_rows(costs: Costs) -> Iterator[str]:
    found = groups(costs, costs.by)
    heads = [word.removeprefix("tag:") for word in found.by]
    yield f"| {' | '.join(map(prose, heads))} | jobs | at most | share |"
    yield f"|{'---|' * len(heads)}---:|---:|---:|"
    for part in found.parts:
        amount = prose(_with_unknown(costs, part.total))
        yield f"| {' | '.join(map(prose, part.names))} | {part.total.jobs:,} | {amount} | {found.share(part.total)} |"
    if said := found.sentence():
        yield ""
        yield prose(said)


def _group_members(costs: Costs) -> dict[str, Any]:
    found = groups(costs, costs.by)
    lacking, _ = found.not_stated
    return {
        "by": list(found.by),
        "parts": [
            {"values": dict(zip(found.by, part.values, strict=True)), **_total_members(costs, part.total)}
            for part in found.parts
        ],
        "not_stated": {"jobs": lacking.jobs, "known_usd": lacking.known_usd, "unknown": lacking.unknown},
    }


def _worthwhile(costs: Costs) -> Iterator[tuple[str, list[tuple[str, Total]]]]:
    """The ways of parting a sum that part it at all."""
    for by in BY:
        found = costs.parts(by)
        if len(found) > 1:
            yield by, found


def _total(costs: Costs, found: Total) -> str:
    beside = f", {found.beside(costs.currency)}" if found.incomplete else ""
    return f"{found.amount(costs.currency):>14}  {counted(found.jobs, 'job')}{beside}"


def _with_unknown(costs: Costs, found: Total) -> str:
    beside = f", plus {found.beside(costs.currency)}" if found.incomplete and found.known_usd else ""
    return found.amount(costs.currency) + beside


def _name(job: JobCost) -> str:
    return job.job or "(no name)"


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return spreadsheet_text(value)
    if isinstance(value, float):
        return decimal(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value
