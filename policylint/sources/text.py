"""Files as text: read once or line by line, decoded, and their characters counted in lines and columns."""

import codecs
import os
import re
import stat
import sys
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO

from policylint.finding import Finding, Position
from policylint.lint import TOO_LARGE, UNDECODABLE, UNREADABLE

STDIN = "-"
STDIN_NAME = "<stdin>"
DEFAULT_LIMIT = 64 * 1024 * 1024

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class SourceFault(Exception):  # noqa: N818 - a fault of the input, carried to where it becomes a finding
    """Why a file, or the rest of it, cannot be read: the rule, the words and the place."""

    def __init__(self, rule: str, message: str, position: Position | None = None, help: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.position = position
        self.help = help

    def finding(self, file: str) -> Finding:
        """The fault as a finding about a file."""
        return Finding("", str(self), self.rule, help=self.help, file=file, position=self.position)


class Source:
    """An input: a path, or standard input where `file` is `<stdin>`."""

    def __init__(self, file: str) -> None:
        self.file = file

    def text(self, limit: int = DEFAULT_LIMIT) -> str:
        """The whole text, without its byte order mark.

        Raises:
            SourceFault: it cannot be read, is larger than `limit` bytes, or is neither UTF-8 nor UTF-16.
        """
        with self._open() as stream:
            data = self._read(stream, limit)
        encoding, skip = _encoding(data)
        try:
            return data[skip:].decode(encoding)
        except UnicodeDecodeError as error:
            line = data[: skip + error.start].count(b"\n") + 1
            raise SourceFault(
                UNDECODABLE.id,
                f"byte {skip + error.start + 1} is not {encoding.upper()}",
                Position(line, 1, line, 1),
            ) from None

    def lines(self, limit: int = DEFAULT_LIMIT) -> Iterator[tuple[int, str]]:
        """The lines with their numbers, read as they are asked for.

        Raises:
            SourceFault: as for `text`; `limit` is for each line.
        """
        with self._open() as stream:
            head = stream.peek(4)[:4] if hasattr(stream, "peek") else b""
            encoding, skip = _encoding(head)
            if encoding != "utf-8":
                yield from enumerate(_LINE_BREAK.split(self._decoded(stream, encoding, skip, limit)), 1)
                return
            stream.read(skip)
            number = 0
            while line := stream.readline(limit + 1):
                number += 1
                if len(line) > limit:
                    raise SourceFault(
                        TOO_LARGE.id, f"line {number} is longer than {limit:,} bytes", Position(number, 1, number, 1)
                    )
                try:
                    text = line.decode()
                except UnicodeDecodeError as error:
                    raise SourceFault(
                        UNDECODABLE.id,
                        f"byte {error.start + 1} of the line is not UTF-8",
                        Position(number, 1, number, 1),
                    ) from None
                yield number, text.rstrip("\r\n")

    def _decoded(self, stream: BinaryIO, encoding: str, skip: int, limit: int) -> str:
        try:
            return self._read(stream, limit)[skip:].decode(encoding)
        except UnicodeDecodeError as error:
            raise SourceFault(UNDECODABLE.id, f"byte {skip + error.start + 1} is not {encoding.upper()}") from None

    def _open(self) -> BinaryIO:
        if self.file == STDIN_NAME:
            import io

            return io.BufferedReader(io.BytesIO(_standard_input()))
        try:
            # Not to block on a FIFO, which has no writer, before its kind is known.
            descriptor = os.open(self.file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.close(descriptor)
                raise SourceFault(UNREADABLE.id, "this is not a regular file")
            return os.fdopen(descriptor, "rb")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise SourceFault(UNREADABLE.id, f"the file cannot be read: {reason}") from None

    def _read(self, stream: BinaryIO, limit: int) -> bytes:
        try:
            data = stream.read(limit + 1)
        except OSError as error:
            raise SourceFault(UNREADABLE.id, f"the file cannot be read: {error.strerror}") from None
        if len(data) > limit:
            raise SourceFault(TOO_LARGE.id, f"the file is larger than {limit:,} bytes")
        return data


@lru_cache(maxsize=1)
def _standard_input() -> bytes:
    return sys.stdin.buffer.read()


def _encoding(head: bytes) -> tuple[str, int]:
    """The encoding that a byte order mark tells, and the mark's length; UTF-8 without one."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    return "utf-8", 0


class LineIndex:
    """Where in lines and columns a character of a text stands; lines end as editors end them: LF, CRLF or CR."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self._starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]
        self._first = first_line

    def point(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at an offset."""
        line = bisect_right(self._starts, offset) - 1
        return line + self._first, offset - self._starts[line] + 1

    def span(self, start: int, end: int) -> Position:
        """The position from one offset to before another."""
        return Position(*self.point(start), *self.point(end))
