"""JMESPath's own compliance suite through the path that policies take, and that path beside `jmespath`."""

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jmespath.exceptions import JMESPathError

from policylint.policies.compiling import truth, value
from policylint.policies.meaning import truthy
from policylint.policies.syntax import ExpressionError, parse

SUITE = Path(__file__).with_name("compliance")


def cases() -> Iterator[Any]:
    for file in sorted(SUITE.glob("*.json")):
        for number, group in enumerate(json.loads(file.read_text(encoding="utf-8"))):
            for case in group["cases"]:
                yield pytest.param(group["given"], case, id=f"{file.stem}-{number}-{case['expression']}")


@pytest.mark.parametrize(("data", "case"), list(cases()))
def test_compliance(data: Any, case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises((ExpressionError, JMESPathError)):
            value(parse(case["expression"]))(data)
        return
    tree = parse(case["expression"])
    result = value(tree)(data)
    assert result == case["result"]
    assert repr(result is True) == repr(case["result"] is True)
    assert truth(tree)(data) is truthy(result)


def test_the_suite_is_whole() -> None:
    assert len(list(cases())) > 800


NAMES = st.sampled_from(["a", "b", "c", "*"])
LITERALS = st.sampled_from(["'x'", "`1`", "`0`", "`null`", "`true`", "`[]`", "`{}`", "@"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, NAMES).map(".".join),
        pair.flatmap(lambda p: st.sampled_from([f"({p[0]}) {o} ({p[1]})" for o in ("&&", "||", "==", "!=", "|")])),
        inner.flatmap(lambda e: st.sampled_from([f"!({e})", f"({e})[]", f"({e})[*]", f"({e})[0]", f"({e})[1:]"])),
        pair.map(lambda p: f"({p[0]})[?{p[1]}]"),
        pair.map(lambda p: f"[{p[0]}, {p[1]}]"),
        inner.flatmap(
            lambda e: st.sampled_from([f"type({e})", f"to_array({e})", f"not_null({e}, b)", f"to_string({e})"])
        ),
        pair.map(lambda p: f"map(&({p[0]}), to_array({p[1]}))"),
    )


@given(st.recursive(NAMES | LITERALS, grown, max_leaves=8), VALUES)
def test_closures_give_what_jmespath_gives(expression: str, data: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        expected = jmespath.search(expression, data)
    tree = parse(expression)
    result = value(tree)(data)
    assert json.dumps(result) == json.dumps(expected)
    assert truth(tree)(data) is truthy(expected)
