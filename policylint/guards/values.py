"""Values that a start fills into a definition: a pipeline's parameters, an execution's input, a stack's parameters."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from policylint.sources.kinds.intrinsics import call
from policylint.unknown import Unknown

_TYPES: Mapping[str, Callable[[str], Any]] = {
    "Integer": int,
    "Float": float,
    "Boolean": lambda text: {"true": True, "false": False}[text.lower()],
}
_PATH = re.compile(r"(?:\.[A-Za-z_][A-Za-z0-9_]*)+")
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9]+)\}")
_INPUT = "$$.Execution.Input"
_JSONATA = re.compile(
    r"\{%\s*\$states\.(?P<of>context\.Execution\.Input|input)(?P<steps>(?:\.[A-Za-z_][A-Za-z0-9_]*)+)\s*%\}"
)


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
    language = definition.get("QueryLanguage")
    filled = {}
    for name, state in states.items():
        jsonata = isinstance(state, dict) and state.get("QueryLanguage", language) == "JSONata"
        fill = _with_expressions if jsonata else _with_paths
        is_first = name == first and isinstance(state, dict) and "InputPath" not in state
        filled[name] = fill(state, given, first=is_first)
    return {**definition, "States": filled}


def _with_expressions(node: Any, given: Mapping[str, Any], *, first: bool) -> Any:
    """A state whose language is JSONata, with values in place of the expressions that are one path."""
    if isinstance(node, list):
        return [_with_expressions(item, given, first=first) for item in node]
    if isinstance(node, dict):
        return {name: _with_expressions(item, given, first=first) for name, item in node.items()}
    found = _JSONATA.fullmatch(node) if isinstance(node, str) else None
    if found is None or (found["of"] == "input" and not first):
        return node
    value = _reached(given, found["steps"])
    return node if value is None else value


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
    return _reached(given, steps)


def _reached(given: Mapping[str, Any], steps: str) -> Any:
    """The value at steps, each with a dot before it; None where there is none."""
    node: Any = given
    for step in steps.split(".")[1:]:
        node = node.get(step) if isinstance(node, dict) else None
    return node


def with_template_parameters(template: Mapping[str, Any], given: Mapping[Any, Any]) -> dict[str, Any]:
    """A template with a value in place of each reference to a parameter: the one given, else its default.

    A parameter whose value names an entry of the Parameter Store stays a reference.
    """
    declared = template.get("Parameters")
    values = dict(_parameters(declared if isinstance(declared, dict) else {}, given))
    return {**template, "Resources": _referenced(template.get("Resources"), values)}


def _parameters(declared: Mapping[Any, Any], given: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    for name, parameter in declared.items():
        kind = str(parameter.get("Type")) if isinstance(parameter, dict) else ""
        value = given.get(name, parameter.get("Default") if isinstance(parameter, dict) else None)
        if value is None or isinstance(value, Unknown) or kind.startswith("AWS::SSM::"):
            continue
        is_list = kind.startswith("List<") or kind == "CommaDelimitedList"
        yield str(name), [item.strip() for item in value.split(",")] if is_list and isinstance(value, str) else value


def _referenced(node: Any, values: Mapping[str, Any]) -> Any:
    function = call(node)
    if function is not None and isinstance(function.argument, str):
        if function.name == "Ref":
            return values.get(function.argument, node)
        if function.name == "Fn::Sub":
            return _substituted(function.argument, values)
    if function is not None and function.name == "Fn::Sub" and isinstance(function.argument, list):
        text, *own = function.argument
        names = own[0] if own and isinstance(own[0], dict) else {}
        known = {name: value for name, value in values.items() if name not in names}
        if isinstance(text, str):
            filled = _substituted(text, known)
            return {"Fn::Sub": [filled if isinstance(filled, str) else filled["Fn::Sub"], *_referenced(own, values)]}
    if isinstance(node, Unknown):
        argument = _referenced(node.argument, values)
        return node if argument == node.argument else replace(node, argument=argument)
    if isinstance(node, dict):
        return {name: _referenced(item, values) for name, item in node.items()}
    if isinstance(node, list):
        return [_referenced(item, values) for item in node]
    return node


def _substituted(text: str, values: Mapping[str, Any]) -> Any:
    """The text of `Fn::Sub` with the values that are known: a plain text where that leaves no other variable."""

    def value(variable: re.Match[str]) -> str:
        known = values.get(variable[1])
        return variable[0] if known is None or isinstance(known, list) else str(known)

    filled = _VARIABLE.sub(value, text)
    return {"Fn::Sub": filled} if "${" in filled else filled
