"""What files beside a file make of the requests in it: a Helm chart's values, and kustomizations that patch with it.

A template of a chart is judged as it comes out with the chart's own values, where an expression is one value and no
more. A patch is a part of a request, of which the rest is elsewhere: nothing is missing in it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.finding import Finding
from policylint.job import Facts, Job
from policylint.sources import formats
from policylint.sources.kinds.shapes import request_shape, step
from policylint.sources.kinds.translation import Translation
from policylint.sources.text import Source, SourceFault
from policylint.unknown import Unknown, is_template

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

Found = Iterator[tuple[Job, Facts]]

_VALUE = re.compile(
    r"\{\{-?\s*\.Values\.(?P<name>\w+(?:\.\w+)*)\s*(?:\|\s*(?:quote|squote|int64|int|toString)\s*)*-?\}\}"
)
_KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_PATCHES = ("patches", "patchesStrategicMerge")
# Where resources of a type name the object or the file that holds their definition.
_LOCATIONS: Mapping[Any, Sequence[tuple[str, ...]]] = {
    "AWS::SageMaker::Pipeline": [("PipelineDefinition", "PipelineDefinitionS3Location", "Key")],
    "AWS::StepFunctions::StateMachine": [("DefinitionS3Location", "Key")],
    "AWS::Serverless::StateMachine": [("DefinitionUri",), ("DefinitionUri", "Key")],
}
_LOCATION = re.compile(rb"S3Location|DefinitionUri")
_LARGEST = 4 * 1024 * 1024
_FURTHEST = 3
"""How many folders above a file its chart or its kustomization is looked for."""


def beside(found: Found, file: str, text: str) -> Found:
    """The same jobs of a file, with what the files beside it make of them."""
    if ".Values." in text:
        values = _values(Path(file).absolute().parent)
        if values:
            return ((_rendered(job, values), facts) for job, facts in found)
    if _is_patch(Path(file).absolute()):
        return ((_opened(job), facts) for job, facts in found)
    return found


def definitions(file: str) -> tuple[str, ...]:
    """The files beside a CloudFormation template that it has the definitions of its pipelines and state machines in: at
    the place that it names, or under the name that the object in S3 has."""
    try:
        data = Source(file).at_once(_LARGEST)
    except SourceFault:
        return ()
    if data is None or _LOCATION.search(data) is None:
        return ()
    found: dict[str, None] = {}
    resources = _document(Path(file)).get("Resources")
    for resource in resources.values() if isinstance(resources, dict) else ():
        for key in _keys(resource):
            here = Path(file).parent
            beside_it = next((one for one in (here / key, here / Path(key).name) if one.is_file()), None)
            if beside_it is not None:
                found[str(beside_it)] = None
    return tuple(found)


def _keys(resource: Any) -> Iterator[str]:
    properties = resource.get("Properties") if isinstance(resource, dict) else None
    for place in _LOCATIONS.get(resource.get("Type"), ()) if isinstance(properties, dict) else ():
        value: Any = properties
        for key in place:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            yield value


def _rendered(job: Job, values: Mapping[Any, Any]) -> Job:
    return replace(job, request=_filled(dict(job.request), request_shape(job.operation), values))


def _filled(value: Any, shape: "Shape | None", values: Mapping[Any, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, step(shape, key), values) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, step(shape, index), values) for index, item in enumerate(value)]
    if not isinstance(value, Unknown):
        return value
    whole = _VALUE.fullmatch(value.expression)
    if whole is not None:
        found = _of(values, whole["name"])
        if found is None:
            return value
        return _text(found) if shape is None or shape.type == "string" else found
    text = _VALUE.sub(lambda one: _text(_of(values, one["name"]), one[0]), value.expression)
    return value if is_template(text) else text


def _of(values: Any, name: str) -> Any:
    """The scalar under a name with dots; None where there is none."""
    for key in name.split("."):
        values = values.get(key) if isinstance(values, dict) else None
    return values if isinstance(values, str | int | float) else None


def _text(value: Any, otherwise: str = "") -> str:
    """A scalar as Go's templates print it."""
    if value is None:
        return otherwise
    return str(value).lower() if isinstance(value, bool) else str(value)


def _opened(job: Job) -> Job:
    translation = Translation()
    translation.routes = dict(job.origin.routes)
    unknown = Unknown("what is patched")
    request = translation.opened(dict(job.request), job.operation, unknown, job.origin.route(()))
    return replace(job, request=request, origin=replace(job.origin, routes=translation.routes))


def _values(folder: Path) -> Mapping[Any, Any]:
    """The values of the chart whose templates are in a folder; none where it is in no chart."""
    for chart in (folder, *folder.parents[:_FURTHEST]):
        if (chart / "Chart.yaml").is_file():
            return _document(chart / "values.yaml")
    return {}


def _is_patch(file: Path) -> bool:
    return any(file in _patches(folder) for folder in file.parents[:_FURTHEST])


def _patches(folder: Path) -> frozenset[Path]:
    """The files with which the kustomization of a folder patches."""
    named = next((folder / name for name in _KUSTOMIZATIONS if (folder / name).is_file()), None)
    if named is None:
        return frozenset()
    kustomization = _document(named)
    listed = [item for key in _PATCHES for item in kustomization.get(key) or () if isinstance(item, str | dict)]
    paths = (item.get("path") if isinstance(item, dict) else item for item in listed)
    return frozenset((folder / path).resolve() for path in paths if isinstance(path, str) and "\n" not in path)


def _document(file: Path) -> Mapping[Any, Any]:
    """The mapping in a YAML file; an empty one where it cannot be read."""
    try:
        for item in formats.documents(Source(str(file))):
            return item.value if not isinstance(item, Finding) and isinstance(item.value, dict) else {}
    except SourceFault:
        pass
    return {}
