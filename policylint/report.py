"""What a run of the engine found: the one value that reports show and callers read."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from policylint.dataclass_ import dataclass
from policylint.finding import Finding, Severity, ShownFinding
from policylint.lint import UNREAD_SOURCE
from policylint.rule import Rule
from policylint.shown import Shown, own


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that someone has accepted: in the file itself (inSource), or in the configuration, a baseline or a
    waiver (external). The kinds are SARIF's words. `waived` says of a waiver who approved it, and its last day."""

    finding: ShownFinding
    kind: Literal["inSource", "external"]
    reason: Shown
    waived: Shown = own("")

    @property
    def words(self) -> str:
        """Why it is accepted, and if by a waiver, by whose and until when."""
        return f"{self.reason} ({self.waived})" if self.waived else self.reason


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or a folder that is skipped by default, which speaks of training jobs and was not read: why, and what to
    do about it."""

    file: str
    reason: str
    advice: str
    is_folder: bool = field(default=False, kw_only=True)

    def finding(self, severity: Severity | None = None) -> Finding:
        """The same as a finding, of the severity of its rule (an error) if no other is given."""
        message = f"this speaks of training jobs and was not read: {self.reason}"
        return Finding.about_file(self.file, message, UNREAD_SOURCE.id, severity=severity, help=self.advice)


@dataclass(frozen=True, slots=True)
class ShownUnread(Unread):
    """The same with text that may be shown, as reports get it; `note` is for formats that have findings alone."""

    file: Shown
    reason: Shown
    advice: Shown
    note: ShownFinding


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one run.

    `findings` are complete and sorted by file, position and rule; `rules` are the rules that ran, by id; `files` and
    `jobs` count the files and requests that were judged; `skipped` are the files that a walk met and that hold no
    request; `unknowns` counts the values that could not be judged because something else makes them; `unread` are the
    files that a walk met and that speak of training jobs, but of which no request was read.
    """

    findings: tuple[ShownFinding, ...]
    rules: Mapping[str, Rule]
    files: int
    jobs: int
    skipped: tuple[Shown, ...]
    unknowns: int
    suppressed: tuple[Suppressed, ...]
    version: str
    unread: tuple[ShownUnread, ...] = ()

    def severity_of(self, finding: Finding) -> Severity:
        """The severity of a finding: its own, else its rule's."""
        return finding.severity or self.rules[finding.rule].severity

    def count(self, severity: Severity) -> int:
        """How many findings have exactly this severity."""
        return sum(self.severity_of(finding) is severity for finding in self.findings)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return self.count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return self.count(Severity.WARNING)

    @property
    def notes(self) -> int:
        """How many findings are notes."""
        return self.count(Severity.NOTE)

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.errors == 0

    @property
    def unjudged(self) -> bool:
        """Whether some input could not be judged at all."""
        return any(self.keeps_unjudged(finding) for finding in self.findings)

    def keeps_unjudged(self, finding: Finding) -> bool:
        """Whether a finding says that its file, or a part of it, could not be judged; a note is no such finding."""
        rule = self.rules.get(finding.rule)
        return rule is not None and rule.unjudged and self.severity_of(finding) is not Severity.NOTE

    def ranked(self) -> list[ShownFinding]:
        """The findings, worst first; equals stay in the order of their files and positions."""
        return sorted(self.findings, key=lambda finding: self.severity_of(finding).rank)

    def exit_code(self, fail_on: Severity = Severity.ERROR) -> int:
        """2 if some input could not be judged, else 1 if a finding is at least as bad as `fail_on`, else 0."""
        if self.unjudged:
            return 2
        return int(any(self.severity_of(finding).at_least(fail_on) for finding in self.findings))

    def _repr_html_(self) -> Shown:
        """The findings as a notebook shows them."""
        from importlib import import_module

        # A notebook's piece is a format like others, in a room above this one: reached by name, as formats are.
        piece: Shown = import_module("policylint.reports.notebook").fragment(self)
        return piece
