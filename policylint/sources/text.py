"""Files as text: opened without blocking, decoded, read whole or line by line, and counted in lines and columns."""

import codecs
import io
import os
import re
import stat
import sys
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

from policylint.finding import Finding, Position, Related
from policylint.lint import TOO_LARGE, UNDECODABLE, UNREADABLE

STDIN = "-"
STDIN_NAME = "<stdin>"
DEFAULT_LIMIT = 64 * 1024 * 1024

_HEAD = 4096
_CHUNK = 64 * 1024
_KEPT_IN_MEMORY = 16 * 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
# The four bytes that two ASCII characters take in UTF-16 without a mark.
_UNMARKED = ((re.compile(rb"[\t-~]\0[\t-~]\0"), "utf-16-le"), (re.compile(rb"\0[\t-~]\0[\t-~]"), "utf-16-be"))
_BINARY = ((b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "zip"), (b"\x89PNG", "PNG"), (b"PAR1", "Parquet"), (b"%PDF", "PDF"))
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
_NOT_FILES = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class SourceFault(Exception):  # noqa: N818 - a fault of the input, on its way to becoming a finding
    """Why a file, or a part of it, cannot be read: the rule's id, the words and the place.

    `help` is what to do, where that is more than the rule's own advice. `absent`: there is no file with bytes at all,
    as where a link leads nowhere.
    """

    def __init__(
        self,
        rule: str,
        message: str,
        position: Position | None = None,
        help: str = "",
        related: tuple[Related, ...] = (),
        *,
        absent: bool = False,
    ) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.position = position
        self.help = help
        self.related = related
        self.absent = absent

    def finding(self, file: str) -> Finding:
        """The fault as a finding about a file."""
        return Finding(
            "", self.message, self.rule, help=self.help, related=self.related, file=file, position=self.position
        )


class Source:
    """An input, opened when it is read: the file of that name, or standard input where `file` is `<stdin>`.

    Standard input can be read again as a file can: what has come of it is kept. Where `content` is given, it is read in
    place of what the file holds.
    """

    def __init__(self, file: str, content: bytes | None = None) -> None:
        self.file = file
        self._content = content

    def text(self, limit: int = DEFAULT_LIMIT) -> str:
        """The whole text, without its byte order mark.

        Raises:
            SourceFault: it cannot be read, takes more than `limit` bytes, or is neither UTF-8 nor UTF-16.
        """
        with self._open() as stream, _Reading():
            return _whole(stream, limit)

    def content(self, limit: int = DEFAULT_LIMIT) -> bytes:
        """All that it holds.

        Raises:
            SourceFault: it cannot be read, or takes more than `limit` bytes.
        """
        with self._open() as stream, _Reading():
            return _bytes(stream, limit)

    def at_once(self, most: int) -> bytes | None:
        """All its bytes, of a regular file that has fewer than `most`; None of any other. Quick: two calls and a read.

        Raises:
            SourceFault: it cannot be read.
        """
        if self._content is not None or self.file == STDIN_NAME:
            return None
        with _Reading():
            status = os.stat(self.file)  # noqa: PTH116 - opening it may block or wake a device
            if not stat.S_ISREG(status.st_mode) or status.st_size >= most:
                return None
            descriptor = os.open(self.file, os.O_RDONLY | _NONBLOCK)
            try:
                data = os.read(descriptor, status.st_size + 1)  # that many bytes are claimed, however few there are
                return data if len(data) == status.st_size else None
            finally:
                os.close(descriptor)

    def pieces(self, size: int) -> Iterator[bytes]:
        """All its bytes in pieces of a size, however large it is.

        Raises:
            SourceFault: it cannot be read.
        """
        with self._open() as stream, _Reading():
            piece = stream.read(min(size, _CHUNK))  # most files are small: to ask for `size` at once would claim it
            if len(piece) == _CHUNK:
                piece += stream.read(size - _CHUNK)
            while piece:
                yield piece
                piece = stream.read(size) if len(piece) == size else b""

    def lines(self, limit: int = DEFAULT_LIMIT) -> Iterator[tuple[int, str]]:
        """The lines that can be read, with their numbers; see `records`."""
        for number, line in self.records(limit):
            if isinstance(line, str):
                yield number, line

    def records(self, limit: int = DEFAULT_LIMIT) -> Iterator[tuple[int, str | SourceFault]]:
        """Each line with its number and without its line break, read as it is asked for; a fault in place of one that
        is not UTF-8 or takes more than `limit` bytes.

        UTF-16 is read whole, so that `limit` bounds the file.

        Raises:
            SourceFault: the file cannot be read, or is not text at all.
        """
        with self._open() as stream, _Reading():
            head = stream.peek(_HEAD)[:_HEAD]
            encoding, skip = encoding_of(head)
            if encoding != "utf-8" or b"\0" in head or _binary(head):
                yield from enumerate(_LINE_BREAK.split(_whole(stream, limit)), 1)
                return
            stream.read(skip)
            number, offset = 1, skip
            while raw := stream.readline(limit + 2):
                line = _line(raw, number, offset, limit)
                offset += len(raw)
                if isinstance(line, str) and "\r" in line:
                    for part in line.split("\r"):
                        yield number, part
                        number += 1
                    continue
                yield number, line
                number += 1
                while len(raw) > limit and not raw.endswith(b"\n") and (raw := stream.readline(limit + 2)):
                    offset += len(raw)

    def _open(self) -> io.BufferedReader:
        if self._content is not None:
            return io.BufferedReader(io.BytesIO(self._content))
        if self.file == STDIN_NAME:
            if sys.stdin is None:
                raise SourceFault(UNREADABLE.id, "standard input is closed")
            return io.BufferedReader(_Replay(_standard_input(sys.stdin)), _HEAD)
        with _Reading():
            try:
                mode = os.stat(self.file).st_mode  # noqa: PTH116 - opening it may block or wake a device
                what = next((what for test, what in _NOT_FILES if test(mode)), None)
                if what is not None:
                    advice = "Name a regular file, or pipe the text into `policylint check -`."
                    raise SourceFault(UNREADABLE.id, f"this is {what}, not a file", help=advice, absent=True)
                # It may be a pipe by now, which must not block.
                return open(self.file, "rb", opener=lambda path, flags: os.open(path, flags | _NONBLOCK))
            except ValueError:
                raise SourceFault(UNREADABLE.id, "no file can have this name") from None


