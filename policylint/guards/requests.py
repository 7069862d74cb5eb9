"""The training jobs in a call, of whatever operation: as its parameters, in a definition, a template, a payload.

Definitions are read as the files are that hold such (`policylint.sources.kinds`). What cannot be looked into, because
it lies in S3 or is not what the operation takes, is undecidable; what holds no training is none of the guard's.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from policylint.aws import parse_arn
from policylint.guards.known import KNOWN, unqualified, updated
from policylint.guards.operations import OPERATIONS
from policylint.guards.unseen import UndecidableError, Unseen
from policylint.guards.wire import each_name_once
from policylint.job import JOBS, TRAINING, TUNING, Facts, Job
from policylint.sources.document import Kind
from policylint.sources.embedding import Part, read
from policylint.sources.kinds import calls, cloudformation, embedded, pipeline
from policylint.sources.kinds.translation import Translation
from policylint.sources.telltale import hints_at_training
from policylint.unknown import Unknown

Found = Iterator[tuple[Job, Facts] | Unseen]
_Request = Mapping[str, Any]


def jobs_in(operation: str, request: _Request, region: str | None) -> Found:
    """The jobs that a call asks for, each with what the call itself states beside it, and what could not be seen.

    Raises:
        UndecidableError: the call holds something that cannot be looked into.
    """
    if operation in JOBS:
        yield JOBS[operation](request), Facts()
    elif operation in _READERS:
        _read_alike(request)
        yield from _READERS[operation](request, region)


def _update(request: _Request, region: str | None) -> Found:
    """The job as it will be: what changes, and of the rest what this process knows of the job that it created."""
    known = KNOWN.jobs.find(region, request.get("TrainingJobName"))
    translation = Translation()
    if known is not None:
        yield translation.job(TRAINING, translation.request(TRAINING, updated(known, request), ())), Facts()
        return
    shown = translation.request(TRAINING, {"ResourceConfig": {}, **request}, ())
    unknown = Unknown("as the job was created")
    yield translation.job(TRAINING, translation.opened(shown, TRAINING, unknown, ()), _name(request)), Facts()


def _validation(request: _Request, region: str | None) -> Found:
    yield from _called("sagemaker:createAlgorithm", dict(request))


def _batch(request: _Request, region: str | None) -> Found:
    payload = _json(request.get("serviceRequestPayload"), "serviceRequestPayload", "a request to create a training job")
    operation = TUNING if "HyperParameterTuningJobName" in payload else TRAINING
    yield JOBS[operation](payload), Facts(batch=calls.queued(request))


def _pipeline(request: _Request, region: str | None) -> Found:
    if "PipelineDefinition" not in request:
        if "PipelineDefinitionS3Location" in request:
            raise _in_s3("the pipeline's definition", "PipelineDefinition")
        return  # an update of something else
    yield from _of_kind(pipeline.KIND, _json(request["PipelineDefinition"], "PipelineDefinition", "a pipeline"))


def _pipeline_started(request: _Request, region: str | None) -> Found:
    given = request.get("PipelineParameters")
    version = request.get("PipelineVersionId")
    yield from _of_pipeline(request.get("PipelineName"), given, region, version=version)


def _of_pipeline(name: Any, given: Any, region: str | None, version: Any = None) -> Found:
    """The jobs of a pipeline that is started with values for its parameters."""
    definition = KNOWN.pipelines.find(region, name)
    if version is not None:
        raise UndecidableError(f"the definition of version {version} of the pipeline {name} is not known here")
    if definition is None:
        raise UndecidableError(f"the definition of the pipeline {name} is {_unknown('describe_pipeline')}")
    from policylint.guards.values import with_parameters

    values = {one.get("Name"): one.get("Value") for one in given or () if isinstance(one, dict)}
    yield from _of_kind(pipeline.KIND, with_parameters(definition, values))


def _machine(request: _Request, region: str | None) -> Found:
    if request.get("definition") is None:
        return  # an update of something else
    _json(request["definition"], "definition", "a state machine")
    yield from _called("states:createStateMachine", {"definition": request["definition"]})


def _started(request: _Request, region: str | None) -> Found:
    given = _json(request.get("input") or "{}", "input", "an execution's input", object)
    yield from _of_machine(request.get("stateMachineArn"), given, region, request.get("name"))


def _of_machine(arn: Any, given: Any, region: str | None, about: Any) -> Found:
    """The jobs of a state machine that is started with an input; `about` is what else the call says of it."""
    definition = KNOWN.machines.find(region, arn)
    if definition is None:
        whole = KNOWN.machines.find(region, unqualified(arn))  # of which this is a version or an alias
        reason = f"the definition of the state machine {arn} is {_unknown('describe_state_machine')}"
        yield from _unless_hinted(reason, arn, given, about, whole)
        return
    from policylint.guards.values import with_input

    filled = with_input(definition, given if isinstance(given, dict) else {})
    yield from _called("states:createStateMachine", {"definition": json.dumps(filled)})


def _unknown(method: str) -> str:
    return (
        f"not known to this process; create or update it, or ask for it with {method}, "
        "by a guarded client before it is started"
    )


def _unless_hinted(reason: str, *said: Any) -> Iterator[Unseen]:
    """What is let go unseen, unless something that the call says hints at training.

    Raises:
        UndecidableError: something does.
    """
    if hints_at_training(json.dumps(said, default=str)):
        raise UndecidableError(reason)
    yield Unseen(reason)


def _state(request: _Request, region: str | None) -> Found:
    definition = _json(request.get("definition"), "definition", "a state")
    if "States" not in definition:
        name = str(request.get("stateName") or "state")
        definition = {"StartAt": name, "States": {name: definition}}
    given = _json(request.get("input") or "{}", "input", "a state's input", object)
    from policylint.guards.values import with_input

    if request.get("stateName"):
        definition["StartAt"] = request["stateName"]
    filled = with_input(definition, given if isinstance(given, dict) else {})
    yield from _called("states:createStateMachine", {"definition": json.dumps(filled)})


def _schedule(request: _Request, region: str | None) -> Found:
    target = request.get("Target")
    if isinstance(target, dict):
        parameters = target.get("SageMakerPipelineParameters")
        yield from _target(target.get("Arn"), target.get("Input"), parameters, region, request.get("Name"))


def _targets(request: _Request, region: str | None) -> Found:
    targets = request.get("Targets")
    for target in targets if isinstance(targets, list) else ():
        if isinstance(target, dict):
            parameters = target.get("SageMakerPipelineParameters")
            about = (request.get("Rule"), target.get("Id"), target.get("InputTransformer"))
            yield from _target(target.get("Arn"), target.get("Input"), parameters, region, about)
            yield from embedded.below({"InputTransformer": target.get("InputTransformer")}, ())


def _pipe(request: _Request, region: str | None) -> Found:
    """A pipe's enrichment and its target: each is started with what the template of its input gives."""
    for name in ("Enrichment", "Target"):
        given = request.get(f"{name}Parameters")
        given = given if isinstance(given, dict) else {}
        yield from embedded.below({f"{name}Parameters": given}, ())
        if request.get(name) is not None:
            about = (request.get("Name"), given)
            yield from _target(request[name], None, given.get("SageMakerPipelineParameters"), region, about)


