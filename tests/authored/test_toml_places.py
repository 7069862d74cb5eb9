"""Places in TOML: whatever `tomllib` reads, the text at each place is what it read."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.authored.fault import AuthoredError
from policylint.authored.toml_text import TomlText, spans
from policylint.path import Route

ROOT = Path(__file__).parents[2]
NAMES = ["a", "b", "select", "per-file-ignores", "2"]
KEYS = st.sampled_from(NAMES).flatmap(lambda name: st.sampled_from([name, f'"{name}"', f"'{name}'"]))
SCALARS = st.sampled_from(
    [
        "1",
        "-1.5e3",
        "true",
        "0x_ff".replace("_", ""),
        "1979-05-27 07:32:00",
        "1979-05-27T07:32:00Z",
        '"text"',
        '"a # b, ] } \\" c"',
        "'lit # \\'",
        '"""\nmany\n"lines" \\\n   ]"""',
        "'''it''s'''",
        '"""ends with quotes"""""',
        "'''''two'''''",
        '"\\u00e9 é 😀"',
        "inf",
    ]
)
BLANK = st.sampled_from(["", " ", "\t", "  "])
BREAK = st.sampled_from(["", " ", "\n", " # a ] comment\n  ", "\n\n"])


@st.composite
def values(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.sampled_from(["scalar", "scalar", "array", "inline"])) if depth else "scalar"
    if kind == "scalar":
        return draw(SCALARS)
    if kind == "array":
        items = draw(st.lists(values(depth - 1), max_size=3))
        inner = ",".join(f"{draw(BREAK)}{item}{draw(BREAK)}" for item in items)
        return f"[{inner}{draw(st.sampled_from(['', ',', ', '])) if items else ''}{draw(BREAK)}]"
    names = draw(st.lists(KEYS, max_size=3, unique_by=lambda key: key.strip("\"'")))
    inner = ",".join(f"{draw(BLANK)}{name}{draw(BLANK)}={draw(BLANK)}{draw(values(depth - 1))}" for name in names)
    return f"{{{inner}{draw(BLANK)}}}"


@st.composite
def documents(draw: st.DrawFn) -> str:
    lines = []
    for _ in range(draw(st.integers(0, 8))):
        parts = draw(st.lists(KEYS, min_size=1, max_size=3))
        dotted = f"{draw(BLANK)}.{draw(BLANK)}".join(parts)
        header = draw(st.sampled_from([None, None, "[]", "[[]]"]))
        if header:
            half = len(header) // 2
            lines.append(f"{draw(BLANK)}{header[:half]}{draw(BLANK)}{dotted}{draw(BLANK)}{header[half:]}")
        else:
            lines.append(f"{draw(BLANK)}{dotted} ={draw(BLANK)}{draw(values())}")
        lines[-1] += draw(st.sampled_from(["", " # comment = [", "\r", "\n"]))
    return "\n".join(lines)


def parts(value: Any, route: Route = ()) -> dict[Route, Any]:
    found = {route: value} if route else {}
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            found |= parts(item, (*route, step))
    return found


def hold(text: str) -> int:
    """Compare every place of a text with `tomllib`, and give how many values were read back; 0 where it is not TOML."""
    try:
        read = parts(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return 0
    places = spans(text)
    assert places.keys() == read.keys()
    compared = 0
    for route, (value, key) in places.items():
        if key is not None:
            name = text[slice(*key)]
            assert parts(tomllib.loads(f"{name} = 1")) == {(route[-1],): 1} or isinstance(route[-1], int)
        if value != key:
            assert parts(tomllib.loads(f"x = {text[slice(*value)]}"))["x",] == read[route] or read[route] != read[route]
            compared += 1
    return compared


@given(documents())
def test_the_text_at_each_place_is_what_was_read(text: str) -> None:
    hold(text)


@pytest.mark.parametrize("name", ["pyproject.toml"])
def test_so_it_is_in_a_file_of_many_tables(name: str) -> None:
    assert hold((ROOT / name).read_text(encoding="utf-8")) > 50


@pytest.mark.parametrize(
    ("text", "route", "place"),
    [
        pytest.param("[[b]]\nx=1\n[[b]]\ny = 2\n[[b.c]]\nz = 3", ("b", 1, "c", 0, "z"), (6, 5), id="nested arrays"),
        pytest.param("b = [\n  {x = 1}, # a ]\n  {'y.z' = [1,\n 2]},\n]", ("b", 1, "y.z", 1), (4, 2), id="inline"),
        pytest.param("a . b.\"c\" = '''\n]'''", ("a", "b", "c"), (1, 13), id="dotted"),
        pytest.param("[[b]]\n[b.d.e]\nf = 1", ("b", 0, "d", "e", "f"), (3, 5), id="table below an array"),
    ],
)
def test_places(text: str, route: Route, place: tuple[int, int]) -> None:
    fault = TomlText("x.toml", text).fault(route, "")
    assert (fault.line, fault.column) == place


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda data: data.decode("latin-1")))
def test_what_is_not_toml_is_a_fault_with_a_place(text: str) -> None:
    try:
        TomlText("x.toml", text)
    except AuthoredError as refused:
        (fault,) = refused.faults
        assert fault.line >= 1
        assert fault.message.startswith("not TOML: ")
