"""`policylint waivers`: what is waived, by whom and for how long; and a file that waives what is there today."""

import argparse
from datetime import date, timedelta
from pathlib import Path

from policylint.commands.console import out
from policylint.commands.options import FINDINGS, OK, Parser, UsageError, add_settings, settings_of, write
from policylint.secrets.redaction import screened

_DEFAULT_TTL = "720h"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `waivers` takes: one of its own commands, or nothing, which lists them."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    # A command leaves alone what was given before its name and not again behind it.
    listing = commands.add_parser(
        "list", help="list the waivers with the days that each has left", argument_default=argparse.SUPPRESS
    )
    for lists in (parser, listing):
        lists.add_argument("--expired", action="store_true", help="only the expired; exit code 1 if there are any")
        add_settings(lists)
        lists.set_defaults(action="list")
    making = commands.add_parser(
        "generate", help="write a waiver for each present finding", argument_default=argparse.SUPPRESS
    )
    making.add_argument("paths", nargs="+", metavar="PATH", help="what to check")
    making.add_argument("--ttl", default=_DEFAULT_TTL, metavar="TIME", help="how long they hold (default: %(default)s)")
    making.add_argument("--approver", required=True, metavar="WHO", help="who accepts the findings")
    making.add_argument(
        "--reason", metavar="TEXT", default="", help="why (default: that they were there when policylint came)"
    )
    making.add_argument(
        "--output", type=Path, default=Path("waivers.yaml"), metavar="FILE", help="the file (default: %(default)s)"
    )
    add_settings(making)
    making.set_defaults(action="generate")


def run(options: argparse.Namespace) -> int:
    """Carry the command out."""
    return _list(options) if options.action == "list" else _generate(options)


def _list(options: argparse.Namespace) -> int:
    from policylint.suppressions.waivers import Waivers

    settings = settings_of(options)
    if not settings.config.waivers:
        raise UsageError("no waivers are configured; name files with --waivers or `waivers = [...]`")
    found = Waivers.read(settings)
    expired = 0
    for waiver in sorted(found.waivers, key=lambda waiver: waiver.model.expires):
        left = (waiver.model.expires - found.today).days
        expired += left < 0
        if options.expired and left >= 0:
            continue
        days = f"expired {-left} d ago" if left < 0 else f"{left} d left"
        out(screened(f"{waiver.model.expires}  {days:<18} {waiver.words}"))
        out(screened(f"{'':<12}{waiver.model.approver}: {waiver.model.reason}  ({waiver.file}:{waiver.line})"))
    number = len(found.waivers)
    out(screened(f"{number} waiver{'' if number == 1 else 's'}, {expired} expired"))
    return FINDINGS if options.expired and expired else OK


def _generate(options: argparse.Namespace) -> int:
    from policylint.durations import parse_positive_duration
    from policylint.reports.wording import count
    from policylint.run import check_paths
    from policylint.suppressions.waivers import generate

    try:
        seconds = parse_positive_duration(options.ttl)
    except ValueError as error:
        raise UsageError(f"--ttl: {error}") from None
    if options.output.exists():
        raise UsageError(f"{options.output} is there already; name another file with --output")
    settings = settings_of(options)
    report = check_paths(options.paths, settings).report
    expires = date.today() + timedelta(seconds=seconds)
    text, number = generate(
        report.findings,
        report.rules,
        expires=expires,
        approver=screened(options.approver),
        reason=screened(options.reason or f"present when policylint was adopted; to be fixed by {expires}"),
        secrets=settings.config.waive_secrets,
    )
    write(options.output, text)
    left = len(report.findings) - number
    shows = "shows it" if left == 1 else "shows them"
    rest = f"; {count(left, 'finding')} cannot be waived (`policylint check` {shows})" if left else ""
    out(screened(f"Waived {count(number, 'finding')} until {expires} in {options.output}{rest}."))
    return OK
