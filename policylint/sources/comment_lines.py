"""The line that a comment on a line of its own speaks about."""

from collections.abc import Sequence


def next_line(lines: Sequence[str], comment: int) -> int:
    """The number of the next line below that is neither blank nor a comment; the comment's own where there is none."""
    for number in range(comment, len(lines)):
        if lines[number].strip() and not lines[number].lstrip().startswith("#"):
            return number + 1
    return comment
