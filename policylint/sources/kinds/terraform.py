"""Terraform plans as `terraform show -json` prints them: the training and tuning jobs of the AWS provider.

https://developer.hashicorp.com/terraform/internals/json-format and
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sagemaker_training_job
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from policylint.finding import Finding
from policylint.job import JOBS, PROCESSING, TRAINING, TRANSFORM, TUNING, Facts, Job, Origin
from policylint.lint import UNRECOGNISED
from policylint.path import Route
from policylint.sources.document import Kind
from policylint.sources.kinds import algorithm, calls, sidecar
from policylint.sources.kinds.embedded import moved, owned, places, rest
from policylint.sources.kinds.shapes import folded, step
from policylint.sources.kinds.terraform_schedules import Declared, Schedules
from policylint.sources.kinds.translation import ABSENT, Member, Translation, unseen
from policylint.sources.kinds.whole import unseen_request
from policylint.sources.partial import Partial
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_OPERATIONS = {
    "aws_sagemaker_training_job": TRAINING,
    "aws_sagemaker_hyper_parameter_tuning_job": TUNING,
    "awscc_sagemaker_processing_job": PROCESSING,
}
_ALGORITHM = "aws_sagemaker_algorithm"
_VALIDATION = ("validation_specification", "validation_profiles")
_GONE = (["delete"], ["forget"])
_KNOWN_LATER = Unknown("known after apply")

# Attributes whose names are not the API member's in snake case, by structure.
_RENAMED = {
    "CreateHyperParameterTuningJobRequest": {
        "name": "HyperParameterTuningJobName",
        "config": "HyperParameterTuningJobConfig",
    },
    "HyperParameterTuningJobConfig": {"objective": "HyperParameterTuningJobObjective"},
    "ParentHyperParameterTuningJob": {"name": "HyperParameterTuningJobName"},
}

# Attributes in which a provider repeats what another one says.
_REPEATING = {"kubernetes_manifest": ("object",), "kubectl_manifest": ("yaml_body_parsed",)}
_ROOT = ("planned_values", "root_module")
_INDEX = re.compile(r"\[[^\]]*\]")

Resource = tuple[str, str, Any, Route]
"""A resource's address, its type, its values (an `Unknown` where they are not shown) and the route of those."""


