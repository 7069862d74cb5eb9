"""`policylint cost`: what the requests in files and folders can cost, before anyone pays."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from policylint.commands.options import FAILED, FINDINGS, OK, UsageError, add_settings, place_of, settings_of, write
from policylint.cost.bill import Bill, Priced
from policylint.cost.costing import Costing, costing_of
from policylint.finding import Finding, Severity
from policylint.reports.bill import FORMATS
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
    parser.add_argument("--fail-over", type=float, metavar="USD", help="exit 1 if all jobs together can cost more")
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
    limit = options.fail_over
    if limit is not None and not 0 <= limit < float("inf"):
        raise UsageError(f"--fail-over is {limit}, not an amount in USD")
    settings = settings_of(options)
    terms = terms_of(options, settings)
    faults: list[Finding] = []
    priced = tuple(_priced(options.paths, settings, terms, faults))
    before: tuple[Priced, ...] = ()
    if options.compare:
        before = _before(options, settings, terms)
    days = {line.rate.as_of for one in priced for line in one.estimate.lines if line.rate}
    bill = Bill(
        priced=priced,
        as_of=terms.prices.day,
        limit=limit,
        currency=terms.prices.currency,
        base=options.compare or "",
        before=before,
        warnings=tuple(old_prices(days, terms)),
    )
    rendered = FORMATS[options.format](bill, explain=options.explain)
    if options.output:
        write(options.output, rendered)
        rendered = bill.verdict() + "\n"
    print(rendered, end="")
    broken = list(_budgets(priced, terms))
    for finding in [*faults, *broken]:
        complain(finding)
    return _exit_code(bill, faults, broken)


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


def _priced(
    paths: list[str], settings: Settings, terms: Costing, faults: list[Finding], shown_from: Path | None = None
) -> Iterator[Priced]:
    from policylint.facts import FactsByFile
    from policylint.sources.requests import below, jobs

    for item in jobs(paths, settings, FactsByFile(settings).of, named=below(shown_from) if shown_from else str):
        if isinstance(item, Finding):
            faults.append(item)
        else:
            yield Priced(item, terms.estimate(item))


def _before(options: argparse.Namespace, settings: Settings, terms: Costing) -> tuple[Priced, ...]:
    """The jobs of the base. What cannot be read there is reported and left out of the comparison; it is no fault of
    what stands now, and so changes no exit code."""
    from policylint.cost.files import BaseError, base_of

    faults: list[Finding] = []
    try:
        with base_of(options.compare, options.paths) as (paths, folder):
            found = tuple(_priced(paths, settings, terms, faults, shown_from=folder)) if paths else ()
    except BaseError as error:
        raise UsageError(f"--compare: {error}") from error
    for fault in faults:
        complain(replace(fault, message=f"left out of the comparison with {options.compare}: {fault.message}"))
    return found


def _budgets(priced: tuple[Priced, ...], terms: Costing) -> Iterator[Finding]:
    if not terms.budgets:
        return
    from policylint.cost.budgets import Spending, findings

    spending = Spending(terms)
    for one in priced:
        yield from (replace(finding, file=one.job.file) for finding in findings(one.job, terms))
        spending.add(one.job)
    yield from (finding for _, finding in spending.broken())


def old_prices(days: set[str], terms: Costing) -> Iterator[str]:
    """That some of the prices, which are of these days, are older than they should be."""
    from policylint.commands.pricing import age

    if terms.prices.as_of or not days or age(min(days)) <= terms.max_age:
        return
    old = sum(age(day) > terms.max_age for day in days)
    yield (
        f"The oldest price is of {min(days)}, {age(min(days)):,} days ago ({old} of {len(days)} dates are older than"
        f" {terms.max_age} days); `policylint pricing update` or `import` brings newer ones."
    )


def complain(finding: Finding) -> None:
    """Tell of a finding that is no part of the report."""
    place = f"{place_of(finding)}: " if finding.file else ""
    print(f"policylint: {place}{finding.message} [{finding.rule}]", file=sys.stderr)


def _exit_code(bill: Bill, faults: list[Finding], broken: list[Finding]) -> int:
    total = bill.total
    if faults or not total.jobs:
        return FAILED
    if bill.limit is not None and total.max_usd > bill.limit:
        return FINDINGS
    if any(finding.severity is Severity.ERROR for finding in broken):
        return FINDINGS
    return FAILED if bill.limit is not None and total.unknown else OK
