"""`policylint check`: the main job."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from policylint.commands.options import UsageError, add_settings, settings_of, write
from policylint.nearest import did_you_mean
from policylint.reports import FORMATS, Context, render
from policylint.run import check_paths


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `check` takes."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input")
    report = parser.add_argument_group("report")
    report.add_argument(
        "--output-format", "--format", choices=sorted(FORMATS), help="the format of the report (default: text)"
    )
    report.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="[FORMAT=]FILE",
        help="also write a report to a file, in the format stated or told by its suffix; repeatable",
    )
    report.add_argument("-q", "--quiet", action="store_true", help="one line for each finding and nothing else")
    report.add_argument("-v", "--verbose", action="store_true", help="name skipped files and suppressed findings too")
    report.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    report.add_argument("--show-source", action="store_true", help="cite the documentation behind each finding")
    report.add_argument(
        "--colour", "--color", choices=["auto", "always", "never"], default="auto", help="default: auto"
    )
    add_settings(parser)


def run(options: argparse.Namespace) -> int:
    """Check, report, and answer with the report's exit code."""
    settings = settings_of(options)
    on_screen = settings.config.output_format
    if on_screen not in FORMATS:
        origin = settings.origins.get("output_format", "")
        known = f"{did_you_mean(on_screen, FORMATS)}; known are {', '.join(FORMATS)}"
        raise UsageError(f"{origin}: no report format is called {on_screen!r}{known}")
    outputs = [_output(text, on_screen) for text in options.output]
    report, lines = check_paths(options.paths, settings, progress=_progress(options))

    def rendered(name: str, *, colour: bool = False) -> str:
        context = Context(
            line=lines,
            fail_on=settings.config.fail_on,
            colour=colour,
            quiet=options.quiet,
            verbose=options.verbose,
            statistics=options.statistics,
            show_source=options.show_source,
            width=_width(),
        )
        return render(name, report, context)

    for name, file in outputs:
        write(file, rendered(name))
    if on_screen in {name for name, _ in outputs}:
        on_screen = "text"
    print(rendered(on_screen, colour=_colour(options)), end="")
    return report.exit_code(settings.config.fail_on)


def _output(text: str, default: str) -> tuple[str, Path]:
    """`FORMAT=FILE`, or a FILE whose suffix tells its format."""
    name, separator, file = text.partition("=")
    if separator and name in FORMATS:
        return name, Path(file)
    by_suffix = {suffix: name for name, known in FORMATS.items() for suffix in known.suffixes}
    return by_suffix.get(Path(text).suffix, default), Path(text)


def _width() -> int:
    if not sys.stdout.isatty():
        return 100
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _colour(options: argparse.Namespace) -> bool:
    if options.colour != "auto":
        return bool(options.colour == "always")
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _progress(options: argparse.Namespace) -> Callable[[], object] | None:
    if options.quiet or not sys.stderr.isatty():
        return None
    from tqdm import tqdm

    # The delay keeps the bar away from runs that are over before anyone could read it.
    return tqdm(unit=" requests", delay=1.0, leave=False, file=sys.stderr).update
