"""A bill as text, JSON, CSV or Markdown."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from policylint.cost.bill import BY, Bill, Change, Priced, Total, parts
from policylint.cost.estimate import Estimate
from policylint.durations import show_duration


def text(bill: Bill, *, explain: bool = False) -> str:
    """The verdict first, then a line for each job, with its arithmetic where `explain` asks for it, then the parts."""
    lines = [bill.verdict()]
    if bill.base:
        lines += ["", *_changes(bill)]
    if len(bill.priced) > 1 or explain or any(one.estimate.unknowns for one in bill.priced):
        lines.append("")
        for one in bill.priced:
            lines += _job(bill, one, explain=explain)
    elif bill.priced:
        lines += [f"  {note}" for note in _short_notes(bill.priced[0].estimate)]
    for by, found in _worthwhile(bill):
        lines += ["", f"By {by}"]
        width = max(len(name) for name, _ in found)
        lines += [f"  {name:<{width}}  {_total(bill, part)}" for name, part in found]
    lines += [f"\n{warning}" for warning in (*_about(bill), *bill.warnings)]
    return "\n".join(lines) + "\n"


def markdown(bill: Bill, *, explain: bool = False) -> str:
    """For a pull request: the verdict, what changed, and the jobs in a table."""
    lines = ["### Cost of training", "", f"**{_escape(bill.verdict())}**", ""]
    if bill.base:
        lines += [*(f"- {_escape(line.strip())}" for line in _changes(bill)), ""]
    lines += ["| job | file | at most | likely | an hour |", "|---|---|---:|---:|---:|"]
    for one in bill.priced:
        found = one.estimate
        figures = (_amount(bill, found), _or_dash(bill, found.expected_usd), _or_dash(bill, found.per_hour_usd))
        lines.append(f"| {_escape(_name(one))} | {_escape(one.job.file)} | {' | '.join(figures)} |")
    for by, totals in _worthwhile(bill):
        lines += ["", f"| {by} | jobs | at most |", "|---|---:|---:|"]
        lines += [f"| {_escape(name)} | {part.jobs:,} | {bill.money(part.max_usd)} |" for name, part in totals]
    for one in bill.priced:
        details = [*one.estimate.unknowns, *(_arithmetic(bill, one.estimate) if explain else ())]
        lines += ["", f"{_escape(_name(one))}:", "", *(f"- {_escape(detail)}" for detail in details)] if details else []
    lines += [f"\n{_escape(warning)}" for warning in (*_about(bill), *bill.warnings)]
    return "\n".join(lines) + "\n"


def as_json(bill: Bill, *, explain: bool = False) -> str:
    """All of it, under stable names; the arithmetic is always there."""
    data = {
        "version": 1,
        "currency": bill.currency,
        "as_of": bill.as_of,
        "verdict": bill.verdict(),
        "limit_usd": bill.limit,
        "total": _total_members(bill.total),
        "by": {by: {name: _total_members(part) for name, part in parts(bill.priced, by)} for by in BY},
        "jobs": [{"file": one.job.file, "job": one.job.name, **estimate_members(one.estimate)} for one in bill.priced],
        "warnings": list(bill.warnings),
    }
    if bill.base:
        data["base"] = bill.base
        data["changes"] = [_change_members(change) for change in bill.changes]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def as_csv(bill: Bill, *, explain: bool = False) -> str:
    """A row for each job, which has no room for arithmetic; a cell is empty where a figure is not known."""
    import csv
    import io

    names = (
        "file", "job", "kind", "environment", "owner", "region", "max_usd", "expected_usd", "per_hour_usd", "known_usd",
        "jobs", "wall_clock_seconds", "gpu_hours", "approximate", "oldest_price", "unknowns",
    )  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for one in bill.priced:
        found = estimate_members(one.estimate)
        found |= {"file": one.job.file, "job": one.job.name, "unknowns": "; ".join(one.estimate.unknowns)}
        found |= {by: BY[by](one) for by in ("environment", "owner")}
        writer.writerow([_cell(found[name]) for name in names])
    return out.getvalue()


FORMATS: Mapping[str, Callable[..., str]] = {"text": text, "json": as_json, "csv": as_csv, "markdown": markdown}


def estimate_members(found: Estimate) -> dict[str, Any]:
    """An estimate under the names of its attributes, each line with its rate."""
    return {
        "kind": found.kind,
        "region": found.region,
        "as_of": found.as_of,
        "max_usd": found.max_usd,
        "expected_usd": found.expected_usd,
        "per_hour_usd": found.per_hour_usd,
        "known_usd": found.known_usd,
        "grace_usd": found.grace_usd,
        "wall_clock_seconds": found.wall_clock_seconds,
        "expected_seconds": found.expected_seconds,
        "jobs": found.jobs,
        "gpu_hours": found.gpu_hours,
        "prepaid": found.prepaid,
        "approximate": found.approximate,
        "oldest_price": found.oldest_price or None,
        "lines": [_line_members(line) for line in found.lines],
        "unknowns": list(found.unknowns),
        "notes": list(found.notes),
    }


def _line_members(line: Any) -> dict[str, Any]:
    members = {
        "what": line.what,
        "path": line.path,
        "instance_type": line.instance_type,
        "max_usd": line.max_usd,
        "expected_usd": line.expected_usd,
        "arithmetic": line.arithmetic,
    }
    if line.rate:
        rate = line.rate
        members["rate"] = {
            "usd": rate.usd,
            "as_of": rate.as_of,
            "source": rate.source,
            "stand_in": rate.stand_in or None,
            "discount_percent": rate.discount,
        }
    return members


def _total_members(found: Total) -> dict[str, Any]:
    return {
        "jobs": found.jobs,
        "max_usd": None if found.unknown else found.max_usd,
        "known_usd": found.max_usd,
        "expected_usd": found.expected_usd,
        "unknown": found.unknown,
    }


def _change_members(change: Change) -> dict[str, Any]:
    one = change.either
    return {
        "file": one.job.file,
        "job": one.job.name,
        "change": "added" if change.before is None else "removed" if change.now is None else "changed",
        "before_usd": change.before.estimate.max_usd if change.before else None,
        "now_usd": change.now.estimate.max_usd if change.now else None,
        "change_usd": change.usd,
    }


def _changes(bill: Bill) -> Iterator[str]:
    changes = bill.changes
    if not changes:
        yield f"Nothing changes against {bill.base}."
        return
    known = [change.usd for change in changes if change.usd is not None]
    unknown = len(changes) - len(known)
    beside = f", {unknown} of them by an amount that is not known" if unknown else ""
    count = "1 job changes" if len(changes) == 1 else f"{len(changes):,} jobs change"
    yield f"Against {bill.base}, {count} by {_signed(bill, sum(known))} together{beside}:"
    for change in changes:
        one = change.either
        what = "new" if change.before is None else "gone" if change.now is None else _both(bill, change)
        amount = "unknown" if change.usd is None else _signed(bill, change.usd)
        yield f"  {amount:>14}  {_name(one)}  {one.job.file}  ({what})"


def _both(bill: Bill, change: Change) -> str:
    found = [_or_dash(bill, one.estimate.max_usd) for one in (change.before, change.now) if one]
    return " -> ".join(found)


def _job(bill: Bill, one: Priced, *, explain: bool) -> Iterator[str]:
    found = one.estimate
    likely = "" if found.expected_usd is None else f", likely {bill.money(found.expected_usd)}"
    yield f"  {_amount(bill, found):>14}  {_name(one)}  {one.job.file}{likely}"
    for unknown in found.unknowns:
        yield f"{'':>18}unknown: {unknown}"
    if explain:
        for line in (*_arithmetic(bill, found), *found.notes):
            yield f"{'':>18}{line}"


def _arithmetic(bill: Bill, found: Estimate) -> Iterator[str]:
    for line in found.lines:
        about = ""
        if line.rate:
            about = f"  [{line.rate.stand_in or f'price of {line.rate.as_of}'}"
            about += f", less {line.rate.discount:g} %]" if line.rate.discount else "]"
        yield f"{line.what}: {line.arithmetic}{about}"
    if found.grace_usd:
        yield f"after a stop at the limit, saving takes up to 2 min more: {bill.money(found.grace_usd)}"
    if found.wall_clock_seconds:
        yield f"it runs for {show_duration(found.wall_clock_seconds)} at most"


def _short_notes(found: Estimate) -> Iterator[str]:
    yield from found.notes
    if found.approximate:
        yield "some rates are approximate; --explain shows which"


def _about(bill: Bill) -> Iterator[str]:
    """What the mark before an amount means, where there is one."""
    approximate = sum(one.estimate.approximate for one in bill.priced)
    if approximate and len(bill.priced) > 1:
        yield f"~ {approximate:,} of {len(bill.priced):,} figures rest on approximate rates; --explain shows which."


def _worthwhile(bill: Bill) -> Iterator[tuple[str, list[tuple[str, Total]]]]:
    """The ways of parting a bill that part it at all."""
    for by in BY:
        found = parts(bill.priced, by)
        if len(found) > 1:
            yield by, found


def _total(bill: Bill, found: Total) -> str:
    jobs = "1 job" if found.jobs == 1 else f"{found.jobs:,} jobs"
    unknown = f", {found.unknown:,} unknown" if found.unknown else ""
    return f"{bill.money(found.max_usd):>14}  {jobs}{unknown}"


def _name(one: Priced) -> str:
    return one.job.name or "(no name)"


def _amount(bill: Bill, found: Estimate) -> str:
    if found.max_usd is None:
        return "unknown"
    return ("~" if found.approximate else "") + bill.money(found.max_usd)


def _or_dash(bill: Bill, amount: float | None) -> str:
    return "-" if amount is None else bill.money(amount)


def _signed(bill: Bill, amount: float) -> str:
    return ("+" if amount >= 0 else "-") + bill.money(abs(amount))


def _cell(value: Any) -> Any:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def _escape(words: str) -> str:
    """Names come from files: they must not become markup."""
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]<>#|~" else mark for mark in words.replace("\n", " "))
