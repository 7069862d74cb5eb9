"""No operation that reaches machines is overlooked: each is guarded, or named in docs/guard.md with the reason."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cfnlint
import pytest

from policylint.examples import SMALLEST
from policylint.guards.operations import OPERATIONS
from policylint.job import PROCESSING
from policylint.sources.kinds.registry import candidates
from tests.guard.census import models, reaching, reaching_schema

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


PIPELINE = '{"Steps": [{"Name": "A", "Type": "Training", "Arguments": {}}]}'
FOLDER = Path(__file__).parent / "resources"
SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"
READ = {
    "AWS::SageMaker::ProcessingJob": SMALLEST[PROCESSING],
    "AWS::SageMaker::Pipeline": {"PipelineDefinition": {"PipelineDefinitionBody": PIPELINE}},
}
IN_TERRAFORM = {
    "aws_sagemaker_training_job": {"training_job_name": "a", "role_arn": "b"},
    "aws_sagemaker_hyper_parameter_tuning_job": {"name": "a"},
    "aws_sagemaker_pipeline": {"pipeline_definition": PIPELINE},
    "awscc_sagemaker_pipeline": {"pipeline_definition": {"pipeline_definition_body": PIPELINE}},
    "awscc_sagemaker_processing_job": {"processing_job_name": "a", "role_arn": "b"},
    "aws_sagemaker_algorithm": {
        "validation_specification": [
            {"validation_profiles": [{"training_job_definition": [{"stopping_condition": []}]}]}
        ]
    },
}


def resource_types() -> dict[str, Any]:
    """The schemas of SageMaker's types in CloudFormation, of all Regions, as the newest cfn-lint has them."""
    found: dict[str, str] = {}
    for region in (SCHEMAS / "providers").glob("*.json"):
        found |= json.loads(region.read_text("utf-8"))
    names = {name: digest for name, digest in found.items() if name.startswith("AWS::SageMaker::")}
    return {name: json.loads((SCHEMAS / "resources" / f"{one}.json").read_text("utf-8")) for name, one in names.items()}


def left_alone(prefix: str) -> set[str]:
    """The resources in the table of those that are left alone."""
    _, _, section = DOCS.read_text("utf-8").partition("### Resources\n")
    table = section.partition("are left alone:\n\n")[2].partition("\n\n")[0]
    assert all(line[1:-1].count("|") == 2 and line[1:-1].rpartition("|")[2].strip() for line in table.splitlines()[2:])
    return {name for name in re.findall(r"`([\w:]+)`", table) if name.startswith(prefix)}


def test_every_resource_of_cloudformation_that_reaches_machines_is_read_or_named() -> None:
    types = resource_types()
    reach = {name for name, schema in types.items() if reaching_schema(schema)}
    assert reach - READ.keys() == left_alone("AWS::")
    assert READ.keys() <= types.keys()
    machines = {"type": "object", "properties": {"InstanceType": {}, "InstanceCount": {}}}
    made_up = {"properties": {"Plan": {"$ref": "#/definitions/Plan"}}, "definitions": {"Plan": machines}}
    assert reaching_schema(made_up)


@pytest.mark.parametrize("kind", READ)
def test_what_is_read_of_cloudformation_is(kind: str) -> None:
    template = {"Resources": {"A": {"Type": kind, "Properties": READ[kind]}}}
    assert recognised(template)
    assert f"`{kind}`" in DOCS.read_text("utf-8")


def test_every_resource_of_terraform_is_read_or_named() -> None:
    listed = (FOLDER / "terraform-aws-sagemaker.txt").read_text("utf-8").splitlines()
    known = {f"aws_sagemaker_{name}" for name in listed if not name.startswith("#")}
    assert known - IN_TERRAFORM.keys() == left_alone("aws_sagemaker_")
    assert {name for name in IN_TERRAFORM if name.startswith("aws_")} <= known
    # The provider awscc has a resource for each type of CloudFormation.
    of_awscc = {f"awscc_sagemaker_{snake(name.rpartition('::')[2])}" for name in READ}
    assert of_awscc == {name for name in IN_TERRAFORM if name.startswith("awscc_")}


@pytest.mark.parametrize("kind", IN_TERRAFORM)
def test_what_is_read_of_terraform_is(kind: str) -> None:
    values = {"address": f"{kind}.a", "mode": "managed", "type": kind, "values": IN_TERRAFORM[kind]}
    plan = {"format_version": "1.2", "planned_values": {"root_module": {"resources": [values]}}}
    assert recognised(plan)
    assert recognised({"resource": {kind: {"a": IN_TERRAFORM[kind]}}})
    assert f"`{kind}`" in DOCS.read_text("utf-8")


def recognised(value: Any) -> bool:
    return any(True for kind in candidates(value) if kind.recognises(value) for _ in kind.jobs(value))


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def test_the_guarded_operations_are_documented() -> None:
    table = DOCS.read_text("utf-8").partition("### The operations\n")[2].partition("Presigned URLs")[0]
    assert set(re.findall(r"`(\w+)`", table)) >= set(OPERATIONS)
