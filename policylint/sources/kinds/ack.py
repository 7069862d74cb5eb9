"""Kubernetes custom resources: of AWS Controllers for Kubernetes (ACK), and of the operator that came before it.

https://aws-controllers-k8s.github.io/community/reference/ (sagemaker/v1alpha1) and
https://github.com/aws/amazon-sagemaker-operator-for-k8s/tree/master/api/v1
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policylint.job import PROCESSING, TRAINING, TRANSFORM, TUNING, Facts, Job
from policylint.path import Route
from policylint.sources.embedding import Part
from policylint.sources.kinds import pipeline, sidecar
from policylint.sources.kinds.embedded import jobs_in_text
from policylint.sources.kinds.shapes import folded, step
from policylint.sources.kinds.translation import ABSENT, Member, Translation
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_ACK = "sagemaker.services.k8s.aws"
_OPERATOR = "sagemaker.aws.amazon.com"
_OPERATIONS = {
    (_ACK, "TrainingJob"): TRAINING,
    (_ACK, "HyperParameterTuningJob"): TUNING,
    (_ACK, "ProcessingJob"): PROCESSING,
    (_ACK, "TransformJob"): TRANSFORM,
    (_OPERATOR, "TrainingJob"): TRAINING,
    (_OPERATOR, "HyperparameterTuningJob"): TUNING,
}
_PIPELINE = (_ACK, "Pipeline")
_OPERATORS_OWN = ("region", "sageMakerEndpoint")

_ANNOTATIONS = {
    "environment": ("policylint/environment",),
    "region": ("policylint/region",),
    "account": ("policylint/account", "services.k8s.aws/owner-account-id"),
}

# Each is required, or the place of what is; a manifest without any is a part of one.
_WHOLE = frozenset(
    {
        "TrainingJobName",
        "HyperParameterTuningJobName",
        "RoleArn",
        "AlgorithmSpecification",
        "HyperParameterTuningJobConfig",
        "TrainingJobDefinition",
        "TrainingJobDefinitions",
        "ProcessingJobName",
        "ProcessingResources",
        "TransformJobName",
        "TransformResources",
    }
)

# What Go writes in capitals within a name: kmsKeyID, s3URI, securityGroupIDs, volumeKMSKeyID.
_INITIALISM = re.compile(r"(?<=[a-z0-9])(?:Arn|Id|Kms|Uri|Url|Vpc|Gb)(?=s?(?:[A-Z]|$))")

# A reference to another resource, `roleRef` or `subnetRefs`, stands for the member without such an ending.
_ENDINGS = {"ref": ("", "arn", "id", "name"), "refs": ("s", "arns", "ids", "names")}


class CustomResource:
    """A custom resource, or a list with one, for a training job, a tuning job or a pipeline that makes such."""

    name = "ack"
    title = "Kubernetes custom resource for SageMaker"

    def recognises(self, value: Any) -> bool:
        """Whether any resource in the document is of these API groups and kinds."""
        if not isinstance(value, dict) or "apiVersion" not in value:
            return False
        return any(kind != _PIPELINE or _holds_steps(resource) for kind, resource, _ in _resources(value, ()))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The job of each such resource, named by the resource's kind and name."""
        for kind, resource, route in _resources(value, ()):
            address = _address(resource)
            facts = _annotated(resource)
            spec = resource.get("spec")
            if kind == _PIPELINE:
                for job, _ in _pipeline_jobs(spec, route, address):
                    yield job, facts
                continue
            operation = _OPERATIONS[kind]
            translation = _OperatorSpec() if kind[0] == _OPERATOR else _Spec()
            if kind[0] == _OPERATOR and isinstance(spec, dict):
                facts = facts.over(Facts(sent_to=sidecar.facts(spec).region))
                spec = {key: item for key, item in spec.items() if key not in _OPERATORS_OWN}
            request = translation.request(operation, spec, (*route, "spec"))
            if _is_patch(request):
                request = translation.opened(request, operation, Unknown("what is patched"), (*route, "spec"))
            if kind[0] == _OPERATOR:
                translation.name(operation, request, (*route, "metadata"))
            yield translation.job(operation, request, address), facts


def spelled(route: Route) -> str:
    """The name of the member at a path in ACK's spelling."""
    name = str(route[-1])
    if name == "Type":
        return "type_"
    return _INITIALISM.sub(lambda word: word[0].upper(), name[:1].lower() + name[1:])