class _Reading:
    """Turns the system's errors, raised within it, into faults."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            absent = isinstance(error, FileNotFoundError)
            raise SourceFault(UNREADABLE.id, reason(error), absent=absent) from None


def reason(error: OSError) -> str:
    """Why a file or folder cannot be read, in the system's words."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    words = error.strerror or type(error).__name__
    return f"it cannot be read: {words[0].lower()}{words[1:]}"


class _Kept:
    """Standard input, and all that has been read of it: in memory, or from 16 MiB on in an unnamed file."""

    def __init__(self, stream: BinaryIO) -> None:
        from tempfile import SpooledTemporaryFile
        from weakref import finalize

        self._stream = stream
        self._kept = SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 - it lives as long as this
        finalize(self, self._kept.close)

    def read(self, at: int, size: int) -> bytes:
        """Up to `size` bytes from the place `at`, which is at most what has been read; none at the end."""
        self._kept.seek(at)
        data = self._kept.read(size)
        if not data:
            data = self._stream.read(size)
            self._kept.write(data)
        return data


class _Replay(io.RawIOBase):
    """A reading of what is kept, from its beginning."""

    def __init__(self, kept: _Kept) -> None:
        self._kept = kept
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._kept.read(self._at, len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


@lru_cache(maxsize=1)
def _standard_input(stream: Any) -> _Kept:
    return _Kept(stream.buffer)


def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding that the first bytes tell, and the length of its byte order mark; UTF-8 unless they do."""
    for mark, encoding in _MARKS:
        if head.startswith(mark) and not head.startswith(_UTF32):
            return encoding, len(mark)
    for pattern, encoding in _UNMARKED:
        if pattern.match(head):
            return encoding, 0
    return "utf-8", 0


def _binary(head: bytes) -> str | None:
    """The kind of file, other than text, that begins like this."""
    if head.startswith(_UTF32):
        return "UTF-32"
    return next((name for magic, name in _BINARY if head.startswith(magic)), None)


def _bytes(stream: BinaryIO, limit: int) -> bytes:
    data = stream.read(min(limit + 1, _CHUNK))  # to ask for `limit` at once would claim as much memory
    if len(data) == _CHUNK:
        data += stream.read(limit + 1 - _CHUNK)
    if len(data) > limit:
        raise SourceFault(TOO_LARGE.id, f"the file takes more than {limit:,} bytes")
    return data


def _whole(stream: BinaryIO, limit: int) -> str:
    data = _bytes(stream, limit)
    encoding, skip = encoding_of(data)
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        what = _binary(data)
        if what is not None:
            raise SourceFault(UNDECODABLE.id, f"this is {what}, not UTF-8 text", _START) from None
        before = data[skip : skip + error.start].decode(encoding, "ignore")
        raise _undecodable(data[skip + error.start], skip + error.start, before, encoding) from None
    nul = text.find("\0")
    if nul >= 0:
        what = _binary(data) or "a binary file"
        place = LineIndex(text[: nul + 1]).span(nul, nul + 1)
        raise SourceFault(UNDECODABLE.id, f"a NUL character stands here: this is {what}, not UTF-8 text", place)
    return text


def _line(raw: bytes, number: int, offset: int, limit: int) -> str | SourceFault:
    """One line's text; `offset` is where in the file it begins."""
    content = raw[: -2 if raw.endswith(b"\r\n") else -1] if raw.endswith((b"\n", b"\r")) else raw
    if len(content) > limit:
        start = Position(number, 1, number, 1)
        return SourceFault(TOO_LARGE.id, f"the line takes more than {limit:,} bytes", start)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        return _undecodable(content[error.start], offset + error.start, before, "utf-8", number)


def _undecodable(byte: int, offset: int, before: str, encoding: str, first_line: int = 1) -> SourceFault:
    line, column = LineIndex(before, first_line).point(len(before))
    message = f"byte {offset + 1:,} of the file (0x{byte:02X}) is not {encoding[:6].rstrip('-').upper()}"
    return SourceFault(UNDECODABLE.id, message, Position(line, column, line, column + 1))


class LineIndex:
    """Where in lines and columns a character of a text stands; lines end as editors end them: LF, CRLF or CR.

    Lines count from `first_line`, columns from 1 in code points.
    """

    def __init__(self, text: str, first_line: int = 1) -> None:
        self._starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))] if "\r" in text else _starts(text)
        self._first = first_line

    def point(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at an offset; at the text's length, of where the next would stand."""
        line = bisect_right(self._starts, offset) - 1
        return line + self._first, offset - self._starts[line] + 1

    def offset(self, line: int) -> int:
        """Where in the text a line begins."""
        return self._starts[line - self._first]

    def span(self, start: int, end: int) -> Position:
        """The position from one offset to before another."""
        return Position(*self.point(start), *self.point(end))


def _starts(text: str) -> list[int]:
    """Where lines begin in a text with line feeds alone: five times as quick as a pattern."""
    found = [0]
    while at := text.find("\n", found[-1]) + 1:
        found.append(at)
    return found


_START = Position(1, 1, 1, 1)
