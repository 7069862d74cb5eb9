"""`policylint ledger`: what the ledger of budgets counts, how it stands with them, and what is done by hand."""

import argparse
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from policylint.commands.console import out
from policylint.commands.options import (
    OK,
    Parser,
    UsageError,
    add_command,
    add_output_format,
    add_settings,
    settings_of,
)
from policylint.counting import counted
from policylint.guards.ledger import Entry, Ledger, Standing
from policylint.guards.limits import limit_of
from policylint.guards.options import GuardOptions
from policylint.guards.periods import PERIODS, WORDS, Period
from policylint.guards.stores import sum_of
from policylint.money import money
from policylint.secrets.redaction import screened
from policylint.settings.money import Budget

NOT_STATED = "(not stated)"
_BY: Mapping[str, Callable[[Entry], str]] = {
    "project": lambda entry: entry.project,
    "owner": lambda entry: entry.owner or NOT_STATED,
    "environment": lambda entry: entry.environment or NOT_STATED,
    "day": lambda entry: entry.day,
    "host": lambda entry: entry.host,
    "state": lambda entry: entry.state,
}
_FORMATS = ("text", "json")
_LASTING: Mapping[Period, str] = {
    "day": "today",
    "week": "this week",
    "month": "this month",
    "quarter": "this quarter",
    "year": "this year",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `ledger` takes: one of its own commands."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    show = add_command(
        commands,
        "show",
        "Print the entries of a period, and their sums.",
        "policylint ledger show --period month --by tag:team",
    )
    show.add_argument("--project", metavar="NAME", help="the entries of one project")
    show.add_argument(
        "--period",
        choices=(*PERIODS, "all"),
        default="day",
        help="the present one, of UTC (default: day), or all",
    )
    show.add_argument(
        "--by",
        type=_by,
        action="append",
        metavar="WHAT",
        help=f"sums by {', '.join(_BY)} or tag:KEY (default: project); repeatable",
    )
    show.add_argument("--sums", action="store_true", help="the sums alone")
    add_output_format(show, _FORMATS)
    show.set_defaults(ledger_command=_show)
    budgets = add_command(
        commands,
        "budgets",
        "Print how much of the configuration's budgets with a period is spent.",
        "policylint ledger budgets",
    )
    add_output_format(budgets, _FORMATS)
    add_settings(budgets)
    budgets.set_defaults(ledger_command=_budgets)
    release = add_command(
        commands, "release", "Release an entry's money, since its job does not exist.", "policylint ledger release 12"
    )
    release.add_argument("entry", type=int, metavar="ENTRY", help="its number")
    release.set_defaults(ledger_command=_release)
    create = add_command(
        commands,
        "create",
        "Make a ledger that many machines share; a guard makes none but a file.",
        "policylint ledger create --ledger postgresql://db.internal/policylint",
    )
    create.set_defaults(ledger_command=_create)
    copy = add_command(
        commands,
        "copy",
        "Take over the entries of another ledger, but for those taken over before.",
        "policylint ledger copy ledger.sqlite3 --ledger postgresql://db.internal/policylint",
    )
    copy.add_argument("source", metavar="FROM", help="the other ledger")
    copy.set_defaults(ledger_command=_copy)
    for command in (show, budgets, release, create, copy):
        command.add_argument(
            "--ledger",
            metavar="LEDGER",
            help="a file, postgresql://... or dynamodb://TABLE "
            "(default: $POLICYLINT_GUARD_LEDGER, else ledger.sqlite3 in your folder for state)",
        )


def run(options: argparse.Namespace) -> int:
    """Carry out the command on the ledger."""
    ledger = Ledger(options.ledger or GuardOptions.read({}).ledger_address)
    if options.ledger_command is not _create and not ledger.store.exists():
        raise UsageError(f"there is no ledger {screened(ledger.store.name)}")
    out(screened(options.ledger_command(ledger, options)))
    return OK


def _by(text: str) -> tuple[str, Callable[[Entry], str]]:
    kind, _, key = text.partition(":")
    if kind == "tag" and key:
        return f"tag {key}", lambda entry: entry.tags.get(key, NOT_STATED)
    if text not in _BY:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(_BY)} and tag:KEY")
    return text, _BY[text]


