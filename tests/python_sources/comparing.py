"""What was read of a program beside what was sent when it ran: each member equal or unknown, never different."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policylint.finding import Finding
from policylint.job import Job
from policylint.path import Route, format_path
from policylint.sources import formats
from policylint.sources.kinds import code
from policylint.sources.partial import Partial
from policylint.sources.text import Source
from policylint.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Compared:
    """Members that differ, each with both values, and how many of those that the source decides were read."""

    differences: tuple[str, ...]
    read: int
    decided: int


def jobs_in(script: Path) -> list[Job]:
    """The jobs that are read of a script."""
    found = []
    for item in formats.documents(Source(str(script))):
        assert not isinstance(item, Finding), item
        found += [job for job, _ in code.KIND.jobs(item.value)]
    return found


def compared(read: Mapping[str, Any], sent: Mapping[str, Any]) -> Compared:
    """A request as read, and as sent with None in place of what is decided when the program runs."""
    pairs = list(_pairs(read, sent, ()))
    differences = [
        f"{format_path(route)}: read {mine!r}, sent {theirs!r}"
        for route, mine, theirs in pairs
        if _differ(mine, theirs)
    ]
    decided = [(mine, theirs) for _, mine, theirs in pairs if theirs is not _ABSENT and theirs is not None]
    return Compared(tuple(differences), sum(not isinstance(mine, Unknown) for mine, _ in decided), len(decided))


_ABSENT: Any = type("Absent", (), {"__repr__": lambda _: "nothing"})()


def _differ(mine: Any, theirs: Any) -> bool:
    return not isinstance(mine, Unknown) and (mine != theirs or type(mine) is not type(theirs))


def _pairs(mine: Any, theirs: Any, route: Route) -> Iterator[tuple[Route, Any, Any]]:
    """Each leaf on either side, with the other side's value at its place."""
    if isinstance(theirs, dict) and theirs:
        if isinstance(mine, Unknown):
            for key, item in theirs.items():
                yield from _pairs(mine, item, (*route, key))
            return
        if isinstance(mine, dict):
            unread = mine.more if isinstance(mine, Partial) else _ABSENT
            for key in {**mine, **theirs}:
                yield from _pairs(mine.get(key, unread), theirs.get(key, _ABSENT), (*route, key))
            return
    if isinstance(theirs, list) and theirs:
        for index, item in enumerate(theirs):
            if isinstance(mine, Unknown):
                yield from _pairs(mine, item, (*route, index))
            elif isinstance(mine, list):
                yield from _pairs(mine[index] if index < len(mine) else _ABSENT, item, (*route, index))
        if isinstance(mine, list | Unknown):
            for index, item in enumerate(mine[len(theirs) :] if isinstance(mine, list) else ()):
                yield from _pairs(item, _ABSENT, (*route, len(theirs) + index))
            return
    if isinstance(mine, dict) and mine and theirs is _ABSENT:
        for key, item in mine.items():
            yield from _pairs(item, _ABSENT, (*route, key))
        return
    yield route, mine, theirs
