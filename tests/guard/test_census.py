"""No operation that reaches machines is overlooked: each is guarded, or named in docs/guard.md with the reason."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from policylint.guards.operations import OPERATIONS
from tests.guard.census import models, reaching

DOCS = Path(__file__).parent.parent.parent / "docs" / "guard.md"


def guarded() -> set[tuple[str, str]]:
    return {(operation.model.partition("/")[0], operation.name) for operation in OPERATIONS.values()}


def named() -> set[tuple[str, str]]:
    """The operations in the table of those that are left alone."""
    _, _, below = DOCS.read_text("utf-8").partition("and are left alone:\n\n")
    found, service = set[tuple[str, str]](), ""
    for line in below.partition("\n\n")[0].splitlines()[2:]:
        whose, operations, reason = (cell.strip() for cell in line.strip("|").split(" | "))
        service = whose.strip("` ") or service
        assert reason
        found |= {(service, name) for name in re.findall(r"`(\w+)`", operations)}
    return found


def overlooked(service: str, model: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(service, name) for name in reaching(model)} - guarded() - named()


def test_every_operation_that_reaches_machines_is_guarded_or_named() -> None:
    read = dict(models())
    assert set[tuple[str, str]]().union(*(overlooked(service, model) for service, model in read.items())) == set()
    assert {"sagemaker", "batch", "stepfunctions", "cloudformation", "cloudcontrol", "events"} <= set(read)
    made_up = {
        "machines": {"Plan": {"type": "structure", "members": {"Resources": {"shape": "ResourceConfig"}}}},
        "a definition": {"Plan": {"type": "structure", "members": {"Job": {"shape": "TrainingJobDefinition"}}}},
        "text": {"Plan": {"type": "structure", "members": {"TemplateBody": {"shape": "S3Uri"}}}},
    }
    sagemaker = read["sagemaker"]
    for shapes in made_up.values():
        operations = {**sagemaker["operations"], "StartGreatTraining": {"input": {"shape": "Plan"}}}
        model = {"operations": operations, "shapes": {**sagemaker["shapes"], **shapes}}
        assert overlooked("sagemaker", model) == {("sagemaker", "StartGreatTraining")}


def test_what_is_named_is_not_guarded() -> None:
    assert named() & guarded() == set()


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_models_have_what_is_guarded(name: str) -> None:
    from botocore.session import get_session

    operation = OPERATIONS[name]
    service, _, version = operation.model.partition("/")
    model = _model(get_session(), service)
    found = model.operation_model(name)
    assert (model.service_id, model.api_version) == (operation.service, version)
    assert found.input_shape.name == operation.input
    assert str(model.service_id.hyphenize()) == operation.event
    if operation.route is not None:
        method, path = operation.route
        asked = re.sub(r"\{\w+\}", "x", found.http["requestUri"]).lstrip("/")
        assert (found.http["method"], bool(path.fullmatch(asked))) == (method, True)


_models: dict[str, Any] = {}


def _model(session: Any, service: str) -> Any:
    if service not in _models:
        _models[service] = session.get_service_model(service)
    return _models[service]


def test_the_guarded_operations_are_documented() -> None:
    table = DOCS.read_text("utf-8").partition("### The operations\n")[2].partition("Presigned URLs")[0]
    assert set(re.findall(r"`(\w+)`", table)) >= set(OPERATIONS)
