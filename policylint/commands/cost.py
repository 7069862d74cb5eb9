"""`policylint cost`: what the requests in files and folders can cost, before anyone pays."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.commands.console import err, out
from policylint.commands.options import (
    FAILED,
    FINDINGS,
    OK,
    UsageError,
    add_base,
    add_output,
    add_output_format,
    add_paths,
    add_settings,
    comma_separated,
    increase,
    outputs,
    place_of,
    settings_of,
    usd,
    write,
)
from policylint.cost.costing import Costing, costing_of
from policylint.finding import Finding, Severity
from policylint.priced import Priced, priced
from policylint.reports.bill import FORMATS, SUFFIXES
from policylint.reports.groups import OWN
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings

if TYPE_CHECKING:
    from policylint.reports.increase import Increase


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `cost` takes."""
    add_paths(parser)
    add_output_format(parser, FORMATS)
    add_output(parser, "the costs")
    parser.add_argument(
        "--by",
        type=comma_separated,
        action="extend",
        default=[],
        metavar="WHAT",
        help=f"part the costs by {', '.join(OWN)} or the key of a tag (tag:KEY, or KEY); several at once: team,region",
    )
    parser.add_argument("--explain", action="store_true", help="show the arithmetic of each line")
    add_base(parser)
    parser.add_argument("--fail-over", type=usd, metavar="USD", help="exit 1 if all jobs together can cost more")
    parser.add_argument(
        "--fail-over-increase",
        type=increase,
        metavar="USD|PERCENT",
        help="exit 1 if the cost can rise by more than this against the base: 250, 10%%",
    )
    parser.add_argument(
        "--per", choices=["month"], default="", help="what a month of it costs, for what a schedule starts"
    )
    parser.add_argument(
        "--allow-unbounded",
        action="store_true",
        default=None,
        help="judge a job that nothing bounds by what one run of it costs",
    )
    add_terms(parser)
    add_settings(parser, "files", "facts")


def add_terms(parser: argparse.ArgumentParser) -> None:
    """Add the options that say at what prices, and what is expected."""
    group = parser.add_argument_group("prices")
    group.add_argument("--as-of", metavar="DAY", help="the day whose prices hold, as 2026-09-24 (default: today)")
    group.add_argument("--book", type=Path, action="append", metavar="FILE", help="a price book; repeatable")
    group.add_argument("--discount", type=float, metavar="PERCENT", help="your discount on list prices")
    group.add_argument("--expected-runtime", metavar="TIME", help="how long each job is expected to run: 90, 45m, 2h")
    group.add_argument("--history", type=Path, metavar="FILE", help="past jobs, from whose runtimes to expect the next")
    group.add_argument(
        "--history-percentile", type=float, metavar="P", help="the percentile of theirs that is expected (default: 50)"
    )


def run(options: argparse.Namespace) -> int:
    """Price, report, and answer whether the limit and the budgets are kept."""
    if options.fail_over_increase and not options.base:
        raise UsageError("--fail-over-increase compares with a base; add --base")
    settings = settings_of(options)
    terms = terms_of(options, settings)
    written = outputs(options.output, SUFFIXES)
    found = _priced(options, settings, terms)
    for name, file in written:
        write(file, FORMATS[name](found.costs, explain=options.explain))
    out(FORMATS[options.format](found.costs, explain=options.explain), end="")
    for finding in found.unread_before:
        complain(replace(finding, message=f"left out of the comparison with {found.costs.base}: {finding.message}"))
    for finding in [*found.unread, *found.over_budget]:
        complain(finding)
    return _exit_code(found, options.fail_over_increase)


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
        "percentile": options.history_percentile,
        "expected_runtime": {"*": options.expected_runtime} if options.expected_runtime else None,
        "allow_unbounded": getattr(options, "allow_unbounded", None),
    }
    return costing_of(settings.config, **{name: value for name, value in stated.items() if value is not None})


def _priced(options: argparse.Namespace, settings: Settings, terms: Costing) -> Priced:
    if not options.base:
        return priced(options.paths, settings, terms=terms, limit=options.fail_over, by=options.by, per=options.per)
    from policylint.base import BaseError, base_of

    try:
        with base_of(options.base, options.paths) as base:
            return priced(
                options.paths, settings, base, terms=terms, limit=options.fail_over, by=options.by, per=options.per
            )
    except BaseError as error:
        raise UsageError(f"{options.base.option}: {error}") from error


def complain(finding: Finding) -> None:
    """Report a finding that is not part of the report."""
    place = f"{place_of(finding)}: " if finding.file else ""
    err(screened(f"{place}{finding.message} [{finding.rule}]"))


def _exit_code(found: Priced, most: "Increase | None") -> int:
    limit = found.costs.limit
    if found.unread or not found.costs.now.jobs:
        return FAILED
    kept = [True if limit is None else found.costs.keeps(limit)]
    kept += [most.kept(found.costs, found.costs.before)] if most else []
    if False in kept or any(finding.severity is Severity.ERROR for finding in found.over_budget):
        return FINDINGS
    return OK if all(kept) else FAILED
