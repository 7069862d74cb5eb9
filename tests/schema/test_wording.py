"""Shapes in words, also those that today's model does not have."""

from dataclasses import replace
from typing import Any

import pytest

from policylint.schema.snapshot import snapshot
from policylint.schema.wording import describe

SHAPES = snapshot().shapes


@pytest.mark.parametrize(
    ("name", "traits", "words"),
    [
        ("TrainingInputMode", {}, "Pipe, File or FastFile"),
        ("Peft", {}, "LORA"),
        (
            "TrainingInstanceType",
            {"enum": ("a", "b", "c", "d", "e", "f", "g", "h", "i")},
            "a, b, c, d, e, f, g or one of 2 more",
        ),
        ("String256", {}, "a string of at most 256 characters"),
        ("String256", {"max": None}, "a string"),
        ("String256", {"min": 2, "max": None}, "a string of at least 2 characters"),
        ("String256", {"min": 1, "max": 1}, "a string of 1 character"),
        ("TrainingPlanArnList", {"member": "String256"}, "a list of 1 item, each a string of at most 256 characters"),
        ("AttributeNames", {"max": None, "member": "Boolean"}, "a list, each true or false"),
        ("RuleParameters", {}, "an object of at most 100 entries under custom names"),
        ("VpcConfig", {}, "an object with the members SecurityGroupIds and Subnets"),
        ("MaximumRetryAttempts", {}, "an integer from 1 to 30"),
        ("MaxRuntimeInSeconds", {}, "an integer of at least 1"),
        ("Seed", {"max": 5000}, "an integer of at most 5,000"),
        ("Seed", {}, "an integer"),
        ("TargetObjectiveMetricValue", {}, "a number"),
        ("Boolean", {}, "true or false"),
    ],
)
def test_describe(name: str, traits: dict[str, Any], words: str) -> None:
    assert describe(snapshot(), replace(SHAPES[name], **traits)) == words
