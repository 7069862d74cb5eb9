"""Edits of YAML text: what stays, byte for byte, and that the text means what it was to mean."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, DrawFn

from policylint.fixing.change import (
    COMMENT,
    GIVEN_TWICE,
    NOTATION,
    SHARED,
    TAKEN,
    Change,
    Refused,
    applied,
    replaced,
)
from policylint.fixing.yaml_edit import YamlText
from policylint.sources.formats.yaml_nodes import LOADER, compose
from tests.fixing.change_strategies import PATIENT, at, changes, quotable


def loaded(text: str) -> Any:
    return yaml.load(text, LOADER)


def edited(text: str, change: Change, index: int = 0) -> str:
    return replaced(text, YamlText(text, list(compose(text))[index]).replacements(change))


def test_a_whole_file_keeps_its_looks() -> None:
    text = """\
# Nightly training. Ask Ada before touching it.
TrainingJobName:   churn-2026-11-24   # three spaces
HyperParameters:
    epochs: 10   # to be a string
    learning-rate: '0.1'

    # too slow with more
    batch: "64"
ResourceConfig: {InstanceType: ml.m5.xlarge,  InstanceCount: 1}
Tags:
- Key: owner
  Value: ada
-   Key: stage
    Value: dev
StoppingCondition:
    MaxRuntimeInSeconds: 3600

    # MaxWaitTimeInSeconds: 7200
"""
    for change in (
        Change("quote", ("HyperParameters", "epochs"), "10"),
        Change("set", ("StoppingCondition", "MaxWaitTimeInSeconds"), 3600),
        Change("set", ("ResourceConfig", "VolumeSizeInGB"), 30),
        Change("rename", ("Tags", 1, "Key"), "Name"),
        Change("remove", ("Tags", 0, "Key")),
        Change("remove", ("HyperParameters", "learning-rate")),
        Change("set", ("TrainingJobName",), "churn"),
    ):
        text = edited(text, change)
    assert (
        text
        == """\
# Nightly training. Ask Ada before touching it.
TrainingJobName:   churn   # three spaces
HyperParameters:
    epochs: "10"   # to be a string

    # too slow with more
    batch: "64"
ResourceConfig: {InstanceType: ml.m5.xlarge,  InstanceCount: 1,  VolumeSizeInGB: 30}
Tags:
- Value: ada
-   Name: stage
    Value: dev
StoppingCondition:
    MaxRuntimeInSeconds: 3600
    MaxWaitTimeInSeconds: 3600

    # MaxWaitTimeInSeconds: 7200
