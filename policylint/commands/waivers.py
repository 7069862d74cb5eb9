"""`policylint waivers`: what is waived, by whom and for how long; and a file that waives what is there today."""

import argparse
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from policylint.commands.console import out
from policylint.commands.options import (
    ALL_BUT_THRESHOLD,
    FINDINGS,
    OK,
    Parser,
    UsageError,
    add_command,
    add_paths,
    add_settings,
    settings_of,
    write,
)
from policylint.counting import counted
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings

_DEFAULT_TTL = "720h"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `waivers` takes: one of its own commands, or nothing, which lists them."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    # A command leaves alone what was given before its name and not again behind it.
    listing = add_command(
        commands,
        "list",
        "List the waivers with the days that each has left.",
        "policylint waivers list --expired",
        argument_default=argparse.SUPPRESS,
    )
    for lists in (parser, listing):
        lists.add_argument("--expired", action="store_true", help="only the expired; exit code 1 if there are any")
        add_settings(lists, "accepted")
        lists.set_defaults(action="list")
    making = add_command(
        commands,
        "generate",
        "Write a waiver for each present finding.",
        "policylint waivers generate jobs --approver ml-platform@acme.example",
        argument_default=argparse.SUPPRESS,
    )
    add_paths(making)
    making.add_argument("--ttl", default=_DEFAULT_TTL, metavar="TIME", help="how long they hold (default: %(default)s)")
    making.add_argument("--approver", required=True, metavar="WHO", help="who accepts the findings")
    making.add_argument(
        "--reason", metavar="TEXT", default="", help="why (default: that they were there when policylint came)"
    )
    making.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="the file; one that the settings name is added to (default: the first that they name, or waivers.yaml)",
    )
    add_settings(making, *ALL_BUT_THRESHOLD)
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
        for fault in waiver.beyond:
            out(screened(f"{'':<12}waives nothing: {fault}"))
        out(screened(f"{'':<12}{waiver.model.approver}: {waiver.model.reason}  ({waiver.file}:{waiver.line})"))
    number = len(found.waivers)
    out(screened(f"{number} waiver{'' if number == 1 else 's'}, {expired} expired"))
    return FINDINGS if options.expired and expired else OK


def _generate(options: argparse.Namespace) -> int:
    from policylint.durations import parse_positive_duration
    from policylint.run import check_paths
    from policylint.suppressions.bounds import approver, reason, term
    from policylint.suppressions.waivers import added, entries

    try:
        seconds = parse_positive_duration(options.ttl)
    except ValueError as error:
        raise UsageError(f"--ttl: {error}") from None
    settings = settings_of(options)
    output = _output(getattr(options, "output", None), settings)
    named = output in map(Path, settings.config.waivers)
    if output.exists() and not named:
        raise UsageError(f"{output} is there already and not among the waivers; name another file with --output")
    until = date.today() + timedelta(seconds=seconds)
    faults = [*term(until, settings.config, date.today()), *approver(options.approver, settings.config)]
    faults += reason(options.reason, settings.config) if options.reason else []
    if faults:
        raise UsageError("; ".join(faults))
    report = check_paths(options.paths, _without_missing(settings, output)).report
    expires = date.today() + timedelta(seconds=seconds)
    new, number = entries(
        report.findings,
        report.rules,
        expires=expires,
        approver=screened(options.approver),
        reason=screened(options.reason or f"present when policylint was adopted; to be fixed by {expires}"),
        secrets=settings.config.waive_secrets,
    )
    try:
        text = added(output.read_text("utf-8") if output.exists() else "", new)
    except ValueError as error:
        raise UsageError(f"{output} cannot be added to: {error}; name another file with --output") from None
    write(output, text)
    left = len(report.findings) - number
    shows = "shows it" if left == 1 else "shows them"
    rest = f"; {counted(left, 'finding')} cannot be waived (`policylint check` {shows})" if left else ""
    out(screened(f"Waived {counted(number, 'finding')} until {expires} in {output}{rest}."))
    if not (named or any(Path(folder) in output.parents for folder in settings.config.waivers)):
        out(screened(f'Name the file in the configuration: waivers = ["{output.as_posix()}"]'))
    return OK


def _output(given: Path | None, settings: Settings) -> Path:
    """The file to write: the one asked for, else the first that the settings name or, of a folder, one in it."""
    first = Path(next(iter(settings.config.waivers), "waivers.yaml"))
    return given or (first / "generated.yaml" if first.is_dir() else first)


def _without_missing(settings: Settings, output: Path) -> Settings:
    """The settings without the file that is to be written, where it is not there yet."""
    if output.exists():
        return settings
    left = tuple(file for file in settings.config.waivers if Path(file) != output)
    return replace(settings, config=replace(settings.config, waivers=left))
