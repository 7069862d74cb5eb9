"""CloudFormation templates: `AWS::SageMaker::TrainingJob` resources, and state machines and pipelines that make jobs.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-trainingjob.html
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from policylint.job import TRAINING, Facts, Job
from policylint.path import OF_FILE, Route
from policylint.sources.kinds import asl, calls, nested, pipeline, sidecar
from policylint.sources.kinds.embedded import owned
from policylint.sources.kinds.expressions import written
from policylint.sources.kinds.intrinsics import NO_VALUE, Call, Scope, call, candidates, substitutions, texts
from policylint.sources.kinds.shapes import request_shape, step
from policylint.sources.kinds.translation import ABSENT, Translation
from policylint.unknown import Candidate, Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_JOB = "AWS::SageMaker::TrainingJob"
_MACHINES = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")
_PIPELINE = "AWS::SageMaker::Pipeline"
_SCHEDULE = "AWS::Scheduler::Schedule"
_CUSTOM = "Custom::AWS"
# Resources that hold requests, or documents with such, at places of their author's choice.
_HOLDING = ("AWS::Events::Rule", "AWS::Pipes::Pipe", "AWS::SSM::Document")
# What `Fn::Sub` fills in, and what stands for a `Ref` in joined text (`intrinsics.placeholder`).
_VARIABLE = re.compile(r"\$\{(?:Ref )?(\w+)\}")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_BOOLEANS = {"true": True, "false": False}

_Found = Iterator[tuple[Job, Facts]]


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
        scope = Scope(value.get("Mappings", {}), parameters=value.get("Parameters", {}))
        for name, resource in resources.items():
            if isinstance(resource, dict):
                facts = _stated(resource).over(_stated(value))
                for job, stated in _jobs(resource, str(name), ("Resources", name, "Properties"), scope):
                    yield job, stated.over(facts)


def jobs_of(type: str, properties: Any) -> _Found:
    """The jobs of one resource whose properties are the document."""
    return _jobs({"Type": type, "Properties": properties}, "", (), Scope())


class _Properties(Translation):
    """A resource's properties: intrinsic functions are unknown, and scalars take the type that CloudFormation gives."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """An intrinsic function is a tag or an object with one member; `AWS::NoValue` removes what it is given to."""
        return _resolved_property(value, shape, route, self._scope), route


def _resolved_property(value: Any, shape: "Shape | None", route: Route, scope: Scope) -> Any:
    function = call(value, route)
    if function is not None:
        return _unknown(value, function, shape, scope)
    if shape is not None and isinstance(value, (str, int, float)):
        return _converted(value, shape.type)
    return value


def _unknown(value: Any, function: Call, shape: "Shape | None", scope: Scope) -> Any:
    """What a function stands for: nothing, or an unknown that knows the values which the template shows for it."""
    if function.name == "Ref" and function.argument == NO_VALUE:
        return ABSENT
    known = _known(function, shape, scope)
    unknown = value if isinstance(value, Unknown) else Unknown(written(value))
    return replace(unknown, candidates=known) if known else unknown


def _known(function: Call, shape: "Shape | None", scope: Scope) -> tuple[Candidate, ...]:
    """The values that the template shows for a function, as the member of a shape gets them."""
    if shape is None:
        return ()
    shown = (replace(one, value=_translated(one, shape, scope)) for one in candidates(function, scope))
    return tuple(candidate for candidate in shown if candidate.value is not ABSENT)


def _translated(candidate: Candidate, shape: "Shape | None", scope: Scope) -> Any:
    return _Properties(scope).part(candidate.value, shape, candidate.route)


class _Payload(asl.Payload):
    """A task's payload in a state machine that a template spells out."""

    def __init__(self, task: asl.Task, scope: Scope) -> None:
        super().__init__(task)
        self._scope = scope

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """An intrinsic function, a substitution that the state machine states, or an expression of its language."""
        function = call(value, route)
        if function is not None:
            return super().resolve(_unknown(value, function, shape, self._scope), shape, route)
        if isinstance(value, str) and self._scope.substitutions:
            [parts] = texts(value, route, self._scope)
            value = "".join(part.text for part in parts)
            route = parts[0].route or route
            given = _variable(value, self._scope)
            if given is not None:
                return replace(Unknown(value), candidates=_known(given, shape, self._scope)), route
        return super().resolve(value, shape, route)