def _show(ledger: Ledger, options: argparse.Namespace) -> str:
    period: Period | None = None if options.period == "all" else options.period
    found = [entry for entry in ledger.entries(period) if options.project in (None, entry.project)]
    sums = {name: _sums(found, group) for name, group in options.by or [_by("project")]}
    if options.format == "json":
        entries = [] if options.sums else [_members(entry) for entry in found]
        data = {"version": 1, "ledger": ledger.store.name, "period": options.period, "entries": entries, "sums": sums}
        return json.dumps(data, indent=2, ensure_ascii=False)
    lines = [] if options.sums else [_line(entry) for entry in found]
    lasting = "in all" if period is None else _LASTING[period]
    for by, parts in sums.items():
        for name, part in parts.items():
            whose = name if by == "project" else f"{by} {name}"
            lines.append(f"{whose}: {_amount(part['usd'], part['unknown'])} {lasting}")
    return "\n".join(lines)


def _line(entry: Entry) -> str:
    amount = f"${entry.usd:>12,.2f}" if entry.usd is not None else f"{'unknown':>13}"
    return (
        f"{entry.id:>6}  {entry.day}  {amount}  {entry.state:<9}  {entry.project}  {entry.operation}  "
        f"{entry.owner or '?'}@{entry.host}:{entry.pid}"
    )


def _members(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.id, "day": entry.day, "usd": entry.usd, "state": entry.state, "project": entry.project,
        "operation": entry.operation, "owner": entry.owner, "environment": entry.environment, "tags": dict(entry.tags),
        "host": entry.host, "pid": entry.pid, "written": entry.written,
    }  # fmt: skip


def _sums(entries: Iterable[Entry], group: Callable[[Entry], str]) -> dict[str, dict[str, Any]]:
    parts: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.counts:
            parts.setdefault(group(entry), []).append(entry)
    sums = {name: (sum_of(part, ""), len(part)) for name, part in sorted(parts.items())}
    return {
        name: {"usd": found.micro_usd / 1e6, "entries": number, "unknown": found.unknown}
        for name, (found, number) in sums.items()
    }


def _amount(usd: float, unknown: int) -> str:
    if not unknown:
        return f"${usd:,.2f}"
    return f"at least ${usd:,.2f}, plus {counted(unknown, 'job')} of unknown price"


def _budgets(ledger: Ledger, options: argparse.Namespace) -> str:
    budgets = [budget for budget in settings_of(options).config.budgets if budget.period is not None]
    if not budgets:
        raise UsageError("the configuration has no budget with a period; see docs/guard.md")
    entries = ledger.entries("year")
    found = [standing for budget in budgets for standing in _standings(ledger, budget, entries)]
    if options.format == "json":
        data = {"version": 1, "ledger": ledger.store.name, "budgets": [_standing_members(one) for one in found]}
        return json.dumps(data, indent=2, ensure_ascii=False)
    return "\n".join(
        f"{one.limit.whose or 'all'}: {_amount(one.spent_usd, one.unknown)} of {WORDS[one.limit.period]} "
        f"{money(one.limit.usd)} are spent, {_left(one)}"
        for one in found
    )


def _standings(ledger: Ledger, budget: Budget, entries: Iterable[Entry]) -> Iterable[Standing]:
    """How it stands with a budget, for each value of its `each` that some entry has."""
    plain = replace(budget, each=None)
    if budget.each is None:
        return [ledger.standing(limit_of(plain, budget.tags), entries)]
    values = {entry.tags.get(budget.each) for entry in entries if entry.counts}
    in_order = sorted(values, key=lambda value: (value is None, value or ""))
    limits = [limit_of(plain, {**budget.tags, budget.each: value}) for value in in_order]
    return [one for limit in limits if (one := ledger.standing(limit, entries)).entries]


def _left(standing: Standing) -> str:
    left = standing.limit.usd - standing.spent_usd
    return f"{money(left)} left" if left >= 0 else f"{money(-left)} over"


def _standing_members(standing: Standing) -> dict[str, Any]:
    limit = standing.limit
    return {
        "period": limit.period, "limit_usd": limit.usd, "spent_usd": standing.spent_usd,
        "left_usd": limit.usd - standing.spent_usd, "entries": standing.entries, "unknown": standing.unknown,
        "environment": limit.environment, "tags": dict(limit.tags), "soft": limit.soft,
    }  # fmt: skip


def _release(ledger: Ledger, options: argparse.Namespace) -> str:
    ledger.settle(options.entry, "released")
    return f"Entry {options.entry} counts no more."


def _create(ledger: Ledger, _options: argparse.Namespace) -> str:
    ledger.store.create()
    return f"The ledger {ledger.store.name} is there."


def _copy(ledger: Ledger, options: argparse.Namespace) -> str:
    source = Ledger(options.source)
    if not source.store.exists():
        raise UsageError(f"there is no ledger {screened(source.store.name)}")
    found = source.entries(None)
    new = ledger.store.adopt(found)
    return f"{counted(new, 'entry')} of {len(found):,} taken over from {source.store.name}."
