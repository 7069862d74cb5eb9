"""Valid requests from anywhere in the API model are clean, and one broken constraint is one finding."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

import policylint
from policylint.catalogue import load
from policylint.examples import example
from policylint.finding import Severity
from policylint.job import TRAINING, TUNING
from policylint.path import overlay, parse_path
from policylint.rule import Example, Rule
from policylint.schema.snapshot import snapshot
from tests.effort import deep, examples
from tests.valid import mended_training, valid_requests

MANY = settings(max_examples=2500 if deep() else 100, suppress_health_check=list(HealthCheck))
RULES = [rule for rule in load().rules.values() if rule.id.startswith("SM2")]


def reached(shape: str, value: Any) -> Iterator[str]:
    """The structures that a request holds."""
    known = snapshot().shapes[shape]
    if known.type == "structure":
        yield shape
        for member, item in value.items():
            yield from reached(known.members[member], item)
    elif known.type == "list":
        for item in value:
            yield from reached(known.member, item)


def reachable(shape: str, seen: set[str]) -> set[str]:
    known = snapshot().shapes[shape]
    below = {"structure": known.members.values(), "list": [known.member], "map": [known.value]}.get(known.type, [])
    if shape not in seen:
        seen.add(shape)
        for member in below:
            reachable(member, seen)
    return {name for name in seen if snapshot().shapes[name].type == "structure"}


@pytest.mark.parametrize("text", ["arn:", "arn:aws:kms", "arn:aws-cn:kms:cn-north-1:123456789012:key/churn"])
def test_a_free_text_that_begins_like_an_arn_is_valid(text: str) -> None:
    request = mended_training(example(TRAINING, {"HyperParameters": {"source": text}}))
    assert policylint.check(request, ignore=["SEC"]).findings == ()


@pytest.mark.parametrize("part", range(2 if deep() else 1))
@pytest.mark.parametrize("operation", [TRAINING, TUNING])
def test_valid_requests_of_all_shapes_have_no_error(operation: str, part: int) -> None:
    whole = snapshot().input(operation).name
    seen: set[str] = set()

    @seed(part)
    @MANY
    @given(valid_requests(operation))
    def holds(request: dict[str, Any]) -> None:
        seen.update(reached(whole, request))
        report = policylint.check(request, ignore=["SEC"])
        errors = [finding for finding in report.findings if report.severity_of(finding) is Severity.ERROR]
        assert [(finding.rule, finding.path, finding.message) for finding in errors] == []

    holds()
    if deep():  # the quick run draws too few requests to come by every structure
        assert seen == reachable(whole, set())


# Members that say nothing about others: whatever they hold, a fault elsewhere stays the one fault.
APART = ("HyperParameters", "Tags", "Environment", "ExperimentConfig", "InfraCheckConfig", "SessionChainingConfig")
BROKEN = [rule for rule in RULES if not isinstance(rule.bad, Example)]


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.id)
def test_a_broken_constraint_is_its_own_finding_among_whatever_else(rule: Rule) -> None:
    assert not isinstance(rule.bad, Example)
    bad = rule.bad
    touched = {str(parse_path(path)[0]) for path in bad}
    if "ServerlessJobConfig" in touched:
        touched |= {"Environment", "ExperimentConfig"}  # which a serverless job does not take

    @settings(max_examples=examples(8), suppress_health_check=list(HealthCheck))
    @given(valid_requests(rule.operation))
    def holds(request: dict[str, Any]) -> None:
        base = example(rule.operation, {})
        base |= {name: request[name] for name in APART if name in request and name not in touched}
        before, after = found(base), found(overlay(base, dict(bad)))
        assert {each[0] for each in after - before} == {rule.id}
        assert before <= after

    holds()


def found(request: dict[str, Any]) -> set[tuple[str, str]]:
    report = policylint.check(json.loads(json.dumps(request)))
    return {(finding.rule, finding.path) for finding in report.findings}
