"""Values that a start fills into a definition: a pipeline's parameters, an execution's input."""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TYPES: Mapping[str, Callable[[str], Any]] = {
    "Integer": int,
    "Float": float,
    "Boolean": lambda text: {"true": True, "false": False}[text.lower()],
}
_PATH = re.compile(r"(?:\.[A-Za-z_][A-Za-z0-9_]*)+")
_INPUT = "$$.Execution.Input"


def with_parameters(definition: Mapping[str, Any], given: Mapping[Any, Any]) -> Any:
    """A pipeline's definition with a value in place of each parameter: the one given, else its default."""
    values: dict[str, Any] = {}
    for one in definition.get("Parameters") or ():
        if isinstance(one, dict):
            name = str(one.get("Name"))
            if name in given:
                values[f"Parameters.{name}"] = _typed(given[name], one.get("Type"))
            elif one.get("DefaultValue") is not None:
                values[f"Parameters.{name}"] = one["DefaultValue"]
    return {**definition, "Steps": _filled(definition.get("Steps"), values)}


def _typed(value: Any, kind: Any) -> Any:
    try:
        return _TYPES[kind](value) if kind in _TYPES and isinstance(value, str) else value
    except (ValueError, KeyError):
        return value


def _filled(node: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(node, dict):
        if len(node) == 1 and isinstance(node.get("Get"), str) and node["Get"] in values:
            return values[node["Get"]]
        return {name: _filled(item, values) for name, item in node.items()}
    if isinstance(node, list):
        return [_filled(item, values) for item in node]
    return node


def with_input(definition: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    """A state machine with values in place of paths into its execution's input, where they are sure to mean that: from
    the context object, and in the state that it starts at."""
    states = definition.get("States")
    if not isinstance(states, dict):
        return definition
    first = definition.get("StartAt")
    filled = {
        name: _with_paths(state, given, first=name == first and isinstance(state, dict) and "InputPath" not in state)
        for name, state in states.items()
    }
    return {**definition, "States": filled}


def _with_paths(node: Any, given: Mapping[str, Any], *, first: bool) -> Any:
    if isinstance(node, list):
        return [_with_paths(item, given, first=first) for item in node]
    if not isinstance(node, dict):
        return node
    found: dict[Any, Any] = {}
    for name, item in node.items():
        known = _at(item, given, first) if isinstance(name, str) and name.endswith(".$") else None
        if known is None:
            found[name] = _with_paths(item, given, first=first)
        else:
            found[name[:-2]] = known
    return found


def _at(path: Any, given: Mapping[str, Any], first: bool) -> Any:
    """The value at a path into the input; None where that is not known."""
    if not isinstance(path, str):
        return None
    if path.startswith(_INPUT):
        steps = path.removeprefix(_INPUT)
    elif first and path.startswith("$."):
        steps = path[1:]
    else:
        return None
    if not _PATH.fullmatch(steps):
        return None
    node: Any = given
    for step in steps.split(".")[1:]:
        node = node.get(step) if isinstance(node, dict) else None
    return node
