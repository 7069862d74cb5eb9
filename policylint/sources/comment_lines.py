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


def next_lines(lines: Sequence[str], signs: tuple[str, ...] = ("#",)) -> Sequence[int]:
    """By the number of a comment's line, that of the next line below that is neither blank nor a comment; its own where
    there is none.

    `signs` are what comments begin with. All at once, since thousands of comments may stand in a row.
    """
    found = [0] * (len(lines) + 1)
    following = 0
    for number in range(len(lines), -1, -1):
        found[number] = following or number
        text = lines[number - 1].strip() if number else ""
        following = number if text and not text.startswith(signs) else following
    return found
