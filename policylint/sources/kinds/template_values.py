"""What a CloudFormation template decides of the requests in it: values of its functions, or unknowns that know what
the template shows that they may come to."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policylint.job import Job
from policylint.path import OF_FILE, Route
from policylint.sources.kinds.expressions import written
from policylint.sources.kinds.intrinsics import NO_VALUE, Scope, call, candidates, decided, of_text
from policylint.sources.kinds.shapes import request_shape, step
from policylint.sources.kinds.translation import ABSENT, Translation
from policylint.unknown import Candidate, Unknown, is_template

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

# What `Fn::Sub` fills in, and what stands for a `Ref` in joined text (`intrinsics.placeholder`).
_VARIABLE = re.compile(r"\$\{(?:Ref )?(\w+)\}")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_BOOLEANS = {"true": True, "false": False}


class Properties(Translation):
    """A resource's properties: what the template does not decide is unknown, and scalars take the type that
    CloudFormation gives them."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """An intrinsic function is a tag or an object with one member; `AWS::NoValue` removes what it is given to."""
        value, route = resolved(value, shape, route, self._scope)
        if shape is not None and isinstance(value, (str, int, float)):
            return _converted(value, shape.type), route
        return value, route


def resolved(value: Any, shape: "Shape | None", route: Route, scope: Scope) -> tuple[Any, Route]:
    """What a function stands for: a value, nothing, or an unknown with the values that the template shows for it; what
    is no function is itself."""
    function = call(value, route)
    if function is None:
        return value, route
    if function.name == "Ref" and function.argument == NO_VALUE:
        return ABSENT, route
    found = decided(value, route, scope)
    if found is not None:
        return found
    unknown = value if isinstance(value, Unknown) else Unknown(written(value))
    shown = known(value, route, shape, scope)
    return (replace(unknown, candidates=shown) if shown else unknown), route


def known(value: Any, route: Route, shape: "Shape | None", scope: Scope) -> tuple[Candidate, ...]:
    """The values that the template shows for a function, as the member of a shape gets them."""
    if shape is None:
        return ()
    return _translated(candidates(value, route, scope), shape, scope)


def variable(text: str, shape: "Shape | None", scope: Scope) -> tuple[Candidate, ...]:
    """The values that the template shows for a text with `${Name}` in it: a parameter, or what a substitution gives."""
    if shape is None or not is_template(text):
        return ()
    found = _VARIABLE.fullmatch(text)
    if found is None:
        return _translated(of_text(text, (), scope), shape, scope)
    given, route = scope.substitutions.get(found[1], ({"Ref": found[1]}, ()))
    return known(given, route, shape, scope)


def filled_in(job: Job, scope: Scope) -> Job:
    """A job whose request was read without regard to the template around it, with what that decides."""
    walk = _Embedded(job, scope) if job.origin.inside is not None else _Spelled(job, scope)
    request = walk.value(dict(job.request), request_shape(job.operation), ())
    if request == job.request and not walk.shows:
        return job
    return replace(job, request=request, origin=replace(job.origin, routes={**job.origin.routes, **walk.routes}))


class _Spelled:
    """A walk over a request that the template spells out, with functions in it."""

    def __init__(self, job: Job, scope: Scope) -> None:
        self._job, self._scope = job, scope
        self.routes: dict[Route, Route] = {}
        self.shows = False

    def value(self, value: Any, shape: "Shape | None", at: Route) -> Any:
        """The value as the template decides it."""
        if isinstance(value, dict | Unknown):
            value = self._resolved(value, shape, at)
        if isinstance(value, dict):
            parts = {key: self.value(item, step(shape, key), (*at, key)) for key, item in value.items()}
            return {key: item for key, item in parts.items() if item is not ABSENT}
        if isinstance(value, list):
            items = [self.value(item, step(shape, index), (*at, index)) for index, item in enumerate(value)]
            return [item for item in items if item is not ABSENT]
        return value

    def _resolved(self, value: Any, shape: "Shape | None", at: Route) -> Any:
        route = self._job.origin.route(at)
        found, place = resolved(value, shape, route, self._scope)
        if place != route:
            self.routes[at] = place
        self._note(found)
        return found

    def _note(self, value: Any) -> None:
        self.shows = self.shows or (isinstance(value, Unknown) and bool(value.candidates))


class _Embedded(_Spelled):
    """A walk over a request in a text of the template, which has expressions where functions were."""

    def _resolved(self, value: Any, shape: "Shape | None", at: Route) -> Any:
        if not isinstance(value, Unknown):
            return value
        shown = variable(value.expression, shape, self._scope)
        if not shown:
            return value
        found = replace(value, candidates=tuple(replace(one, route=(OF_FILE, *one.route)) for one in shown))
        self._note(found)
        return found


def _translated(found: Any, shape: "Shape", scope: Scope) -> tuple[Candidate, ...]:
    shown = (replace(one, value=Properties(scope).part(one.value, shape, one.route)) for one in found)
    return tuple(candidate for candidate in shown if candidate.value is not ABSENT)


def _converted(value: str | float, type: str) -> Any:
    """A scalar of a template as the resource gets it: CloudFormation converts between text, numbers and booleans."""
    if type == "string":
        return value if isinstance(value, str) else written(value)
    if type == "boolean" and isinstance(value, str):
        return _BOOLEANS.get(value.lower(), value)
    if type in ("integer", "long") and isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    return value
