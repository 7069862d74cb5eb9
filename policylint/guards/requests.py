"""The training jobs in a call, of whatever operation: as its parameters, in a definition, a template, a payload.

Definitions are read as the files are that hold such (`policylint.sources.kinds`). What cannot be looked into, because
it lies in S3 or is not what the operation takes, is undecidable; what holds no training is none of the guard's.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from policylint.errors import PolicylintError
from policylint.guards.known import KNOWN
from policylint.job import JOBS, TRAINING, TUNING, Facts, Job
from policylint.path import Route
from policylint.sources.document import Kind
from policylint.sources.embedding import Part, read
from policylint.sources.kinds import calls, cloudformation, embedded, pipeline
from policylint.sources.kinds.translation import Translation
from policylint.unknown import Unknown

Found = Iterator[tuple[Job, Facts]]
_Request = Mapping[str, Any]


class UndecidableError(PolicylintError):
    """A call cannot be judged; the message says why and what to do."""


def jobs_in(operation: str, request: _Request, region: str | None) -> Found:
    """The jobs that a call asks for, each with what the call itself states beside it.

    Raises:
        UndecidableError: the call holds something that cannot be looked into.
    """
    if operation in JOBS:
        yield JOBS[operation](request), Facts()
    elif operation in _READERS:
        yield from _READERS[operation](request, region)


def _update(request: _Request, region: str | None) -> Found:
    """The job as it will be, of which the call shows what changes."""
    translation = Translation()
    given = {"ResourceConfig": {}, **request}
    shown = translation.request(TRAINING, given, ())
    unknown = Unknown("as the job was created")
    yield translation.job(TRAINING, translation.opened(shown, TRAINING, unknown, ()), _name(request)), Facts()


def _validation(request: _Request, region: str | None) -> Found:
    """The training jobs by which SageMaker validates an algorithm."""
    validation = request.get("ValidationSpecification")
    validation = validation if isinstance(validation, dict) else {}
    profiles = validation.get("ValidationProfiles")
    specification = request.get("TrainingSpecification")
    image = specification.get("TrainingImage") if isinstance(specification, dict) else None
    for index, profile in enumerate(profiles if isinstance(profiles, list) else ()):
        definition = profile.get("TrainingJobDefinition") if isinstance(profile, dict) else None
        if not isinstance(definition, dict):
            continue
        translation = Translation()
        mode = definition.get("TrainingInputMode", Unknown("TrainingInputMode"))
        given = {
            **{name: value for name, value in definition.items() if name != "TrainingInputMode"},
            "AlgorithmSpecification": {"TrainingImage": image or Unknown("TrainingImage"), "TrainingInputMode": mode},
            "RoleArn": validation.get("ValidationRole", Unknown("ValidationRole")),
        }
        route: Route = ("ValidationSpecification", "ValidationProfiles", index, "TrainingJobDefinition")
        shown = translation.request(TRAINING, given, route)
        whole = translation.fill(shown, TRAINING, Unknown("as SageMaker makes it"), route)
        yield translation.job(TRAINING, whole, str(profile.get("ProfileName", f"profile {index + 1}"))), Facts()


def _batch(request: _Request, region: str | None) -> Found:
    payload = _json(request.get("serviceRequestPayload"), "serviceRequestPayload", "a request to create a training job")
    operation = TUNING if "HyperParameterTuningJobName" in payload else TRAINING
    yield JOBS[operation](payload), Facts()


def _pipeline(request: _Request, region: str | None) -> Found:
    if "PipelineDefinition" not in request:
        if "PipelineDefinitionS3Location" in request:
            raise UndecidableError(
                "the pipeline's definition lies in S3, where the guard does not look; pass it as PipelineDefinition"
            )
        return  # an update of something else
    definition = _json(request["PipelineDefinition"], "PipelineDefinition", "a pipeline")
    KNOWN.pipelines.keep(region, request.get("PipelineName"), definition)
    yield from _of_kind(pipeline.KIND, definition)


def _pipeline_started(request: _Request, region: str | None) -> Found:
    definition = KNOWN.pipelines.find(region, request.get("PipelineName"))
    if definition is not None:
        given = request.get("PipelineParameters")
        values = {one.get("Name"): one.get("Value") for one in given or () if isinstance(one, dict)}
        from policylint.guards.values import with_parameters

        yield from _of_kind(pipeline.KIND, with_parameters(definition, values))


def _machine(request: _Request, region: str | None) -> Found:
    if request.get("definition") is None:
        return  # an update of something else
    definition = _json(request["definition"], "definition", "a state machine")
    KNOWN.machines.keep(region, request.get("stateMachineArn") or request.get("name"), definition)
    yield from _called("states:createStateMachine", {"definition": request["definition"]})


def _started(request: _Request, region: str | None) -> Found:
    definition = KNOWN.machines.find(region, request.get("stateMachineArn"))
    if definition is None:
        return
    from policylint.guards.values import with_input

    given = _json(request.get("input") or "{}", "input", "an execution's input")
    yield from _called("states:createStateMachine", {"definition": json.dumps(with_input(definition, given))})


def _state(request: _Request, region: str | None) -> Found:
    definition = _json(request.get("definition"), "definition", "a state")
    if "States" not in definition:
        name = str(request.get("stateName") or "state")
        definition = {"StartAt": name, "States": {name: definition}}
    yield from _called("states:createStateMachine", {"definition": json.dumps(definition)})


def _schedule(request: _Request, region: str | None) -> Found:
    target = request.get("Target")
    if not isinstance(target, dict):
        return
    api = str(target.get("Arn")).rpartition(":::aws-sdk:")[2]
    service, _, name = api.partition(":")
    operation = _universal(service, name)
    if operation is None:
        yield from embedded.below({"Input": target.get("Input")}, ())
        return
    given = _json(target.get("Input"), "the Input of its target", f"the parameters of {operation}")
    yield from jobs_in(operation, _cased(operation, given), region)


def _universal(service: str, name: str) -> str | None:
    """The guarded operation that a universal target of EventBridge Scheduler calls."""
    from policylint.guards.operations import BY_SHAPE, OPERATIONS

    services = {"sagemaker": "SageMaker", "batch": "Batch", "sfn": "SFN", "scheduler": "Scheduler"}
    services |= {"eventbridge": "EventBridge", "cloudcontrol": "CloudControl", "cloudformation": "CloudFormation"}
    for operation in OPERATIONS.values():
        if operation.name.lower() == name.lower() and services.get(service.lower()) == operation.service:
            return None if operation.name in BY_SHAPE else operation.name
    return None


def _cased(operation: str, given: dict[str, Any]) -> dict[str, Any]:
    """Parameters as botocore spells them: Scheduler takes their names in PascalCase, for every service."""
    lower = operation in ("SubmitServiceJob", "CreateStateMachine", "UpdateStateMachine", "StartExecution", "TestState")
    return {(name[:1].lower() if lower else name[:1].upper()) + name[1:]: value for name, value in given.items()}


def _targets(request: _Request, region: str | None) -> Found:
    """The requests that the targets of a rule or a pipe are given, in whatever text."""
    yield from embedded.below(dict(request), ())


def _resource(request: _Request, region: str | None) -> Found:
    state = _json(request.get("DesiredState"), "DesiredState", "a resource's properties")
    yield from _template({"Resources": {"Resource": {"Type": request.get("TypeName"), "Properties": state}}})


def _resource_changed(request: _Request, region: str | None) -> Found:
    """The properties that a JSON patch adds and replaces (RFC 6902)."""
    patch = _json(request.get("PatchDocument"), "PatchDocument", "a JSON patch", list)
    properties: dict[str, Any] = {}
    for change in patch:
        if not isinstance(change, dict) or change.get("op") not in ("add", "replace"):
            continue
        steps = [step.replace("~1", "/").replace("~0", "~") for step in str(change.get("path")).split("/")[1:]]
        node = properties
        for step in steps[:-1]:
            node = node.setdefault(step, {})
            if not isinstance(node, dict):
                raise UndecidableError(
                    "PatchDocument changes one place twice, so that the guard cannot tell the outcome"
                )
        if steps:
            node[steps[-1]] = change.get("value")
    yield from _template({"Resources": {"Resource": {"Type": request.get("TypeName"), "Properties": properties}}})


def _stack(request: _Request, region: str | None) -> Found:
    if request.get("TemplateURL") is not None:
        raise UndecidableError("the template lies in S3, where the guard does not look; pass it as TemplateBody")
    body = request.get("TemplateBody")
    if body is None:
        return  # the template that the stack has already
    inside = next(read((Part(body, ("TemplateBody",)),)), None) if isinstance(body, str) else None
    if inside is None or not isinstance(inside.document.value, dict):
        raise UndecidableError("TemplateBody is not the JSON or YAML text of a template")
    template = inside.document.value
    declared = template.get("Parameters")
    if isinstance(declared, dict):
        given = request.get("Parameters")
        values = {one.get("ParameterKey"): one.get("ParameterValue") for one in given or () if isinstance(one, dict)}
        known = {name: _valued(one, values.get(name)) for name, one in declared.items()}
        template = {**template, "Parameters": known}
    yield from _template(template)


def _valued(parameter: Any, value: Any) -> Any:
    """A template's parameter that shows the value which it is given."""
    return (
        parameter
        if value is None or not isinstance(parameter, dict)
        else {"Type": parameter.get("Type"), "Default": value}
    )


