"""`policylint review`: what a change brings, as the comment on it says: new findings, and the difference in cost."""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from policylint.commands.options import UsageError, add_settings, settings_of, write
from policylint.finding import Finding, Severity
from policylint.priced import priced
from policylint.report import Report
from policylint.reports import FORMATS, Context, render
from policylint.reports.comment import Address
from policylint.reports.comment import render as render_comment
from policylint.review import Review, review
from policylint.run import check_paths


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `review` takes."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or a folder")
    parser.add_argument("--base", metavar="REF", help="the git revision that the change is against")
    parser.add_argument("--new-only", action="store_true", help="let findings pass that were there at the base")
    parser.add_argument("--budget", type=float, metavar="USD", help="exit 1 if all jobs together can cost more")
    parser.add_argument(
        "--min-severity", choices=[one.value for one in Severity], default="note", help="show nothing less severe"
    )
    parser.add_argument("--comment", type=Path, metavar="FILE", help="write the comment to a file, not to the screen")
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="also write a report of all findings to a file; repeatable",
    )
    add_settings(parser)


def run(options: argparse.Namespace) -> int:
    """Compare, tell, and answer with the review's exit code."""
    done = carry_out(options)
    if options.comment is None:
        print(done.comment, end="")
    return done.review.exit_code()


@dataclass(frozen=True, slots=True)
class Done:
    """A review that was carried out, and its comment."""

    review: Review
    comment: str


def carry_out(
    options: argparse.Namespace, address: Address = lambda finding: None, shown_from: Path | None = None
) -> Done:
    """Review, and write all that is asked for.

    Args:
        options: what `review` takes.
        address: the page that shows the place of a finding, if there is one.
        shown_from: the folder from which files are named in all that is written, if not the working directory.

    Raises:
        UsageError: something cannot be written.
        GitError: there is no such base.
    """
    if options.budget is not None and not 0 <= options.budget < float("inf"):
        raise UsageError(f"--budget is {options.budget}, not an amount in USD")
    outputs = [_output(text) for text in options.output]
    settings = settings_of(options)
    checked = check_paths(options.paths, settings)
    report = _at_least(checked.report, Severity(options.min_severity))
    compared = review(report, options.paths, settings, options.base, price=priced)
    done = replace(compared, budget=options.budget, new_only=options.new_only)
    lines: Callable[[str, int], str | None] = checked.lines
    if shown_from is not None and shown_from != Path.cwd():
        done, lines = _shown_from(done, lines, shown_from)
    context = Context(line=lines, fail_on=settings.config.fail_on, costs=done.costs)
    for name, file in outputs:
        write(file, render(name, done.report, context))
    comment = render_comment(done, address)
    if options.comment is not None:
        write(options.comment, comment)
    return Done(done, comment)


def _shown_from(
    done: Review, lines: Callable[[str, int], str | None], folder: Path
) -> tuple[Review, Callable[[str, int], str | None]]:
    """The same with files named from a folder."""
    names: dict[str, str] = {}

    def named(finding: Finding) -> Finding:
        if not finding.file:
            return finding
        file = Path(os.path.relpath(finding.file, folder)).as_posix()
        names[file] = finding.file
        return replace(finding, file=file)

    report = replace(
        done.report,
        findings=tuple(map(named, done.report.findings)),
        suppressed=tuple(replace(one, finding=named(one.finding)) for one in done.report.suppressed),
        skipped=tuple(Path(os.path.relpath(file, folder)).as_posix() for file in done.report.skipped),
    )
    costs = done.costs and replace(
        done.costs,
        jobs=tuple(
            replace(job, file=Path(os.path.relpath(job.file, folder)).as_posix()) if job.file else job
            for job in done.costs.jobs
        ),
    )
    shown = replace(
        done, report=report, costs=costs, new=tuple(map(named, done.new)), existing=tuple(map(named, done.existing))
    )
    return shown, lambda file, line: lines(names.get(file, file), line)


def _at_least(report: Report, least: Severity) -> Report:
    """The report without what is less severe; that something could not be judged is never left out."""
    kept = (
        finding
        for finding in report.findings
        if report.severity_of(finding).at_least(least) or report.keeps_unjudged(finding)
    )
    return replace(report, findings=tuple(kept))


def _output(text: str) -> tuple[str, Path]:
    name, _, file = text.partition("=")
    if name not in FORMATS or not file:
        raise UsageError(f"--output is {text!r}; write FORMAT=FILE, where FORMAT is one of {', '.join(FORMATS)}")
    return name, Path(file)
