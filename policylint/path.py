"""Paths into a request, as JMESPath writes them: `InputDataConfig[0].DataSource.S3DataSource.S3Uri`.

A path is text wherever people meet it (findings, configuration, policies) and a `Route`, a tuple of
keys and indices, wherever code walks a value. Keys that are no plain identifier are quoted as JMESPath
quotes them: `HyperParameters."learning-rate"`.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any

Route = tuple[str | int, ...]
OF_FILE = "\0file"
"""The first step of a route that leads from the file's own document, for a request that is inside a string of it."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STEP = re.compile(r'\.?(?P<name>[A-Za-z_][A-Za-z0-9_]*)|\.?(?P<quoted>"(?:[^"\\]|\\.)*")|\[(?P<index>\d+)\]')


def format_path(route: Iterable[str | int]) -> str:
    """Write a route as text; the empty route is the empty string."""
    text = ""
    for step in route:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = step if _IDENTIFIER.fullmatch(step) else json.dumps(step, ensure_ascii=False)
            text += f".{name}" if text else name
    return text


@lru_cache(maxsize=4096)
def parse_path(path: str) -> Route:
    """Read a path back into its route, so that `format_path(parse_path(path)) == path`.

    Raises:
        ValueError: the text is not a path; the message says at which character.
    """
    route: list[str | int] = []
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None or (route and step.group("index") is None and path[at] != "."):
            raise ValueError(f"not a path: unexpected {path[at]!r} at character {at + 1} of {path!r}")
        if step.group("index") is not None:
            route.append(int(step.group("index")))
        elif step.group("quoted") is not None:
            route.append(json.loads(step.group("quoted")))
        else:
            route.append(step.group("name"))
        at = step.end()
    return tuple(route)


def join(prefix: str, path: str) -> str:
    """One path below another; either may be empty."""
    if not prefix or not path:
        return prefix or path
    return f"{prefix}{path}" if path.startswith("[") else f"{prefix}.{path}"


def overlay(base: Any, changes: dict[str, Any]) -> Any:
    """A deep copy of `base` with the value at each path replaced, added, or, where it is `REMOVED`, taken out.

    Missing parents are made: a list where an index follows (only the index just past its end), else a dict.
    """
    result = _copy(base)
    for path, value in changes.items():
        route = parse_path(path)
        node = result
        for step, following in pairwise(route):
            empty: Any = [] if isinstance(following, int) else {}
            if isinstance(step, int):
                if step == len(node):
                    node.append(empty)
            else:
                node.setdefault(step, empty)
            node = node[step]
        last = route[-1]
        if value is REMOVED:
            del node[last]
        elif isinstance(last, int) and last == len(node):
            node.append(_copy(value))
        else:
            node[last] = _copy(value)
    return result


class _Removed:
    def __repr__(self) -> str:
        return "REMOVED"


REMOVED = _Removed()


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value
