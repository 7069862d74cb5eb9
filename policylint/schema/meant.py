"""A request as it is meant: misspelt members under their names, `"true"` as true, `file` as File.

The rules beyond the API model judge this reading, so that one slip neither hides other mistakes nor looks like several.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.finding import Finding, Fix
from policylint.job import Job, JobT
from policylint.path import Route, format_path, parse_path
from policylint.schema.messages import FREE_TEXT
from policylint.schema.naming import meanings
from policylint.schema.retyping import NOTHING, as_text, retyped
from policylint.schema.snapshot import Shape, Snapshot, snapshot


@dataclass(frozen=True, slots=True)
class Written:
    """Where places of the request as meant stand in the request as written; only those that differ are listed."""

    routes: dict[Route, Route] = field(default_factory=dict)

    def route(self, route: Route) -> Route:
        """The place as written of a place as meant."""
        for end in range(len(route), 0, -1):
            known = self.routes.get(route[:end])
            if known is not None:
                return known + route[end:]
        return route

    def finding(self, finding: Finding, job: Job) -> Finding:
        """A finding about a place as meant: with its place in the document, and a fix of the request as written."""
        route = parse_path(finding.path)
        written = self.route(route)
        source = finding.source or (None if written == route else job.origin.route(written))
        return replace(finding, source=source, fix=self._fix(finding.fix))

    def _fix(self, fix: Fix | None) -> Fix | None:
        if fix is None:
            return None
        edits = (replace(edit, path=format_path(self.route(parse_path(edit.path)))) for edit in fix.edits)
        return replace(fix, edits=tuple(edits))


def meant(job: JobT) -> tuple[JobT, Written]:
    """The job as it is meant, and where its places stand as written."""
    model, written = snapshot(), Written()
    reading = _Reading(model, job.operation, written.routes)
    return replace(job, request=reading.value(model.input(job.operation), job.request, (), ())), written


class _Reading:
    """One reading of one request; `routes` collects where a place as meant is written elsewhere."""

    def __init__(self, model: Snapshot, operation: str, routes: dict[Route, Route]) -> None:
        self._model = model
        self._operation = operation
        self._routes = routes

    def value(self, shape: Shape, value: Any, place: Route, written: Route, *, free: bool = False) -> Any:
        """The value as meant of what stands at `written`, to stand at `place`."""
        match shape.type, value:
            case "structure", dict():
                return self._structure(shape, value, place, written)
            case "map", dict():
                inner = self._model.shapes[shape.value]
                return {
                    key: self.value(inner, item, (*place, key), (*written, key), free=True)
                    for key, item in value.items()
                }
            case "list", list():
                inner = self._model.shapes[shape.member]
                return [self.value(inner, item, (*place, n), (*written, n), free=free) for n, item in enumerate(value)]
            case "string", str() if shape.enum:
                return next((known for known in shape.enum if known.casefold() == value.casefold()), value)
            case "string", bool() | int() | float() | date():
                text = as_text(shape, value, free=free or shape.name in FREE_TEXT)
                return value if text is None else text
            case _:
                right = retyped(self._model, shape, value)
                return value if right is NOTHING else self._retyped(shape, value, right, place, written)

    def _structure(self, shape: Shape, value: Mapping[Any, Any], place: Route, written: Route) -> dict[Any, Any]:
        names = meanings(self._operation, shape, value, place).renamed
        found = {}
        for key, item in value.items():
            name = names.get(key, key)
            if name != key:
                self._routes[*place, name] = (*written, key)
            inner = self._model.shapes[shape.members[name]] if name in shape.members else None
            found[name] = self.value(inner, item, (*place, name), (*written, key)) if inner else item
        return found

    def _retyped(self, shape: Shape, value: Any, right: Any, place: Route, written: Route) -> Any:
        """What a value of another type is meant as; where an object became a list, its entries are the items."""
        if not isinstance(right, list):
            return right
        inner = self._model.shapes[shape.member]
        if right[:1] == [value]:
            self._routes[*place, 0] = written
            return [self.value(inner, value, (*place, 0), written)]
        for n, key in enumerate(value):
            self._routes[*place, n] = self._routes[*place, n, "Value"] = (*written, key)
        return right
