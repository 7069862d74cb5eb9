"""How often a request can run: what retries, maps, loops, nested executions and schedules make of one request.

Sources say it (`policylint.job.Facts.runs`), the cost model multiplies by it, and reports show it with its reasons.
"""

from math import prod
from typing import NamedTuple, Self


class Schedule(NamedTuple):
    """What starts something again and again: an expression `rate(...)`, `cron(...)` or `at(...)`, or a crontab's line.

    `start` and `end` are texts of times; None: not stated. What the file does not show is the text "".
    """

    name: str
    expression: str
    timezone: str | None = None
    start: str | None = None
    end: str | None = None
    enabled: bool = True


class Runs(NamedTuple):
    """How often a request can run each time that what it stands in is started.

    `most` is the most, None where no number is known; then `unbounded` says why: "the map Each goes over a list that
    the file does not show". `usual` is how often it runs where nothing fails; None: not known. `why` are the factors
    of `most`, the outermost first: "3 attempts of Train". `schedules` are what starts it by itself.
    """

    most: int | None = 1
    usual: int | None = 1
    why: tuple[str, ...] = ()
    unbounded: str = ""
    schedules: tuple[Schedule, ...] = ()

    def times(self, inner: "Runs") -> "Runs":
        """How often something runs that runs `inner` times within something that runs so often."""
        if inner == ONCE:
            return self
        if self == ONCE:
            return inner
        never = 0 in (self.most, inner.most)
        return Runs(
            0 if never else _product(self.most, inner.most),
            0 if 0 in (self.usual, inner.usual) else _product(self.usual, inner.usual),
            (*self.why, *inner.why),
            "" if never else self.unbounded or inner.unbounded,
            (*self.schedules, *inner.schedules),
        )

    def plus(self, other: "Runs") -> "Runs":
        """How often something runs that is started in two places."""
        return Runs(
            None if self.most is None or other.most is None else self.most + other.most,
            None if self.usual is None or other.usual is None else self.usual + other.usual,
            (f"({' + '.join(one.reasons or '1 start' for one in (self, other))})",),
            self.unbounded or other.unbounded,
            (*self.schedules, *other.schedules),
        )

    @property
    def reasons(self) -> str:
        """The factors in words: "2 attempts of Each x 7 items of Each"; empty where it runs once."""
        return " x ".join(self.why)

    @classmethod
    def attempts(cls, most: int, of: str) -> Self:
        """So many attempts, of which a single one is the usual."""
        return cls(most, 1, (f"{most:,} attempts of {of}",)) if most > 1 else cls()

    @classmethod
    def items(cls, number: int, of: str) -> Self:
        """Once for each of so many items."""
        return cls(number, number, (f"{number:,} {'item' if number == 1 else 'items'} of {of}",))

    @classmethod
    def up_to(cls, number: int, of: str) -> Self:
        """Once for each of an unknown number of items, which has a limit."""
        return cls(number, None, (f"up to {number:,} items of {of}",))

    @classmethod
    def without_bound(cls, because: str) -> Self:
        """No number, because of what is said."""
        return cls(None, None, (), because)


ONCE = Runs()


def _product(*numbers: int | None) -> int | None:
    known = [number for number in numbers if number is not None]
    return prod(known) if len(known) == len(numbers) else None
