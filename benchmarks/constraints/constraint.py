"""A constraint as the coverage comparison tries it: a request that keeps it, and the same one mutated to break it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policylint.examples import example
from policylint.job import TRAINING, TUNING
from policylint.path import overlay

Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a rule, in words.

    `valid` and `mutated` are requests of `operation` that are submitted together: one, but for constraints between
    requests. `region` is the Region that they are sent to, where the constraint is about that.
    """

    rule: str
    sentence: str
    operation: str
    valid: tuple[Request, ...]
    mutated: tuple[Request, ...]
    region: str | None = None


def training(
    rule: str,
    sentence: str,
    mutation: Mapping[str, Any],
    base: Mapping[str, Any] | None = None,
    region: str | None = None,
) -> Constraint:
    """A constraint on training jobs: `base` changes the smallest valid request to one that keeps it, and `mutation`
    changes that to one that does not; both by path."""
    return _constraint(rule, sentence, TRAINING, base or {}, mutation, region)


def tuning(rule: str, sentence: str, mutation: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> Constraint:
    """The same for tuning jobs."""
    return _constraint(rule, sentence, TUNING, base or {}, mutation, None)


def _constraint(
    rule: str, sentence: str, operation: str, base: Mapping[str, Any], mutation: Mapping[str, Any], region: str | None
) -> Constraint:
    valid = example(operation, base)
    return Constraint(rule, sentence, operation, (valid,), (overlay(valid, dict(mutation)),), region)
