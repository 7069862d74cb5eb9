"""What is wrong with a file that people wrote for policylint, and where: file, line, column, and a caret below it."""

from collections.abc import Iterable
from dataclasses import dataclass

from policylint.settings.option import ConfigError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of a pack, its tests or a waiver file. Lines and columns count from 1, columns in code points.

    `excerpt` is the line itself, and `width` how many of its characters are meant; without an excerpt the fault is
    about the file as a whole.
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
        # A tab stays a tab below a tab, so that the caret stands where the eye looks for it.
        indent = "".join("\t" if char == "\t" else " " for char in self.excerpt[: self.column - 1])
        carets = "^" * max(1, min(self.width, len(self.excerpt) - self.column + 1))
        return f"{heading}\n{number}{self.excerpt}\n{' ' * (len(number) - 2)}| {indent}{carets}"


class AuthoredError(ConfigError):
    """Files that cannot be used; the message holds every fault, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))
