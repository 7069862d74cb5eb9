"""What readers of YAML take differently in a request: remarks at the members whose values or names are such scalars.

A request is judged by what its own reader makes of it (`formats.readers`). Where that departs from PyYAML it is a
finding, since whoever tries the file in Python sees another request; where it does not, or any of several may read the
file, a note.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policylint.finding import Anchor, Finding, Severity
from policylint.job import Facts, Job
from policylint.path import Route, format_path
from policylint.sources.document import Document
from policylint.sources.kinds.rules import READERS_DIFFER
from policylint.sources.kinds.shapes import request_shape, step

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape
    from policylint.sources.formats.readers import Reader
    from policylint.sources.formats.yaml_ import Plain

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "boolean": bool, "integer": int, "long": int, "float": (int, float), "double": (int, float),
}  # fmt: skip
_NUMBERS = _TYPES.keys() - {"string", "boolean"}
# What may be read by one reader as well as by another; the other kinds of file have one alone.
_ANY_READER = frozenset({"training", "tuning", "cloudformation"})


def remarked(found: Iterator[tuple[Job, Facts]], document: Document, kind: str) -> Iterator[tuple[Job, Facts]]:
    """The same jobs, with remarks on what readers of the document take differently."""
    reader = document.reader
    if reader is None or not (reader.only or kind in _ANY_READER):
        return found
    return (_remarked(job, facts, document) for job, facts in found)


def _remarked(job: Job, facts: Facts, document: Document) -> tuple[Job, Facts]:
    if job.origin.inside is not None:
        return job, facts
    remarks = tuple(_remarks(job, document))
    return replace(job, origin=replace(job.origin, remarks=(*job.origin.remarks, *remarks))), facts


def _remarks(job: Job, document: Document) -> Iterator[Finding]:
    from policylint.sources.formats.plain import may_differ
    from policylint.sources.formats.yaml_ import scalars

    reader = document.reader
    members = list(_members(job.request, request_shape(job.operation), ()))
    found = scalars(document, [job.origin.route(route) for route, _, _ in members])
    for route, value, shape in members:
        for scalar in found.get(job.origin.route(route), ()):
            if reader is None or not may_differ(scalar.node.text):
                continue
            numeric = not scalar.is_key and shape is not None and shape.type in _NUMBERS
            message = reader.difference(scalar.node.text, exactly=numeric)
            if message is not None and not _reported(scalar, value, shape, reader):
                note = not reader.only or not reader.departs(scalar.node.text)
                yield Finding.at(
                    format_path(route),
                    message,
                    rule=READERS_DIFFER.id,
                    severity=Severity.NOTE if note else None,
                    anchor=Anchor.KEY if scalar.is_key else Anchor.VALUE,
                )


def _members(value: Any, shape: "Shape | None", route: Route) -> Iterator[tuple[Route, Any, "Shape | None"]]:
    """The members and items of a request at any depth, each with its value and shape."""
    if isinstance(value, dict):
        inside: Iterator[tuple[Any, Any]] = iter(value.items())
    elif isinstance(value, list):
        inside = iter(enumerate(value))
    else:
        return
    for key, item in inside:
        inner = step(shape, key)
        yield (*route, key), item, inner
        yield from _members(item, inner, (*route, key))


def _reported(scalar: "Plain", value: Any, shape: "Shape | None", reader: "Reader") -> bool:
    """Whether another rule reports it: a key that is no string, or a value that the API does not take there."""
    if scalar.is_key:
        return not isinstance(reader.schema.read(scalar.node.text), str)
    return reader.only and not _fits(value, shape)


def _fits(value: Any, shape: "Shape | None") -> bool:
    """Whether a value is of the type that the API takes in its place."""
    wanted = _TYPES.get(shape.type) if shape is not None else None
    return wanted is None or (isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool)))
