"""`# policylint: ignore[RULE] reason` comments in YAML."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from policylint.finding import Finding, Position, ShownFinding
from policylint.lint import BAD_SUPPRESSION, UNUSED_SUPPRESSION
from policylint.nearest import nearest
from policylint.report import Suppressed
from policylint.rule import Rule
from policylint.secrets.redaction import screened
from policylint.settings.selection import UnknownSelectorError, validate
from policylint.suppressions.configured import names

_DIRECTIVE = re.compile(r"#\s*policylint:\s*(?P<word>\w+)(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)")


@dataclass(slots=True)
class _Comment:
    """An ignore comment: the line it speaks about, its rules, and whether any finding was met by it."""

    position: Position
    line: int
    rules: tuple[str, ...]
    reason: str
    used: bool = False


@dataclass(slots=True)
class InlineIgnores:
    """The `# policylint: ignore[SM2] reason` comments of one file.

    At the end of a line it speaks about that line; on a line of its own, about the next line that is not a comment.
    """

    file: str
    comments: list[_Comment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, file: str, text: str, known: Mapping[str, Rule]) -> "InlineIgnores":
        """Read the comments of a YAML text; `known` are all rules there are."""
        found = cls(file)
        if "policylint:" not in text:
            return found
        from policylint.sources.formats.yaml_ import comments

        lines = re.split(r"\r\n?|\n", text)
        for line, column, comment, own_line in comments(text):
            directive = _DIRECTIVE.match(comment)
            if directive is None or nearest(directive["word"], ("ignore",)) is None:
                continue
            position = Position(line, column, line, column + len(comment))
            rules = tuple(part.strip() for part in (directive["rules"] or "").split(",") if part.strip())
            reason = directive["reason"].strip(" -:")
            fault = _fault(directive["word"], rules, reason, known)
            if fault:
                message = f"this comment ignores nothing: {fault}"
                found.findings.append(Finding.about_file(file, message, BAD_SUPPRESSION.id, position))
                continue
            found.comments.append(_Comment(position, _target(lines, line) if own_line else line, rules, reason))
        return found

    def accepts(self, finding: ShownFinding, rule: Rule) -> Suppressed | None:
        """The acceptance of a finding, if a comment speaks about its line."""
        for comment in self.comments:
            if finding.position and finding.position.line == comment.line and names(comment.rules, rule):
                comment.used = True
                return Suppressed(finding, "inSource", screened(comment.reason))
        return None

    def unused(self, rules: Iterable[Rule]) -> Iterator[Finding]:
        """A finding for each comment whose rules are on and which met none of their findings."""
        on = list(rules)
        for comment in self.comments:
            if not comment.used and any(names(comment.rules, rule) for rule in on):
                message = f"nothing to ignore here: {', '.join(comment.rules)} has no finding on line {comment.line}"
                yield Finding.about_file(self.file, message, UNUSED_SUPPRESSION.id, comment.position)


def _fault(word: str, rules: Sequence[str], reason: str, known: Mapping[str, Rule]) -> str:
    """What an ignore comment lacks, or the empty string."""
    if word != "ignore":
        return f"it says {word!r} where 'ignore' is meant"
    if not rules:
        return "it lacks the rules it ignores in brackets"
    try:
        validate(rules, known, accepting=True)
    except UnknownSelectorError as error:
        return str(error)
    return "" if reason else "it lacks a reason"


def _target(lines: Sequence[str], comment: int) -> int:
    """The line below an own-line comment that it speaks about."""
    for number in range(comment, len(lines)):
        if lines[number].strip() and not lines[number].lstrip().startswith("#"):
            return number + 1
    return comment