def _target(arn: Any, text: Any, parameters: Any, region: str | None, about: Any) -> Found:
    """The jobs that a target of Scheduler, EventBridge or Pipes starts: by a call, a pipeline, a state machine, or by
    whatever takes the requests in its input. `about` is what else the call says of it."""
    called = str(arn).rpartition(":::aws-sdk:")[2] if ":::aws-sdk:" in str(arn) else ""
    operation = _universal(*called.split(":", 1)) if ":" in called else None
    if operation is not None:
        given = _json(text, "the Input of its target", f"the parameters of {operation}")
        yield from jobs_in(operation, _cased(operation, given), region)
        return
    if text is not None:
        yield from embedded.below({"Input": text}, ())
    found = parse_arn(arn) if isinstance(arn, str) else None
    if found is not None and found.service == "states" and found.resource.startswith("stateMachine:"):
        yield from _of_machine(arn, _parsed(text), region, (about, text))
    elif found is not None and found.service == "sagemaker" and found.resource.startswith("pipeline/"):
        given = parameters.get("PipelineParameterList") if isinstance(parameters, dict) else None
        yield from _of_pipeline(arn, given, region)


_UNIVERSAL = {
    "sagemaker": "SageMaker",
    "batch": "Batch",
    "sfn": "SFN",
    "scheduler": "Scheduler",
    "eventbridge": "EventBridge",
    "pipes": "Pipes",
    "cloudcontrol": "CloudControl",
    "cloudformation": "CloudFormation",
}
"""The services of guarded operations as universal targets of EventBridge Scheduler name them."""


