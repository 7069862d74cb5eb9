"""What the fixes of findings replace, by lines and columns: for reports that hand fixes on to editors."""

from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from policylint.finding import Finding, Fix, Position
from policylint.fixing.change import Editor, Refused, apart
from policylint.fixing.editors import editor
from policylint.fixing.places import changes_of
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


class PositionedFixes:
    """Watches a run, and answers afterwards with what the fix of a finding replaces.

    It holds that alone, and so no text of a file but what a fix puts in.
    """

    def __init__(self) -> None:
        self._edits: dict[tuple[str, Position | None], Edits] = {}
        self._opened: _Opened | None = None

    def observe(self, verdict: Verdict) -> None:
        """Take note of the fixes of what was found about a request."""
        if verdict.subject is None:
            return
        for finding in verdict.findings:
            if finding.fix is not None:
                with suppress(Refused):
                    edits = self._replaced(finding.fix, verdict.subject)
                    self._edits[finding.fingerprint, finding.position] = edits

    def __call__(self, finding: Finding) -> Edits:
        """The stretches that the fix replaces, each with what it puts there; none where it cannot be made."""
        return self._edits.get((finding.fingerprint, finding.position), ())

    def _replaced(self, fix: Fix, subject: Request) -> Edits:
        _, editor, lines = self._open(subject.document)
        replacements = []
        hide = screened
        for asked in changes_of(fix, subject):
            quoted = asked.operation == "quote"
            if quoted:  # of what the file has there, which no rule has shown
                hide = redactor_of(subject.job).redact
            change = replace(asked, value=editor.written(asked.route)) if quoted else asked
            replacements += editor.replacements(change)
        edits = [(lines.span(start, end), hide(text)) for start, end, text in sorted(replacements)]
        hidden = any(text != shown for (*_, text), (_, shown) in zip(sorted(replacements), edits, strict=True))
        return () if hidden or not apart(replacements) else edits

    def _open(self, document: Document) -> _Opened:
        """The document's editor; that of the last one is kept, since many requests may stand in one."""
        if self._opened is None or self._opened.document is not document:
            lines = LineIndex(document.text, document.first_line)
            self._opened = _Opened(document, editor(document), lines)
        return self._opened
