"""Stretches of a text that don't overlap."""

from bisect import bisect_right
from collections.abc import Sequence


class Spans:
    """Disjoint stretches, each from a start to an end behind it; asked and added to in logarithmic time."""

    def __init__(self, spans: Sequence[tuple[int, int]] = ()) -> None:
        ordered = sorted(spans) if spans else []
        self._starts = [start for start, _ in ordered]
        self._ends = [end for _, end in ordered]

    def touch(self, start: int, end: int) -> bool:
        """Whether any of them shares a character with the given stretch."""
        if not self._starts:
            return False
        before = bisect_right(self._starts, end - 1)
        return before > 0 and self._ends[before - 1] > start

    def add(self, start: int, end: int) -> bool:
        """Add a stretch unless it overlaps another; whether it was added."""
        if self.touch(start, end):
            return False
        at = bisect_right(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True
