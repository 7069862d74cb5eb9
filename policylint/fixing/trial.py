"""A file as it is judged with some content, and what could be fixed in it."""

import re
from collections.abc import Iterable
from dataclasses import field, replace
from typing import NamedTuple

from policylint.dataclass_ import dataclass
from policylint.finding import Finding, Fix, ShownFinding
from policylint.fixing.change import NOTATION, Change, Editor, Refused, Replacement, apart, replaced
from policylint.fixing.editors import editor, is_plain
from policylint.fixing.places import changes_of
from policylint.ruleset import Ruleset
from policylint.run import Verdict, judge_content
from policylint.sources.requests import Request
from policylint.sources.text import LineIndex, encoding_of

Scope = tuple[int, ...]
"""What is judged together: () the file, (document, request) a request by its index in its document; (document,) is the
document as a whole."""

_HEAD = 4096
_INDEX = re.compile(r"\[\d+\]")

# Lines of a file may be broken while others are judged; what they hold comes back as it was.
_ERRORS = "surrogateescape"


class Identity(NamedTuple):
    """Which finding: of one rule at one place, wherever in the text that stands."""

    scope: Scope
    rule: str
    path: str


@dataclass(frozen=True, slots=True)
class PlannedFix:
    """A fix that can be made: its finding, and what it comes to in document and text."""

    identity: Identity
    changes: tuple[Change, ...]
    replacements: tuple[Replacement, ...]


@dataclass(slots=True)
class PossibleFixes:
    """The fixes of a trial's findings: those that can be made, why others cannot, and how many more are unsafe.

    A person has to agree to an unsafe one.
    """

    possible: list[PlannedFix] = field(default_factory=list)
    refused: dict[Identity, str] = field(default_factory=dict)
    unsafe: int = 0


class Trial:
    """One file, judged as if it held the given content.

    `subjects` are the requests in it, `findings` what is reported and `suppressed` what is accepted, by scope.
    """

    def __init__(self, file: str, content: bytes, ruleset: Ruleset) -> None:
        self.file = file
        self.content = content
        self.ruleset = ruleset
        self.subjects: dict[Scope, Request] = {}
        self.findings: dict[Scope, list[ShownFinding]] = {}
        self.suppressed: dict[Scope, list[Finding]] = {}
        self._encoding, self._mark = encoding_of(content[:_HEAD])
        self.text = content[self._mark :].decode(self._encoding, _ERRORS)
        self.has_mark = self._mark > 0
        self._lines: LineIndex | None = None
        self._editors: dict[int, Editor] = {}
        self._possible: dict[bool, PossibleFixes] = {}
        judge_content(file, content, ruleset, self._observe)
        self._settle()

    def _observe(self, verdict: Verdict) -> None:
        scope: Scope = ()
        if verdict.subject is not None:
            scope = (verdict.subject.document.index, verdict.subject.number)
            self.subjects[scope] = verdict.subject
        self.findings.setdefault(scope, []).extend(verdict.findings)
        self.suppressed.setdefault(scope, []).extend(accepted.finding for accepted in verdict.suppressed)

    def _settle(self) -> None:
        """Take the findings that the baseline knows to those that are accepted."""
        every = [finding for found in self.findings.values() for finding in found]
        settled = self.ruleset.suppressions.settle(every, self.ruleset.engine.catalogue.rules)
        known = {id(one.finding) for one in settled.suppressed}
        for scope, found in self.findings.items():
            self.suppressed.setdefault(scope, []).extend(one for one in found if id(one) in known)
            self.findings[scope] = [one for one in found if id(one) not in known]

    def with_made(self, planned: Iterable[PlannedFix]) -> "Trial":
        """The trial of the file with fixes made, whose replacements keep apart."""
        text = replaced(self.text, (replacement for one in planned for replacement in one.replacements))
        content = self.content[: self._mark] + text.encode(self._encoding, _ERRORS)
        return Trial(self.file, content, self.ruleset)

    def possible_fixes(self, *, unsafe: bool) -> PossibleFixes:
        """The safe fixes, with `unsafe` all, in the order of the findings."""
        if unsafe in self._possible:
            return self._possible[unsafe]
        found = self._possible[unsafe] = PossibleFixes()
        for scope, subject in self.subjects.items():
            for finding in self.findings[scope]:
                if finding.fix is None:
                    continue
                identity = Identity(scope, finding.rule, finding.path)
                try:
                    planned = self._planned(identity, finding.fix, subject, unsafe=unsafe)
                except Refused as refusal:
                    if finding.fix.safe or unsafe:
                        found.refused[identity] = str(refusal)
                else:
                    found.unsafe += planned is None
                    found.possible += [planned] if planned else []
        return found

    def _planned(self, identity: Identity, fix: Fix, subject: Request, *, unsafe: bool) -> PlannedFix | None:
        """What a fix comes to; None for one that is not safe, be it for what the file has there."""
        editor, offset = self._editor(subject), self._offset(subject)
        safe = fix.safe
        changes: list[Change] = []
        replacements: list[Replacement] = []
        for asked in changes_of(fix, subject):
            change = asked
            if asked.operation == "quote":
                change = replace(asked, value=editor.written(asked.route))
                safe = safe and is_plain(change.value)
            changes.append(change)
            replacements += [
                Replacement(start + offset, end + offset, text) for start, end, text in editor.replacements(change)
            ]
        if not apart(replacements):
            raise Refused(NOTATION)
        return PlannedFix(identity, tuple(changes), tuple(replacements)) if safe or unsafe else None

    def _editor(self, subject: Request) -> Editor:
        index = subject.document.index
        if index not in self._editors:
            self._editors[index] = editor(subject.document)
        return self._editors[index]

    def _offset(self, subject: Request) -> int:
        """Where the document's own text begins in the file's."""
        if subject.document.first_line == 1:
            return 0
        self._lines = self._lines or LineIndex(self.text)
        return self._lines.offset(subject.document.first_line)


def place(rule: str, path: str) -> tuple[str, str]:
    """What identifies a finding when items of lists may have moved up: the rule, and the path without indices."""
    return rule, _INDEX.sub("[]", path)
