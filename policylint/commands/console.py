"""What commands print: the only way to the terminal, which nothing takes but text that may be shown."""

import sys

from policylint.shown import Shown

_CLEAR = "\r\x1b[K"  # the terminal's line, from its beginning


def out(text: Shown, end: str = "\n") -> None:
    """Print to standard output."""
    print(text, end=end)


def err(text: Shown) -> None:
    """Print a message to standard error, in policylint's name."""
    print(f"policylint: {text}", file=sys.stderr)


def plain_err(text: Shown, end: str = "\n") -> None:
    """Print to standard error what is not a message, such as the outcome of a run whose report went elsewhere."""
    print(text, end=end, file=sys.stderr)


def count_err(done: int, total: int | None, noun: Shown) -> None:
    """Show on standard error, in place of the line that stands there, how much of a number of things is done."""
    of = f" of {total:,} ({done / total:.0%})" if total else ""
    print(f"{_CLEAR}{done:,}{of} {noun}", end="", file=sys.stderr, flush=True)


def clear_err() -> None:
    """Take the line off standard error that `count_err` left there."""
    print(_CLEAR, end="", file=sys.stderr, flush=True)