def _template(template: dict[str, Any]) -> Found:
    yield from _of_kind(cloudformation.KIND, template)


def _called(api: str, parameters: dict[str, Any]) -> Found:
    yield from calls.jobs(api, parameters, (), "")


def _of_kind(kind: Kind, value: Any) -> Found:
    if kind.recognises(value):
        yield from kind.jobs(value)


def _json(text: Any, name: str, what: str, kind: type = dict) -> Any:
    try:
        value = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        value = None
    if not isinstance(value, kind):
        raise UndecidableError(f"{name} is not the JSON text of {what}")
    return value


def _name(request: _Request) -> str:
    name = request.get("TrainingJobName")
    return name if isinstance(name, str) else ""


_READERS: Mapping[str, Callable[[_Request, str | None], Found]] = {
    "UpdateTrainingJob": _update,
    "CreateAlgorithm": _validation,
    "CreatePipeline": _pipeline,
    "UpdatePipeline": _pipeline,
    "StartPipelineExecution": _pipeline_started,
    "SubmitServiceJob": _batch,
    "CreateStateMachine": _machine,
    "UpdateStateMachine": _machine,
    "StartExecution": _started,
    "StartSyncExecution": _started,
    "TestState": _state,
    "CreateSchedule": _schedule,
    "UpdateSchedule": _schedule,
    "PutTargets": _targets,
    "CreatePipe": _targets,
    "UpdatePipe": _targets,
    "CreateResource": _resource,
    "UpdateResource": _resource_changed,
    "CreateStack": _stack,
    "UpdateStack": _stack,
    "CreateChangeSet": _stack,
    "CreateStackSet": _stack,
    "UpdateStackSet": _stack,
}
