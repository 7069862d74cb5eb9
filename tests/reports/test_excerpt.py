"""Carets stand under exactly what they mean, in terminal cells."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.reports.excerpt import excerpt
from policylint.reports.visible import visible, width


@pytest.mark.parametrize(
    ("line", "start", "end", "text", "underline"),
    [
        pytest.param("key: value", 5, 10, "key: value", "     ^^^^^", id="plain"),
        pytest.param("\tkey:\tvalue", 6, 11, "    key:    value", "            ^^^^^", id="a tab is four cells"),
        pytest.param("a\tb", 1, 2, "a    b", " ^^^^", id="a tab itself"),
        pytest.param("日本: 語", 4, 5, "日本: 語", "      ^^", id="East Asian wide"),
        pytest.param("🚀 x", 2, 3, "🚀 x", "   ^", id="outside the basic plane"),
        pytest.param("e\u0301 x", 3, 4, "e\u0301 x", "  ^", id="a combining mark"),
        pytest.param("\x1b[31m x", 6, 7, "\\x1b[31m x", "         ^", id="a control character written out"),
        pytest.param("\u202eabc x", 0, 4, "\\u202eabc x", "^^^^^^^^^", id="a bidirectional override"),
        pytest.param("\ud800 x", 2, 3, "\\ud800 x", "       ^", id="a lone surrogate"),
        pytest.param("abc", 3, 3, "abc", "   ^", id="nothing, at the end"),
        pytest.param("abc", 1, 1, "abc", " ^", id="nothing, in the middle"),
        pytest.param("abc", 90, 95, "abc", "   ^", id="past the end"),
        pytest.param("", 0, 0, "", "^", id="an empty line"),
    ],
)
def test_underline(line: str, start: int, end: int, text: str, underline: str) -> None:
    shown = excerpt(line, start, end, 80)
    assert (shown.text, shown.underline("^")) == (text, underline)


ALPHABET = "abcdefghijklmnopqrstuvwxyz" * 10


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        pytest.param(0, 3, "abcdefghijklmnopqrstuvwxyzabcdefgh...", id="at the start"),
        pytest.param(10, 13, "abcdefghijklmnopqrstuvwxyzabcdefgh...", id="near the start"),
        pytest.param(49, 52, "...ghijklmnopqrstuvwxyzabcdefghijklmn...", id="in the middle"),
        pytest.param(49, 252, "...ghijklmnopqrstuvwxyzabcdefghijklmn...", id="from the middle on"),
        pytest.param(255, 260, "...efghijklmnopqrstuvwxyz", id="at the end"),
    ],
)
def test_a_long_line_is_cut_to_a_window(start: int, end: int, text: str) -> None:
    shown = excerpt(ALPHABET, start, end, 40)
    assert shown.text == text
    marked = shown.text[shown.offset : shown.offset + shown.length]
    assert ALPHABET[start:end].startswith(marked)
    assert len(marked) == min(end - start, 17)


def test_a_long_line_of_combining_marks_is_cut_too() -> None:
    assert len(excerpt("\u0301" * 100_000, 50_000, 50_001, 40).text) <= 40


anything = st.text(st.characters())


@given(anything, st.integers(0, 300), st.integers(0, 300), st.integers(40, 120))
def test_any_stretch_of_any_line_fits_and_is_marked(line: str, start: int, end: int, room: int) -> None:
    shown = excerpt(line, start, end, room)
    assert shown.text.isprintable()
    assert width(shown.text) <= room
    assert shown.length >= 1
    assert shown.offset <= width(shown.text)


@given(anything)
def test_visible_text_is_printable_and_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert visible(shown) == shown
    if not any(unicodedata.category(char)[0] in "CZ" and char != " " for char in text):
        assert shown == text
