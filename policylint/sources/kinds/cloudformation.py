"""CloudFormation templates: resources that are jobs, and state machines, pipelines and the like that make jobs.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-trainingjob.html
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from policylint.job import PROCESSING, TRAINING, Facts, Job
from policylint.path import Route
from policylint.sources.kinds import asl, calls, pipeline, sidecar
from policylint.sources.kinds.embedded import Found, alternative, owned, rest
from policylint.sources.kinds.intrinsics import LOOP, Scope, call, loop, texts, unwrapped, within_loops
from policylint.sources.kinds.recognition import operation_of
from policylint.sources.kinds.starters import MACHINES, PIPELINE, SCHEDULE, Starters
from policylint.sources.kinds.template_values import Properties, filled_in, resolved, variable
from policylint.unknown import Unknown, is_template

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

# There is a type for processing jobs. That for training jobs is one that people register, or have a macro write.
_JOBS = {"AWS::SageMaker::TrainingJob": TRAINING, "AWS::SageMaker::ProcessingJob": PROCESSING}
_CUSTOM = "Custom::AWS"
_OF_ITS_OWN = ("Custom::", "AWS::CloudFormation::CustomResource")
_OF_CUSTOM_RESOURCES = frozenset({"ServiceToken", "ServiceTimeout"})


class Template:
    """A template with a job, or with a state machine or a pipeline that holds one."""

    name = "cloudformation"
    title = "CloudFormation template"

    def recognises(self, value: Any) -> bool:
        """Whether any resource makes a job."""
        return isinstance(value, dict) and "Resources" in value and any(True for _ in self.jobs(value))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs of each such resource, named by its logical id."""
        scope = Scope(value.get("Mappings", {}), value.get("Parameters", {}))
        facts = _stated(value)
        starters = Starters(value["Resources"], scope)
        found = _of_resources(value["Resources"], ("Resources",), scope, facts, starters)
        for job, stated in rest(found, value, scope):
            yield job, stated.over(facts)


def jobs_of(type: str, properties: Any) -> Found:
    """The jobs of one resource whose properties are the document."""
    return _jobs({"Type": type, "Properties": properties}, "", (), Scope())


class _Payload(asl.Payload):
    """A task's payload in a state machine that a template spells out."""

    def __init__(self, task: asl.Task, scope: Scope) -> None:
        super().__init__(task)
        self._scope = scope

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """An intrinsic function, a substitution that the state machine states, or an expression of its language."""
        if call(value) is not None:
            value, route = resolved(value, shape, route, self._scope)
        elif isinstance(value, str) and (self._scope.substitutions or self._scope.loops):
            [parts, *_] = texts(value, route, self._scope)
            text = "".join(part.text for part in parts)
            if text != value or is_template(text):
                route = next((part.route for part in parts if part.route is not None), route)
                shown = variable(text, shape, self._scope)
                if shown:
                    return replace(Unknown(text), candidates=shown), route
            value = text
        return super().resolve(value, shape, route)


def _of_resources(resources: Any, route: Route, scope: Scope, around: Facts, starters: Starters) -> Found:
    """The jobs of resources, and of those that loops make."""
    if not isinstance(resources, dict):
        return
    for name, resource in resources.items():
        place = (*route, name)
        if isinstance(name, str) and name.startswith(LOOP):
            for inner, body, at in loop(resource, place, scope):
                yield from _of_resources(body, at, inner, around, starters)
        elif isinstance(resource, dict):
            facts = _stated(resource).over(around)
            runs = starters.of(str(name))
            for job, stated in _jobs(resource, within_loops(str(name), scope), (*place, "Properties"), scope):
                yield filled_in(job, scope), stated.over(facts).within(runs)


def _jobs(resource: dict[Any, Any], name: str, route: Route, scope: Scope) -> Found:
    kind, properties = str(resource.get("Type")), resource.get("Properties")
    reader = partial(texts, scope=scope)
    if kind in _JOBS:
        yield _job(_JOBS[kind], properties, name, route, scope), Facts()
    elif not isinstance(properties, dict):
        return
    elif kind == PIPELINE:
        yield from _pipeline(properties, name, route, reader)
    elif kind in MACHINES:
        given, at = properties.get("DefinitionSubstitutions"), (*route, "DefinitionSubstitutions")
        inner = scope.substituting(given, at) if isinstance(given, dict) else scope
        for job, facts in _state_machine(properties, name, route, inner):
            yield filled_in(job, inner), facts
    elif kind == SCHEDULE:
        yield from calls.jobs("scheduler:createSchedule", properties, route, name, reader)
    elif kind == _CUSTOM:
        for event in ("Create", "Update"):
            yield from _custom_resource(properties.get(event), (*route, event), f"{name}/{event}", reader)
    elif kind.startswith(_OF_ITS_OWN):
        yield from _own_resource(properties, name, route, scope)


