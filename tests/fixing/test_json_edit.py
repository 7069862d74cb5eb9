"""Edits of JSON text: what stays, byte for byte, and that the text means what it was to mean."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

from policylint.fixing.change import COMMENT, GIVEN_TWICE, NOTATION, TAKEN, Change, Refused, applied, replaced
from policylint.fixing.json_edit import JsonText
from tests.fixing.change_strategies import PATIENT, at, changes, quotable

names = st.text(max_size=4)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | names
documents = st.dictionaries(
    names,
    st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4)),
    min_size=1,
    max_size=5,
)


def edited(text: str, change: Change) -> str:
    return replaced(text, JsonText(text).replacements(change))


@pytest.mark.parametrize(
    ("text", "change", "result"),
    [
        pytest.param('{"a": 1}', Change("set", ("a",), 2), '{"a": 2}', id="set"),
        pytest.param('{"a" : [1, {"b":2}]}', Change("set", ("a", 1, "b"), "x"), '{"a" : [1, {"b":"x"}]}', id="deep"),
        pytest.param('{"a": 1}', Change("set", ("b",), 2), '{"a": 1, "b": 2}', id="add"),
        pytest.param('{"a":1}', Change("set", ("b",), [1, 2]), '{"a":1,"b":[1,2]}', id="add, compact"),
        pytest.param('{"a":1, "b":2}', Change("set", ("c",), 3), '{"a":1, "b":2, "c":3}', id="add, mixed"),
        pytest.param('{ "a": 1 }', Change("set", ("b",), 2), '{ "a": 1, "b": 2 }', id="add, padded"),
        pytest.param("{ }", Change("set", ("b",), 2), '{"b": 2}', id="add to nothing"),
        pytest.param('{"a": 1, "c": {}}', Change("set", ("c", "b"), 2), '{"a": 1, "c": {"b": 2}}', id="add within"),
        pytest.param('{\n\t"a": 1\n}\n', Change("set", ("b",), 2), '{\n\t"a": 1,\n\t"b": 2\n}\n', id="add, tab"),
        pytest.param(
            '{\r\n  "a": 1,\r\n\r\n  "b": 2\r\n}',
            Change("set", ("c",), True),
            '{\r\n  "a": 1,\r\n\r\n  "b": 2,\r\n  "c": true\r\n}',
            id="add, CRLF",
        ),
        pytest.param('{"é": 1}', Change("set", ("b",), "ü"), '{"é": 1, "b": "ü"}', id="add, in UTF-8"),
        pytest.param('{"a": 1}', Change("set", ("b",), "ü"), '{"a": 1, "b": "\\u00fc"}', id="add, in ASCII"),
        pytest.param('{"a": 1, "b": 2}', Change("remove", ("a",)), '{"b": 2}', id="remove the first"),
        pytest.param('{"a": 1, "b": 2}', Change("remove", ("b",)), '{"a": 1}', id="remove the last"),
        pytest.param('{"a": { "b": 2 }}', Change("remove", ("a", "b")), '{"a": {}}', id="remove the only"),
        pytest.param('{"a": [1, 2, 3]}', Change("remove", ("a", 1)), '{"a": [1, 3]}', id="remove an item"),
        pytest.param(
            '{\n  "a": 1,\n\n  "b": 2,  \n  "c": 3\n}',
            Change("remove", ("b",)),
            '{\n  "a": 1,\n\n  "c": 3\n}',
            id="line",
        ),
        pytest.param(
            '{\r\n  "a": 1,\r\n  "b": 2\r\n}', Change("remove", ("a",)), '{\r\n  "b": 2\r\n}', id="first line, CRLF"
        ),
        pytest.param('{\n  "a": 1,\n  "b": 2\n}', Change("remove", ("b",)), '{\n  "a": 1\n}', id="last line"),
        pytest.param('{"a": 1, "b": 2,\n "c": 3}', Change("remove", ("b",)), '{"a": 1,\n "c": 3}', id="end of a line"),
        pytest.param('{"a": 1,\n "b": 2, "c": 3}', Change("remove", ("b",)), '{"a": 1,\n "c": 3}', id="begins a line"),
        pytest.param('{"a": {"b": 1}}', Change("rename", ("a",), "c"), '{"c": {"b": 1}}', id="rename"),
        pytest.param('{"\\u0061" :1}', Change("rename", ("a",), 'c"'), '{"c\\"" :1}', id="rename, escaped"),
        pytest.param('{"a": 10}', Change("quote", ("a",), "10"), '{"a": "10"}', id="quote"),
        pytest.param('{"a": [true,-0.50e+1]}', Change("quote", ("a", 1), ""), '{"a": [true,"-0.50e+1"]}', id="as is"),
        pytest.param('{"a": 1, "a": 2}', Change("set", ("a",), 3), '{"a": 1, "a": 3}', id="set the one that counts"),
    ],
)
def test_edit(text: str, change: Change, result: str) -> None:
    assert edited(text, change) == result


@pytest.mark.parametrize(
    ("text", "change", "reason"),
    [
        pytest.param('{"a": 1, "a": 2}', Change("remove", ("a",)), GIVEN_TWICE, id="the first would count"),
        pytest.param('{"a": 1, "a": 2}', Change("rename", ("a",), "b"), GIVEN_TWICE, id="both would count"),
        pytest.param('{"a": 1, "b": 2}', Change("rename", ("a",), "b"), TAKEN, id="name taken"),
        pytest.param('{"a": "x"}', Change("quote", ("a",), "x"), NOTATION, id="a string already"),
        pytest.param('{"a": null}', Change("quote", ("a",), "null"), NOTATION, id="null is not a value"),
        pytest.param('{"a": [1]}', Change("set", ("a", 1), 2), NOTATION, id="a list has no members"),
        pytest.param('{"a": 1}', Change("set", ("b", "c"), 2), NOTATION, id="no parent"),
        pytest.param('{"a": 1}', Change("remove", ("b",)), NOTATION, id="nothing there"),
    ],
)
def test_refused(text: str, change: Change, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        JsonText(text).replacements(change)


STYLES: list[Callable[[Any], str]] = [
    lambda value: json.dumps(value, ensure_ascii=False),
    lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    lambda value: json.dumps(value, ensure_ascii=False, indent=2),
    lambda value: json.dumps(value, ensure_ascii=False, indent="\t", separators=(",", " : ")),
    lambda value: json.dumps(value, ensure_ascii=False, indent=4).replace("\n", "\r\n"),
]


@PATIENT
@given(document=documents, style=st.sampled_from(STYLES), data=st.data())
def test_an_edited_text_is_the_edited_value_written_in_the_same_style(
    document: dict[str, Any], style: Callable[[Any], str], data: DataObject
) -> None:
    change = data.draw(changes(document, scalars, names))
    text, result = style(document), style(applied(document, [change]))
    adds_to_nothing = change.operation == "set" and at(document, change.route[:-1]) == {}
    if not adds_to_nothing and text.isascii() == result.isascii():
        assert edited(text, change) == result


@st.composite
def texts(draw: st.DrawFn, value: Any, white: SearchStrategy[str]) -> str:
    """A value written in some odd way."""

    def written(value: Any) -> str:
        if isinstance(value, dict):
            parts = [f"{written(key)}{draw(white)}:{draw(white)}{written(item)}" for key, item in value.items()]
            return f"{{{joined(parts)}}}"
        if isinstance(value, list):
            return f"[{joined([written(item) for item in value])}]"
        return json.dumps(value, ensure_ascii=draw(st.booleans()))

    def joined(parts: list[str]) -> str:
        return ",".join(f"{draw(white)}{part}{draw(white)}" for part in parts) if parts else draw(white)

    return f"{draw(white)}{written(value)}{draw(white)}"


@PATIENT
@given(document=documents, data=st.data())
def test_an_edited_text_means_the_edited_value(document: dict[str, Any], data: DataObject) -> None:
    text = data.draw(texts(document, st.sampled_from(["", "", " ", "\n", "\r\n\t", "  \n\n  "])))
    change = data.draw(changes(document, scalars, names))
    assert repr(json.loads(edited(text, change))) == repr(applied(document, [change]))


@PATIENT
@given(document=documents.filter(quotable), data=st.data())
def test_a_quoted_number_is_the_text_it_was_written_with(document: dict[str, Any], data: DataObject) -> None:
    text = data.draw(texts(document, st.sampled_from(["", " ", "\n"])))
    editor = JsonText(text)
    route, value = data.draw(st.sampled_from(quotable(document)))
    change = Change("quote", route, editor.written(route))
    assert json.loads(change.value) == value
    assert json.loads(edited(text, change)) == applied(document, [change])


def test_comments_are_no_json_but_would_be_kept() -> None:
    from policylint.fixing.brackets import Span, addition, removal

    text = "{a, # why\n b}"
    with pytest.raises(Refused, match=COMMENT):
        removal(text, Span(1, 12), [Span(1, 2), Span(11, 12)], 0)
    with pytest.raises(Refused, match=COMMENT):
        addition(text, Span(1, 12), [Span(1, 2), Span(11, 12)], "c", spaced=True)
