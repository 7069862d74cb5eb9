"""From a document's own spelling to a request: a copy under the API's names that knows where each part came from.

A kind whose files spell requests in another way (lowerCamel, snake_case, intrinsic functions, members ending in `.$`)
subclasses `Translation` and says what differs; the walk and the book-keeping are here, once.
"""

from collections.abc import Callable, Container, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from policylint.job import JOBS, Job, Origin, name_member
from policylint.path import Route
from policylint.sources.kinds.shapes import request_shape, step
from policylint.sources.partial import OpenMap, Partial
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

Member = tuple[Any, Any, "Shape | None", Route]
"""A member of a structure or map: its name in the request, its value, its shape, and its place in the document."""

# Members that exclude others: assuming them would contradict what the document does hold.
EXCLUSIVE = frozenset({"ServerlessJobConfig", "ModelPackageConfig", "TrainingJobDefinitions"})

ABSENT = object()
"""What `Translation.resolve` gives for a member that the document spells out but does not mean."""


class Translation:
    """The way of one request out of a document. This base changes nothing: each kind overrides what its files do."""

    spelled: "Callable[[Route], str] | None" = None
    """The name by which the document calls the member at a path, where it has a spelling of its own."""

    def __init__(self) -> None:
        self.routes: dict[Route, Route] = {}

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """What a value stands for, and where that stands: itself, a part of it, an `Unknown`, or `ABSENT`."""
        return value, route

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """The members of a structure or map, or None for a value that has none; of a partial one also those that there
        may be."""
        if not isinstance(value, dict):
            return None
        found = ((key, item, step(shape, key), (*route, key)) for key, item in value.items())
        return chain(found, unseen(value, value, shape, route)) if isinstance(value, Partial) else found

    def request(self, operation: str, value: Any, route: Route) -> dict[Any, Any]:
        """The request for an operation in the value at a route of the document.

        Where the value itself is unknown, so is each of the members; where it is not a structure, all are missing.
        """
        request = self._translate(value, request_shape(operation), (), route, None)
        if isinstance(request, Unknown):
            return self.fill({}, operation, request, route)
        return request if isinstance(request, dict) else {}

    def part(self, value: Any, shape: "Shape | None", route: Route) -> Any:
        """A value of a shape, translated by itself; `ABSENT` where it stands for nothing."""
        return self._translate(value, shape, (), route, None)

    def fill(self, request: dict[Any, Any], operation: str, unknown: Unknown, route: Route) -> dict[Any, Any]:
        """A request with the members that it may hold unseen, due to what stands at a route of the document."""
        for name in likely_members(operation):
            if name not in request:
                request[name] = unknown
                self.routes[name,] = route
        return request

    def opened(self, request: dict[Any, Any], operation: str, unknown: Unknown, route: Route) -> dict[Any, Any]:
        """A request of which the document shows a part: what any structure in it may hold unseen is unknown."""
        whole = {name: _opened(item, step(request_shape(operation), name), unknown) for name, item in request.items()}
        return self.fill(whole, operation, unknown, route)

    def name(self, operation: str, request: dict[Any, Any], route: Route) -> None:
        """Note that whatever takes the document names the job: its name is then not missing, but unknown."""
        name = name_member(operation)
        if name not in request:
            request[name] = Unknown(name)
            self.routes[name,] = route

    def job(self, operation: str, request: dict[Any, Any], address: str = "") -> Job:
        """The job that a translated request asks for."""
        origin = Origin(self.routes, address, spelled=self.spelled)
        return JOBS[operation](request, origin)

    def _translate(self, value: Any, shape: "Shape | None", at: Route, route: Route, inherited: Route | None) -> Any:
        value, route = self.resolve(value, shape, route)
        if value is ABSENT:
            return value
        if route != inherited:
            self.routes[at] = route
        members = self.members(value, shape, route)
        if members is not None:
            structure: dict[Any, Any] = {}
            for name, item, inner, place in members:
                part = self._translate(item, inner, (*at, name), place, (*route, name))
                if part is not ABSENT:
                    structure[name] = part
            is_open = isinstance(value, Partial) and shape is not None and shape.type == "map"
            return OpenMap(structure, value.more) if is_open else structure
        if isinstance(value, list):
            items: list[Any] = []
            for index, item in enumerate(value):
                last = len(items)
                part = self._translate(item, step(shape, index), (*at, last), (*route, index), (*route, last))
                if part is not ABSENT:
                    items.append(part)
            return items
        return value


def unseen(value: Partial, given: Container[Any], shape: "Shape | None", route: Route) -> Iterator[Member]:
    """The members that a structure may have beside those that are `given` in what is known of it."""
    if shape is not None and shape.type == "structure":
        for name in shape.members:
            if name not in given and name not in EXCLUSIVE:
                yield name, value.more, step(shape, name), route


def _opened(value: Any, shape: "Shape | None", unknown: Unknown) -> Any:
    if isinstance(value, list):
        return [_opened(item, step(shape, index), unknown) for index, item in enumerate(value)]
    if not isinstance(value, dict) or shape is None or shape.type != "structure":
        return value
    given = {name: _opened(item, step(shape, name), unknown) for name, item in value.items()}
    return dict.fromkeys(shape.members, unknown) | given


def likely_members(operation: str) -> list[str]:
    """The members that a request which is not shown may hold: all but those that exclude others."""
    return [name for name in request_shape(operation).members if name not in EXCLUSIVE]
