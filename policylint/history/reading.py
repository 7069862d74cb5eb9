"""Files of records: which there are, how they are parted, and the values that each part holds.

Files are looked at as bytes first: what speaks of no job is decompressed, searched and forgotten. A part is so many
small files, a stretch of the lines of a large one, or a row group of Parquet; each is read by itself, so that any
number of them can be read at a time, and again.
"""

import glob
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from policylint.errors import PolicylintError
from policylint.finding import Finding
from policylint.history.recognition import may_hold, records
from policylint.history.record import Fault, Record, without_nulls
from policylint.lint import SYNTAX_ERROR, TOO_LARGE, UNDECODABLE, UNREADABLE, UNRECOGNISED
from policylint.nearest import did_you_mean

LINES = (".jsonl", ".ndjson")
_PARQUET = (".parquet", ".pq")
_SUFFIXES = (".json", *LINES, *_PARQUET, ".log")
_GZIP = b"\x1f\x8b"
_PART = 8 << 20
"""Bytes of a part: few enough to lose little when a run is killed, and enough to be worth handing out."""
_PART_GZIP = 1 << 20
_MOST_FILES = 256
_PIECE = 1 << 20


class NeedsPyarrow(PolicylintError, RuntimeError):  # noqa: N818 - it names what is needed, not what went wrong
    """pyarrow is not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} needs pyarrow: pip install 'policylint[parquet]'")


class Part(NamedTuple):
    """What is read at once: whole files, or of one file the lines that begin in a stretch of bytes or a row group.

    `size` is how many bytes it takes on the disk, `stamp` changes with its content.
    """

    files: tuple[str, ...]
    start: int = 0
    end: int = -1
    row_group: int = -1
    named: bool = False
    size: int = 0
    stamp: int = 0


class Placed(NamedTuple):
    """A record or a fault, with the file and the number of the line or row that it stands in; 0: the whole file."""

    item: Record | Fault
    file: str
    line: int


def parts(paths: Sequence[str]) -> Iterator[Part | Finding]:
    """The parts of files, folders and globs, in the order of their names; a finding for what leads nowhere.

    In folders the files are those that can hold records: JSON, JSON Lines, Parquet and logs, also with `.gz` after it.
    """
    together: list[str] = []
    size, stamp = 0, 0
    named_outright = {os.path.realpath(path) for path in paths if not os.path.isdir(path)}  # noqa: PTH112
    seen: set[str] = set()
    for path in paths:
        for file, named in _files(path):
            if isinstance(file, Finding):
                yield file
                continue
            if len(paths) > 1:
                real = os.path.realpath(file)
                if real in seen or (not named and real in named_outright):
                    continue  # it is read once, as what it is named for
                seen.add(real)
            try:
                status = os.stat(file)  # noqa: PTH116 - a Path for each of millions of files takes its time
                whole = list(_stretches(file, status.st_size, named))
            except OSError as error:
                yield Finding.about_file(file, _reason(error), UNREADABLE.id)
                continue
            if whole:
                yield from (part._replace(stamp=status.st_mtime_ns) for part in whole)
                continue
            together.append(file)
            size += status.st_size
            stamp = hash((stamp, status.st_size, status.st_mtime_ns))
            limit = _PART_GZIP if file.endswith(".gz") else _PART
            if named or size >= limit or len(together) >= _MOST_FILES:
                yield Part(tuple(together), named=named, size=size, stamp=stamp)
                together, size, stamp = [], 0, 0
        if together:
            yield Part(tuple(together), size=size, stamp=stamp)
            together, size, stamp = [], 0, 0


def read(part: Part, limit: int) -> Iterator[Placed]:
    """The records of a part and the faults among them; `limit` is the largest text that is read whole, in bytes."""
    for file in part.files:
        found = failed = False
        for placed in _values(file, part, limit):
            if isinstance(placed, Placed):
                failed = True
                yield placed
                continue
            value, line = placed
            try:
                for item in records(value):
                    found = True
                    yield Placed(item, file, line)
            except RecursionError:
                failed = True
                yield Placed(Fault(TOO_LARGE.id, "the value nests too deeply"), file, line)
        if part.named and not found and not failed and part.start == 0 and part.row_group < 1:
            what = "no record of a job was found in this file"
            yield Placed(Fault(UNRECOGNISED.id, what), file, 0)


def _files(path: str) -> Iterator[tuple[str | Finding, bool]]:
    """The files of a path, and whether each was named outright."""
    if os.path.isdir(path):  # noqa: PTH112
        yield from ((file, False) for file in _below(path))
    elif os.path.exists(path):  # noqa: PTH110
        yield path, True
    elif glob.has_magic(path):
        found = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - a Path has no globs from the root
        for file in found:
            yield from ((one, False) for one in _below(file)) if os.path.isdir(file) else [(file, True)]  # noqa: PTH112
        if not found:
            yield Finding.about_file(path, "no file matches this glob", UNREADABLE.id), True
    else:
        parent = Path(path).parent
        near = did_you_mean(Path(path).name, os.listdir(parent) if parent.is_dir() else [])  # noqa: PTH208
        yield Finding.about_file(path, f"there is no such file or folder{near}", UNREADABLE.id), True


def _below(folder: str) -> Iterator[str | Finding]:
    failed: list[OSError] = []
    for at, folders, files in os.walk(folder, onerror=failed.append):
        folders.sort()
        for name in sorted(files):
            plain = name.removesuffix(".gz")
            if plain.lower().endswith(_SUFFIXES) or _is_turned_over(plain):
                yield os.path.join(at, name)  # noqa: PTH118
    yield from (Finding.about_file(str(error.filename or folder), _reason(error), UNREADABLE.id) for error in failed)


def _is_turned_over(name: str) -> bool:
    """Whether a file is an older one of the guard's audit files: `audit.jsonl.1`."""
    stem, _, number = name.rpartition(".")
    return number.isdecimal() and stem.endswith(LINES)


