"""`policylint ledger`: what a budget's ledger counts today, and giving back what was never spent."""

import argparse
from collections import defaultdict
from pathlib import Path

from policylint.commands.console import out
from policylint.commands.options import OK, Parser, UsageError, add_command
from policylint.guards.ledger import Ledger
from policylint.guards.options import GuardOptions
from policylint.secrets.redaction import screened


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `ledger` takes: one of its own commands."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    show = add_command(
        commands,
        "show",
        "Print the entries that count today, and their sums.",
        "policylint ledger show --project churn",
    )
    show.add_argument("--project", metavar="NAME", help="the entries of one project")
    show.set_defaults(ledger_command=_show)
    release = add_command(
        commands, "release", "Release an entry's money, since its job does not exist.", "policylint ledger release 12"
    )
    release.add_argument("entry", type=int, metavar="ENTRY", help="its number")
    release.set_defaults(ledger_command=_release)
    for command in (show, release):
        command.add_argument(
            "--ledger",
            metavar="FILE",
            help="the ledger (default: $POLICYLINT_GUARD_LEDGER, else ledger.sqlite3 in your folder for state)",
        )


def run(options: argparse.Namespace) -> int:
    """Carry out the command on the ledger."""
    file = Path(options.ledger) if options.ledger else GuardOptions.read({}).ledger_file
    if not file.exists():
        raise UsageError(f"there is no ledger {file}")
    out(screened(options.ledger_command(Ledger(file), options)))
    return OK


def _show(ledger: Ledger, options: argparse.Namespace) -> str:
    lines = []
    sums: dict[str, float] = defaultdict(float)
    for entry in ledger.entries(options.project):
        lines.append(
            f"{entry.id:>6}  {entry.day}  ${entry.usd:>12,.2f}  {entry.state:<9}  {entry.project}  {entry.operation}  "
            f"{entry.owner or '?'}@{entry.host}:{entry.pid}"
        )
        if entry.state != "released":
            sums[entry.project] += entry.usd
    return "\n".join([*lines, *(f"{project}: ${usd:,.2f} today" for project, usd in sorted(sums.items()))])


def _release(ledger: Ledger, options: argparse.Namespace) -> str:
    ledger.settle(options.entry, "released")
    return f"Entry {options.entry} counts no more."
