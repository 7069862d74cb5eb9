"""The functions' documentation: each has an example, and the example comes to what is said."""

import jmespath
import pytest

from policylint.policies.checking import Checker
from policylint.policies.compiling import value
from policylint.policies.functions import ADDED, FUNCTIONS, Function
from policylint.policies.syntax import parse
from policylint.policies.types import ANY


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_the_example_comes_to_what_is_said(function: Function) -> None:
    assert function.doc.endswith(".")
    assert f"{function.name}(" in function.example
    tree = parse(function.example)
    found = value(tree)({})
    assert (found, type(found)) == (function.gives, type(function.gives))
    checker = Checker(ANY)
    checker.check(function.example, tree)
    assert checker.faults == []


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - ADDED.keys()))
def test_an_example_of_jmespaths_own_is_the_packages_answer_too(name: str) -> None:
    assert jmespath.search(FUNCTIONS[name].example, {}) == FUNCTIONS[name].gives


def test_all_of_jmespaths_own_are_there() -> None:
    assert set(jmespath.functions.Functions.FUNCTION_TABLE) == FUNCTIONS.keys() - ADDED.keys()
