"""The words of all rules, in one golden file for each area, so that a changed wording shows in a difference."""

from itertools import groupby
from pathlib import Path

import pytest

from policylint.catalogue import load
from policylint.rule import Rule
from tests.golden import assert_golden
from tests.rules.messages import section

GOLDEN = Path(__file__).parent / "golden"


def area(rule: Rule) -> str:
    """An id without its last two digits: the rules of one area, which stand in one file."""
    return rule.id[:-2]


RULES = list(load().rules.values())
AREAS = {name: list(rules) for name, rules in groupby(RULES, key=area)}


@pytest.mark.golden
@pytest.mark.parametrize("name", AREAS)
def test_the_words_are_as_reviewed(name: str, tmp_path: Path) -> None:
    sections = []
    for rule in AREAS[name]:
        (tmp_path / rule.id).mkdir()
        sections.append(section(rule, tmp_path / rule.id))
    assert_golden("\n".join(sections), GOLDEN / f"{name}.txt")


def test_each_golden_file_is_of_an_area() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == AREAS.keys()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_something_on_its_bad_example(rule: Rule) -> None:
    heads = (GOLDEN / f"{area(rule)}.txt").read_text("utf-8").split("\n\n")
    (own,) = (head for head in heads if head.startswith(f"{rule.id} "))
    first, *said = own.splitlines()
    assert first == f"{rule.id} {rule.name}"
    assert len(said) >= 2
