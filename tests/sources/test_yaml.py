"""YAML: values as PyYAML has them, places through anchors and merges, and what is said of a text that is none."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policylint.finding import Finding
from policylint.path import Route
from policylint.sources.document import Document
from policylint.sources.formats import MAX_DEPTH
from policylint.sources.formats.yaml_ import comments
from policylint.sources.formats.yaml_nodes import MAX_REPEATED
from policylint.unknown import Unknown
from tests.sources.reading import cut, document, fault, read, where

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6) | st.sampled_from(
    [
        "a",
        "b c",
        "no",
        "1",
        "~",
        "# x",
        "a: b",
        "- a",
        "é",
        "😀",
        "'",
        '"',
        "x\ny",
        "{",
        "&a",
        "*",
        "=",
        "<<",
        "long " * 30,
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


class Written(yaml.SafeDumper):
    """A dumper that writes no aliases unless told."""

    def ignore_aliases(self, _: Any) -> bool:
        return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("yaml")


def routes(value: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    yield route, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in members:
        yield from routes(item, (*route, step))


@given(VALUES, st.sampled_from([False, True, None]), st.booleans(), st.integers(20, 100), st.sampled_from("\n\r"))
def test_a_place_holds_the_value_and_its_key(
    folder: Path, value: Any, flow: bool | None, unicode: bool, width: int, line_break: str
) -> None:
    text = yaml.dump(
        value, Dumper=Written, default_flow_style=flow, allow_unicode=unicode, width=width, sort_keys=False
    ).replace("\n", {"\n": "\n", "\r": "\r\n"}[line_break])
    read_back = document(folder, "value.yaml", text)
    assert read_back.value == value
    there = dict(routes(value))
    located = read_back.locate([*there, ("nowhere to be found",), (99,)])
    assert located.keys() == there.keys()
    for route, item in there.items():
        place = located[route].value
        # A block is told by its indentation, so that its first line needs its own back.
        assert yaml.safe_load(" " * (place.column - 1) + cut(text, place)) == item
        assert cut(text, place) == cut(text, place).strip()
        key = located[route].key
        if route and isinstance(route[-1], str):
            assert key is not None
            assert yaml.safe_load(cut(text, key)) == route[-1]
        else:
            assert key is None


@given(st.lists(VALUES, min_size=1, max_size=3))
def test_each_document_of_a_stream(folder: Path, values: list[Any]) -> None:
    text = "\n".join(f"---\n{yaml.dump(value, Dumper=Written)}..." for value in values)
    documents = read(folder, "stream.yaml", text)
    starts = [number for number, line in enumerate(re.split("\r\n|\n|\r", text), 1) if line == "---"]
    for index, (value, one) in enumerate(zip(values, documents, strict=True)):
        assert isinstance(one, Document)
        assert (one.value, one.index) == (value, index)
        place = one.locate([()])[()].value
        assert starts[index] < place.line
        assert index + 1 == len(starts) or place.end_line < starts[index + 1]


MERGED = """\
base: &base
  # what all jobs have in common
  Type: ml.m5.xlarge
  Count: 1
  Count: 2
more: &more {Count: 3, Size: 😀}
job:
  <<: *base
  Type: own
twice: {<<: [*more, *base], Own: &own ["x"]}
alias: *own
item:
- *more
- <<: *base
  <<: *more