"""
    )


@pytest.mark.parametrize(
    ("text", "change", "result"),
    [
        pytest.param("a: 'x' # c\n", Change("set", ("a",), "it's"), "a: 'it''s' # c\n", id="set, single quotes"),
        pytest.param('a: "x"\n', Change("set", ("a",), "y"), 'a: "y"\n', id="set, double quotes"),
        pytest.param("a: x\n", Change("set", ("a",), "no"), 'a: "no"\n', id="set, not plain"),
        pytest.param("a: x\nb: 'y'\n", Change("set", ("a",), "no"), "a: 'no'\nb: 'y'\n", id="set, the file's quotes"),
        pytest.param("a: x\n", Change("set", ("a",), 1e16), "a: 1.0e+16\n", id="set a number that is not text"),
        pytest.param("a:\nb: 1\n", Change("set", ("a",), 2), "a: 2\nb: 1\n", id="set nothing"),
        pytest.param("a: |\n  x\n  y\n\nb: 1\n", Change("set", ("a",), "z"), "a: z\n\nb: 1\n", id="set a block"),
        pytest.param("a: x\n  y\nb: 1\n", Change("set", ("a",), "z"), "a: z\nb: 1\n", id="set two lines"),
        pytest.param("a: !!str 5\n", Change("set", ("a",), "z"), "a: z\n", id="set what has a tag"),
        pytest.param("a: &b 5\n", Change("set", ("a",), 6), "a: &b 6\n", id="set what has an idle anchor"),
        pytest.param("b: &b 5\na: *b\n", Change("set", ("a",), 6), "b: &b 5\na: 6\n", id="set an alias"),
        pytest.param("a: x\n", Change("set", ("a",), ["s3://b", "c"]), 'a: ["s3://b", c]\n', id="set to a list"),
        pytest.param(
            "a: 1\r\nb: 2", Change("set", ("c",), 3), "a: 1\r\nb: 2\r\nc: 3", id="add, no line break at the end"
        ),
        pytest.param("a: 1", Change("set", ("c",), "d"), "a: 1\nc: d", id="add, no line break at all"),
        pytest.param("a: |- # c\n  x\nb: 2\n", Change("set", ("a",), 3), "a: 3 # c\nb: 2\n", id="behind a sign"),
        pytest.param("a: 1 # c\n# d\n", Change("set", ("c",), 3), "a: 1 # c\nc: 3\n# d\n", id="add before a comment"),
        pytest.param(
            "a: |\n  x\n\n# d\n", Change("set", ("c",), 3), "a: |\n  x\nc: 3\n\n# d\n", id="add behind a block"
        ),
        pytest.param(
            "a: |+\n  x\n\n# d\n", Change("set", ("c",), 3), "a: |+\n  x\n\nc: 3\n# d\n", id="add, lines kept"
        ),
        pytest.param(
            "a:\n- b\nc:\n- d\n", Change("set", ("e",), 3), "a:\n- b\nc:\n- d\ne: 3\n", id="add behind a list"
        ),
        pytest.param("- a: 1\n- b: 2\n", Change("set", (0, "c"), 3), "- a: 1\n  c: 3\n- b: 2\n", id="add to an item"),
        pytest.param("a:\n  b:\n", Change("set", ("a", "c"), 3), "a:\n  b:\n  c: 3\n", id="add behind nothing"),
        pytest.param("a: {}\n", Change("set", ("a", "c"), 3), "a: {c: 3}\n", id="add to nothing"),
        pytest.param('{"a":1}\n', Change("set", ("c",), "d"), '{"a":1, "c": d}\n', id="add between brackets"),
        pytest.param(
            "{\n  a: 1,\n}\n", Change("set", ("c",), 3), "{\n  a: 1,\n  c: 3,\n}\n", id="add, comma at the end"
        ),
        pytest.param(
            "a: 1\n", Change("set", ("b",), {"c": {"d": 1}, "e": {}}), "a: 1\nb:\n  c:\n    d: 1\n  e: {}\n", id="tree"
        ),
        pytest.param("a: 1\nb: 2 # c\n# d\ne: 3\n", Change("remove", ("b",)), "a: 1\n# d\ne: 3\n", id="remove"),
        pytest.param("a: 1\r\nb: 2", Change("remove", ("b",)), "a: 1", id="remove the last, no line break"),
        pytest.param("a:\n  b: 1\nc: 2\n", Change("remove", ("a", "b")), "a:\n  {}\nc: 2\n", id="remove the only"),
        pytest.param("a:\n- b\nc: 2\n", Change("remove", ("a", 0)), "a:\n  []\nc: 2\n", id="remove the only item"),
        pytest.param("- a: 1\n  b: 2\n", Change("remove", (0, "a")), "- b: 2\n", id="remove beside a dash"),
        pytest.param(
            "- a: 1\n  # b\n  b: 2\n", Change("remove", (0, "a")), "-\n  # b\n  b: 2\n", id="the comment stays"
        ),
        pytest.param("- - 1\n  - 2\n", Change("remove", (0, 0)), "- - 2\n", id="remove behind a dash"),
        pytest.param("- 1\n# - 2\n- 3\n", Change("remove", (1,)), "- 1\n# - 2\n", id="remove an item"),
        pytest.param("a: |\n  x\n\nb: 1\n", Change("remove", ("a",)), "\nb: 1\n", id="remove a block"),
        pytest.param("a: [1, 2,]\n", Change("remove", ("a", 1)), "a: [1,]\n", id="remove, comma at the end"),
        pytest.param("a: &x 1\nb: 2\n", Change("remove", ("a",)), "b: 2\n", id="remove what has an idle anchor"),
        pytest.param("&x a: 1\nb: 2\n", Change("remove", ("b",)), "&x a: 1\n", id="remove behind an anchored key"),
        pytest.param("'a' : {b: 1}\n", Change("rename", ("a",), "c"), "'c' : {b: 1}\n", id="rename"),
        pytest.param("a: 1\n", Change("rename", ("a",), "on"), '"on": 1\n', id="rename, not plain"),
        pytest.param("a: 10 # c\n", Change("quote", ("a",), "10"), 'a: "10" # c\n', id="quote"),
        pytest.param(
            "{a: 1.50, b: 'c'}", Change("quote", ("a",), "1.50"), "{a: '1.50', b: 'c'}", id="quote as the file"
        ),
        pytest.param("a: 2026-11-24\n", Change("quote", ("a",), "2026-11-24"), 'a: "2026-11-24"\n', id="quote a date"),
        pytest.param("a: !!map {b: 1, c: 2}\n", Change("remove", ("a", "b")), "a: !!map {c: 2}\n", id="behind a tag"),
        pytest.param("<<: {a: 1}\nb: 2\n", Change("set", ("b",), 3), "<<: {a: 1}\nb: 3\n", id="beside a merge"),
        pytest.param("a: 1  \r\n", Change("set", ("a",), 3), "a: 3  \r\n", id="white space behind"),
    ],
)
def test_edit(text: str, change: Change, result: str) -> None:
    assert edited(text, change) == result
    assert yaml.safe_load(result) == applied(yaml.safe_load(text), [change])


@pytest.mark.parametrize(
    ("text", "change", "reason"),
    [
        pytest.param("a: &x {b: 1}\nc: *x\n", Change("set", ("c", "b"), 2), SHARED, id="within an alias"),
        pytest.param("a: &x {b: 1}\nc: *x\n", Change("set", ("a", "b"), 2), SHARED, id="within its anchor"),
        pytest.param("a: &x {b: 1}\nc: *x\n", Change("remove", ("a",)), SHARED, id="the anchor itself"),
        pytest.param("a: [&x 1]\nc: *x\n", Change("remove", ("a",)), SHARED, id="what holds the anchor"),
        pytest.param("a: &x 1\nc: *x\n", Change("set", ("a",), 2), SHARED, id="an anchored value"),
        pytest.param("a: &x 1\nc: *x\n", Change("quote", ("c",), "1"), SHARED, id="quote an alias"),
        pytest.param("a: &x {b: 1}\nc:\n  <<: *x\n", Change("set", ("c", "b"), 2), SHARED, id="merged"),
        pytest.param("a: &x {b: 1}\nc:\n  <<: *x\n", Change("remove", ("c", "b")), SHARED, id="remove what is merged"),
        pytest.param("a: 1\na: 2\n", Change("remove", ("a",)), GIVEN_TWICE, id="the first would count"),
        pytest.param("a: 1\nb: 2\n", Change("rename", ("a",), "b"), TAKEN, id="name taken"),
        pytest.param("{a: 1, # why\n b: 2}\n", Change("remove", ("a",)), COMMENT, id="comment behind the comma"),
        pytest.param("{a: 1 # why\n}\n", Change("set", ("b",), 2), COMMENT, id="comment before the bracket"),
        pytest.param("? a\n: 1\n? b\n: 2\n", Change("remove", ("a",)), NOTATION, id="explicit keys"),
        pytest.param("[a: 1, b]\n", Change("remove", (0, "a")), NOTATION, id="a member without braces"),
        pytest.param("[a: 1, b]\n", Change("set", (0, "b"), 2), NOTATION, id="add to one without braces"),
        pytest.param("a: 1\n", Change("set", ("a",), "\ud800"), NOTATION, id="no Unicode text"),
        pytest.param("a: x\n", Change("quote", ("a",), "x"), NOTATION, id="a string already"),
        pytest.param("a: ~\n", Change("quote", ("a",), "~"), NOTATION, id="nothing to quote"),
        pytest.param("a: !!int 5\n", Change("quote", ("a",), "5"), NOTATION, id="quote what has a tag"),
        pytest.param("a:\n  b: 1\n", Change("set", ("a",), 5), NOTATION, id="a block for a scalar"),
        pytest.param("a: 1\n", Change("remove", ("b",)), NOTATION, id="nothing there"),
        pytest.param("!x {a: 1}\n", Change("set", ("b",), 1), NOTATION, id="an application's own structure"),
    ],
)
def test_refused(text: str, change: Change, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        edited(text, change)


def test_one_document_of_a_stream() -> None:
    text = "--- # one\na: 1\n...\n--- # two\na: 1\n---\na: 1\n"
    assert edited(text, Change("set", ("b",), 2), 1) == "--- # one\na: 1\n...\n--- # two\na: 1\nb: 2\n---\na: 1\n"
    assert edited(text, Change("remove", ("a",)), 2) == "--- # one\na: 1\n...\n--- # two\na: 1\n---\n{}\n"


# Any document in any style --------------------------------------------------------------------------------------------

words = st.from_regex(re.compile(r"[a-z][a-z0-9/.-]{0,4}[a-z]"), fullmatch=True).filter(
    lambda word: isinstance(loaded(word), str)
)
odd = st.sampled_from(
    ["", "no", "1", "1.5", "a: b", " x", "# c", "it's", '"q"', "é\u2028\x7f", "- a", "*a", "{", "null"]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words | odd
names = words | odd
documents = st.dictionaries(
    words,
    st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4)),
    min_size=1,
    max_size=4,
)


class Writer:
    """Writes a value as YAML in any style, with comments wherever a line allows one."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw

    def some(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def block(self, value: Any, indent: str) -> Iterator[str]:
        """The lines of a value below what it belongs to, each with its indentation."""
        keyed = isinstance(value, dict)
        items = [(f"{key}:", item) for key, item in value.items()] if keyed else [("-", item) for item in value]
        for sign, item in items:
            lead = sign + self.some(" ", "   ")
            yield from self.draw(st.sampled_from([[], [], [f"{indent}# comment: -"], [""]]))
            if not isinstance(item, dict | list) or not item or self.draw(st.booleans()):
                yield f"{indent}{lead}{self.flow(item)}{self.some('', '  # behind')}"
            elif not keyed and self.draw(st.booleans()):
                first, *more = self.compact(item, indent + " " * len(lead))
                yield f"{indent}{lead}{first.lstrip(' ')}"
                yield from more
            else:
                yield f"{indent}{lead.rstrip()}{self.some('', ' # below')}"
                outdented = isinstance(item, list) and keyed
                yield from self.block(item, indent + self.some("  ", "    ", *([""] * outdented)))

    def compact(self, value: Any, indent: str) -> list[str]:
        lines = list(self.block(value, indent))
        while not lines[0].strip() or lines[0].lstrip().startswith("#"):
            del lines[0]
        return lines

    def flow(self, value: Any) -> str:
        if isinstance(value, list):
            return f"[{self.some(', ', ',').join(map(self.flow, value))}]"
        if isinstance(value, dict):
            return "{" + self.some(", ", ",  ").join(f"{key}: {self.flow(item)}" for key, item in value.items()) + "}"
        if isinstance(value, str):
            single = "'" + value.replace("'", "''") + "'" if value.isprintable() else ""
            double = json.dumps(value)
            plain = value if re.fullmatch(r"[a-z][a-z0-9/.-]*", value) and loaded(value) == value else ""
            return self.some(*filter(None, (single, double, plain)))
        dumped: str = yaml.safe_dump(value, default_flow_style=True, width=10**9)
        return dumped.partition("\n")[0]


@st.composite
def texts(draw: DrawFn, document: dict[str, Any]) -> str:
    line_break = draw(st.sampled_from(["\n", "\r\n"]))
    lines = [*draw(st.sampled_from([[], ["---"], ["# top", ""]])), *Writer(draw).block(document, "")]
    return line_break.join(lines) + draw(st.sampled_from([line_break, "", f"{line_break}# end{line_break}"]))


@PATIENT
@given(document=documents, data=st.data())
def test_an_edited_text_means_the_edited_value_and_keeps_its_other_lines(
    document: dict[str, Any], data: DataObject
) -> None:
    text = data.draw(texts(document))
    assert repr(loaded(text)) == repr(document)
    change = data.draw(changes(document, scalars, names))
    result = edited(text, change)
    assert repr(loaded(result)) == repr(applied(document, [change]))
    gone, new = differing(text.splitlines(keepends=True), result.splitlines(keepends=True))
    is_new = change.operation == "set" and change.route[-1] not in keys(at(document, change.route[:-1]))
    if is_new:
        assert len(gone) <= 1
        assert len(new) == len(gone) + 1 or (len(gone) == len(new) == 1)
    elif change.operation in ("set", "rename"):
        assert len(gone) <= 1
        assert len(new) <= 1
    else:
        assert len(new) <= 1
        if not isinstance(at(document, change.route), dict | list):
            assert len(gone) <= 2
            assert not any(line.lstrip().startswith("#") for line in gone)


@PATIENT
@given(document=documents.filter(quotable), data=st.data())
def test_what_is_quoted_is_the_text_that_stood_there(document: dict[str, Any], data: DataObject) -> None:
    text = data.draw(texts(document))
    editor = YamlText(text, next(compose(text)))
    route, value = data.draw(st.sampled_from(quotable(document)))
    change = Change("quote", route, editor.written(route))
    assert loaded(change.value) == value
    assert repr(loaded(edited(text, change))) == repr(applied(document, [change]))


def differing(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """The lines that are left of two texts when what they have in common at both ends is taken away."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return one, other


def keys(value: Any) -> list[Any]:
    return list(value) if isinstance(value, dict) else list(range(len(value)))
