"""What `check --fix` and `check --diff` do besides checking: go through the files that have a fix."""

from collections import Counter
from collections.abc import Iterator

from policylint.commands.console import err, out
from policylint.commands.options import FAILED, FINDINGS, OK, place_of
from policylint.counting import counted
from policylint.fixing.apply import FixOutcome, apply_fixes
from policylint.fixing.files import UnwritableError, write
from policylint.report import Report
from policylint.reports import Fixable, FixTotals
from policylint.reports.wording import where
from policylint.ruleset import Ruleset
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.shown import Shown
from policylint.sources.text import STDIN_NAME, Source, SourceFault

_MOST_TRIED = 100
"""Of more fixes it is only said how many are offered: each is tried by judging its file again."""


def fix(report: Report, settings: Settings, *, unsafe: bool) -> tuple[FixTotals, int]:
    """Fix the files of a report, and say on standard error which cannot be written; then the exit code is 2."""
    total, code = _Total(), OK
    for outcome in total.over(report, settings, unsafe=unsafe):
        if outcome.fixed:
            try:
                follow = settings.config.follow_links_out
                write(outcome.before.file, outcome.before.content, outcome.after.content, follow_links_out=follow)
            except UnwritableError as error:
                err(screened(str(error)))
                code = FAILED
                continue
        total.add(outcome)
    return total.totals(), code


def show(report: Report, settings: Settings, *, unsafe: bool) -> tuple[FixTotals, int]:
    """Print what fixing the files of a report would change; the exit code is 1 if that is anything."""
    from policylint.fixing.diff import diff

    total = _Total()
    for outcome in total.over(report, settings, unsafe=unsafe):
        for line in diff(outcome):
            out(screened(line), end="")
        total.add(outcome)
    return total.totals(), FINDINGS if total.fixed else OK


def foreseen(report: Report, settings: Settings) -> Fixable:
    """What `--fix`, and with `--unsafe-fixes`, would come to: tried, as far as there are not too many fixes."""
    offered = [finding.fix.safe for finding in report.findings if finding.fix and finding.file != STDIN_NAME]
    if len(offered) > _MOST_TRIED:
        return Fixable(offered.count(True), offered.count(False), tried=False)
    safe = _tried(report, settings, unsafe=False) if True in offered else 0
    every = _tried(report, settings, unsafe=True) if False in offered else safe
    return Fixable(safe, max(0, every - safe))


def _tried(report: Report, settings: Settings, *, unsafe: bool) -> int:
    total = _Total()
    for outcome in total.over(report, settings, unsafe=unsafe):
        total.add(outcome)
    return total.fixed


class _Total:
    """What has come of all files together."""

    def __init__(self) -> None:
        self.fixed = 0
        self._unsafe = 0
        self._skipped: list[Shown] = []

    def over(self, report: Report, settings: Settings, *, unsafe: bool) -> Iterator[FixOutcome]:
        """What fixing each file that has a fix comes to; of one that cannot be held in memory all fixes are refused."""
        fixes: Counter[str] = Counter()
        for finding in report.findings:
            if finding.fix and finding.file:
                fixes[finding.file] += finding.fix.safe or unsafe
        ruleset = Ruleset.of(settings)
        for file in sorted(fixes):
            try:
                content = Source(file).content(settings.config.max_file_size)
            except SourceFault as fault:
                self._skipped.append(screened(f"{file}: {counted(fixes[file], 'fix')}: {fault.message}"))
            else:
                yield apply_fixes(file, content, ruleset, unsafe=unsafe)

    def add(self, outcome: FixOutcome) -> None:
        """Count what has come of a file."""
        self.fixed += outcome.fixed
        self._unsafe += outcome.unsafe
        for finding, reason in outcome.skipped():
            self._skipped.append(screened(f"{place_of(finding)}: {finding.rule} at {where(finding)}: {reason}"))

    def totals(self) -> FixTotals:
        """The total as reports show it."""
        return FixTotals(self.fixed, self._unsafe, tuple(self._skipped))
