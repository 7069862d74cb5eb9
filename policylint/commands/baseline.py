"""`policylint baseline`: start from where a team is."""

import argparse
from pathlib import Path

from policylint.commands.console import out
from policylint.commands.options import ALL_BUT_THRESHOLD, OK, UsageError, add_paths, add_settings, settings_of, write
from policylint.run import check_paths
from policylint.secrets.redaction import screened
from policylint.suppressions.baseline import write_baseline


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `baseline` takes."""
    add_paths(parser)
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("policylint-baseline.json"),
        metavar="FILE",
        help="the file (default: %(default)s)",
    )
    add_settings(parser, *ALL_BUT_THRESHOLD)


def run(options: argparse.Namespace) -> int:
    """Check without any baseline and write the findings down."""
    report, _ = check_paths(options.paths, settings_of(options), with_baseline=False)
    if report.unjudged:
        raise UsageError("some input cannot be judged, which no baseline can accept; `policylint check` says what")
    accepted = [finding for finding in report.findings if report.rules[finding.rule].acceptable]
    write(options.output, write_baseline(accepted))
    left = len(report.findings) - len(accepted)
    rest = f" {left} more of hard-mandatory policies cannot be accepted." if left else ""
    out(screened(f"Wrote {len(accepted)} findings to {options.output}.{rest}"))
    return OK
