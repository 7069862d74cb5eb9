"""`# policylint: ignore[RULE] reason` comments in YAML, in Terraform, in Python and in the cells of notebooks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from policylint.dataclass_ import dataclass
from policylint.finding import Finding, Position, ShownFinding
from policylint.job import Job
from policylint.lint import BAD_SUPPRESSION, UNUSED_SUPPRESSION
from policylint.nearest import nearest
from policylint.report import Suppressed
from policylint.rule import Rule
from policylint.secrets.redaction import screened
from policylint.settings.selection import UnknownSelectorError, validate
from policylint.sources.comment_lines import comments_of, next_lines
from policylint.sources.document import Document
from policylint.sources.formats import CODE
from policylint.suppressions.configured import names

COMMENTED = CODE | {"yaml", "hcl"}
"""The formats whose comments are read."""
_OF_RESOURCE = 2
"""How many steps of a route in Terraform source lead to a resource."""
_DIRECTIVE = re.compile(r"(?:#|//)\s*policylint:\s*(?P<word>\w+)(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)")


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
    Where a call of a program begins on that line, it speaks about the whole request that the call sends, and where a
    resource of Terraform does, about all requests in it.
    """

    document: Document
    comments: list[_Comment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, document: Document, known: Mapping[str, Rule]) -> "InlineIgnores":
        """Read the comments of a file; `known` are all rules there are."""
        found = cls(document)
        for position, comment, line in _comments(document) if "policylint:" in document.text else ():
            directive = _DIRECTIVE.match(comment)
            if directive is None or nearest(directive["word"], ("ignore",)) is None:
                continue
            rules = tuple(part.strip() for part in (directive["rules"] or "").split(",") if part.strip())
            reason = directive["reason"].strip(" -:")
            fault = _fault(directive["word"], rules, reason, known)
            if fault:
                message = f"this comment ignores nothing: {fault}"
                found.findings.append(Finding.about_file(document.file, message, BAD_SUPPRESSION.id, position))
                continue
            found.comments.append(_Comment(position, line, rules, reason))
        return found

    def accepts(self, finding: ShownFinding, rule: Rule, job: Job | None = None) -> Suppressed | None:
        """The acceptance of a finding, if a comment speaks about its line, or about the call that sends its job."""
        if not self.comments or finding.position is None:
            return None
        lines = {finding.position.line, *self._call_of(job)}
        for comment in self.comments:
            if comment.line in lines and names(comment.rules, rule):
                comment.used = True
                return Suppressed(finding, "inSource", screened(comment.reason))
        return None

    def _call_of(self, job: Job | None) -> Iterator[int]:
        """The line on which the call begins that sends a job, in a program, or the resource that holds it."""
        if job is None or self.document.format.name not in (*CODE, "hcl"):
            return
        route, inside = job.origin.route(()), job.origin.inside
        if self.document.format.name == "hcl":
            route, inside = (route if inside is None else inside.stands_at())[:_OF_RESOURCE], None
        located = inside.locate(self.document, [route]) if inside is not None else self.document.locate([route])
        if route in located:
            yield located[route].value.line

    def unused(self, rules: Iterable[Rule]) -> Iterator[Finding]:
        """A finding for each comment whose rules are on and which met none of their findings."""
        on = list(rules)
        for comment in self.comments:
            if not comment.used and any(names(comment.rules, rule) for rule in on):
                message = f"nothing to ignore here: {', '.join(comment.rules)} has no finding on line {comment.line}"
                yield Finding.about_file(self.document.file, message, UNUSED_SUPPRESSION.id, comment.position)


def _comments(document: Document) -> Iterator[tuple[Position, str, int]]:
    """The comments of a file: where each stands, its text, and the line that it speaks about."""
    if document.format.name == "notebook":
        from policylint.sources.formats.notebook import comments as in_cells

        yield from in_cells(document)
        return
    lines = re.split(r"\r\n?|\n", document.text)
    signs = ("#", "//") if document.format.name == "hcl" else ("#",)
    below = next_lines(lines, signs)
    for line, column, comment, own_line in comments_of(document.format.name)(document.text):
        position = Position(line, column, line, column + len(comment))
        yield position, comment, below[line] if own_line else line


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
