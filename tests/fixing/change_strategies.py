"""Changes for hypothesis: any that a document's value allows."""

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from policylint.fixing.change import Change
from policylint.path import Route

PATIENT = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
"""For machines that have other things to do."""


def places(value: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """Every value below a value, with its route."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        yield (*route, step), item
        yield from places(item, (*route, step))


def at(value: Any, route: Route) -> Any:
    for step in route:
        value = value[step]
    return value


@st.composite
def changes(draw: DrawFn, document: Any, scalars: SearchStrategy[Any], names: SearchStrategy[str]) -> Change:
    """A change of a document that is a non-empty object."""
    route, value = draw(st.sampled_from(list(places(document))))
    parent = at(document, route[:-1])
    operations = ["remove"]
    if not isinstance(value, dict | list):
        operations.append("set")
    if isinstance(value, dict):
        operations.append("add")
    if isinstance(parent, dict):
        operations.append("rename")
    operation = draw(st.sampled_from(operations))
    if operation == "set":
        return Change("set", route, draw(scalars))
    if operation == "add":
        return Change("set", (*route, draw(names.filter(lambda name: name not in value))), draw(scalars))
    if operation == "rename":
        return Change("rename", route, draw(names.filter(lambda name: name not in parent)))
    return Change("remove", route)


def quotable(document: Any) -> list[tuple[Route, Any]]:
    """The numbers and booleans of a document, each with its route."""
    return [(route, value) for route, value in places(document) if isinstance(value, bool | int | float)]
