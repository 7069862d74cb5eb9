"""CloudFormation templates: `AWS::SageMaker::TrainingJob` resources, and state machines and pipelines that make jobs.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-trainingjob.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policylint.job import TRAINING, Facts, Job
from policylint.path import Route
from policylint.sources.kinds import asl, pipeline, sidecar
from policylint.sources.kinds.embedded import embedded, pinned
from policylint.sources.kinds.expressions import written
from policylint.sources.kinds.templates import marked
from policylint.sources.kinds.translation import ABSENT, Translation
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_JOB = "AWS::SageMaker::TrainingJob"
_MACHINES = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")
_PIPELINE = "AWS::SageMaker::Pipeline"
_NO_VALUE = "AWS::NoValue"
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_BOOLEANS = {"true": True, "false": False}


class Template:
    """A template with a training job, or with a state machine or a pipeline that holds one."""

    name = "cloudformation"
    title = "CloudFormation template"

    def recognises(self, value: Any) -> bool:
        """Whether any resource makes a training or tuning job."""
        return isinstance(value, dict) and "Resources" in value and any(True for _ in self.jobs(value))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs of each such resource, named by its logical id."""
        resources = value["Resources"]
        if not isinstance(resources, dict):
            return
        for name, resource in resources.items():
            if isinstance(resource, dict):
                facts = _stated(resource).over(_stated(value))
                for job in _jobs(resource, str(name), ("Resources", name, "Properties")):
                    yield job, facts


class _Properties(Translation):
    """A resource's properties: intrinsic functions are unknown, and scalars take the type that CloudFormation gives."""

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """An intrinsic function is a tag or an object with one member; `AWS::NoValue` removes what it is given to."""
        value = _intrinsic(value)
        if shape is not None and isinstance(value, (str, int, float)):
            value = _converted(value, shape.type)
        return value, route


class _Payload(asl.Payload):
    """A task's payload in a state machine that a template spells out."""

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """An intrinsic function or a JSONata expression."""
        return super().resolve(_intrinsic(value), shape, route)


def _jobs(resource: dict[Any, Any], name: str, route: Route) -> Iterator[Job]:
    kind, properties = resource.get("Type"), resource.get("Properties")
    if kind == _JOB:
        yield _training_job(properties, name, route)
    elif not isinstance(properties, dict):
        return
    elif kind == _PIPELINE:
        yield from _embedded_pipeline(properties, name, route)
    elif kind in _MACHINES:
        yield from _state_machine(properties, name, route)


def _training_job(properties: Any, name: str, route: Route) -> Job:
    translation = _Properties()
    request = translation.request(TRAINING, properties, route)
    macros = [key for key in request if isinstance(key, str) and key.startswith("Fn::")]
    if macros:  # Fn::Transform and Fn::ForEach beside other properties add some that only the deployment shows
        known = {key: item for key, item in request.items() if key not in macros}
        request = translation.fill(known, TRAINING, Unknown(", ".join(macros)), (*route, macros[0]))
    return translation.job(TRAINING, request, name)


def _state_machine(properties: dict[Any, Any], name: str, route: Route) -> Iterator[Job]:
    definition = properties.get("Definition")
    if isinstance(definition, dict):
        for state, operation, payload, place in asl.tasks(definition, (*route, "Definition")):
            translation = _Payload()
            yield translation.job(operation, translation.request(operation, payload, place), f"{name}/{state}")
    inner = embedded(_text(properties.get("DefinitionString")))
    if asl.KIND.recognises(inner):
        for job, _ in marked(asl.KIND.jobs(inner)):
            yield pinned(job, (*route, "DefinitionString"), name)


def _embedded_pipeline(properties: dict[Any, Any], name: str, route: Route) -> Iterator[Job]:
    definition = properties.get("PipelineDefinition")
    inner = embedded(_text(definition.get("PipelineDefinitionBody"))) if isinstance(definition, dict) else None
    if pipeline.KIND.recognises(inner):
        for job, _ in marked(pipeline.KIND.jobs(inner)):
            yield pinned(job, (*route, "PipelineDefinition", "PipelineDefinitionBody"), name)


def _text(value: Any) -> Any:
    """The text in a string, that `Fn::Sub` fills in, or that `Fn::Join` makes, as the CDK writes definitions."""
    if not isinstance(value, dict) or len(value) != 1:
        return value
    [(function, argument)] = value.items()
    if function == "Fn::Sub":
        return argument[0] if isinstance(argument, list) and argument else argument
    match argument if function == "Fn::Join" else None:
        case [str(delimiter), list(parts)]:
            return delimiter.join(part if isinstance(part, str) else _placeholder(part) for part in parts)
    return None


def _placeholder(intrinsic: Any) -> str:
    """A template expression that may stand in a JSON string."""
    words = re.findall(r"\w+", written(intrinsic))
    return f"${{{' '.join(words)}}}"


def _intrinsic(value: Any) -> Any:
    if isinstance(value, Unknown):
        return ABSENT if value.expression == f"!Ref {_NO_VALUE}" else value
    if isinstance(value, dict) and len(value) == 1:
        [(function, argument)] = value.items()
        if function == "Ref":
            return ABSENT if argument == _NO_VALUE else Unknown(written(value))
        if isinstance(function, str) and function.startswith("Fn::"):
            return Unknown(written(value))
    return value


def _converted(value: str | float, type: str) -> Any:
    """A scalar of a template as the resource gets it: CloudFormation converts between text, numbers and booleans."""
    if type == "string":
        return value if isinstance(value, str) else written(value)
    if type == "boolean" and isinstance(value, str):
        return _BOOLEANS.get(value.lower(), value)
    if type in ("integer", "long") and isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    return value


def _stated(owner: dict[Any, Any]) -> Facts:
    metadata = owner.get("Metadata")
    return sidecar.facts(metadata.get("policylint")) if isinstance(metadata, dict) else Facts()


KIND = Template()