def _stretches(file: str, size: int, named: bool) -> Iterator[Part]:
    """The parts of a file that is large enough to be parted; none of another."""
    if file.lower().endswith(_PARQUET):
        for group in range(_parquet(file).num_row_groups):
            yield Part((file,), row_group=group, named=named, size=size)
    elif _is_lines(file) and not file.endswith(".gz") and size > _PART:
        for start in range(0, size, _PART):
            end = min(start + _PART, size)
            yield Part((file,), start, end, named=named, size=end - start)


def _is_lines(file: str) -> bool:
    plain = file.removesuffix(".gz")
    return plain.lower().endswith(LINES) or _is_turned_over(plain)


def _values(file: str, part: Part, limit: int) -> Iterator[tuple[Any, int] | Placed]:
    """The values in a file, each with its line; faults in their places."""
    try:
        if part.row_group >= 0:
            yield from _rows(file, part.row_group)
        elif _is_lines(file):
            yield from _of_lines(_lines(file, part, limit), file)
        else:
            yield from _of_document(file, limit)
    except OSError as error:
        yield Placed(Fault(UNREADABLE.id, _reason(error)), file, 0)
    except (zlib.error, EOFError):
        yield Placed(Fault(UNREADABLE.id, "it is no whole gzip file"), file, 0)
    except _TooLargeError:
        advice = "Raise `max-file-size`, or write the records as JSON Lines."
        yield Placed(Fault(TOO_LARGE.id, f"it is larger than {limit:,} bytes", advice), file, 0)


class _TooLargeError(Exception):
    """A text is larger than what is read whole."""


def _of_document(file: str, limit: int) -> Iterator[tuple[Any, int] | Placed]:
    """The values of a file that holds one, or several one after the other, as Firehose writes them."""
    data = Path(file).read_bytes()
    if data[:2] == _GZIP:
        data = _decompressed(data, limit)
    elif len(data) > limit:
        raise _TooLargeError
    if not may_hold(data):
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Placed(Fault(UNDECODABLE.id, "it is not UTF-8 text"), file, 0)
        return
    at, decode = 0, json.JSONDecoder().raw_decode
    while True:
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        if at >= len(text):
            return
        try:
            value, end = decode(text, at)
        except (ValueError, RecursionError) as error:
            message = error.msg if isinstance(error, json.JSONDecodeError) else "it nests too deeply"
            place = getattr(error, "lineno", 0)
            yield Placed(Fault(SYNTAX_ERROR.id, f"this is not JSON: {message}"), file, place)
            return
        yield value, text.count("\n", 0, at) + 1
        at = end


def _decompressed(data: bytes, limit: int) -> bytes:
    """All members of a gzip file."""
    found: list[bytes] = []
    size = 0
    while data[:2] == _GZIP:
        member = zlib.decompressobj(wbits=31)
        found.append(member.decompress(data, limit + 1 - size))
        size += len(found[-1])
        if size > limit:
            raise _TooLargeError
        if not member.eof:
            raise EOFError
        data = member.unused_data.lstrip(b"\0")
    return b"".join(found) if len(found) != 1 else found[0]


def _of_lines(lines: Iterable[tuple[bytes, int]], file: str) -> Iterator[tuple[Any, int] | Placed]:
    """The values of JSON Lines; a line that speaks of no job is not parsed."""
    for data, line in lines:
        if not may_hold(data):
            continue
        try:
            yield json.loads(data), line
        except (ValueError, RecursionError) as error:
            message = error.msg if isinstance(error, json.JSONDecodeError) else "it is not UTF-8, or nests too deeply"
            yield Placed(Fault(SYNTAX_ERROR.id, f"this line is not JSON: {message}"), file, line)


def _lines(file: str, part: Part, limit: int) -> Iterator[tuple[bytes, int]]:
    """The lines that begin in a part, each with its number; of a stretch with the place of its first byte."""
    with Path(file).open("rb") as stream:
        if stream.read(2) == _GZIP:
            import gzip

            stream.seek(0)
            with gzip.open(stream) as inner:
                yield from _numbered(inner, limit)
            return
        stream.seek(part.start)
        if part.end < 0:
            yield from _numbered(stream, limit)
            return
        if part.start:
            stream.seek(part.start - 1)
            stream.readline()
        while (at := stream.tell()) < part.end:
            data = stream.readline(limit + 1)
            if len(data) > limit:
                raise _TooLargeError
            yield data, at + 1


def _numbered(stream: Any, limit: int) -> Iterator[tuple[bytes, int]]:
    number = 0
    while data := stream.readline(limit + 1):
        if len(data) > limit:
            raise _TooLargeError
        number += 1
        yield data, number


def _rows(file: str, group: int) -> Iterator[tuple[Any, int] | Placed]:
    """The rows of a row group, each an object of its columns; a column of JSON text is looked into as any text is."""
    parquet = _parquet(file)
    number = sum(parquet.metadata.row_group(before).num_rows for before in range(group))
    for batch in parquet.iter_batches(4096, row_groups=[group]):
        for row in batch.to_pylist():
            number += 1
            yield without_nulls(row), number


def _parquet(file: str) -> Any:
    """An open Parquet file.

    Raises:
        NeedsPyarrow: pyarrow is not installed.
        OSError: it is no Parquet file.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise NeedsPyarrow("Parquet") from None
    try:
        return pq.ParquetFile(file)
    except pa.ArrowException as error:
        raise OSError(0, "it is no Parquet file that can be read") from error


def _reason(error: OSError) -> str:
    return f"it cannot be read: {error.strerror or type(error).__name__}"
