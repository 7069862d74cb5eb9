"""Documents inside strings: each value's place in the file is exactly the text that the file has for it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from policylint.sources.embedding import Part, read
from policylint.sources.formats.twin import json_twin, yaml_twin
from policylint.sources.literals import literal
from tests.sources.reading import cut, document

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Zl", "Zp")), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


def routes(value: Any, route: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(route, value), *(found for step, item in inside for found in routes(item, (*route, step)))]


def single_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def block(text: str) -> str:
    return "|\n" + "".join(f"    {line}\n" for line in text.splitlines())


def stated(text: str) -> str:
    return "|2-\n" + "".join(f"  {line}\n" for line in text.splitlines())


# How a file writes the string, and how the value's own text comes out of what the file has for it.
STYLES: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "json": (json.dumps, lambda written: json.loads(f'"{written}"')),
    "json-unicode": (lambda text: json.dumps(text, ensure_ascii=False), lambda written: json.loads(f'"{written}"')),
    "yaml-double": (lambda text: json.dumps(text, ensure_ascii=False), lambda written: json.loads(f'"{written}"')),
    "yaml-single": (single_quoted, lambda written: written.replace("''", "'")),
    "yaml-block": (block, lambda written: written),
    "yaml-block-stated": (stated, lambda written: written),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedding")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("ascii_only", [True, False])
@given(value=VALUES)
@settings(max_examples=15, deadline=None)
def test_a_place_in_a_string_is_exactly_the_text_of_the_value(
    folder: Path, style: str, indent: int | None, ascii_only: bool, value: Any
) -> None:
    write, undo = STYLES[style]
    inner = json.dumps({"a": value}, indent=indent if style.startswith(("json", "yaml-block")) else None,
                       ensure_ascii=ascii_only)  # fmt: skip
    text = f'{{"text": {write(inner)}}}' if style.startswith("json") else f"text: {write(inner)}\n"
    file = document(folder, "outer." + style[:4], text)
    assert file.value["text"].rstrip("\n") == inner
    inside = next(read([Part(file.value["text"], ("text",))]))
    assert inside is not None
    expected = dict(routes({"a": value}))
    located = inside.locate(file, list(expected))
    assert located.keys() == expected.keys()
    for route, here in located.items():
        if here.value.line == here.value.end_line:
            assert json.loads(undo(cut(text, here.value))) == expected[route]


EXPRESSIONS = ["{{ x }}", "${a}", "{% if %}", "{{- end }}", "{{", "}}", "${"]
SIGNS = ['"', "//", "/* ", "*/", ",", "]", "}", "a: ", "\n", "  "]
PIECES = st.lists(st.sampled_from(EXPRESSIONS + SIGNS) | TEXTS, max_size=30).map("".join)


@given(PIECES)
@settings(deadline=None)
def test_a_twin_is_as_long_as_its_text_line_by_line(text: str) -> None:
    for twin in (json_twin(text), yaml_twin(text, filling=True), yaml_twin(text, filling=False)):
        if twin is not None:
            assert [len(line) for line in twin.text.splitlines()] == [len(line) for line in text.splitlines()]


FOLDED = st.lists(st.sampled_from(["word", "a, ", " ", "  ", "\n", "\n\n", "\n  x", "'", '"', "\\", "\t", "é", "😀"]))


@given(
    words=FOLDED, style=st.sampled_from(['"', "'", ">", "|", None]), width=st.sampled_from([10, 25]), raw=st.booleans()
)
@settings(deadline=None)
def test_each_character_of_a_string_that_pyyaml_writes_has_its_place(
    folder: Path, words: list[str], style: str | None, width: int, raw: bool
) -> None:
    value = "".join(words)
    text = yaml.dump({"text": value}, default_style=style, width=width, allow_unicode=raw)
    file = document(folder, "written.yaml", text)
    assert file.value == {"text": value}
    written = literal(file, file.locate([("text",)])["text",].value)
    assert written is not None or not value
    for at, character in enumerate(value):
        if written is not None and character in "worda,x":
            assert cut(text, written.span(at, at + 1)) == character


@pytest.mark.parametrize(
    ("text", "route"),
    [
        pytest.param('text: |2\n    {"a": 1}\n', ("text",), id="spaces of its own before the first line"),
        pytest.param('- x:\n  - text: !raw |+2 # why\n         {"a": 1}\n', (0, "x", 0, "text"), id="a key in lists"),
        pytest.param('x:\n  - |3-\n       {"a": 1}\n', ("x", 0), id="an item"),
        pytest.param('x:\n  "a: b": &one |-1\n       {"a": 1}\n', ("x", "a: b"), id="a quoted key and an anchor"),
        pytest.param('x: |1\n\n   {"a": 1}\n', ("x",), id="after a blank line"),
    ],
)
def test_a_block_that_states_its_indentation(folder: Path, text: str, route: tuple[Any, ...]) -> None:
    file = document(folder, "stated.yaml", text)
    value = file.value
    for step in route:
        value = value[step]
    inside = next(read([Part(getattr(value, "argument", value), route)]))
    assert inside is not None
    assert cut(text, inside.locate(file, [("a",)])["a",].value) == "1"
