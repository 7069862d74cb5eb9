"""`policylint cost`: what the requests in files and folders can cost, before anyone pays."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from policylint.commands.console import err, out
from policylint.commands.options import (
    FAILED,
    FINDINGS,
    OK,
    UsageError,
    add_settings,
    place_of,
    settings_of,
    usd,
    write,
)
from policylint.cost.costing import Costing, costing_of
from policylint.finding import Finding, Severity
from policylint.priced import Priced, priced
from policylint.reports.bill import FORMATS
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `cost` takes."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input")
    parser.add_argument("--format", choices=sorted(FORMATS), default="text", help="default: %(default)s")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write the bill to a file and print the verdict alone"
    )
    parser.add_argument("--explain", action="store_true", help="show the arithmetic of each line")
    parser.add_argument("--compare", metavar="BASE", help="show what changed since a git revision, or against a folder")
    parser.add_argument("--fail-over", type=usd, metavar="USD", help="exit 1 if all jobs together can cost more")
    add_terms(parser)
    add_settings(parser)


def add_terms(parser: argparse.ArgumentParser) -> None:
    """Add the options that say at what prices, and what is expected."""
    group = parser.add_argument_group("prices")
    group.add_argument("--as-of", metavar="DAY", help="the day whose prices hold, as 2026-09-24 (default: today)")
    group.add_argument("--book", type=Path, action="append", metavar="FILE", help="a price book; repeatable")
    group.add_argument("--discount", type=float, metavar="PERCENT", help="your discount on list prices")
    group.add_argument("--expected-runtime", metavar="TIME", help="how long each job is expected to run: 90, 45m, 2h")
    group.add_argument("--history", type=Path, metavar="FILE", help="past jobs, from whose runtimes to expect the next")


def run(options: argparse.Namespace) -> int:
    """Price, report, and answer whether the limit and the budgets are kept."""
    settings = settings_of(options)
    terms = terms_of(options, settings)
    found = _priced(options, settings, terms)
    rendered = FORMATS[options.format](found.costs, explain=options.explain)
    if options.output:
        write(options.output, rendered)
        rendered = screened(found.costs.verdict() + "\n")
    out(rendered, end="")
    for finding in found.unread_before:
        complain(replace(finding, message=f"left out of the comparison with {found.costs.base}: {finding.message}"))
    for finding in [*found.unread, *found.over_budget]:
        complain(finding)
    return _exit_code(found)


def terms_of(options: argparse.Namespace, settings: Settings) -> Costing:
    """The terms that the options state, and those of the configuration where they are silent.

    Raises:
        ConfigError: one of them cannot be used.
    """
    stated: dict[str, Any] = {
        "as_of": options.as_of,
        "books": options.book,
        "discount": options.discount,
        "history": options.history,
        "expected_runtime": {"*": options.expected_runtime} if options.expected_runtime else None,
    }
    return costing_of(settings.config, **{name: value for name, value in stated.items() if value is not None})


def _priced(options: argparse.Namespace, settings: Settings, terms: Costing) -> Priced:
    if not options.compare:
        return priced(options.paths, settings, terms=terms, limit=options.fail_over)
    from policylint.base import BaseError, base_of

    try:
        with base_of(options.compare, options.paths) as base:
            return priced(options.paths, settings, base, terms=terms, limit=options.fail_over)
    except BaseError as error:
        raise UsageError(f"--compare: {error}") from error


def complain(finding: Finding) -> None:
    """Report a finding that is not part of the report."""
    place = f"{place_of(finding)}: " if finding.file else ""
    err(screened(f"{place}{finding.message} [{finding.rule}]"))


def _exit_code(found: Priced) -> int:
    total, limit = found.costs.now, found.costs.limit
    if found.unread or not total.jobs:
        return FAILED
    kept = True if limit is None else total.keeps(limit)
    if kept is False or any(finding.severity is Severity.ERROR for finding in found.over_budget):
        return FINDINGS
    return OK if kept else FAILED
