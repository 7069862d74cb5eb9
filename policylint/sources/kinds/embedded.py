"""Definitions that a document holds as text: JSON inside a string, whose findings all point at that string."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from policylint.job import Job, Origin
from policylint.path import Route
from policylint.unknown import Unknown


def embedded(text: Any) -> dict[Any, Any] | None:
    """The object in a string, or in the text of a template function around one; None where there is none to read."""
    if isinstance(text, Unknown):
        text = text.expression
    if not isinstance(text, str):
        return None
    start, end = text.find("{"), text.rfind("}")
    try:
        value = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def pinned(job: Job, route: Route, owner: str) -> Job:
    """The same job with every part of its request at one place of the document, and its address below its owner's."""
    routes = dict.fromkeys(_routes(job.request, ()), route)
    return replace(job, origin=Origin(routes, f"{owner}/{job.origin.address}"))


def _routes(value: Any, at: Route) -> Iterator[Route]:
    yield at
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _routes(item, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _routes(item, (*at, index))
