"""What is wrong with a file that people wrote for policylint, and where: file, line, column, and a caret below it."""

from collections.abc import Iterable

from policylint.dataclass_ import dataclass
from policylint.settings.option import ConfigError

_LONGEST = 160
_BEFORE = 60
_CUT = "... "


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of what somebody wrote. Lines and columns count from 1, columns in code points.

    `excerpt` is the line itself, and `width` how many of its characters are meant; without an excerpt the fault is
    about the file as a whole. `file` may also name a variable of the environment or the command line.
    """

    file: str
    line: int
    column: int
    message: str
    excerpt: str = ""
    width: int = 1

    def __str__(self) -> str:
        if not self.line:
            return f"{self.file}: {self.message}"
        heading = f"{self.file}:{self.line}:{self.column}: {self.message}"
        if not self.excerpt.strip():
            return heading
        number = f"{self.line:>5} | "
        shown, carets = underlined(self.excerpt, self.column - 1, self.width)
        return f"{heading}\n{number}{shown}\n{' ' * (len(number) - 2)}| {carets}"


class AuthoredError(ConfigError):
    """Files that cannot be used; the message holds every fault, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def underlined(line: str, start: int, width: int) -> tuple[str, str]:
    """A line to show, and the carets below `width` of its characters from `start` on, which counts from 0.

    Of a long line only what surrounds the carets is shown. A tab stays a tab below a tab, so that they stand where the
    eye looks for them.
    """
    if len(line) > _LONGEST:
        begin = max(0, min(start - _BEFORE, len(line) - _LONGEST))
        line = _CUT * (begin > 0) + line[begin : begin + _LONGEST]
        start -= begin - len(_CUT) * (begin > 0)
    indent = "".join("\t" if char == "\t" else " " for char in line[:start])
    return line, indent + "^" * max(1, min(width, len(line) - start))
