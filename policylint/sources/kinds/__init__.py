"""What documents hold: the registry of kinds, asked in order.

A kind is a module here with one object `KIND` that satisfies `policylint.sources.document.Kind`, and its line in the
table: the top-level member without which a document is not of the kind. So a module is loaded only for documents that
may need it. Kinds that wrap requests come before the bare requests, which may look like them.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from policylint.job import Facts, Job
from policylint.sources.document import Document, Kind
from policylint.sources.kinds.bare import KINDS as BARE
from policylint.sources.telltale import speaks_of_training
from policylint.unknown import may_hold_templates

_CONFIGURATION = "resources in configuration"  # whose kind looks at all that is in it
MODULES = {
    "States": "asl",
    "apiVersion": "ack",
    "Resources": "cloudformation",
    "format_version": "terraform",
    "Steps": "pipeline",
    "definition": "calls",
    "serviceRequestPayload": "calls",
    "PipelineDefinition": "calls",
    "Target": "calls",
    "Api": "calls",
    "operator": "airflow",
    "method": "flyte",
    "algorithm_specification": "kfp",
    "resource": "terraform_json",
    "TrainingJobArn": "answers",
    "HyperParameterTuningJobArn": "answers",
    _CONFIGURATION: "hcl",
    "calls in source": "code",
    "program of a notebook": "notebook",
}
_AS_IT_RUNS = frozenset({"code", "notebook", "hcl"})
"""Kinds whose values are those of a program or of a configuration: nothing fills in what looks like a template."""


def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order in which they are asked."""
    return (*map(_kind, dict.fromkeys(MODULES.values())), *BARE)


def jobs(document: Document, placeholders: tuple[str, ...] = ()) -> tuple[Kind, Iterator[tuple[Job, Facts]]] | None:
    """A document's kind and the jobs in it, template expressions and blanks unknown; None if it holds no requests.

    `placeholders` are patterns of further blanks.
    """
    from policylint.sources.kinds import placeholders as of_placeholders

    blank = of_placeholders.may_hold_blanks(document.text, placeholders)
    found = _jobs(of_placeholders.opened(document) if blank else document)
    if found is None or not blank or found[0].name in _AS_IT_RUNS:
        return found
    return found[0], of_placeholders.blanks(found[1], placeholders)


def _jobs(document: Document) -> tuple[Kind, Iterator[tuple[Job, Facts]]] | None:
    value = document.value
    for kind in candidates(value):
        if kind.recognises(value):
            jobs = _remarked(kind.jobs(value), document, kind)
            return kind, jobs if kind.name in _AS_IT_RUNS else _templated(jobs, document)
    if isinstance(value, dict | list) and _CONFIGURATION not in value and speaks_of_training(document.text):
        nested = _kind("nested")
        if nested.recognises(value):
            return nested, _templated(_remarked(nested.jobs(value), document, nested), document)
    return None


def candidates(value: Any) -> Iterator[Kind]:
    """The kinds that a value may be of, by its top-level members, in the order in which they are asked."""
    if isinstance(value, dict):
        for member, module in MODULES.items():
            if member in value:
                yield _kind(module)
    yield from BARE


def _kind(module: str) -> Kind:
    kind: Kind = import_module(f"{__name__}.{module}").KIND
    return kind


def _remarked(found: Iterator[tuple[Job, Facts]], document: Document, kind: Kind) -> Iterator[tuple[Job, Facts]]:
    if document.reader is None:
        return found
    from policylint.sources.kinds.readings import remarked

    return remarked(found, document, kind.name)


def _templated(found: Iterator[tuple[Job, Facts]], document: Document) -> Iterator[tuple[Job, Facts]]:
    return _marked(found) if may_hold_templates(document.text) else found


def _marked(found: Iterator[tuple[Job, Facts]]) -> Iterator[tuple[Job, Facts]]:
    from policylint.sources.kinds.templates import marked

    return marked(found)
