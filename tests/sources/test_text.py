"""Files as text: encodings, limits, lines, standard input, and what cannot be read."""

import codecs
import io
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.finding import Position
from policylint.sources.text import STDIN_NAME, LineIndex, Source, SourceFault
from tests.sources.reading import cut

TEXT = '{"name": "café 😀"}\r\n'


def source(folder: Path, data: bytes) -> Source:
    file = folder / "file"
    file.write_bytes(data)
    return Source(str(file))


@given(st.text(alphabet=st.sampled_from("a😀\u2028\x85\t\n\r"), max_size=30), st.data())
def test_a_span_cuts_out_what_lies_between_its_offsets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert cut(text, LineIndex(text).span(start, end)) == text[start:end]


def test_lines_may_count_from_elsewhere() -> None:
    assert LineIndex("ab\nc", first_line=7).span(1, 4) == Position(7, 2, 8, 2)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), id="UTF-8 with a mark"),
        pytest.param(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), id="UTF-16 little-endian"),
        pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), id="UTF-16 big-endian"),
        pytest.param(TEXT.encode("utf-16-le"), id="UTF-16 little-endian without a mark"),
        pytest.param(TEXT.encode("utf-16-be"), id="UTF-16 big-endian without a mark"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    given = source(tmp_path, data)
    assert given.text() == TEXT
    assert next(given.lines()) == (1, TEXT.rstrip())


@pytest.mark.parametrize(
    ("data", "words", "place"),
    [
        pytest.param(b'{"a":\n "caf\xe9"}', "byte 12 of the file (0xE9) is not UTF-8", (2, 6), id="Latin-1"),
        pytest.param(b"\xef\xbb\xbf\xc3\xa9\xc0\xaf", "byte 6 of the file (0xC0) is not UTF-8", (1, 2), id="overlong"),
        pytest.param(b'"\xed\xa0\x80"', "byte 2 of the file (0xED) is not UTF-8", (1, 2), id="surrogate"),
        pytest.param(b'"caf\xc3', "byte 5 of the file (0xC3) is not UTF-8", (1, 5), id="cut in a character"),
        pytest.param(codecs.BOM_UTF16_LE + b"a\0b", "byte 5 of the file (0x62) is not UTF-16", (1, 2), id="odd UTF-16"),
        pytest.param(codecs.BOM_UTF32_LE + "a".encode("utf-32-le"), "this is UTF-32, not UTF-8", (1, 1), id="UTF-32"),
        pytest.param(b"a\r\nb\0", "a NUL character stands here", (2, 2), id="NUL"),
        pytest.param(b"\x1f\x8b\x08\0", "this is gzip, not UTF-8", (1, 1), id="gzip"),
        pytest.param(b"PK\x03\x04\x14\0", "this is zip, not UTF-8", (1, 6), id="zip"),
    ],
)
def test_what_is_no_text(tmp_path: Path, data: bytes, words: str, place: tuple[int, int]) -> None:
    with pytest.raises(SourceFault) as caught:
        source(tmp_path, data).text()
    fault = caught.value
    assert fault.rule == "LINT1002"
    assert words in fault.message
    assert fault.position is not None
    assert (fault.position.line, fault.position.column) == place


def test_the_limit_is_in_bytes(tmp_path: Path) -> None:
    given = source(tmp_path, "é".encode() * 5)
    assert given.text(limit=10) == "é" * 5
    with pytest.raises(SourceFault, match="more than 9 bytes") as caught:
        given.text(limit=9)
    assert caught.value.rule == "LINT1005"


def test_a_text_of_more_than_one_reading(tmp_path: Path) -> None:
    assert source(tmp_path, b"x" * 200_000).text() == "x" * 200_000


def records(given: Source, limit: int = 100) -> list[tuple[int, str]]:
    return [(n, line if isinstance(line, str) else line.rule) for n, line in given.records(limit)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"a\nb\r\nc\rd", [(1, "a"), (2, "b"), (3, "c"), (4, "d")], id="every line break"),
        pytest.param(b"a\n\n\r\nb\n", [(1, "a"), (2, ""), (3, ""), (4, "b")], id="blank lines"),
        pytest.param(b"a\r\r\nb", [(1, "a"), (2, ""), (3, "b")], id="CR before CRLF"),
        pytest.param(b"\xef\xbb\xbfa\nb", [(1, "a"), (2, "b")], id="byte order mark"),
        pytest.param(b"a\nb\xff\nc", [(1, "a"), (2, "LINT1002"), (3, "c")], id="one line is not a text"),
        pytest.param(b"12345\r\n123456\n1\n", [(1, "12345"), (2, "LINT1005"), (3, "1")], id="one line is too long"),
        pytest.param(b"1\n" + b"x" * 50 + b"\n2", [(1, "1"), (2, "LINT1005"), (3, "2")], id="one is far too long"),
        pytest.param(b"1\n" + b"x" * 50, [(1, "1"), (2, "LINT1005")], id="the last is too long"),
        pytest.param(b"a\n\xe2\x80\xa8b", [(1, "a"), (2, "\u2028b")], id="U+2028 ends no line"),
        pytest.param(b"", [], id="nothing"),
    ],
)
def test_records(tmp_path: Path, data: bytes, expected: list[tuple[int, str]]) -> None:
    given = source(tmp_path, data)
    assert records(given, limit=5) == expected
    assert list(given.lines(limit=5)) == [(n, line) for n, line in expected if not line.startswith("LINT")]


