"""The API's patterns: translated faithfully, told in words, and left at the right character."""

import re
from contextlib import suppress

import pytest
import regex
import regress
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from policylint.schema.first_mismatch import first_mismatch
from policylint.schema.java import UnsupportedPatternError, parse
from policylint.schema.matching import matches
from policylint.schema.pattern_words import WORDS
from policylint.schema.patterns import ecmascript, python, translate
from policylint.schema.snapshot import Shape, snapshot
from tests.effort import examples
from tests.java_patterns import in_python
from tests.schema.texts import near

PATTERNED = [shape for shape in snapshot().shapes.values() if shape.pattern is not None]
ONE_EACH = list({(shape.pattern, shape.max): shape for shape in PATTERNED}.values())
every_pattern = pytest.mark.parametrize("shape", ONE_EACH, ids=lambda shape: shape.name)


def pattern_of(shape: Shape) -> str:
    assert shape.pattern is not None
    return shape.pattern


@every_pattern
def test_a_translation_matches_what_the_pattern_matches(shape: Shape) -> None:
    meant = regex.compile(in_python(pattern_of(shape)))
    in_editors = regress.Regex(ecmascript(pattern_of(shape)), "u")

    @settings(max_examples=examples(100))
    @given(near(WORDS[pattern_of(shape)].example))
    @example(WORDS[pattern_of(shape)].example + "\n")
    @example("")
    def holds(text: str) -> None:
        assume(shape.max is None or len(text) <= shape.max)
        verdict = meant.fullmatch(text) is not None
        assert matches(shape, text) == verdict
        assert (in_editors.find(text) is not None) == verdict

    holds()


@every_pattern
def test_the_snapshot_holds_the_translation(shape: Shape) -> None:
    translation = translate(pattern_of(shape), shape.max)
    assert shape.translation == (translation.text if translation else None)
    assert translation is None or shape.engine == translation.engine
    assert python(pattern_of(shape), shape.max) == (None if shape.python is None else (shape.python, shape.ascii_alone))


@every_pattern
def test_a_string_stumbles_where_no_continuation_matches(shape: Shape) -> None:
    if "(?<" in pattern_of(shape):
        pytest.skip("look-around is skipped by design")
    meant = regex.compile(in_python(pattern_of(shape)))

    @settings(max_examples=examples(100))
    @given(near(WORDS[pattern_of(shape)].example))
    def holds(text: str) -> None:
        at = first_mismatch(pattern_of(shape), text)
        if at is None:
            assert meant.fullmatch(text)
        else:
            assert not meant.fullmatch(text)
            assert meant.fullmatch(text[:at], partial=True)
            assert at == len(text) or not meant.fullmatch(text[: at + 1], partial=True)

    holds()


@pytest.mark.parametrize("shape", PATTERNED, ids=lambda shape: shape.name)
def test_every_pattern_has_words_and_an_example_that_its_shapes_take(shape: Shape) -> None:
    told, shown = WORDS[pattern_of(shape)]
    assert matches(shape, shown)
    assert (shape.min or 0) <= len(shown) <= (shape.max or len(shown))
    assert told[0].islower()
    assert not told.endswith(".")


def test_no_words_are_left_over() -> None:
    assert set(WORDS) == {shape.pattern for shape in PATTERNED}


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        (r"\bword", r"`\b` at character 2"),
        (r"(a)\1", r"`\1` at character 5"),
        (r"\p{IsLatin}+", "`{IsLatin}` at character 3"),
        ("a*+", "a possessive quantifier"),
        ("a**", "a quantifier of a quantifier"),
        ("(?!a)+b", "a quantified look-around"),
        ("a{3,2}", "the wrong way round"),
        ("(?i)a", "`(?i`"),
        ("(?<name>a)", "`(?<`"),
        ("a$b", "`$` at character 2"),
        ("a^b", "`^` at character 2"),
        ("*a", "`*` at character 1"),
        ("[a-z&&[^b]]", "a class within a class"),
        ("[a[b]]", "a class within a class"),
        (r"[\P{L}a]", "a negated category in brackets"),
        (r"[a-\d]", "a range without an end"),
        ("[z-a]", "a range without an end"),
        ("[a", "an unclosed `[`"),
        ("[]a]", "an unclosed `[`"),
        ("(a", "an end too soon"),
        ("a)", "an unopened `)`"),
        ("a\\", "an end too soon"),
    ],
)
def test_a_construct_that_is_not_known_for_certain_is_refused(pattern: str, complaint: str) -> None:
    with pytest.raises(UnsupportedPatternError, match=re.escape(complaint)):
        parse(pattern)


def test_look_around_and_categories_have_no_engine_in_common() -> None:
    with pytest.raises(UnsupportedPatternError, match="no Unicode categories"):
        translate(r"(?!\p{L})a")


def test_python_knows_categories_in_ascii_alone() -> None:
    assert python(r"[\p{L}_]*x") == (r"\A(?:[A-Za-z_]*x)\Z", True)
    assert python("a+") == (r"\A(?:a+)\Z", False)
    with pytest.raises(UnsupportedPatternError, match="no Unicode categories"):
        python(r"\p{Sc}+")


@given(st.text(alphabet="ab()[]{}|*+?\\^$.-,12pPLdwS:=!<&", max_size=12))
@settings(max_examples=examples(500))
def test_any_text_is_read_or_refused(pattern: str) -> None:
    with suppress(UnsupportedPatternError):
        parse(pattern)


@pytest.mark.parametrize(
    ("pattern", "max_length", "written"),
    [
        ("a{1,2048}", None, r"\A(?:a{1,2048})\z"),
        ("a{1,2048}", 2049, r"\A(?:a{1,2048})\z"),
        ("a{1,2048}", 2048, r"\A(?:a+)\z"),
        ("x(a{0,9}|b)", 9, r"\A(?:x(?:a*|b))\z"),
        ("(ab|c){2,9}", 9, r"\A(?:(?:ab|c){2,})\z"),
        ("(a{2}b){0,9}", 9, r"\A(?:(?:a{2}b)*)\z"),
        ("(ab|){0,9}", 9, r"\A(?:(?:ab|){0,9})\z"),
        ("(a*){9}", 9, r"\A(?:(?:a*){9})\z"),
        ("((?!b)a*){0,9}", 9, r"\A(?:(?:(?!b)a*){0,9})\Z"),
    ],
)
def test_a_repetition_that_the_length_ends_is_left_open(pattern: str, max_length: int | None, written: str) -> None:
    translation = translate(pattern, max_length)
    assert translation is not None
    assert translation.text == written