- <<: {In: line}
"""


def test_merges_and_aliases_are_those_of_pyyaml(folder: Path) -> None:
    read_back = document(folder, "merged.yaml", MERGED)
    assert read_back.value == yaml.safe_load(MERGED)
    # The one repetition is real; that a merge key's members are given again is what it is for.
    assert [(f.rule, f.path, where(f)) for f in read_back.findings] == [("LINT1006", "base.Count", (5, 3))]
    located = read_back.locate([route for route, _ in routes(read_back.value)])
    assert {route for route, _ in routes(read_back.value)} == located.keys()

    def at(*route: str | int) -> tuple[str, tuple[int, int]]:
        place = located[route].value
        return cut(MERGED, place), (place.line, place.column)

    assert at("job", "Type") == ("own", (9, 9))
    assert at("job", "Count") == ("2", (5, 10))
    assert at("twice", "Count") == ("3", (6, 21))
    assert at("twice", "Type") == ("ml.m5.xlarge", (3, 9))
    assert at("alias") == ("*own", (11, 8))
    assert at("alias", 0) == ('"x"', (10, 40))
    assert at("item", 0) == ("*more", (13, 3))
    assert at("item", 0, "Size") == ("😀", (6, 30))
    assert at("item", 1, "Type") == ("ml.m5.xlarge", (3, 9))
    assert at("item", 2, "In") == ("line", (16, 12))
    assert at("more") == ("{Count: 3, Size: 😀}", (6, 13))
    assert at("base") == ("Type: ml.m5.xlarge\n  Count: 1\n  Count: 2", (3, 3))
    anchors = {route: cut(MERGED, place.anchor) for route, place in located.items() if place.anchor}
    assert anchors == {("alias",): "&own", ("item", 0): "&more"}


TAGGED = """\
Role: !GetAtt Role.Arn
Path: !Sub "s3://${Bucket}/x"
List: !Split
  - ","
  - !Ref Names
Map: !Transform {Name: x,
  In: y}
Text: ! 12
Name: !!str 12
"""


def test_tags_of_applications_are_unknowns(folder: Path) -> None:
    read_back = document(folder, "template.yaml", TAGGED)
    assert read_back.value == {
        "Role": Unknown("!GetAtt Role.Arn"),
        "Path": Unknown("!Sub s3://${Bucket}/x"),
        "List": Unknown('!Split - "," - !Ref Names'),
        "Map": Unknown("!Transform {Name: x, In: y}"),
        "Text": 12,
        "Name": "12",
    }
    located = read_back.locate([("Role",), ("List",), ("List", 1), ("Map",), ("Map", "Name")])
    assert {route: cut(TAGGED, place.value) for route, place in located.items()} == {
        ("Role",): "!GetAtt Role.Arn",
        ("List",): '!Split\n  - ","\n  - !Ref Names',
        ("Map",): "!Transform {Name: x,\n  In: y}",
        ("List", 1): "!Ref Names",
        ("Map", "Name"): "x",
    }


BLOCKS = """\
literal: |  # kept
  one
    # two

folded: >-
  three
  four

# five
empty:
anchored: &a # a comment
  x: &b
  z: 1
last: |+
  six