def _universal(service: str, name: str) -> str | None:
    """The guarded operation that a universal target of EventBridge Scheduler calls."""
    found = (one for one in OPERATIONS.values() if one.service == _UNIVERSAL.get(service.lower()))
    return next((one.name for one in found if one.name.lower() == name.lower()), None)


def _cased(operation: str, given: dict[str, Any]) -> dict[str, Any]:
    """Parameters as botocore spells them: Scheduler takes their names in PascalCase, for every service."""
    lower = OPERATIONS[operation].service in ("Batch", "SFN")
    return {(name[:1].lower() if lower else name[:1].upper()) + name[1:]: value for name, value in given.items()}


def _resource(request: _Request, region: str | None) -> Found:
    state = _json(request.get("DesiredState"), "DesiredState", "a resource's properties")
    yield from _template({"Resources": {"Resource": {"Type": request.get("TypeName"), "Properties": state}}})


def _resource_changed(request: _Request, region: str | None) -> Found:
    """The properties that a JSON patch adds and replaces (RFC 6902)."""
    patch = _json(request.get("PatchDocument"), "PatchDocument", "a JSON patch", list)
    given = [one for one in patch if isinstance(one, dict) and one.get("op") in ("add", "replace")]
    properties: Any = {}
    for change in given:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in str(change.get("path")).split("/")[1:]]
        properties = _put(properties, steps, change.get("value"))
    kind = request.get("TypeName")
    found = list(_template({"Resources": {"Resource": {"Type": kind, "Properties": properties}}}))
    if not found and kind in _ELSEWHERE and hints_at_training(json.dumps(given)):
        raise UndecidableError(
            f"PatchDocument changes a part of a definition or of what fills it in; give the whole of what {kind} holds"
        )
    yield from found


def _put(node: Any, steps: Sequence[str], value: Any) -> Any:
    """A node with a value at the steps below it. Where they lead into a list, whose length is not known, or below what
    is not a structure, what is added stands beside what was there, so that both are judged."""
    if not steps:
        return value
    step, *more = steps
    known = node if isinstance(node, dict) else {"": node}
    return {**known, step: _put(known.get(step, {}), more, value)}


def _stack(request: _Request, region: str | None) -> Found:
    if request.get("TemplateURL") is not None:
        raise _in_s3("the template", "TemplateBody")
    body = request.get("TemplateBody")
    if body is None:
        body = KNOWN.stacks.find(region, request.get("StackName"))
        if body is None:
            reason = "the template that the stack has is not known to this process; pass it as TemplateBody"
            said = ("StackName", "StackSetName", "ChangeSetName", "Parameters", "Description", "Tags")
            yield from _unless_hinted(reason, *(request.get(name) for name in said))
            return
    inside = next(read((Part(body, ("TemplateBody",)),)), None) if isinstance(body, str) else None
    if inside is None or not isinstance(inside.document.value, dict):
        raise UndecidableError("TemplateBody is not the JSON or YAML text of a template")
    from policylint.guards.values import with_template_parameters

    parameters = [one for one in request.get("Parameters") or () if isinstance(one, dict)]
    given = {
        one.get("ParameterKey"): Unknown("the value that the stack has")
        if one.get("UsePreviousValue")
        else one.get("ParameterValue")
        for one in parameters
    }
    yield from _template(with_template_parameters(inside.document.value, given))


