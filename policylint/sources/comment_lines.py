"""Comments: what finds them in a text of a format, and the line that one on a line of its own speaks about."""

from collections.abc import Callable, Iterable, Sequence

Comment = tuple[int, int, str, bool]
"""Line, column, text from its sign on, and whether the line holds nothing else."""


def comments_of(format: str) -> Callable[[str], Iterable[Comment]]:
    """What finds the comments in a text of a format: YAML, HCL or Python."""
    if format == "yaml":
        from policylint.sources.formats.yaml_ import comments
    elif format == "hcl":
        from policylint.sources.terraform.syntax import comments
    else:
        from policylint.sources.python.comments import comments
    return comments


def next_line(lines: Sequence[str], comment: int, signs: tuple[str, ...] = ("#",)) -> int:
    """The number of the next line below that is neither blank nor a comment; the comment's own where there is none.

    `signs` are what comments begin with.
    """
    for number in range(comment, len(lines)):
        if lines[number].strip() and not lines[number].lstrip().startswith(signs):
            return number + 1
    return comment