"""


def test_block_scalars_and_empty_values(folder: Path) -> None:
    read_back = document(folder, "blocks.yaml", BLOCKS)
    assert read_back.value == yaml.safe_load(BLOCKS)
    located = read_back.locate([*[(key,) for key in read_back.value], ("anchored", "x")])
    assert {".".join(map(str, route)): cut(BLOCKS, place.value).rstrip() for route, place in located.items()} == {
        "literal": "|  # kept\n  one\n    # two",
        "folded": ">-\n  three\n  four",
        "empty": "",
        "anchored": "x: &b\n  z: 1",
        "anchored.x": "",
        "last": "|+\n  six",
    }


def test_yaml_counts_lines_of_its_own_but_places_count_as_editors_do(folder: Path) -> None:
    text = 'a: "x\u2028y\u0085z"\r\nb: [😀, 1]\rc: !Ref x'
    located = document(folder, "breaks.yaml", text).locate([("b", 1), ("c",)])
    assert (located["b", 1].value.line, located["b", 1].value.column) == (2, 8)
    assert (located["c",].value.line, located["c",].value.column) == (3, 4)


def test_keys_that_are_no_strings(folder: Path) -> None:
    text = "1: a\nyes: b\n~: c\n2026-11-24: d\n1.5: e\n'2': f\n=: g\n!Ref x: h\n"
    read_back = document(folder, "keys.yaml", text)
    assert list(read_back.value) == ["1", "yes", "~", "2026-11-24", "1.5", "2", "=", "!Ref x"]
    assert [(f.rule, where(f)[0], f.message.partition(" read as ")[2]) for f in read_back.findings] == [
        ("LINT1010", 1, "a number, not as a string"),
        ("LINT1010", 2, "a boolean, not as a string"),
        ("LINT1010", 3, "null, not as a string"),
        ("LINT1010", 4, "a date, not as a string"),
        ("LINT1010", 5, "a number, not as a string"),
        ("LINT1010", 8, "a value with a tag, not as a string"),
    ]
    assert cut(text, read_back.locate([("yes",)])["yes",].value) == "b"


def test_numbers_that_are_not_finite(folder: Path) -> None:
    text = "a: .nan\nb: [-.INF, 1.0e+999, 1e999, .5]\nc: '.nan'\n"
    read_back = document(folder, "numbers.yaml", text)
    assert read_back.value == {
        "a": Unknown(".nan"),
        "b": [Unknown("-.INF"), Unknown("1.0e+999"), "1e999", 0.5],
        "c": ".nan",
    }
    assert [(f.rule, f.path, where(f)) for f in read_back.findings] == [
        ("LINT1007", "a", (1, 4)),
        ("LINT1007", "b[0]", (2, 5)),
        ("LINT1007", "b[1]", (2, 12)),
    ]


@pytest.mark.parametrize(
    ("text", "place", "words", "advice"),
    [
        pytest.param("a:\n\tb: 1", (2, 1), "a tab indents this line", "spaces", id="tab"),
        pytest.param("a: b: c", (1, 5), "a colon stands where no key can be", "Quote a value", id="two colons"),
        pytest.param("a:\n  b: 1\n c: 2", (3, 2), "fits neither", "indentation", id="indentation"),
        pytest.param("- a\nb: 1", (2, 1), "does not belong to the list", "indentation", id="list and mapping"),
        pytest.param(
            "a: 1\nb\nc: 1", (2, 1), "neither a value nor a key with a colon", "", id="a line without a colon"
        ),
        pytest.param("a: - b", (1, 4), "a list item cannot begin here", "line of its own", id="list on the key's line"),
        pytest.param("a: 'it's'", (1, 8), "fits neither", "as a whole", id="quote in quotes"),
        pytest.param("a: 'x", (1, 6), "ends inside a quoted string", "cut off", id="open string"),
        pytest.param("a: [1, 2", (1, 9), "the closing ] is missing", "", id="open list"),
        pytest.param("a: {b: 1", (1, 9), "the closing } is missing", "", id="open mapping"),
        pytest.param('a: "\\d"', (1, 5), "a backslash begins no escape", "single quotes", id="escape"),
        pytest.param("a: @x", (1, 4), "cannot begin with @", "quotes", id="reserved sign"),
        pytest.param("a: {{ x }", (1, 5), "a template expression outside quotes", "in quotes", id="Jinja"),
        pytest.param("a: {{ x }}: y", (1, 5), "a template expression outside quotes", "in quotes", id="Jinja and more"),
        pytest.param("{% if x %\na: 1", (1, 2), "a template expression outside quotes", "in quotes", id="Jinja block"),
        pytest.param("a: *", (1, 5), "has no name", "quotes", id="star"),
        pytest.param("a: *b", (1, 4), "there is no anchor &b before", "", id="unknown alias"),
        pytest.param("a: &x 1\nb: &x 2", (2, 4), "the anchor &x is defined twice", "", id="anchor twice"),
        pytest.param("a: 😀\x01", (1, 5), "the character U+0001 is not allowed", "escape", id="control character"),
        pytest.param("? [a]\n: b", (1, 3), "a key is a list or a mapping", "", id="list as key"),
        pytest.param("a: !x!y z", (1, 4), "a handle that no %TAG line defines", "", id="tag handle"),
        pytest.param("a:\n  <<: 3", (2, 7), "a merge key (<<) takes a mapping", "", id="merge of a number"),
        pytest.param("a:\n  <<: [{}, x]", (2, 12), "a merge key (<<) takes a mapping", "", id="merge of a list"),
        pytest.param("a: !!python/name:os.system x", (1, 4), "!!python/name:os.system", "Remove the tag", id="Python"),
        pytest.param("a: !!set {x, y}", (1, 4), "the tag !!set", "Remove the tag", id="set"),
        pytest.param("a: 2026-02-30", (1, 4), "looks like a date", "in quotes", id="no such date"),
        pytest.param("a: !!int x", (1, 4), "looks like a number", "in quotes", id="no such number"),
        pytest.param("a: !!bool x", (1, 4), "looks like a boolean", "in quotes", id="no such boolean"),
        pytest.param("a: !!binary é", (1, 4), "looks like binary data", "in quotes", id="no such data"),
        pytest.param("a: =", (1, 4), "a plain = is not a value", "in quotes", id="value key"),
        pytest.param("a: [<<]", (1, 5), "a plain << is not a value", "in quotes", id="merge key as value"),
        pytest.param("%YAML 3.0\n---\na", (1, 1), "incompatible YAML", "", id="version"),
    ],
)
def test_a_fault_is_told_in_plain_words(
    folder: Path, text: str, place: tuple[int, int], words: str, advice: str
) -> None:
    found = fault(folder, "broken.yaml", text)
    assert (found.rule, where(found)) == ("LINT1003", place)
    assert words in found.message
    assert advice in found.help


def test_what_is_open_is_shown(folder: Path) -> None:
    text = "a: 1\nb: {c: 1,\nd: [2\n"
    [opened] = fault(folder, "open.yaml", text).related
    assert (cut(text, opened.position), opened.position.line) == ("[", 3)


def test_the_documents_before_a_broken_one_stay(folder: Path) -> None:
    first, second, broken = read(folder, "stream.yaml", "a: 1\n---\nb: 2\n---\nc: [\n---\nd: 4\n")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert isinstance(broken, Finding)
    assert (first.value, second.value) == ({"a": 1}, {"b": 2})
    assert "document 3 and all after it are not judged" in broken.message
    assert second.locate([("b",)])["b",].value.line == 3


def test_the_documents_after_one_without_a_value_go_on(folder: Path) -> None:
    broken, second = read(folder, "stream.yaml", "a: 2026-02-30\n---\nb: {c: 2}\n")
    assert isinstance(broken, Finding)
    assert isinstance(second, Document)
    assert (second.value, second.index) == ({"b": {"c": 2}}, 1)
    assert second.locate([("b", "c")])["b", "c"].value.line == 3


@pytest.mark.parametrize("text", ["", "\n \n", "# nothing but a comment\n", "---\n", "---\n---\n...\n", "\ufeff"])
def test_an_empty_file(folder: Path, text: str) -> None:
    *_, found = read(folder, "empty.yaml", text)
    assert isinstance(found, Finding)
    assert found.rule == "LINT1004"


def test_an_explicit_null_is_a_value(folder: Path) -> None:
    assert document(folder, "null.yaml", "null\n").value is None


@pytest.mark.parametrize(
    ("deeper", "column"),
    [("[", 1), ("{a: ", 4), ("- ", 2), ("? ", 2)],
    ids=["flow sequences", "flow mappings", "block sequences", "keys"],
)
def test_depth_is_bounded(folder: Path, deeper: str, column: int) -> None:
    found = fault(folder, "deep.yaml", deeper * 100_000)
    assert (found.rule, where(found)) == ("LINT1005", (1, MAX_DEPTH * column + 1 if column > 1 else MAX_DEPTH + 1))


def test_the_deepest_that_is_read(folder: Path) -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert document(folder, "deep.yaml", text).value == yaml.safe_load(text)


def laughs(levels: int) -> str:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


def test_aliases_may_not_multiply_without_bound(folder: Path) -> None:
    assert document(folder, "few.yaml", laughs(5)).value == yaml.safe_load(laughs(5))
    found = fault(folder, "billion.yaml", laughs(10))
    assert found.rule == "LINT1005"
    assert where(found)[0] == 6
    assert f"{MAX_REPEATED:,}" in found.message


def test_merges_may_not_multiply_without_bound(folder: Path) -> None:
    chain = ["a0: &a0 {x: 1}", *(f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}" for n in range(1, 2000))]
    assert fault(folder, "chain.yaml", "\n".join(chain)).rule == "LINT1005"


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a\n  b:\n  - c: *a", "a: &a {<<: *a}", "&a [&b {c: *a}, *b]"])
def test_a_value_may_not_hold_itself(folder: Path, text: str) -> None:
    found = fault(folder, "recursive.yaml", text)
    assert found.rule == "LINT1005"
    assert found.position is not None
    assert cut(text, found.position) == "*a"


def test_a_number_of_too_many_digits(folder: Path) -> None:
    assert fault(folder, "digits.yaml", f"a: {'1' * 10_000}").rule == "LINT1005"


COMMENTED = """\
# first, alone
a: 1  # after a value
b: "# no" # after a string
c: '# no
  # no either'