class Plan:
    """A plan with a training or tuning job."""

    name = "terraform"
    title = "Terraform plan"

    def recognises(self, value: Any) -> bool:
        """Whether the plan has such a resource, though it were one to destroy."""
        if not isinstance(value, dict) or "format_version" not in value:
            return False
        changes = map(_operation, _listed(value, "resource_changes"))
        return any(changes) or any(True for _ in self.jobs(value))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs of each resource that stays or is made, named by its address."""
        resources, written = list(_resources(value)), _configured(value)
        schedules = Schedules(
            Declared(address, kind, values, written.get(_INDEX.sub("", address), {}))
            for address, kind, values, _ in resources
            if isinstance(values, dict)
        )
        for address, kind, values, route in resources:
            if isinstance(values, dict):
                for job, facts in jobs_of(kind, address, values, route):
                    yield job, facts.within(schedules.of(address))
            elif kind in _OPERATIONS:
                yield _unshown(_OPERATIONS[kind], address, values, route)


def _unshown(operation: str, address: str, unknown: Unknown, route: Route) -> tuple[Job, Facts]:
    """A job of which the plan shows nothing: it counts as one that nobody has judged."""
    message = "the plan does not show what this job will be: its change has no `after`"
    advice = "Write the plan with `terraform show -json` and keep its values, or name this file only where they are."
    remark = Finding.at("", message, rule=UNRECOGNISED.id, help=advice)
    job = JOBS[operation]({}, Origin({(): route}, address, remarks=(remark,)))
    return unseen_request(job, unknown), Facts()


def is_known(kind: str) -> bool:
    """Whether resources of a type make jobs, or hold what does, at places that are known."""
    return kind in _OPERATIONS or kind in _HOLDERS


def jobs_of(kind: str, address: str, values: dict[Any, Any], route: Route) -> Iterator[tuple[Job, Facts]]:
    """The jobs of one resource of a type: itself, or those in what it holds, as text or not."""
    if kind in _OPERATIONS:
        yield _job(_OPERATIONS[kind], address, values, route)
        return
    if kind == _ALGORITHM:
        yield from _validated(address, values, route)
        return
    held = list(_held(kind, address, values, route)) if kind in _HOLDERS else []
    yield from ((job, facts) for job, facts, _ in held)
    apart = [place[len(route) :] for _, _, taken in held for place in taken]
    apart += [(name,) for name in _REPEATING.get(kind, ())]
    region = Facts(sent_to=sidecar.facts(values).region)
    for job, facts in rest(iter(()), values, apart=apart):
        yield owned(moved(job, route), address), facts.over(region)


def _job(operation: str, address: str, values: dict[Any, Any], route: Route) -> tuple[Job, Facts]:
    translation = _Values()
    request = translation.request(operation, values, route)
    tags = "tags_all" if values.get("tags_all") else "tags"
    translation.tag(request, values.get(tags), (*route, tags))
    return translation.job(operation, request, address), Facts(sent_to=sidecar.facts(values).region)


class _Values(Translation):
    """The provider's spelling: snake_case, and a structure is a list of one block."""

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """Null, and no block where the API has a structure or a list of such, are absent."""
        if value is None:
            return ABSENT, route
        if isinstance(value, list) and shape is not None:
            block = shape if shape.type == "structure" else step(shape, 0)
            if not value and block is not None and block.type == "structure":
                return ABSENT, route
            if len(value) == 1 and block is shape:
                return value[0], (*route, 0)
        return value, route

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """The attributes that the API knows; the others are the provider's own, for a plan holds no misspelled ones."""
        if not isinstance(value, dict) or shape is None or shape.type != "structure":
            return super().members(value, shape, route)
        named = [(_named(key, shape), key, item) for key, item in value.items()]
        found = [(name, item, step(shape, name), (*route, key)) for name, key, item in named if name and key != "tags"]
        more = unseen(value, {member[0] for member in found}, shape, route) if isinstance(value, Partial) else ()
        return chain(found, more)

    def tag(self, request: dict[Any, Any], tags: Any, route: Route) -> None:
        """Give a request the tags that the provider makes of a map, its own default tags among them."""
        if isinstance(tags, Unknown):
            request["Tags"] = tags
            self.routes["Tags",] = route
        elif isinstance(tags, dict) and tags:
            request["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
            self.routes["Tags",] = route
            for index, key in enumerate(tags):
                for part in ((), ("Key",), ("Value",)):
                    self.routes["Tags", index, *part] = (*route, key)
            if isinstance(tags, Partial):
                request["Tags"].append(tags.more)


def _named(key: Any, shape: "Shape") -> str | None:
    renamed = _RENAMED.get(shape.name, {}).get(key)
    return renamed or folded(shape.name).get(str(key).replace("_", ""))


def _held(
    kind: str, address: str, values: dict[Any, Any], route: Route
) -> Iterator[tuple[Job, Facts, Sequence[Route]]]:
    """The jobs in what a resource holds as text: a state machine, a pipeline, a schedule, a template, a manifest; with
    the routes of what they were found in."""
    region = Facts(sent_to=sidecar.facts(values).region)
    for names, kinds in _HOLDERS[kind].items():
        for text, place in _reached(values, names, route):
            for job, facts in calls.in_definition(kinds(), text, place, address, calls.plain):
                yield job, facts.over(region), (place,)
    if kind == _CLOUD_CONTROL:
        resource, place = _Described(values.get("type_name")), (*route, _STATE)
        for job, facts in calls.in_definition((resource,), values.get(_STATE), place, address, calls.plain):
            yield job, facts.over(region), (place,)
    for block, place in _reached(values, ("target",), route):
        for job, facts in calls.target(block, place, address, calls.plain):
            yield job, facts.over(region), tuple(places(job))


def _validated(address: str, values: dict[Any, Any], route: Route) -> Iterator[tuple[Job, Facts]]:
    """The jobs by which SageMaker validates an algorithm."""
    region = Facts(sent_to=sidecar.facts(values).region)
    given = {"TrainingImage": _first(values, "training_specification", "training_image")}
    given["RoleArn"] = _first(values, "validation_specification", "validation_role")
    for operation, name in (TRAINING, "training_job_definition"), (TRANSFORM, "transform_job_definition"):
        for block, place in _reached(values, (*_VALIDATION, name), route):
            for definition, at in _reached(block, (), place):
                if isinstance(definition, dict):
                    yield algorithm.of_profile(operation, definition, at, given, address, _Values), region


def _first(values: Any, *names: str) -> Any:
    """What stands first at attributes within each other; None where nothing does."""
    return next((value for value, _ in _reached(values, names, ())), None)


class _Described:
    """The desired state of a resource of Cloud Control: the properties that a template has of that type."""

    name = "cloudcontrol"
    title = "desired state of a resource"

    def __init__(self, type: Any) -> None:
        self._type = type

    def recognises(self, value: Any) -> bool:
        """Whether it is an object of a type that is known."""
        return isinstance(value, dict) and isinstance(self._type, str)

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs of the resource."""
        from policylint.sources.kinds import cloudformation

        return cloudformation.jobs_of(self._type, value)


def _reached(value: Any, names: Sequence[str], route: Route) -> Iterator[tuple[Any, Route]]:
    """What stands at attributes within each other, in each of the blocks on the way."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _reached(item, names, (*route, index))
    elif not names:
        yield value, route
    elif isinstance(value, dict) and value.get(names[0]) is not None:
        yield from _reached(value[names[0]], names[1:], (*route, names[0]))


_Attributes = Mapping[tuple[str, ...], Callable[[], Sequence[Kind]]]


def _machines() -> Sequence[Kind]:
    from policylint.sources.kinds import asl

    return (asl.KIND,)


def _pipelines() -> Sequence[Kind]:
    from policylint.sources.kinds import pipeline

    return (pipeline.KIND,)


def _templates() -> Sequence[Kind]:
    from policylint.sources.kinds import cloudformation

    return (cloudformation.KIND,)


def _manifests() -> Sequence[Kind]:
    from policylint.sources.kinds import ack

    return (ack.KIND,)


_CLOUD_CONTROL = "aws_cloudcontrolapi_resource"
_STATE = "desired_state"

# https://registry.terraform.io/providers/hashicorp/aws/latest/docs and .../awscc/latest/docs; by the attribute's path.
_HOLDERS: Mapping[str, _Attributes] = {
    "aws_sfn_state_machine": {("definition",): _machines},
    "awscc_stepfunctions_state_machine": {("definition_string",): _machines, ("definition",): _machines},
    "aws_sagemaker_pipeline": {("pipeline_definition",): _pipelines},
    "awscc_sagemaker_pipeline": {
        ("pipeline_definition", "pipeline_definition_body"): _pipelines,
        ("pipeline_definition",): _pipelines,
    },
    "aws_scheduler_schedule": {},
    "awscc_scheduler_schedule": {},
    "aws_cloudformation_stack": {("template_body",): _templates},
    "aws_cloudformation_stack_set": {("template_body",): _templates},
    _CLOUD_CONTROL: {},
    "kubernetes_manifest": {("manifest",): _manifests},
    "kubectl_manifest": {("yaml_body",): _manifests},
}


def _resources(plan: dict[Any, Any]) -> Iterator[Resource]:
    """The resources of a plan that stay or are made; what the plan does not show of one is unknown as a whole."""
    configured = _configured(plan)
    planned = list(_planned(_at(plan, *_ROOT), _ROOT))
    elsewhere = {resource[0] for resource in planned}
    changed: set[Any] = set()
    for index, change in enumerate(_listed(plan, "resource_changes")):
        kind = _managed(change)
        if kind is None:
            continue
        address = str(change.get("address", ""))
        after, later = _at(change, "change", "after"), _at(change, "change", "after_unknown")
        if _at(change, "change", "actions") in _GONE:
            changed.add(address)
            continue
        if not isinstance(after, dict):
            if address not in elsewhere:
                yield address, kind, _KNOWN_LATER, ("resource_changes", index)
            continue
        changed.add(address)
        written = configured.get(_INDEX.sub("", address))
        if isinstance(later, dict) and written is not None:
            # What the provider merely computes was not asked for: the API's default holds, which is no unknown.
            stated = {*written, "tags_all"}
            later = {key: unknown for key, unknown in later.items() if unknown is not True or key in stated}
        yield address, kind, _merged(after, later), ("resource_changes", index, "change", "after")
    yield from (resource for resource in planned if resource[0] not in changed)


def _planned(module: Any, route: Route) -> Iterator[Resource]:
    """The resources of a module and of those inside it, as a plan without changes shows them."""
    for index, resource in enumerate(_listed(module, "resources")):
        kind = _managed(resource)
        if kind is not None and isinstance(resource.get("values"), dict):
            place = (*route, "resources", index, "values")
            yield str(resource.get("address", "")), kind, resource["values"], place
    for index, child in enumerate(_listed(module, "child_modules")):
        yield from _planned(child, (*route, "child_modules", index))


def _configured(plan: dict[Any, Any]) -> dict[str, Any]:
    """The attributes that the configuration gives to each resource, by the address without indices."""
    found: dict[str, Any] = {}
    modules = [("", _at(plan, "configuration", "root_module"))]
    for prefix, module in modules:
        for resource in _listed(module, "resources"):
            expressions = _at(resource, "expressions")
            if isinstance(expressions, dict):
                found[f"{prefix}{resource.get('address')}"] = expressions
        calls = _at(module, "module_calls")
        if isinstance(calls, dict):
            modules += [(f"{prefix}module.{name}.", _at(call, "module")) for name, call in calls.items()]
    return found


def _merged(after: Any, later: Any) -> Any:
    """The planned values, with unknowns where the plan says that only the apply will know."""
    if later is True:
        return _KNOWN_LATER
    if isinstance(later, dict) and isinstance(after, dict):
        return {key: _merged(after.get(key), later.get(key)) for key in after | later}
    if isinstance(later, list) and isinstance(after, list):
        return [_merged(item, later[index] if index < len(later) else None) for index, item in enumerate(after)]
    return after


def _operation(resource: Any) -> str | None:
    return _OPERATIONS.get(_managed(resource) or "")


def _managed(resource: Any) -> str | None:
    """The type of a resource that the configuration manages; None for data that it reads."""
    if not isinstance(resource, dict) or resource.get("mode", "managed") != "managed":
        return None
    kind = resource.get("type")
    return kind if isinstance(kind, str) else None


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _listed(value: Any, key: str) -> list[Any]:
    items = _at(value, key)
    return items if isinstance(items, list) else []


KIND = Plan()