def test_a_line_that_is_no_text_is_placed_in_the_file(tmp_path: Path) -> None:
    _, (_, fault) = source(tmp_path, b"ab\ncd\xe9\n").records()
    assert isinstance(fault, SourceFault)
    assert fault.message == "byte 6 of the file (0xE9) is not UTF-8"
    assert fault.position == Position(2, 3, 2, 4)


def test_a_binary_file_is_one_fault_and_not_one_for_each_line(tmp_path: Path) -> None:
    with pytest.raises(SourceFault, match="this is PNG"):
        records(source(tmp_path, b"\x89PNG\r\n\x1a\n" + b"\xff\n" * 100), limit=1000)


def not_a_file(folder: Path, kind: str) -> str:
    path = folder / "thing"
    match kind:
        case "folder":
            path.mkdir()
        case "named pipe":
            os.mkfifo(path)
        case "link to itself":
            path.symlink_to(path)
        case "link to nothing":
            path.symlink_to(folder / "nothing")
        case "device":
            return os.devnull
        case "impossible name":
            return "a\0b"
    return str(path)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("folder", "this is a folder"),
        ("named pipe", "this is a named pipe"),
        ("device", "this is a device"),
        ("link to itself", "it cannot be read: too many levels of symbolic links"),
        ("link to nothing", "there is no such file"),
        ("nothing", "there is no such file"),
        ("impossible name", "no file can have this name"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, kind: str, words: str) -> None:
    given = Source(not_a_file(tmp_path, kind))
    for reading in (given.text, lambda: list(given.records())):
        with pytest.raises(SourceFault) as caught:
            reading()
        assert caught.value.rule == "LINT1001"
        assert words in caught.value.message


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        with pytest.raises(SourceFault, match="this is a socket"):
            Source("socket").text()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    given = source(tmp_path, b"{}")
    Path(given.file).chmod(0)
    with pytest.raises(SourceFault, match="permission denied"):
        given.text()


def test_standard_input_can_be_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode() * 1000)))
    given = Source(STDIN_NAME)
    first = given.lines()
    assert next(first) == (1, TEXT.rstrip())
    assert given.text() == TEXT * 1000
    assert given.text() == TEXT * 1000
    assert next(first) == (2, TEXT.rstrip())


def test_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SourceFault, match="standard input is closed"):
        Source(STDIN_NAME).text()
