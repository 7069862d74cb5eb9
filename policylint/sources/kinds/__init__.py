"""What documents hold: their kind of content, by the `registry`, and the requests in them."""

from collections.abc import Iterator
from typing import Any

from policylint.job import Facts, Job
from policylint.sources.document import Document, Kind
from policylint.sources.kinds.bare import KINDS as BARE
from policylint.sources.kinds.registry import CONFIGURATION, candidates, kinds, load
from policylint.sources.kinds.whole import whole
from policylint.sources.telltale import speaks_of_training
from policylint.unknown import may_hold_templates

__all__ = ["jobs", "kinds"]

_AS_IT_RUNS = frozenset({"code", "notebook", "hcl"})
"""Kinds whose values are those of a program or of a configuration: nothing fills in what looks like a template."""


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
            if kind.name in _AS_IT_RUNS:
                return kind, whole(kind.jobs(value))
            return kind, _templated(_remarked(whole(_everything(kind, value)), document, kind), document)
    if isinstance(value, dict | list) and CONFIGURATION not in value and speaks_of_training(document.text):
        nested = load("nested")
        if nested.recognises(value):
            return nested, _templated(_remarked(whole(nested.jobs(value)), document, nested), document)
    return None


def _everything(kind: Kind, value: Any) -> Iterator[tuple[Job, Facts]]:
    if kind in BARE:
        return kind.jobs(value)
    from policylint.sources.kinds.embedded import everything

    return everything(kind, value)


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
