"""Template expressions in requests, whatever the file is: each string that holds one becomes unknown."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policylint.job import Facts, Job
from policylint.sources.kinds.shapes import request_shape, step
from policylint.sources.kinds.translation import EXCLUSIVE
from policylint.unknown import Unknown, is_template, mark_templates

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

# In a regular expression `$` and `{2}` have a meaning of their own: only these two forms can't be meant as one.
_IN_REGEX = re.compile(r"\$\{(?:(?!\$\{)[^}])*+\}|\{\{(?:(?!\{\{|\}\}).)*+\}\}", re.DOTALL)


def marked(jobs: Iterator[tuple[Job, Facts]]) -> Iterator[tuple[Job, Facts]]:
    """The same jobs with unknowns in place of template expressions."""
    for job, facts in jobs:
        request = mark_templates(dict(job.request))
        for definition, original in _definitions(request, job.request):
            _restore_regexes(definition, original)
        yield replace(job, request=_filled(request, request_shape(job.operation))), facts


def _filled(value: Any, shape: "Shape | None") -> Any:
    """The same with members unknown wherever a structure has an expression of which the template makes some."""
    if isinstance(value, list):
        return [_filled(item, step(shape, index)) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    filling = next((item for name, item in value.items() if _fills(name, item)), None)
    given = {name: _filled(item, step(shape, name)) for name, item in value.items() if item is not filling}
    if filling is None or shape is None or shape.type != "structure":
        return given
    return {name: filling for name in shape.members if name not in EXCLUSIVE} | given


def _fills(name: Any, value: Any) -> bool:
    return isinstance(value, Unknown) and value.expression == name and is_template(name)


def _definitions(request: Any, original: Any) -> Iterator[tuple[Any, Any]]:
    yield request, original
    if isinstance(request.get("TrainingJobDefinition"), dict):
        yield request["TrainingJobDefinition"], original["TrainingJobDefinition"]
    if isinstance(request.get("TrainingJobDefinitions"), list):
        yield from zip(request["TrainingJobDefinitions"], original["TrainingJobDefinitions"], strict=True)


def _restore_regexes(definition: Any, original: Any) -> None:
    try:
        metrics = definition["AlgorithmSpecification"]["MetricDefinitions"]
        originals = original["AlgorithmSpecification"]["MetricDefinitions"]
    except (KeyError, TypeError):
        return
    if not isinstance(metrics, list):
        return
    for metric, given in zip(metrics, originals, strict=True):
        if isinstance(metric, dict) and isinstance(metric.get("Regex"), Unknown):
            regex = given["Regex"]
            if isinstance(regex, str) and not _IN_REGEX.search(regex):
                metric["Regex"] = regex
