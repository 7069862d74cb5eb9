"""A stretch of a source line, shown as it stands in the file, and the underline that fits below it."""

from functools import lru_cache

from policylint.dataclass_ import dataclass
from policylint.reports.visible import visible, width

_CUT = "..."
_TAB = "    "


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of a line: the marked stretch, and what stands before and after it."""

    before: str
    marked: str
    after: str

    @property
    def text(self) -> str:
        """All of it."""
        return self.before + self.marked + self.after

    @property
    def offset(self) -> int:
        """Where the marked stretch begins, in terminal cells."""
        return width(self.before)

    @property
    def length(self) -> int:
        """How wide the mark is, in terminal cells; a stretch of nothing is marked by one."""
        return max(1, width(self.marked))

    def underline(self, mark: str) -> str:
        """The line below, with `mark` under each cell of the stretch."""
        return " " * self.offset + mark * self.length


def excerpt(line: str, start: int, end: int, room: int) -> Excerpt:
    """The part of a line around the code points from `start` (from 0) to before `end`, in at most `room` cells.

    Each tab takes four cells. A stretch that is empty or lies past the end of the line is marked by one cell.
    """
    start = min(start, len(line))
    first, last = _window(line, start, room)
    end = min(max(start, end), last)
    before = (_CUT if first else "") + _shown(line[first:start])
    after = _shown(line[end:last]) + (_CUT if last < len(line) else "")
    return Excerpt(before, _shown(line[start:end]), after)


def _window(line: str, start: int, room: int) -> tuple[int, int]:
    """Which code points are shown: the whole line if it fits, else as much before `start` as half the room, then on."""
    if len(line) <= room and width(_shown(line)) <= room:
        return 0, len(line)
    room -= 2 * len(_CUT)
    first, used = start, 0
    while first > 0 and used + _budget(line[first - 1]) <= room // 2:
        first -= 1
        used += _budget(line[first])
    last = start
    while last < len(line) and used + _budget(line[last]) <= room:
        used += _budget(line[last])
        last += 1
    return first, last


@lru_cache(maxsize=1024)  # the few characters of a file, twice for each one in the window of each finding
def _budget(char: str) -> int:
    # At least one cell, so that a line of a million combining marks is cut too.
    return max(1, width(_shown(char)))


def _shown(text: str) -> str:
    return _TAB.join(visible(part) for part in text.split("\t"))
