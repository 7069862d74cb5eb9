"""What files beside a file make of the requests in it: a Helm chart's values, the substitutions of the template that
names it as a definition, and kustomizations that patch with it.

A template of a chart is judged as it comes out with the chart's own values, where an expression is one value and no
more, a definition with what its template writes out. A patch is a part of a request, of which the rest is elsewhere:
nothing is missing in it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.dataclass_ import dataclass
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
_SUBSTITUTED = re.compile(r"\$\{(?P<name>\w+)\}")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_PATCHES = ("patches", "patchesStrategicMerge")
# Where resources of a type name the object or the file that holds their definition.
_LOCATIONS: Mapping[Any, Sequence[tuple[str, ...]]] = {
    "AWS::SageMaker::Pipeline": [("PipelineDefinition", "PipelineDefinitionS3Location", "Key")],
    "AWS::StepFunctions::StateMachine": [("DefinitionS3Location", "Key")],
    "AWS::Serverless::StateMachine": [("DefinitionUri",), ("DefinitionUri", "Key")],
}
_LOCATION = re.compile(rb"S3Location|DefinitionUri")
_TEMPLATES = (".yaml", ".yml", ".json", ".template")
_LARGEST = 4 * 1024 * 1024
_MOST_TEMPLATES = 200
_FURTHEST = 3
"""How many folders above a file its chart, its template or its kustomization is looked for."""


def beside(found: Found, file: str, text: str) -> Found:
    """The same jobs of a file, with what the files beside it make of them."""
    filling = _filling(Path(file).absolute(), text)
    if filling is not None:
        return ((filling.filled(job), facts) for job, facts in found)
    if _is_patch(Path(file).absolute()):
        return ((_opened(job), facts) for job, facts in found)
    return found


def definitions(file: str) -> tuple[str, ...]:
    """The files beside a CloudFormation template that it has the definitions of its pipelines and state machines in: at
    the place that it names, or under the name that the object in S3 has."""
    return tuple(dict.fromkeys(str(beside_it) for beside_it, _ in _located(Path(file))))


def _located(template: Path) -> Iterator[tuple[Path, dict[Any, Any]]]:
    """These files, each with the properties of the resource whose definition it is."""
    try:
        data = Source(str(template)).at_once(_LARGEST)
    except SourceFault:
        return
    if data is None or _LOCATION.search(data) is None:
        return
    resources = _document(template).get("Resources")
    for resource in resources.values() if isinstance(resources, dict) else ():
        for key in _keys(resource):
            here = template.parent
            beside_it = next((one for one in (here / key, here / Path(key).name) if one.is_file()), None)
            if beside_it is not None:
                yield beside_it, resource["Properties"]


def _keys(resource: Any) -> Iterator[str]:
    properties = resource.get("Properties") if isinstance(resource, dict) else None
    for place in _LOCATIONS.get(resource.get("Type"), ()) if isinstance(properties, dict) else ():
        value: Any = properties
        for key in place:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            yield value


@dataclass(frozen=True, slots=True)
class _Filling:
    """What fills in the expressions of a pattern: the values under their names."""

    pattern: re.Pattern[str]
    values: Mapping[Any, Any]

    def filled(self, job: Job) -> Job:
        """A job with those of its unknowns filled in that are expressions of one value, or text around some."""
        return replace(job, request=self._filled(dict(job.request), request_shape(job.operation)))

    def _filled(self, value: Any, shape: "Shape | None") -> Any:
        if isinstance(value, dict):
            return {key: self._filled(item, step(shape, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item, step(shape, index)) for index, item in enumerate(value)]
        if not isinstance(value, Unknown):
            return value
        whole = self.pattern.fullmatch(value.expression)
        if whole is not None:
            found = _of(self.values, whole["name"])
            if found is None:
                return value
            return _text(found) if shape is None or shape.type == "string" else found
        text = self.pattern.sub(lambda one: _text(_of(self.values, one["name"]), one[0]), value.expression)
        return value if text == value.expression or is_template(text) else text


def _filling(file: Path, text: str) -> _Filling | None:
    if ".Values." in text:
        values = _values(file.parent)
        if values:
            return _Filling(_VALUE, values)
    if "${" in text and "States" in text:
        substitutions = _substitutions(file)
        if substitutions:
            return _Filling(_SUBSTITUTED, substitutions)
    return None


def _substitutions(file: Path) -> Mapping[Any, Any]:
    """What the template whose definition a file is writes out for the names in it; none where there is no such
    template. CloudFormation puts it in as text, so that digits are a number where no quotes are."""
    for folder in (file.parent, *file.parent.parents[:_FURTHEST]):
        for template in _templates(folder):
            for definition, properties in _located(template) if template != file else ():
                given = properties.get("DefinitionSubstitutions")
                if isinstance(given, dict) and definition.resolve() == file.resolve():
                    return {name: _substituted(value) for name, value in given.items()}
        if (folder / ".git").exists():
            break
    return {}


def _templates(folder: Path) -> Sequence[Path]:
    """What may be templates in a folder, as far as there are not too many."""
    with suppress(OSError):
        return sorted(islice((path for path in folder.iterdir() if path.name.endswith(_TEMPLATES)), _MOST_TEMPLATES))
    return ()


def _substituted(value: Any) -> Any:
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value) else value


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


def chart_of(folder: Path) -> Path | None:
    """The folder of the chart whose templates are in a folder; None where it is in no chart."""
    above = (folder, *folder.parents[:_FURTHEST])
    return next((chart for chart in above if (chart / "Chart.yaml").is_file()), None)


def _values(folder: Path) -> Mapping[Any, Any]:
    """The values of that chart; none where there is no chart."""
    chart = chart_of(folder)
    return _document(chart / "values.yaml") if chart is not None else {}


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
