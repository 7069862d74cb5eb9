"""What `check --fix` and `check --diff` do besides checking: go through the files that have a fix."""

from collections import Counter
from collections.abc import Iterator

from policylint.commands.console import err, out
from policylint.commands.options import FAILED, FINDINGS, OK, place_of
from policylint.counting import counted
from policylint.fixing.apply import FixOutcome, apply_fixes
from policylint.fixing.files import UnwritableError, write
from policylint.report import Report
from policylint.reports import FixTotals
from policylint.reports.wording import where
from policylint.ruleset import Ruleset
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.shown import Shown
from policylint.sources.text import Source, SourceFault


def fix(report: Report, settings: Settings, *, unsafe: bool) -> tuple[FixTotals, int]:
    """Fix the files of a report, and say on standard error which cannot be written; then the exit code is 2."""
    total, code = _Total(), OK
    for outcome in total.over(report, settings, unsafe=unsafe):
        if outcome.fixed:
            try:
                write(outcome.before.file, outcome.before.content, outcome.after.content)
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
