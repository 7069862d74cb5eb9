"""Secrets in what a request does not hold but its file does: the comments."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from policylint.finding import Finding, Position
from policylint.secrets.rules import findings
from policylint.secrets.settings import SecretSettings

# Line, column, text from its sign on, whether it has the line to itself: as `sources.formats.yaml_.comments` gives it.
Comment = tuple[int, int, str, bool]


def in_comments(
    text: str, comments: Callable[[str], Iterable[Comment]], file: str, settings: SecretSettings
) -> Iterator[Finding]:
    """The secrets in the comments of a file, placed; `comments` is called only where the text holds a secret at all."""
    scanner = settings.scanner()
    if "#" not in text or not scanner.scan_text(text):
        return
    for line, column, comment, _ in comments(text):
        for start, end, secret in scanner.scan_text(comment):
            position = Position(line, column + start, line, column + end)
            for finding in findings([secret], settings):
                yield replace(finding, file=file, position=position, message=f"in a comment: {finding.message}")
