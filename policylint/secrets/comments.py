"""Secrets in what a request does not hold but its file does: the comments, and all that is beside the requests."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from policylint.finding import Finding, Position
from policylint.secrets.rules import findings
from policylint.secrets.settings import SecretSettings
from policylint.sources.comment_lines import Comment


def in_comments(
    text: str, comments: Callable[[str], Iterable[Comment]], file: str, settings: SecretSettings
) -> Iterator[Finding]:
    """The secrets in the comments of a file, placed; `comments` is called only where the text holds a secret at all."""
    scanner = settings.scanner()
    if not any(sign in text for sign in ("#", "//", "/*")) or not scanner.scan_text(text):
        return
    for line, column, comment, _ in comments(text):
        for start, end, secret in scanner.scan_text(comment):
            position = Position(line, column + start, line, column + end)
            for finding in findings([secret], settings):
                yield replace(finding, file=file, position=position, message=f"in a comment: {finding.message}")


def beside_requests(
    text: str, known: Collection[Position], file: str, span: Callable[[int, int], Position], settings: SecretSettings
) -> Iterator[Finding]:
    """The secrets in the text of a file that are at none of the `known` places: a Pass state's result, a parameter's
    default, the environment of something else. `span` gives the place of a stretch of the text."""
    for start, end, secret in settings.scanner().scan_text(text):
        position = span(start, end)
        if not any(_overlap(position, place) for place in known):
            for finding in findings([secret], settings):
                yield replace(finding, file=file, position=position, message=f"beside the request: {finding.message}")


def _overlap(inner: Position, outer: Position) -> bool:
    """Whether two places overlap."""
    before = (inner.end_line, inner.end_column) <= (outer.line, outer.column)
    behind = (outer.end_line, outer.end_column) <= (inner.line, inner.column)
    return not before and not behind
