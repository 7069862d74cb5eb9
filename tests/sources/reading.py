"""Files written and read back, and the stretches of text that positions name."""

from pathlib import Path

from policylint.finding import Finding, Position
from policylint.sources import formats
from policylint.sources.document import Document
from policylint.sources.text import DEFAULT_LIMIT, Source


def read(folder: Path, name: str, data: str | bytes, limit: int = DEFAULT_LIMIT) -> list[Document | Finding]:
    """What the formats make of a file of that name and content."""
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(formats.documents(Source(str(file)), limit))


def document(folder: Path, name: str, data: str | bytes) -> Document:
    """The one document of a file that has one."""
    [only] = read(folder, name, data)
    assert isinstance(only, Document), only
    return only


def fault(folder: Path, name: str, data: str | bytes, limit: int = DEFAULT_LIMIT) -> Finding:
    """The one finding of a file that has no document."""
    [only] = read(folder, name, data, limit)
    assert isinstance(only, Finding), only
    assert only.file == str(folder / name)
    return only


def cut(text: str, position: Position) -> str:
    """The text from a position's beginning to its end, its characters counted one by one."""
    line = column = 1
    taken = ""
    for at, char in enumerate(text):
        if (position.line, position.column) <= (line, column) < (position.end_line, position.end_column):
            taken += char
        ends = char == "\n" or (char == "\r" and text[at + 1 : at + 2] != "\n")
        line, column = (line + 1, 1) if ends else (line, column + 1)
    return taken


def where(finding: Finding) -> tuple[int, int]:
    """Line and column of a finding."""
    assert finding.position is not None
    return finding.position.line, finding.position.column
