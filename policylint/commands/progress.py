"""Progress of work that lasts: one line on standard error where a terminal shows it, gone when the work is done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from policylint.commands import console
from policylint.shown import Shown

_DELAY = 1.0  # seconds after which work is long enough for anyone to look at a count
_PAUSE = 0.1  # seconds between two counts


@contextmanager
def progress(noun: Shown, total: int | None = None, *, quiet: bool = False) -> Iterator[Callable[..., None]]:
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
            console.count_err(done, total, noun)

    try:
        yield count
    finally:
        if shown:
            console.clear_err()
