"""`policylint audit`: which of the jobs that were already run break the rules, and what that cost."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from policylint.commands.console import err, out, plain_err
from policylint.commands.options import (
    FAILED,
    OK,
    UsageError,
    add_output,
    add_output_format,
    add_paths,
    add_settings,
    outputs,
    settings_of,
    write,
)
from policylint.commands.progress import progress
from policylint.counting import counted
from policylint.lint import UNJUDGED_RECORD
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.shown import Shown, own

if TYPE_CHECKING:
    from policylint.history.judging import Terms
    from policylint.history.run import Plan, Result
    from policylint.history.tally import Total
    from policylint.reports.history import History

TEXTS = {"html": (".html", ".htm"), "json": (".json",), "text": (".txt",)}
TABLES = {"parquet": (".parquet", ".pq"), "csv": (".csv",)}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `audit` takes."""
    add_records(parser)
    add_output(parser, "the report, or all findings as CSV or Parquet,")
    parser.add_argument("--learn", type=Path, metavar="FILE", help="write runtimes and spot savings that were seen")
    add_settings(parser, "selection", "strictness", "facts", "policies")


def add_records(parser: argparse.ArgumentParser) -> None:
    """Add where records are, and how they are judged."""
    add_paths(parser, stdin=False)
    add_output_format(parser, ("text", "json"))
    group = parser.add_argument_group("judging")
    group.add_argument("--as-of", metavar="DAY", help="the day whose prices and waivers hold, as 2026-09-24")
    group.add_argument("--team-tag", default="team", metavar="KEY", help="the tag that names a team (default: team)")
    group.add_argument("--principal-key", type=Path, metavar="FILE", help="hash principals with the key in a file")
    group.add_argument("--processes", type=int, metavar="N", help="processes to share the work (default: all cores)")
    group.add_argument("--state", type=Path, metavar="FOLDER", help="where to keep what is done until all is")


def run(options: argparse.Namespace) -> int:
    """Judge, add up, report."""
    from policylint.history.run import Plan

    settings = settings_of(options)
    written = outputs(options.output, {**TEXTS, **TABLES})
    tables = [(name, file) for name, file in written if name in TABLES]
    if tables:
        from policylint.history.export import needs

        needs()
    plan = Plan(terms_of(options, settings), table=bool(tables))

    def use(result: "Result") -> None:
        from policylint.history.export import write_findings

        for name, file in tables:
            write_findings(result.tables, name, file)

    total = totals(options, plan, use)
    if options.learn:
        from policylint.reports.history import learned

        write(options.learn, learned(total.learned))
    report(options, history_of(total, plan), [one for one in written if one[0] in TEXTS])
    return exit_code(total)


def terms_of(options: argparse.Namespace, settings: Settings) -> "Terms":
    """How records are judged.

    Raises:
        UsageError: the day is none, or the key cannot be read.
    """
    from policylint.cost.rates import is_day
    from policylint.history.judging import Terms

    if options.as_of and not is_day(options.as_of):
        raise UsageError(f"--as-of is {options.as_of!r}, not a day such as 2026-09-24")
    if options.processes is not None and options.processes < 1:
        raise UsageError(f"--processes is {options.processes}; it takes at least one")
    key = ""
    if options.principal_key:
        try:
            key = options.principal_key.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"--principal-key: cannot read {options.principal_key}") from error
        if not key:
            raise UsageError(f"--principal-key: {options.principal_key} is empty")
    return Terms(settings, options.team_tag, key, options.as_of or "")


def totals(options: argparse.Namespace, plan: "Plan", use: "Callable[[Result], object]" = lambda _: None) -> "Total":
    """What the records come to, with the progress on the terminal."""
    from policylint.history.run import run as run_over
    from policylint.processes import cores

    with _bytes_done() as (begun, done):
        result = run_over(
            options.paths,
            plan,
            options.processes or cores(),
            progress=done,
            begun=begun,
            use=use,
            home=options.state,
        )
    if result.resumed:
        err(screened(f"went on with a run that was broken off: {result.resumed:,} of {result.parts:,} parts were done"))
    return result.total


@contextmanager
def _bytes_done() -> Iterator[tuple[Callable[[int], object], Callable[[int], object]]]:
    """Progress in MiB, whose total is told once it is known."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        count: list[Callable[..., None]] = []
        done = 0

        def begun(total: int) -> None:
            count.append(stack.enter_context(progress(own("MiB"), max(1, total >> 20))))

        def advance(size: int) -> None:
            nonlocal done
            before, done = done >> 20, done + size
            for one in count:
                one((done >> 20) - before)

        yield begun, advance


def history_of(total: "Total", plan: "Plan") -> "History":
    """A total with all that a report says beside it."""
    from policylint.cost.costing import costing_of
    from policylint.engine import Engine
    from policylint.reports.history import History
    from policylint.reports.wording import title

    terms = plan.terms
    rules = Engine.of(terms.settings).catalogue.rules
    costing = costing_of(terms.settings.config, **({"as_of": terms.as_of} if terms.as_of else {}))
    return History(
        total,
        {name: title(rule) for name, rule in rules.items()},
        costing.prices.currency,
        costing.prices.day,
        terms.team_tag,
        flips=plan.against is not None,
    )


def report(options: argparse.Namespace, history: "History", written: "list[tuple[str, Path]]") -> None:
    """Print the report, and write it to files."""
    for name, file in written:
        write(file, _rendered(name, history))
    out(_rendered(options.format, history), end="")


def _rendered(name: str, history: "History") -> Shown:
    if name == "html":
        from policylint.reports.html.history import html

        return html(history)
    from policylint.reports.history import as_json, text

    return as_json(history) if name == "json" else text(history)


def exit_code(total: "Total") -> int:
    """2 where nothing could be judged, or something could not be read; 0 else: what is past stops nothing."""
    unread = [fault for fault in total.faults if fault.rule != UNJUDGED_RECORD.id]
    if not total.kinds:
        plain_err(own("policylint: no record of a job was found; see docs/audit.md for what is read"))
    elif unread:
        plain_err(
            screened(f"policylint: {counted(len(unread) + total.more_faults, 'record')} or files could not be read")
        )
    return FAILED if unread or not total.kinds else OK
