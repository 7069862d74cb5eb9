"""`policylint review`: what a change brings, as the comment on it says: new findings, and the difference in cost."""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from policylint.base import Base, BaseError, base_of
from policylint.commands.console import out
from policylint.commands.options import (
    ALL_SETTINGS,
    UsageError,
    add_base,
    add_output,
    add_paths,
    add_settings,
    increase,
    outputs,
    settings_of,
    usd,
    write,
)
from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError
from policylint.finding import Severity, ShownFinding
from policylint.fixing.positions import PositionedFixes
from policylint.priced import priced
from policylint.reports import SUFFIXES, Context, render
from policylint.reports.comment import Address
from policylint.reports.comment import render as render_comment
from policylint.reports.costs import Costs
from policylint.review import ByRules, Review, review
from policylint.rule_changes import RulesBefore, rules_before
from policylint.run import check_paths
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.shown import Shown
from policylint.shown import own as own_text

COMMENT_IF = ("always", "cost-changes")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `review` takes."""
    add_paths(parser, stdin=False)
    add_base(parser)
    parser.add_argument("--new-only", action="store_true", help="let findings pass that were there at the base")
    parser.add_argument(
        "--rules-from",
        choices=("head", "base"),
        default="head",
        help="whose configuration, packs and waivers judge both sides (default: %(default)s)",
    )
    parser.add_argument("--fail-over", type=usd, metavar="USD", help="exit 1 if all jobs together can cost more")
    parser.add_argument(
        "--fail-over-increase",
        type=increase,
        metavar="USD|PERCENT",
        help="exit 1 if the cost can rise by more than this against the base: 250, 10%%",
    )
    parser.add_argument("--new-jobs", action="store_true", help="of cost, count only jobs that the base did not have")
    parser.add_argument(
        "--min-severity", choices=[one.value for one in Severity], default="note", help="show nothing less severe"
    )
    parser.add_argument("--comment", type=Path, metavar="FILE", help="write the comment to a file, not to the screen")
    parser.add_argument(
        "--comment-if",
        choices=COMMENT_IF,
        default=COMMENT_IF[0],
        help="write the comment always (the default), or only if some job costs another amount than at the base",
    )
    add_output(parser, "a report of all findings")
    add_settings(parser, *ALL_SETTINGS)


def run(options: argparse.Namespace) -> int:
    """Compare, report, and answer with the review's exit code."""
    done = carry_out(options)
    if options.comment is None and done.commented:
        out(done.comment, end="")
    return done.review.exit_code()


@dataclass(frozen=True, slots=True)
class Done:
    """A review that was carried out, its comment, and whether that is wanted."""

    review: Review
    comment: Shown
    commented: bool


def carry_out(
    options: argparse.Namespace, address: Address = lambda finding: None, shown_from: Path | None = None
) -> Done:
    """Review, and write all that is asked for.

    Args:
        options: what `review` takes.
        address: the page that shows the place of a finding, if there is one.
        shown_from: the folder from which files are named in all that is written, if not the working directory.

    Raises:
        UsageError: something cannot be written, or there is no such base.
    """
    for option in ("fail_over_increase", "new_jobs"):
        if getattr(options, option) and not options.base:
            raise UsageError(f"--{option.replace('_', '-')} compares with a base; add --base")
    written = outputs(options.output, SUFFIXES)
    with _rules(options) as rules:
        return _carried_out(options, rules, written, address, shown_from or Path.cwd())


