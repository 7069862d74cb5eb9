"""Progress of work that lasts: one line on standard error where a terminal shows it, gone when the work is done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

_DELAY = 1.0  # seconds after which work is long enough for anyone to look at a count
_PAUSE = 0.1  # seconds between two counts
_CLEAR = "\r\x1b[K"


@contextmanager
def progress(noun: str, total: int | None = None, *, quiet: bool = False) -> Iterator[Callable[..., None]]:
    """A function that counts what is done, by 1 or by the number it is given; without a terminal on standard error, or
    if `quiet`, it shows nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda number=1: None
        return
    done, due = 0, monotonic() + _DELAY
    shown = False

    def count(number: int = 1) -> None:
        nonlocal done, due, shown
        done += number
        now = monotonic()
        if now >= due:
            due, shown = now + _PAUSE, True
            of = f" of {total:,} ({done / total:.0%})" if total else ""
            print(f"{_CLEAR}{done:,}{of} {noun}", end="", file=sys.stderr, flush=True)

    try:
        yield count
    finally:
        if shown:
            print(_CLEAR, end="", file=sys.stderr, flush=True)