def _jobs(resource: dict[Any, Any], name: str, route: Route, scope: Scope) -> _Found:
    kind, properties = resource.get("Type"), resource.get("Properties")
    reader = partial(texts, scope=scope)
    if kind == _JOB:
        yield _training_job(properties, name, route, scope), Facts()
    elif not isinstance(properties, dict):
        return
    elif kind == _PIPELINE:
        body = ("PipelineDefinition", "PipelineDefinitionBody")
        definition = properties.get(body[0])
        if isinstance(definition, dict):
            yield from calls.in_definition((pipeline.KIND,), definition.get(body[1]), (*route, *body), name, reader)
    elif kind in _MACHINES:
        yield from _state_machine(properties, name, route, substitutions(properties, scope, route))
    elif kind == _SCHEDULE:
        yield from calls.jobs("scheduler:createSchedule", properties, route, name, reader)
    elif kind == _CUSTOM:
        for event in ("Create", "Update"):
            yield from _custom_resource(properties.get(event), (*route, event), f"{name}/{event}", reader)
    elif kind in _HOLDING:
        yield from nested.below(properties, route)


def _training_job(properties: Any, name: str, route: Route, scope: Scope) -> Job:
    translation = _Properties(scope)
    request = translation.request(TRAINING, properties, route)
    macros = [key for key in request if isinstance(key, str) and key.startswith("Fn::")]
    if macros:  # Fn::Transform and Fn::ForEach beside other properties add some that only the deployment shows
        known = {key: item for key, item in request.items() if key not in macros}
        request = translation.fill(known, TRAINING, Unknown(", ".join(macros)), (*route, macros[0]))
    return translation.job(TRAINING, request, name)


def _spelled_out(argument: Any) -> bool:
    return isinstance(argument, list) and len(argument) == 3 and any(isinstance(item, dict) for item in argument[1:])


def _state_machine(
    properties: dict[Any, Any], name: str, route: Route, scope: Scope, places: dict[str, Route] | None = None
) -> _Found:
    """The jobs of a state machine; `places` has the routes of its definitions where they are branches of `Fn::If`."""
    for key in ("Definition", "DefinitionString"):
        at = (*route, key) if places is None else places.get(key, ())
        function = call(properties.get(key), at)
        definition, place = _unwrapped(properties.get(key), at)
        if isinstance(definition, dict) and "States" in definition:
            for task in asl.tasks(definition, place, partial(_resolved, scope=scope)):
                yield owned(_Payload(task, scope).asked(), name), Facts()
        elif function is not None and function.name == "Fn::If" and _spelled_out(function.argument):
            for index in (1, 2):
                branch = {key: function.argument[index]}
                for job, facts in _state_machine(branch, name, route, scope, {key: (*function.route, index)}):
                    yield calls.alternative(job, index - 1), facts
        else:
            for job, facts in calls.in_definition((asl.KIND,), definition, place, name, partial(texts, scope=scope)):
                yield replace(job, request=_shown_by(scope, job.request, request_shape(job.operation))), facts


def _shown_by(scope: Scope, value: Any, shape: "Shape | None") -> Any:
    """A request from a text of the template, whose unknowns know the values that the template shows for them."""
    if isinstance(value, dict):
        return {key: _shown_by(scope, item, step(shape, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_shown_by(scope, item, step(shape, index)) for index, item in enumerate(value)]
    function = _variable(value.expression, scope) if isinstance(value, Unknown) else None
    if function is None:
        return value
    known = _known(function, shape, scope)
    return replace(value, candidates=tuple(replace(one, route=(OF_FILE, *one.route)) for one in known))


def _variable(text: str, scope: Scope) -> Call | None:
    """What a text that is one `${Name}` stands for: a parameter, or the function that a substitution gives."""
    found = _VARIABLE.fullmatch(text)
    if found is None:
        return None
    if found[1] in scope.substitutions:
        return call(scope.substitutions[found[1]], (*scope.route, found[1]))
    return Call("Ref", found[1], ())


def _unwrapped(value: Any, route: Route) -> tuple[Any, Route]:
    """A definition that `Fn::ToJsonString` makes text of, or the value itself."""
    function = call(value, route)
    if function is not None and function.name == "Fn::ToJsonString":
        return function.argument, function.route
    return value, route


def _resolved(value: Any, scope: Scope) -> Any:
    """A task's resource with the substitutions that the template states."""
    found = texts(value, (), scope)
    return "".join(part.text for part in found[0]) if found else value


def _custom_resource(value: Any, route: Route, name: str, reader: calls.Texts) -> _Found:
    """The jobs that the CDK's AwsCustomResource starts: the call is the text of a JSON object."""
    yield from calls.in_definition((_SDK_CALL,), value, route, name, reader)


class _SdkCall:
    """A call as the CDK's AwsCustomResource writes it: service, action and parameters."""

    name = "sdk-call"
    title = "call of a custom resource"

    def recognises(self, value: Any) -> bool:
        """Whether it names a call that can start training."""
        return isinstance(value, dict) and calls.known(_api(value))

    def jobs(self, value: Any) -> _Found:
        """The jobs that the call starts."""
        return calls.jobs(_api(value), value.get("parameters"), ("parameters",), "")


def _api(value: dict[Any, Any]) -> str:
    return f"{value.get('service')}:{value.get('action')}".replace("@aws-sdk/client-", "")


_SDK_CALL = _SdkCall()


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