class _Spec(Translation):
    """ACK's spelling: lowerCamel with Go's initialisms (`s3URI`, `roleARN`), and `type_` where Go has a keyword."""

    spelled = staticmethod(spelled)

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """Kubernetes takes null as absent."""
        return ABSENT if value is None else value, route

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """The members of a structure by their API names; a map keeps its keys."""
        if isinstance(value, dict) and shape is not None and shape.type == "structure":
            return _named(value, shape, route)
        return super().members(value, shape, route)


class _OperatorSpec(_Spec):
    """The older operator's spelling: lowerCamel, and maps are lists of name and value."""

    spelled = staticmethod(lambda route: str(route[-1])[:1].lower() + str(route[-1])[1:])

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """As ACK's, but for the maps."""
        if isinstance(value, list) and shape is not None and shape.type == "map" and all(map(_is_pair, value)):
            named = ((pair["name"], pair["value"], index) for index, pair in enumerate(value))
            return ((name, item, step(shape, name), (*route, index, "value")) for name, item, index in named)
        return super().members(value, shape, route)


def _named(value: dict[Any, Any], shape: "Shape", route: Route) -> Iterator[Member]:
    taken: set[str] = set()
    for key, item in value.items():
        spelling = str(key).rstrip("_").lower()
        name = folded(shape.name).get(spelling)
        referenced = _referenced(spelling, shape) if name is None else None
        member = name or referenced
        if member is None or member in taken:
            yield key, item, None, (*route, key)
        else:
            taken.add(member)
            yield member, Unknown(str(key)) if referenced else item, step(shape, member), (*route, key)


def _referenced(spelling: str, shape: "Shape") -> str | None:
    members = folded(shape.name)
    for ending, replaced in _ENDINGS.items():
        if spelling.endswith(ending):
            stem = spelling.removesuffix(ending)
            return next((members[stem + end] for end in replaced if stem + end in members), None)
    return None


def _is_pair(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("name"), str) and "value" in item


def _resources(value: Any, route: Route) -> Iterator[tuple[tuple[str, str], dict[Any, Any], Route]]:
    """The resources of these kinds in a document or in its list of items: group and kind, resource, route."""
    if not isinstance(value, dict):
        return
    kind = (str(value.get("apiVersion")).partition("/")[0], str(value.get("kind")))
    if kind in _OPERATIONS or kind == _PIPELINE:
        yield kind, value, route
    elif kind[1].endswith("List") and isinstance(value.get("items"), list):
        for index, item in enumerate(value["items"]):
            yield from _resources(item, (*route, "items", index))


def _pipeline_jobs(spec: Any, route: Route, address: str) -> Iterator[tuple[Job, Facts]]:
    definition = spec.get("pipelineDefinition") if isinstance(spec, dict) else None
    text = definition.expression if isinstance(definition, Unknown) else definition
    if isinstance(text, str):
        yield from jobs_in_text(pipeline.KIND, (Part(text, (*route, "spec", "pipelineDefinition")),), address)


def _holds_steps(resource: dict[Any, Any]) -> bool:
    return any(True for _ in _pipeline_jobs(resource.get("spec"), (), ""))


def _metadata(resource: dict[Any, Any]) -> dict[Any, Any]:
    metadata = resource.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def _address(resource: dict[Any, Any]) -> str:
    metadata = _metadata(resource)
    name = metadata.get("name", metadata.get("generateName", ""))
    return f"{resource['kind']}/{name.expression if isinstance(name, Unknown) else name}"


def _is_patch(request: dict[Any, Any]) -> bool:
    """Whether a manifest changes another one, as kustomize's patches do: it has none of what makes a job that one."""
    return bool(request) and _WHOLE.isdisjoint(request)


def _annotated(resource: dict[Any, Any]) -> Facts:
    annotations = _metadata(resource).get("annotations")
    if not isinstance(annotations, dict):
        return Facts()
    stated = {
        fact: next((annotations[key] for key in keys if key in annotations), None)
        for fact, keys in _ANNOTATIONS.items()
    }
    sent_to = sidecar.facts({"region": annotations.get("services.k8s.aws/region")}).region
    return replace(sidecar.facts(stated), sent_to=sent_to)


KIND = CustomResource()
