"""`policylint check`: the main job."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policylint.commands.console import err, out, plain_err
from policylint.commands.options import (
    ALL_SETTINGS,
    FAILED,
    OK,
    UsageError,
    add_output,
    add_paths,
    add_settings,
    outputs,
    settings_of,
    write,
)
from policylint.commands.progress import progress
from policylint.counting import counted
from policylint.fixing.positions import PositionedFixes
from policylint.nearest import did_you_mean
from policylint.report import Report
from policylint.reports import FORMATS, SUFFIXES, Context, Fixable, render
from policylint.reports.wording import fix_totals, unread
from policylint.run import check_paths
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.shown import Shown, own
from policylint.sources.lines import SourceLines
from policylint.sources.scope import Scope
from policylint.sources.text import STDIN

if TYPE_CHECKING:
    from policylint.git import Changes
    from policylint.reports.costs import Costs

_MOST_UNREAD = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `check` takes."""
    add_paths(parser)
    chosen = parser.add_argument_group("which of the files")
    by_git = chosen.add_mutually_exclusive_group()
    by_git.add_argument("--changed-since", metavar="REF", help="only those changed since the branch parted from REF")
    by_git.add_argument("--staged", action="store_true", help="only those staged for the next commit")
    chosen.add_argument("--as-found", action="store_true", help="skip files named that are excluded or hold no request")
    report = parser.add_argument_group("report")
    report.add_argument("--output-format", choices=sorted(FORMATS), help="the format of the report (default: text)")
    add_output(report, "a report")
    report.add_argument("-q", "--quiet", action="store_true", help="one line for each finding and nothing else")
    report.add_argument("-v", "--verbose", action="store_true", help="name skipped files and suppressed findings too")
    report.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    report.add_argument("--show-source", action="store_true", help="cite the documentation behind each finding")
    report.add_argument("--color", choices=["auto", "always", "never"], default="auto", help="default: auto")
    fixing = parser.add_argument_group("fixing")
    either = fixing.add_mutually_exclusive_group()
    either.add_argument("--fix", action="store_true", help="fix in the files what can be fixed safely")
    either.add_argument("--diff", action="store_true", help="show what --fix would change, and change nothing")
    fixing.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff: also fix where it may change the meaning"
    )
    add_settings(parser, *ALL_SETTINGS)


def run(options: argparse.Namespace) -> int:
    """Check, fix if asked to, report, and answer with the report's exit code."""
    _check_fixing(options)
    settings = settings_of(options)
    scope = _scope(options, settings)
    on_screen = _format(settings)
    written = outputs(options.output, SUFFIXES)
    report, lines, edits = _checked(options, settings, scope)
    fixes, code = None, OK
    if options.fix or options.diff:
        from policylint.commands.fixing import fix, show

        fixes, code = (show if options.diff else fix)(report, settings, unsafe=options.unsafe_fixes)
        if fixes.fixed and options.fix:
            report, lines, edits = _checked(options, settings, scope)

    def rendered(name: str, *, colour: bool = False) -> Shown:
        context = Context(
            line=lines,
            edits=edits,
            fail_on=settings.config.fail_on,
            colour=colour,
            quiet=options.quiet,
            verbose=options.verbose,
            statistics=options.statistics,
            show_source=options.show_source,
            width=_width(),
            costs=_costs(options.paths, settings) if name == "html" and scope.whole else None,
            fixes=None if options.diff else fixes,
            fixable=lambda: _foreseen(report, settings),
        )
        return render(name, report, context)

    for name, file in written:
        write(file, rendered(name))
    if fixes and not options.quiet and (options.diff or on_screen != "text"):
        plain_err(screened("\n".join(fix_totals(fixes, "Would fix" if options.diff else "Fixed"))))
    if options.diff:
        return max(code, FAILED if report.unjudged else OK)
    if on_screen in {name for name, _ in written}:
        on_screen = "text"
    out(rendered(on_screen, colour=_color(options)), end="")
    if on_screen == "text" and report.unread and not options.quiet:
        plain_err(screened("\n".join(unread(report, None if options.verbose else _MOST_UNREAD))))
    if not scope.whole and not report.jobs and not report.findings:
        err(screened(_nothing(scope, report)))
    return max(code, report.exit_code(settings.config.fail_on))


def _checked(
    options: argparse.Namespace, settings: Settings, scope: Scope
) -> tuple[Report, SourceLines, PositionedFixes]:
    """The report, the lines it is about, and the places of the fixes."""
    paths, fixes = options.paths, PositionedFixes()
    with progress(own("requests"), quiet=options.quiet) as advance:
        report, lines = check_paths(paths, settings, progress=advance, observe=fixes.observe, scope=scope)
    return fixes.settled(report), lines, fixes


def _foreseen(report: Report, settings: Settings) -> Fixable:
    from policylint.commands.fixing import foreseen

    return foreseen(report, settings)


def _check_fixing(options: argparse.Namespace) -> None:
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise UsageError("--unsafe-fixes says what --fix or --diff may change; give one of these, too")
    if options.fix and STDIN in options.paths:
        raise UsageError("--fix changes files, and standard input is none; name a file, or use --diff")


def _format(settings: Settings) -> str:
    """The format of the report on the screen."""
    name = settings.config.output_format
    if name not in FORMATS:
        origin = settings.origins.get("output_format", "")
        known = f"{did_you_mean(name, FORMATS)}; known are {', '.join(FORMATS)}"
        raise UsageError(f"{origin}: no report format is called {name!r}{known}")
    return name


def _costs(paths: Sequence[str], settings: Settings) -> "Costs":
    from policylint.priced import priced

    return priced([path for path in paths if path != STDIN], settings).costs


def _scope(options: argparse.Namespace, settings: Settings) -> Scope:
    """What the options confine the run to.

    Raises:
        UsageError: git does not know what has changed.
    """
    if options.changed_since is None and not options.staged:
        return Scope(as_found=options.as_found)
    from policylint.git import changed_since, staged

    changes = staged() if options.staged else changed_since(options.changed_since)
    changed = _rules_among(changes, settings)
    if changed:
        err(screened(f"{changed} has changed, so every file is checked"))
        return Scope(as_found=options.as_found)
    for file in sorted(changes.aside):
        shown = os.path.relpath(file)
        err(screened(f"{shown}: what was checked is the file, which is not what is staged"))
    return Scope(changes, options.as_found)


def _rules_among(changes: "Changes", settings: Settings) -> str:
    """A file among those changed that states rules, or accepts findings, as it is called; empty: none."""
    from policylint.git import toplevel
    from policylint.rule_changes import stated_files
    from policylint.settings.loading import FILE_NAMES

    for file in stated_files(settings, toplevel()):
        if str(file) in changes.files:
            return os.path.relpath(file)
    gone = (file for file in sorted(changes.gone) if os.path.basename(file) in FILE_NAMES[:1])  # noqa: PTH119
    return next((os.path.relpath(file) for file in gone), "")


def _nothing(scope: Scope, report: Report) -> str:
    """Why a run that was confined had nothing to check."""
    if report.skipped:
        return f"no request in {counted(len(report.skipped), 'file')} looked at, so nothing was checked"
    what = f"no file has changed since {scope.changes.since}" if scope.changes else "no file is left to look at"
    return f"{what}, so nothing was checked"


def _width() -> int:
    if not sys.stdout.isatty():
        return 100
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _color(options: argparse.Namespace) -> bool:
    if options.color != "auto":
        return bool(options.color == "always")
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
