"""The page that compares policylint with its peers is of the rules as they are; what it says of policylint is true."""

import re

import pytest

from benchmarks.constraints import Constraint, constraints, rules
from benchmarks.coverage import PAGE
from benchmarks.peers import policylint, severity

CONSTRAINTS = list(constraints())
ROWS = re.findall(
    r"^\| \[(SM\d+)\]\(rules/\1\.md\) \| (?:… )?(.+?) \|.* (\S+) \|$", PAGE.read_text("utf-8"), re.MULTILINE
)

# Each of these asks for more that a serverless job does not take either.
IN_COMPANY = {("SM2801", "EnableManagedSpotTraining"), ("SM2801", "ProfilerRuleConfigurations")}


def test_each_rule_has_a_row() -> None:
    assert sorted({rule for rule, _, _ in ROWS}) == [rule.id for rule in rules()]


def test_the_page_has_a_row_for_each_constraint_and_no_other() -> None:
    assert [(rule, sentence) for rule, sentence, _ in ROWS] == [(one.rule, one.sentence) for one in CONSTRAINTS]


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda one: f"{one.rule}-{one.sentence}")
def test_a_mutation_gives_its_own_finding_as_the_page_says(constraint: Constraint) -> None:
    found = severity(constraint)
    assert found is not None
    assert (constraint.rule, constraint.sentence, found.value) in ROWS
    rules_found = {finding.rule for finding in policylint(constraint.mutated, constraint.region)}
    assert rules_found == {constraint.rule} or (constraint.rule, constraint.sentence) in IN_COMPANY


def test_the_readme_says_of_the_peers_what_was_measured() -> None:
    counted = re.search(r"^\| All: (\d+) \| (\d+) \| (\d+) \| (\d+) \| \1 \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert counted, "policylint catches all"
    total, botocore, wrapper, models = counted.groups()
    readme = (PAGE.parent.parent / "README.md").read_text("utf-8")
    assert f"boto3's own validation catches {botocore} of {total} constraints" in readme
    assert f"{botocore} of {total} constraints |" in readme
    assert f"{wrapper} or {models} of {total} constraints |" in readme
