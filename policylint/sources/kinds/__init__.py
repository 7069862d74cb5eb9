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
from policylint.unknown import may_hold_templates

MODULES = {
    "States": "asl",
    "apiVersion": "ack",
    "Resources": "cloudformation",
    "format_version": "terraform",
    "Steps": "pipeline",
}


def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order in which they are asked."""
    return (*map(_kind, MODULES.values()), *BARE)


def jobs(document: Document) -> tuple[Kind, Iterator[tuple[Job, Facts]]] | None:
    """A document's kind and the jobs in it, template expressions being unknown; None if it holds no requests."""
    for kind in _candidates(document.value):
        if kind.recognises(document.value):
            found = kind.jobs(document.value)
            return kind, _marked(found) if may_hold_templates(document.text) else found
    return None


def _candidates(value: Any) -> Iterator[Kind]:
    if isinstance(value, dict):
        for member, module in MODULES.items():
            if member in value:
                yield _kind(module)
    yield from BARE


def _kind(module: str) -> Kind:
    kind: Kind = import_module(f"{__name__}.{module}").KIND
    return kind


def _marked(found: Iterator[tuple[Job, Facts]]) -> Iterator[tuple[Job, Facts]]:
    from policylint.sources.kinds.templates import marked

    return marked(found)
