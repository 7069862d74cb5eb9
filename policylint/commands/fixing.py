"""What `check --fix` and `check --diff` do besides checking: go through the files that have a fix."""

from collections import Counter
from collections.abc import Iterator

from policylint.commands.console import err, out
from policylint.commands.options import FAILED, FINDINGS, OK
from policylint.fixing.apply import Mended, mend
from policylint.fixing.files import UnwritableError, write
from policylint.report import Report
from policylint.reports import Mending
from policylint.ruleset import Standard
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.shown import Shown
from policylint.sources.text import Source, SourceFault


def fix(report: Report, settings: Settings, *, unsafe: bool) -> tuple[Mending, int]:
    """Mend the files of a report, and say on standard error which cannot be written; then the exit code is 2."""
    total, code = _Total(), OK
    for mended in total.over(report, settings, unsafe=unsafe):
        if mended.fixed:
            try:
                write(mended.before.file, mended.before.content, mended.after.content)
            except UnwritableError as error:
                err(screened(str(error)))
                code = FAILED
                continue
        total.add(mended)
    return total.mending(), code


def show(report: Report, settings: Settings, *, unsafe: bool) -> tuple[Mending, int]:
    """Print what mending the files of a report would change; the exit code is 1 if that is anything."""
    from policylint.fixing.diff import diff

    total = _Total()
    for mended in total.over(report, settings, unsafe=unsafe):
        for line in diff(mended):
            out(screened(line), end="")
        total.add(mended)
    return total.mending(), FINDINGS if total.fixed else OK


class _Total:
    """What has come of all files together."""

    def __init__(self) -> None:
        self.fixed = 0
        self._unsafe = 0
        self._refused: Counter[Shown] = Counter()

    def over(self, report: Report, settings: Settings, *, unsafe: bool) -> Iterator[Mended]:
        """Each file that has a fix, mended; of one that cannot be held in memory all fixes are refused."""
        fixes: Counter[str] = Counter()
        for finding in report.findings:
            if finding.fix and finding.file:
                fixes[finding.file] += finding.fix.safe or unsafe
        standard = Standard.of(settings)
        for file in sorted(fixes):
            try:
                content = Source(file).content(settings.config.max_file_size)
            except SourceFault as fault:
                self._refused[screened(fault.message)] += fixes[file]
            else:
                yield mend(file, content, standard, unsafe=unsafe)

    def add(self, mended: Mended) -> None:
        """Count what has come of a file."""
        self.fixed += mended.fixed
        self._unsafe += mended.unsafe
        for reason, number in mended.refused.items():
            self._refused[screened(reason)] += number

    def mending(self) -> Mending:
        """The total as reports tell it."""
        return Mending(self.fixed, self._unsafe, self._refused)
