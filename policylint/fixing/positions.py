"""What the fixes of findings come to in their files: whether they can be made at all, whether what the file has there
makes them unsafe, and what they replace, by lines and columns, for reports that hand fixes on to editors."""

from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from policylint.finding import Finding, Fix, Position, ShownFinding
from policylint.fixing.change import NOTATION, Editor, Refused, apart
from policylint.fixing.editors import editor, is_plain
from policylint.fixing.places import changes_of
from policylint.report import Report
from policylint.reports import Edits
from policylint.run import Verdict
from policylint.secrets.redaction import redactor_of, screened
from policylint.sources.document import Document
from policylint.sources.requests import Request
from policylint.sources.text import LineIndex


class _Opened(NamedTuple):
    document: Document
    editor: Editor
    lines: LineIndex


class _Placed(NamedTuple):
    """A fix that can be made: what it replaces, where that may be shown, and whether it is safe in this file."""

    edits: Edits
    safe: bool


class PositionedFixes:
    """Watches a run, and answers afterwards with what the fix of a finding comes to.

    It holds that alone, and so no text of a file but what a fix puts in.
    """

    def __init__(self) -> None:
        self._placed: dict[tuple[str, Position | None], _Placed] = {}
        self._opened: _Opened | None = None

    def observe(self, verdict: Verdict) -> None:
        """Take note of the fixes of what was found about a request."""
        if verdict.subject is None:
            return
        for finding in verdict.findings:
            if finding.fix is not None:
                with suppress(Refused):
                    self._placed[finding.fingerprint, finding.position] = self._of(finding.fix, verdict.subject)

    def __call__(self, finding: Finding) -> Edits:
        """The stretches that the fix replaces, each with what it puts there; none where it cannot be made or shown."""
        placed = self._placed.get((finding.fingerprint, finding.position))
        return placed.edits if placed else ()

    def settled(self, report: Report) -> Report:
        """The report with those fixes alone that can be made in its files, each as safe as it is there."""
        return replace(report, findings=tuple(self._settled(finding) for finding in report.findings))

    def _settled(self, finding: ShownFinding) -> ShownFinding:
        if finding.fix is None or not finding.file:
            return finding
        placed = self._placed.get((finding.fingerprint, finding.position))
        if placed is None:
            return replace(finding, fix=None)
        return finding if placed.safe else replace(finding, fix=replace(finding.fix, safe=False))

    def _of(self, fix: Fix, subject: Request) -> _Placed:
        _, editor, lines = self._open(subject.document)
        replacements = []
        hide, safe = screened, fix.safe
        for asked in changes_of(fix, subject):
            change = asked
            if asked.operation == "quote":  # of what the file has there, which no rule has shown
                hide = redactor_of(subject.job).redact
                change = replace(asked, value=editor.written(asked.route))
                safe = safe and is_plain(change.value)
            replacements += editor.replacements(change)
        if not apart(replacements):
            raise Refused(NOTATION)
        edits = [(lines.span(start, end), hide(text)) for start, end, text in sorted(replacements)]
        hidden = any(text != shown for (*_, text), (_, shown) in zip(sorted(replacements), edits, strict=True))
        return _Placed(() if hidden else edits, safe)

    def _open(self, document: Document) -> _Opened:
        """The document's editor; that of the last one is kept, since many requests may stand in one."""
        if self._opened is None or self._opened.document is not document:
            lines = LineIndex(document.text, document.first_line)
            self._opened = _Opened(document, editor(document), lines)
        return self._opened
