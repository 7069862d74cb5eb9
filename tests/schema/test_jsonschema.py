"""`schema json`: the JSON Schema says what policylint says, for validators that know nothing of it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from policylint.job import TRAINING, TUNING
from policylint.schema.jsonschema import json_schema
from tests.effort import examples
from tests.requests import minimal_job, minimal_tuning_job
from tests.strategies import every_fault, requests

# Python's `re`, which the jsonschema package uses, knows no Unicode categories.
BEYOND_PYTHON = {"TagKey", "TagValue"}


def validator(operation: str) -> Draft202012Validator:
    schema = json_schema(operation)
    for name in BEYOND_PYTHON:
        del schema["$defs"][name]["pattern"]
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("operation", [TRAINING, TUNING])
def test_valid_requests_are_valid(operation: str) -> None:
    schema = validator(operation)

    @settings(max_examples=examples(30))
    @given(requests(operation))
    def holds(request: dict[str, Any]) -> None:
        assert schema.is_valid(request)

    holds()


@pytest.mark.parametrize(("operation", "request_"), [(TRAINING, minimal_job()), (TUNING, minimal_tuning_job())])
def test_faulty_requests_are_not(operation: str, request_: dict[str, Any]) -> None:
    schema = validator(operation)
    for faulty in every_fault(operation, request_):
        assert schema.is_valid(faulty.request) == (faulty.rule == "SM1010"), faulty


def test_it_describes_members_and_names_its_origin() -> None:
    schema = json_schema(TRAINING)
    assert schema["title"] == "Amazon SageMaker CreateTrainingJob request"
    assert schema["$comment"] == "Made by policylint from the API model of 2026-11-17 (botocore 1.44.5)"
    assert schema["properties"]["RoleArn"]["description"].startswith("The Amazon Resource Name (ARN)")
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["TrainingJobName", "RoleArn", "OutputDataConfig"]


def test_an_independent_checker_takes_it_patterns_and_all(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text(json.dumps(json_schema(TRAINING)), encoding="utf-8")
    good = minimal_job({"Tags": [{"Key": "équipe", "Value": "résiliation"}]})
    bad = minimal_job({"Tags": [{"Key": "équipe", "Value": "!"}]})
    for name, request, code in (("good", good, 0), ("bad", bad, 1)):
        (tmp_path / f"{name}.json").write_text(json.dumps(request), encoding="utf-8")
        command = [sys.executable, "-m", "check_jsonschema", "--schemafile", "schema.json", f"{name}.json"]
        assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == code
