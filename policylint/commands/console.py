"""What commands print: the only way to the terminal, which nothing takes but text that may be shown."""

import sys

from policylint.shown import Shown


def out(text: Shown, end: str = "\n") -> None:
    """Print to standard output."""
    print(text, end=end)


def err(text: Shown) -> None:
    """Print a message to standard error, in policylint's name."""
    print(f"policylint: {text}", file=sys.stderr)


def plain_err(text: Shown, end: str = "\n") -> None:
    """Print to standard error what is no message, such as the outcome of a run whose report went elsewhere."""
    print(text, end=end, file=sys.stderr)