def _own_resource(properties: dict[Any, Any], name: str, route: Route, scope: Scope) -> Found:
    """The job of a custom resource whose properties are those of a request."""
    given = {key: item for key, item in properties.items() if key not in _OF_CUSTOM_RESOURCES}
    operation = operation_of(given)
    if operation is not None:
        translation = Properties(scope)
        yield translation.job(operation, translation.request(operation, given, route), name), Facts()


def _pipeline(properties: dict[Any, Any], name: str, route: Route, reader: calls.Texts) -> Found:
    body = ("PipelineDefinition", "PipelineDefinitionBody")
    definition = properties.get(body[0])
    if isinstance(definition, dict):
        yield from calls.in_definition((pipeline.KIND,), definition.get(body[1]), (*route, *body), name, reader)


def _job(operation: str, properties: Any, name: str, route: Route, scope: Scope) -> Job:
    translation = Properties(scope)
    request = translation.request(operation, properties, route)
    macros = [key for key in request if isinstance(key, str) and key.startswith("Fn::")]
    if macros:  # Fn::Transform and Fn::ForEach beside other properties add some that only the deployment shows
        known = {key: item for key, item in request.items() if key not in macros}
        request = translation.fill(known, operation, Unknown(", ".join(macros)), (*route, macros[0]))
    if operation != TRAINING:  # CloudFormation makes a name where a template gives none
        translation.name(operation, request, route)
    return translation.job(operation, request, name)


def _spelled_out(argument: Any) -> bool:
    return isinstance(argument, list) and len(argument) == 3 and any(isinstance(item, dict) for item in argument[1:])


def _state_machine(
    properties: dict[Any, Any], name: str, route: Route, scope: Scope, places: dict[str, Route] | None = None
) -> Found:
    """The jobs of a state machine; `places` has the routes of its definitions where they are branches of `Fn::If`."""
    for key in ("Definition", "DefinitionString"):
        at = (*route, key) if places is None else places.get(key, ())
        function = call(properties.get(key), at)
        definition, place = unwrapped(properties.get(key), at)
        if isinstance(definition, dict) and "States" in definition:
            for task in asl.tasks(definition, place, partial(_resolved, scope=scope)):
                yield owned(_Payload(task, scope).asked(), name), task.facts
        elif function is not None and function.name == "Fn::If" and _spelled_out(function.argument):
            for index in (1, 2):
                branch = {key: function.argument[index]}
                for job, facts in _state_machine(branch, name, route, scope, {key: (*function.route, index)}):
                    yield alternative(job, index - 1), facts
        else:
            yield from calls.in_definition((asl.KIND,), definition, place, name, partial(texts, scope=scope))


def _resolved(value: Any, scope: Scope) -> Any:
    """A task's resource with the substitutions that the template states."""
    found = ["".join(part.text for part in parts) for parts in texts(value, (), scope)]
    return next((text for text in found if asl.starts_jobs(text)), found[0] if found else value)


def _custom_resource(value: Any, route: Route, name: str, reader: calls.Texts) -> Found:
    """The jobs that the CDK's AwsCustomResource starts: the call is the text of a JSON object."""
    yield from calls.in_definition((_SDK_CALL,), value, route, name, reader)


class _SdkCall:
    """A call as the CDK's AwsCustomResource writes it: service, action and parameters."""

    name = "sdk-call"
    title = "call of a custom resource"

    def recognises(self, value: Any) -> bool:
        """Whether it names a call that can start training."""
        return isinstance(value, dict) and calls.known(_api(value))

    def jobs(self, value: Any) -> Found:
        """The jobs that the call starts."""
        return calls.jobs(_api(value), value.get("parameters"), ("parameters",), "")


def _api(value: dict[Any, Any]) -> str:
    return f"{value.get('service')}:{value.get('action')}".replace("@aws-sdk/client-", "")


_SDK_CALL = _SdkCall()


def _stated(owner: dict[Any, Any]) -> Facts:
    metadata = owner.get("Metadata")
    return sidecar.facts(metadata.get("policylint")) if isinstance(metadata, dict) else Facts()


KIND = Template()
