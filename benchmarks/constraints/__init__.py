"""Every constraint that the rules SM state, each with a request that keeps it and one that breaks it alone.

The first constraint of each rule is that of its own failing example; the modules here add those that a rule states
besides.
"""

import json
from collections.abc import Iterator

from benchmarks.constraints import schema, training, tuning
from benchmarks.constraints.constraint import Constraint, Request
from policylint.catalogue import load
from policylint.examples import example
from policylint.rule import Example, Rule

__all__ = ["Constraint", "Request", "constraints", "rules"]


def rules() -> list[Rule]:
    """The rules that state constraints on requests, in the order of their ids; SM30 and SM31 are of what makes them."""
    return [rule for rule in load().rules.values() if rule.category == "SM" and rule.id[:4] not in ("SM30", "SM31")]


def constraints() -> Iterator[Constraint]:
    """All constraints, rule by rule; of each rule the one of its own examples first."""
    further = (*schema.CONSTRAINTS, *training.CONSTRAINTS, *tuning.CONSTRAINTS)
    for rule in rules():
        yield Constraint(rule.id, rule.title, rule.operation, _requests(rule, "good"), _requests(rule, "bad"))
        yield from (constraint for constraint in further if constraint.rule == rule.id)


def _requests(rule: Rule, which: str) -> tuple[Request, ...]:
    shown = rule.good if which == "good" else rule.bad
    if isinstance(shown, Example):
        return tuple(json.loads(line) for line in shown.text.splitlines())
    return (example(rule.operation, shown),)
