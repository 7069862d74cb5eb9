"""Keeping free text of a request out of what is printed: it may hold secrets."""

from collections.abc import Iterator
from typing import Any

from policylint.job import Job, TrainingJob
from policylint.policies.building import INPUTS
from policylint.policies.facts import kind_of
from policylint.policies.types import Type, of_shape
from policylint.unknown import Unknown

HIDDEN = "(free text, not shown)"
UNKNOWN = "(not known)"


def private_texts(job: Job) -> frozenset[str]:
    """The free text of a request, and of the tuning job above it."""
    jobs = [job, job.tuning] if isinstance(job, TrainingJob) and job.tuning is not None else [job]
    return frozenset(text for one in jobs for text in _texts(one.request, of_shape(INPUTS[kind_of(one)])))


def _texts(value: Any, type_: Type | None) -> Iterator[str]:
    """Strings that the API model calls free text, and those at places that it does not know."""
    if isinstance(value, str) and (type_ is None or type_.private):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            members = None if type_ is None else type_.members
            yield from _texts(item, members.get(key) if members is not None else type_ and type_.value)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, type_ and type_.item)


def hide(value: Any, private: frozenset[str]) -> Any:
    """A value to show: without any of the private texts, and with a word in place of what is not known."""
    if isinstance(value, str):
        return HIDDEN if any(text in value for text in private if text) else value
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, dict):
        return {key: hide(item, private) for key, item in value.items()}
    if isinstance(value, list):
        return [hide(item, private) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else "(an expression)"


def hide_made(value: Any, known: frozenset[str]) -> Any:
    """The same of a value that functions made of free text: `lower(k)` holds no private text as it was given.

    Only texts that stand in the request, once private ones are hidden, are shown.
    """
    if isinstance(value, str):
        return value if value in known or value in (HIDDEN, UNKNOWN) else HIDDEN
    if isinstance(value, dict):
        return {key: hide_made(item, known) for key, item in value.items()}
    return [hide_made(item, known) for item in value] if isinstance(value, list) else value


def texts(value: Any) -> Iterator[str]:
    """All strings in a value, but not the names of members."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)
