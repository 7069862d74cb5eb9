"""JSON and JSON Lines: values, places, and what is said of a text that is neither."""

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.finding import Finding
from policylint.path import Route
from policylint.sources.document import Document
from policylint.sources.formats import MAX_DEPTH
from policylint.unknown import Unknown
from tests.sources.reading import cut, document, fault, read, where

NAMES = st.text(max_size=4) | st.sampled_from(["a", "b", '"', "\\", "é", "😀", "\n\t"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | NAMES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


def routes(value: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """Every value within a value, by its route."""
    yield route, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in members:
        yield from routes(item, (*route, step))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("json")


@given(
    VALUES,
    st.sampled_from([None, 0, 2, "\t"]),
    st.sampled_from([(",", ":"), (", ", ": "), (" ,", "\t:\t ")]),
    st.booleans(),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_a_place_holds_the_value_and_its_key(
    folder: Path, value: Any, indent: Any, separators: tuple[str, str], escaped: bool, line_break: str
) -> None:
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=escaped)
    text = f"\n {text}\n".replace("\n", line_break)  # JSON strings hold no line break, so that this changes no value
    read_back = document(folder, "value.json", text)
    assert read_back.value == value
    there = dict(routes(value))
    located = read_back.locate([*there, ("nowhere",), (9,), ("a", "b", "c", "d", "e", "f")])
    assert located.keys() == there.keys()
    for route, item in there.items():
        assert json.loads(cut(text, located[route].value)) == item
        key = located[route].key
        if route and isinstance(route[-1], str):
            assert key is not None
            assert json.loads(cut(text, key)) == route[-1]
        else:
            assert key is None


def test_of_equal_keys_the_last_counts_and_is_located(folder: Path) -> None:
    text = '{"a": {"x": 1, "y": 2},\n "b": 0, "\\u0061": {"x": 3}}'
    read_back = document(folder, "twice.json", text)
    assert read_back.value == {"a": {"x": 3}, "b": 0}
    located = read_back.locate([("a",), ("a", "x"), ("a", "y")])
    assert cut(text, located["a",].value) == '{"x": 3}'
    assert cut(text, located["a", "x"].value) == "3"
    assert ("a", "y") not in located
    [finding] = read_back.findings
    assert (finding.rule, finding.path, where(finding)) == ("LINT1006", "a", (2, 10))
    [first] = finding.related
    assert cut(text, first.position) == '"a"'
    assert 'the key "a" is given again' in finding.message


def test_every_repetition_is_a_finding(folder: Path) -> None:
    text = '[{"a": 1, "a": {"b": 1, "c": 2, "b": 3}, "a": 4}]'
    found = [(f.path, where(f)) for f in document(folder, "thrice.json", text).findings]
    assert sorted(found) == [("[0].a", (1, 11)), ("[0].a", (1, 42)), ("[0].a.b", (1, 33))]


def test_numbers_that_are_not_finite(folder: Path) -> None:
    text = '{"a": [NaN, -Infinity, 1e999, 1e300, 1], "NaN": "NaN", "b": Infinity}'
    read_back = document(folder, "numbers.json", text)
    a = [Unknown("NaN"), Unknown("-Infinity"), Unknown("1e999"), 1e300, 1]
    assert read_back.value == {"a": a, "NaN": "NaN", "b": Unknown("Infinity")}
    places = {f.path: cut(text, f.position) for f in read_back.findings if f.position and f.rule == "LINT1007"}
    assert places == {"a[0]": "NaN", "a[1]": "-Infinity", "a[2]": "1e999", "b": "Infinity"}
    assert len(read_back.findings) == 4


def test_a_large_integer_is_finite(folder: Path) -> None:
    read_back = document(folder, "integer.json", f"[NaN, {10**400}]")
    assert read_back.value[1] == 10**400
    assert [f.path for f in read_back.findings] == ["[0]"]


@pytest.mark.parametrize(
    ("text", "place", "words", "advice"),
    [
        pytest.param('{"a": x, "b": {"c": 1,}}', (1, 7), "", "", id="comma after more"),
        pytest.param('{"a": 1,, "b": 2}', (1, 9), "a value is missing before this comma", "", id="two commas"),
        pytest.param('{"a":, "b": 2}', (1, 6), "a value is missing before this comma", "", id="no value, comma"),
        pytest.param('{"a": }', (1, 7), "a value is missing before this }", "", id="no value"),
        pytest.param("{'a': 1}", (1, 2), "a single quote stands here", "JSON quotes with", id="single quotes"),
        pytest.param('{"a": “x”}', (1, 7), "a typographic quote", 'a plain "', id="typographic quotes"),
        pytest.param('# job\n{"a": 1}', (1, 1), "JSON has none", "YAML", id="comment before"),
        pytest.param('{"a": 1}\n/* end', (2, 1), "JSON has none", "YAML", id="comment without end"),
        pytest.param('{"a": True}', (1, 7), "does not know True", "Write true.", id="True"),
        pytest.param('{"a": None}', (1, 7), "does not know None", "Write null.", id="None"),
        pytest.param("{a: 1}", (1, 2), "a key without quotes", "double quotes", id="key without quotes"),
        pytest.param('{"a": 012}', (1, 7), "a number begins with 0", "Remove the 0", id="leading zero"),
        pytest.param('{"a": "x\ny"}', (1, 9), "a line break stands inside a string", "\\n", id="line break"),
        pytest.param('{"a": "x\ty"}', (1, 9), "a tab stands inside a string", "\\t", id="tab"),
        pytest.param('{"a": "x\x01y"}', (1, 9), "control character U+0001", "\\u0001", id="control character"),
        pytest.param('{"a": "\\d+"}', (1, 8), "a backslash here begins no escape", "\\\\", id="escape"),
        pytest.param('{"a" 1}', (1, 6), "a colon is expected", "", id="colon"),
        pytest.param('{"a": 1\n "b": 2}', (2, 2), "a comma is expected", "", id="comma missing"),
        pytest.param('{"a": ${n}', (1, 7), "a template expression outside quotes", "in quotes", id="shell template"),
        pytest.param('{"a": {{ n }', (1, 7), "a template expression outside quotes", "in quotes", id="Jinja"),
        pytest.param("{% if x {}", (1, 1), "a template expression outside quotes", "in quotes", id="Jinja block"),
        pytest.param('{"a": [1}', (1, 9), "this } cannot close the [ of line 1, column 7", "]", id="wrong bracket"),
        pytest.param('{"a": 1}}', (1, 9), "this } closes nothing", "Remove", id="bracket too many"),
        pytest.param("{}\n{}", (2, 1), "a second value begins here", ".jsonl", id="JSON Lines"),
        pytest.param("{} x", (1, 4), "the value is over, and more text follows", "", id="more"),
        pytest.param("TrainingJobName: a\n", (1, 1), "this looks like YAML", ".yaml", id="YAML"),
        pytest.param("\ufeff\ufeff{}", (1, 1), "a second byte order mark", "Remove", id="byte order marks"),
        pytest.param("hello", (1, 1), "a value is expected", "", id="a word"),
        pytest.param('"never', (1, 1), "the text ends inside the string", "cut off", id="open string"),
        pytest.param("😀", (1, 1), "a value is expected", "", id="a sign beyond the BMP"),
        pytest.param('{"😀": 😀}', (1, 7), "a value is expected", "", id="columns are code points"),
    ],
)
def test_a_syntax_error_is_told_in_plain_words(
    folder: Path, text: str, place: tuple[int, int], words: str, advice: str
) -> None:
    found = fault(folder, "broken.json", text)
    assert (found.rule, where(found)) == ("LINT1003", place)
    assert words in found.message
    assert advice in found.help
    if not advice:
        assert found.help == ""


def test_what_is_cut_off_says_what_is_open(folder: Path) -> None:
    text = '{\n  "a": [1, "]"],\n  "b": [{"c": 1},\n'
    found = fault(folder, "cut.json", text)
    assert (found.rule, where(found)) == ("LINT1003", (3, 18))
    assert "the text ends before the [ of line 3, column 8 is closed" in found.message
    [opened] = found.related
    assert cut(text, opened.position) == "["


@given(VALUES.filter(lambda value: isinstance(value, dict | list)), st.data())
def test_whatever_is_cut_off_is_a_fault_inside_the_text(folder: Path, value: Any, data: st.DataObject) -> None:
    whole = json.dumps(value, indent=data.draw(st.sampled_from([None, 2])), ensure_ascii=False)
    text = whole[: data.draw(st.integers(1, len(whole) - 1))]
    found = fault(folder, "cut.json", text)
    assert found.rule == "LINT1003"
    line, column = where(found)
    lines = text.split("\n")
    assert line <= len(lines)
    assert column <= len(lines[line - 1]) + 1


@pytest.mark.parametrize("text", ["", " \r\n\t ", "\ufeff"])
def test_an_empty_file(folder: Path, text: str) -> None:
    assert fault(folder, "empty.json", text).rule == "LINT1004"
    assert fault(folder, "empty.jsonl", text).rule == "LINT1004"


@pytest.mark.parametrize("brackets", ["[]", '{"a":1}'])
def test_depth_is_bounded(folder: Path, brackets: str) -> None:
    opening, closing = brackets[:-1].replace("1", ""), brackets[-1]
    deepest = opening * MAX_DEPTH + "1" + closing * MAX_DEPTH
    assert document(folder, "deep.json", deepest).value
    for depth in (MAX_DEPTH + 1, 100_000):
        found = fault(folder, "deeper.json", opening * depth + "1" + closing * depth)
        assert (found.rule, where(found)) == ("LINT1005", (1, MAX_DEPTH * len(opening) + 1))


def test_many_brackets_are_not_deep(folder: Path) -> None:
    assert len(document(folder, "wide.json", f"[{', '.join(['{}'] * 500)}]").value) == 500


def test_a_number_of_too_many_digits(folder: Path) -> None:
    text = f'{{"a": "{"2" * 9000}",\n "b": {"1" * (sys.get_int_max_str_digits() + 1)}}}'
    found = fault(folder, "digits.json", text)
    assert (found.rule, where(found)) == ("LINT1005", (2, 7))


def test_lone_surrogates_are_kept(folder: Path) -> None:
    assert document(folder, "surrogate.json", '["\\ud800", "\\ud83d\\ude00"]').value == ["\ud800", "😀"]


def test_no_value_is_quoted_in_a_fault(folder: Path) -> None:
    for text in (
        '{"Password": hunter2}',
        '{"Password": "hunter2',
        '{"Password": "hunter2\\q"}',
        '{"Password": "hunter2"',
    ):
        found = fault(folder, "secret.json", text)
        assert "hunter2" not in f"{found.message} {found.help} {[r.message for r in found.related]}"


LINES = '{"a": 1}\n\n{"b": 2, "b": 3}\n{"c": \n["é", NaN]\r\n'


def test_each_line_is_a_document_and_a_bad_one_a_finding(folder: Path) -> None:
    first, second, bad, third = read(folder, "lines.jsonl", LINES)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert isinstance(bad, Finding)
    assert isinstance(third, Document)
    assert [(d.value, d.index, d.first_line) for d in (first, second, third)] == [
        ({"a": 1}, 0, 1),
        ({"b": 3}, 1, 3),
        (["é", Unknown("NaN")], 3, 5),
    ]
    assert (bad.rule, where(bad)) == ("LINT1003", (4, 6))
    assert [(f.rule, where(f)) for f in (*second.findings, *third.findings)] == [
        ("LINT1006", (3, 10)),
        ("LINT1007", (5, 7)),
    ]
    assert cut(LINES, second.locate([("b",)])["b",].value) == "3"
    assert cut(LINES, second.findings[0].related[0].position) == '"b"'


def test_equal_lines_have_their_own_places(folder: Path) -> None:
    documents = read(folder, "equal.jsonl", '{"a": 1}\n{"a": 1}\n')
    assert [d.locate([("a",)])["a",].value.line for d in documents if isinstance(d, Document)] == [1, 2]


def test_a_line_beyond_the_limit_leaves_the_others(folder: Path) -> None:
    first, long, last = read(folder, "long.jsonl", '{"a": 1}\n["aaaaaaaaaaaaaaaaa"]\n{"b": 2}', limit=10)
    assert isinstance(first, Document)
    assert isinstance(long, Finding)
    assert isinstance(last, Document)
    assert (long.rule, where(long), last.first_line) == ("LINT1005", (2, 1), 3)


@pytest.mark.parametrize("text", ['{\n  "a": 1\n}\n', "[\n{}\n]", '{"a":\n1}'])
def test_one_value_over_several_lines_is_one_finding(folder: Path, text: str) -> None:
    found = fault(folder, "pretty.jsonl", text)
    assert found.rule == "LINT1003"
    assert "name it .json" in found.help


def test_a_later_cut_off_line_is_but_a_bad_line(folder: Path) -> None:
    assert [type(item) for item in read(folder, "later.ndjson", '{"a": 1}\n{\n{"b": 2}')] == [
        Document,
        Finding,
        Document,
    ]


def test_values_are_those_of_the_standard_library(folder: Path) -> None:
    text = '{"a": [1.0, 1E2, -0, -0.0, true, false, null, "\\/\\u00e9"], "": {}}'
    value = document(folder, "plain.json", text).value
    assert value == json.loads(text)
    assert math.copysign(1, value["a"][3]) == -1
