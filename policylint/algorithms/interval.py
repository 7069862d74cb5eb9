"""Ranges of numbers as the tables write them: `[0,1]`, `(0,1)`, `[1,)`."""

from functools import lru_cache
from typing import NamedTuple


class Interval(NamedTuple):
    """A range of numbers. A bound that is None is none; an open bound does not belong to the range."""

    low: float | None
    high: float | None
    low_open: bool
    high_open: bool

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, int | float):
            return False
        above = self.low is None or (value > self.low if self.low_open else value >= self.low)
        below = self.high is None or (value < self.high if self.high_open else value <= self.high)
        return above and below

    def __str__(self) -> str:
        """The range in words: `from 0 to 1`, `greater than 0 and at most 1`, `at least 1`."""
        if self.low is not None and self.high is not None and not self.low_open and not self.high_open:
            return f"from {_written(self.low)} to {_written(self.high)}"
        words = []
        if self.low is not None:
            words.append(f"{'greater than' if self.low_open else 'at least'} {_written(self.low)}")
        if self.high is not None:
            words.append(f"{'less than' if self.high_open else 'at most'} {_written(self.high)}")
        return " and ".join(words)


@lru_cache(maxsize=256)
def interval(text: str) -> Interval:
    """The range that a text writes.

    Raises:
        ValueError: the text is not a range.
    """
    low, comma, high = text[1:-1].partition(",")
    if not comma or text[0] not in "[(" or text[-1] not in ")]":
        raise ValueError(f"not a range: {text!r}")
    return Interval(
        float(low) if low.strip() else None, float(high) if high.strip() else None, text[0] == "(", text[-1] == ")"
    )


def _written(number: float) -> str:
    if number.is_integer() and abs(number) < 1e15:
        return f"{int(number):,}" if abs(number) >= 10_000 else str(int(number))
    return f"{number:g}"