# Properties by which a resource takes a document that lies in S3, and the one that takes the document itself.
_ELSEWHERE = {
    "AWS::StepFunctions::StateMachine": ("DefinitionS3Location", "DefinitionString"),
    "AWS::Serverless::StateMachine": ("DefinitionUri", "Definition"),
    "AWS::SageMaker::Pipeline": ("PipelineDefinition.PipelineDefinitionS3Location", "PipelineDefinitionBody"),
    "AWS::CloudFormation::Stack": ("TemplateURL", "the resources themselves"),
    "AWS::CloudFormation::StackSet": ("TemplateURL", "TemplateBody"),
}


def _template(template: dict[str, Any]) -> Found:
    resources = template.get("Resources")
    for name, resource in resources.items() if isinstance(resources, dict) else ():
        kind = resource.get("Type") if isinstance(resource, dict) else None
        if kind in _ELSEWHERE:
            place, instead = _ELSEWHERE[kind]
            node: Any = resource.get("Properties")
            for step in place.split("."):
                node = node.get(step) if isinstance(node, dict) else None
            if node is not None:
                raise _in_s3(f"{place} of {name}", instead)
    yield from _of_kind(cloudformation.KIND, template)


def _in_s3(what: str, instead: str) -> UndecidableError:
    return UndecidableError(f"{what} lies in S3, where the guard does not look; pass it as {instead}")


def _called(api: str, parameters: dict[str, Any]) -> Found:
    """The jobs of a call by the kind of document that it takes, else those at any depth of it."""
    found = list(calls.jobs(api, parameters, (), ""))
    yield from found or embedded.below(parameters, ())


def _of_kind(kind: Kind, value: Any) -> Found:
    """The same of a document."""
    yield from embedded.everything(kind, value) if kind.recognises(value) else embedded.below(value, ())


def _json(text: Any, name: str, what: str, kind: type = dict) -> Any:
    value = _parsed(text)
    if not isinstance(value, kind) or (value is None and text != "null"):
        raise UndecidableError(f"{name} is not the JSON text of {what} in which each name stands once")
    return value


def _parsed(text: Any) -> Any:
    """The value of a JSON text; None where it is not one, or where readers may differ about it."""
    try:
        return json.loads(text, object_pairs_hook=each_name_once)
    except (TypeError, ValueError, RecursionError):
        return None


def _read_alike(request: _Request) -> None:
    """See to it that all readers of the texts in a call, at any depth, read the same jobs.

    Raises:
        UndecidableError: a JSON text that hints at training names a member twice: which one counts is its reader's
            choice.
    """
    nodes: list[tuple[str, Any]] = list(request.items())
    while nodes:
        name, node = nodes.pop()
        if isinstance(node, str) and node.lstrip()[:1] in ("{", "["):
            try:
                value = json.loads(node)
            except (ValueError, RecursionError):
                continue  # no JSON, so not read as such
            if _parsed(node) is None and hints_at_training(node):
                raise UndecidableError(
                    f"{name} holds a JSON text in which a name stands twice: which value counts is its reader's choice"
                )
            nodes.append((name, value))
        elif isinstance(node, Mapping):
            nodes += ((name, one) for one in node.values())
        elif isinstance(node, list):
            nodes += ((name, one) for one in node)


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
    "CreatePipe": _pipe,
    "UpdatePipe": _pipe,
    "CreateResource": _resource,
    "UpdateResource": _resource_changed,
    "CreateStack": _stack,
    "UpdateStack": _stack,
    "CreateChangeSet": _stack,
    "CreateStackSet": _stack,
    "UpdateStackSet": _stack,
}
