"""`policylint baseline`: start from where a team is, and keep up with where it has got to."""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from policylint.commands.console import out
from policylint.commands.options import ALL_BUT_THRESHOLD, OK, UsageError, add_paths, add_settings, settings_of, write
from policylint.known import Known
from policylint.report import Report
from policylint.run import check_paths
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.suppressions.baseline import Baseline, Way, rewritten, summary

_DEFAULT = "policylint-baseline.json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `baseline` takes."""
    add_paths(parser)
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help=f"the file (default: the baseline of the configuration, or {_DEFAULT})",
    )
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--add", action="store_true", help="only add new findings; take none out")
    either.add_argument("--prune", action="store_true", help="only take out what is fixed; add nothing")
    add_settings(parser, *ALL_BUT_THRESHOLD)


def run(options: argparse.Namespace) -> int:
    """Check without any baseline, and bring the file up to date for what was checked."""
    settings = settings_of(options)
    output = options.output or Path(settings.config.baseline or _DEFAULT)
    way: Way = "add" if options.add else "prune" if options.prune else "write"
    old = Baseline.read(output, settings.root, resolve=True) if output.exists() else Baseline(root=settings.root)
    report, _ = check_paths(options.paths, settings, with_baseline=False, identify=True)
    if report.unjudged:
        raise UsageError("some input cannot be judged, which no baseline can accept; `policylint check` says what")
    accepted = [finding for finding in report.findings if report.rules[finding.rule].acceptable]
    done = rewritten(old, accepted, _covered(options.paths, settings, report), way)
    write(output, done.text)
    left = len(report.findings) - len(accepted)
    rest = f" {left:,} more of hard-mandatory policies cannot be accepted." if left else ""
    resolved = " The merge conflict in it is resolved." if old.was_in_conflict else ""
    out(screened(f"{summary(done, output)}{rest}{resolved}"))
    return OK


def _covered(paths: Sequence[str], settings: Settings, report: Report) -> Callable[[Known], bool]:
    """Whether a run over some paths would have found what an entry of a baseline says."""
    named = [os.path.abspath(path) for path in paths]  # noqa: PTH100 - links stay as they are named

    def covered(entry: Known) -> bool:
        file = os.path.abspath(settings.root / entry.file)  # noqa: PTH100
        below = any(file == path or file.startswith(os.path.join(path, "")) for path in named)  # noqa: PTH118
        return below and entry.rule in report.rules

    return covered
