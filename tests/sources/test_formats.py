"""Which format a file is in: by its suffix, else by its content."""

import io
import sys
from pathlib import Path

import pytest

from policylint.finding import Finding
from policylint.sources import formats
from policylint.sources.document import Document
from policylint.sources.text import STDIN_NAME, Source
from tests.sources.reading import fault, read

LINES = '{"a": 1}\n\n{"b": 2}\n'


def names(items: list[Document | Finding]) -> list[str]:
    return [item.format.name if isinstance(item, Document) else item.rule for item in items]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.json", "{}", ["json"]),
        ("x.JSON", "{}", ["json"]),
        ("x.jsonl", LINES, ["jsonl", "jsonl"]),
        ("x.ndjson", "{}", ["jsonl"]),
        ("x.yaml", "{}", ["yaml"]),
        ("x.YML", "a: 1\n---\nb: 1\n", ["yaml", "yaml"]),
        (".json", "{}", ["json"]),
        ("request", '{"a": 1}', ["json"]),
        ("request", '\ufeff\n {\n"a": 1}', ["json"]),
        ("request", "[\n{}\n]", ["json"]),
        ("request.txt", LINES, ["jsonl", "jsonl"]),
        ("request.txt", f'{{"a": "{"x" * 70_000}"}}\n' * 2, ["jsonl", "jsonl"]),
        ("request.txt", "a: 1\n", ["yaml"]),
        ("request.txt", "# comment\n- {}\n", ["yaml"]),
        ("request.txt", "", ["LINT1004"]),
    ],
)
def test_formats(tmp_path: Path, name: str, text: str, expected: list[str]) -> None:
    assert names(read(tmp_path, name, text)) == expected


def test_a_name_is_no_suffix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("json").write_text("a: 1\n")
    assert names(list(formats.documents(Source("json")))) == ["yaml"]


@pytest.mark.parametrize("text", ['{"a": 1}', LINES, "a: 1\n"])
def test_standard_input_is_told_by_its_content(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert names(list(formats.documents(Source(STDIN_NAME)))) == names(read(tmp_path, "file", text))


def test_the_limit_holds_for_every_format(tmp_path: Path) -> None:
    text = f'{{"a": "{"x" * 1000}"}}'
    for name in ("x.json", "x.jsonl", "x.yaml", "x"):
        assert fault(tmp_path, name, text, limit=100).rule == "LINT1005"