d: |  # after the sign
  # text
e: plain#text # after plain text
   # indented, alone
f: >
  # text

# after a block
g: [x, # in a list
  y]# behind a bracket
h: &anchor # after an anchor
  i: https://example.com/#part
"""


def test_comments_are_told_from_text() -> None:
    found = list(comments(COMMENTED))
    assert [(line, text) for line, _, text, _ in found] == [
        (number, line[line.index("# " + mark) :])
        for number, line in enumerate(COMMENTED.splitlines(), 1)
        for mark in ("first", "after", "indented", "in a", "behind")
        if "# " + mark in line
    ]
    assert [line for line, _, _, alone in found if alone] == [1, 9, 13]
    for line, column, text, _ in found:
        assert COMMENTED.splitlines()[line - 1][column - 1 :] == text


@given(TEXTS, st.sampled_from([None, "'", '"', "|", ">"]), st.booleans())
def test_no_text_is_taken_for_a_comment(text: str, style: str | None, commented: bool) -> None:
    dumped = yaml.dump({"a": [text, "x # y", "#"]}, Dumper=Written, default_style=style, allow_unicode=True)
    comment = "# a real one\n" if commented else ""
    assert [found[2] for found in comments(dumped + comment)] == [comment.strip()] * commented


def test_comments_of_a_broken_text_are_those_before_the_fault() -> None:
    text = "a: 1 # one\nb: [ # two\nc: }\n# three\n"
    assert [found[2] for found in comments(text)][:1] == ["# one"]
    assert list(comments("[" * 100_000 + " # deep")) == []


def test_comments_stand_where_editors_see_them() -> None:
    assert list(comments("a: 😀 # x\r\nb: 'y\u2028' # z\r# w")) == [
        (1, 6, "# x", False),
        (2, 9, "# z", False),
        (3, 1, "# w", True),
    ]


def test_no_value_is_quoted_in_a_fault(folder: Path) -> None:
    for text in (
        "Password: hunter2: x",
        'Password: "hunter2',
        'Password: "hunter2\\q"',
        "Password: [hunter2",
        "- hunter2\na: b",
    ):
        found = fault(folder, "secret.yaml", text)
        assert "hunter2" not in f"{found.message} {found.help} {[r.message for r in found.related]}"


def test_values_are_those_of_yaml_1_1(folder: Path) -> None:
    written = (
        "yes, Off, 012, 0o12, 0x1F, 1_000, 190:20:30, 1e3, 1.5e+3, ~, 2026-11-24, 2026-11-24 10:00:00Z, !!binary YQ=="
    )
    text = f"[{written}, !!float 1, !!null x, !!timestamp 2026-01-01]"
    assert document(folder, "values.yml", text).value == yaml.safe_load(text)