def _carried_out(
    options: argparse.Namespace,
    rules: "_Rules",
    written: Sequence[tuple[str, Path]],
    address: Address,
    shown_from: Path,
) -> Done:
    settings = rules.settings
    fixes = PositionedFixes()
    checked = check_paths(options.paths, settings, observe=fixes.observe, identify=options.base is not None)
    report, least = fixes.settled(checked.report), Severity(options.min_severity)
    elsewhere = shown_from != Path.cwd() or rules.named is not str
    named = _named_from(shown_from, rules.named) if elsewhere else str

    def price(base: Base | None) -> Costs:
        return priced(options.paths, settings, base, named=named).costs

    try:
        compared = review(
            report, options.paths, settings, options.base, price=price, least=least, by_rules=rules.by_rules
        )
    except BaseError as error:
        raise UsageError(f"{options.base.option}: {error}") from error
    done = replace(
        compared,
        budget=options.fail_over,
        increase=options.fail_over_increase,
        new_jobs=options.new_jobs,
        new_only=options.new_only,
    )
    lines: Callable[[str, int], Shown | None] = checked.lines
    if elsewhere:
        done, lines = _shown_as(done, lines, named)
    context = Context(line=lines, fail_on=settings.config.fail_on, costs=done.costs)
    for name, file in written:
        write(file, render(name, done.report, context))
    comment = render_comment(done, address)
    costs = done.counted_costs
    commented = options.comment_if == "always" or costs is None or not costs.base or bool(costs.changed)
    if options.comment is not None and commented:
        write(options.comment, comment)
    elif options.comment is not None:
        options.comment.unlink(missing_ok=True)  # of an earlier run: whoever posts what stands there posts nothing
    return Done(done, comment, commented)


class _Rules(NamedTuple):
    """What both sides are judged by: the settings, what their files are called, and, of those of the base, what the
    change would have made of them."""

    settings: Settings
    named: Callable[[str], str] = str
    by_rules: ByRules | None = None


@contextmanager
def _rules(options: argparse.Namespace) -> Iterator[_Rules]:
    """The rules that are asked for: those of today, or those of the base.

    Raises:
        UsageError: there is no base, or its rules cannot be used.
    """
    settings = settings_of(options)
    if options.rules_from == "head":
        yield _Rules(settings)
        return
    if options.base is None:
        raise UsageError("--rules-from base: there is no base; name it with --base")
    try:
        with base_of(options.base, options.paths) as base, rules_before(base, settings) as before:
            yield _Rules(settings) if before is None else _of_base(before, base)
    except BaseError as error:
        raise UsageError(f"{options.base.option}: {error}") from error


def _of_base(before: RulesBefore, base: Base) -> _Rules:
    """The rules of a base for the files of today."""
    settings = before.settings
    if isinstance(settings, PolicylintError):
        raise UsageError(f"--rules-from base: the rules of the base cannot be used: {before.told(settings)}")
    root = settings.root
    today = base.here / root.relative_to(base.folder) if root.is_relative_to(base.folder) else root
    own = replace(settings, root=today, stands_for=(base.here, before.folder))

    def named(file: str) -> str:
        real = os.path.realpath(file)
        below = Path(real).is_relative_to(before.folder)
        return os.path.relpath(base.here / Path(real).relative_to(before.folder)) if below else file

    try:
        loosened = before.loosened()
    except PolicylintError:
        loosened = (own_text("the rules of this change cannot be used"),)
    return _Rules(own, named, ByRules(before.changed, loosened=loosened, of_base=True))


def _named_from(folder: Path, named: Callable[[str], str]) -> Callable[[str], str]:
    """Names files from a folder in place of the working directory, by what they are called there."""
    return lambda file: Path(os.path.relpath(named(file), folder)).as_posix()


def _shown_as(
    done: Review, lines: Callable[[str, int], Shown | None], named: Callable[[str], str]
) -> tuple[Review, Callable[[str, int], Shown | None]]:
    """The same findings with their files under other names; the costs have them already."""
    names: dict[str, str] = {}

    def renamed(finding: ShownFinding) -> ShownFinding:
        if not finding.file:
            return finding
        file = screened(named(finding.file))
        names[file] = finding.file
        return replace(finding, file=file)

    report = replace(
        done.report,
        findings=tuple(map(renamed, done.report.findings)),
        suppressed=tuple(replace(one, finding=renamed(one.finding)) for one in done.report.suppressed),
        skipped=tuple(screened(named(file)) for file in done.report.skipped),
    )
    shown = replace(
        done,
        report=report,
        new=tuple(map(renamed, done.new)),
        existing=tuple(map(renamed, done.existing)),
        fixed=tuple(map(renamed, done.fixed)),
    )
    return shown, lambda file, line: lines(names.get(file, file), line)
