"""From the fix of a request to changes of the document that it stands in, in the document's own spelling."""

from typing import Any

from policylint.finding import Edit, Fix
from policylint.fixing.change import NOTATION, Change, Refused
from policylint.fixing.editors import edited
from policylint.path import Route, parse_path
from policylint.sources.requests import Request

SPELLED = "the file has its own way to write this"
MADE = {"terraform": "the plan is Terraform's: its configuration is to be fixed"}

# Kinds that do not name members as the API does: none can be added or renamed under the API's name.
_OWN_NAMES = frozenset({"ack"})

_NOWHERE = object()


def changes_of(fix: Fix, subject: Request) -> list[Change]:
    """The changes of the subject's document that the fix comes to; those that quote don't have their text yet.

    Raises:
        Refused: the document has no such place, or what stands there is not what the request has.
    """
    if subject.kind in MADE:
        raise Refused(MADE[subject.kind])
    places = _Places(subject)
    return [places.change(edit) for edit in fix.edits]


class _Places:
    """A request and its document, side by side."""

    def __init__(self, subject: Request) -> None:
        self._request = subject.job.request
        self._route = subject.job.origin.route
        self._document = edited(subject.document)
        self._own_names = subject.kind in _OWN_NAMES

    def change(self, edit: Edit) -> Change:
        route = parse_path(edit.path)
        match edit.operation:
            case "set":
                return self._set(route, edit.value)
            case "quote":
                return Change("quote", self._same(route))
            case "remove":
                return Change("remove", self._own(route))
            case "rename":
                place = self._own(route)
                plainly = edit.value == route[-1]  # what the file spells in its own way is to be spelled as it is
                if self._own_names or (place[-1] != route[-1] and not plainly):
                    raise Refused(SPELLED)
                return Change("rename", place, edit.value)
        raise ValueError(f"no operation is called {edit.operation!r}")

    def _set(self, route: Route, value: Any) -> Change:
        if _at(self._request, route) is not _NOWHERE:
            return Change("set", self._same(route), value)
        end = next(end for end in range(len(route) - 1, -1, -1) if _at(self._request, route[:end]) is not _NOWHERE)
        parent, name = self._route(route[:end]), route[end]
        holder = _at(self._document, parent)
        if self._own_names or not isinstance(holder, dict) or name in holder:
            raise Refused(SPELLED)
        for step in reversed(route[end + 1 :]):
            if isinstance(step, int):
                raise Refused(NOTATION)
            value = {step: value}
        return Change("set", (*parent, name), value)

    def _same(self, route: Route) -> Route:
        """The place of a value that is written as the request has it."""
        place = self._route(route)
        if repr(_at(self._document, place)) != repr(_at(self._request, route)):
            raise Refused(SPELLED)
        return place

    def _own(self, route: Route) -> Route:
        """The place of a value that stands in the place of its parent, so that it can go and leave nothing."""
        place, parent = self._route(route), self._route(route[:-1])
        stands_there = place[:-1] == parent and type(place[-1]) is type(route[-1])
        if not stands_there or _at(self._document, place) is _NOWHERE:
            raise Refused(SPELLED)
        return place


def _at(value: Any, route: Route) -> Any:
    for step in route:
        if isinstance(step, int):
            if not isinstance(value, list) or step >= len(value):
                return _NOWHERE
        elif not isinstance(value, dict) or step not in value:
            return _NOWHERE
        value = value[step]
    return value
