"""CloudFormation's intrinsic functions, long (`Fn::Sub`) or short (`!Sub`), as far as the template itself decides them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import islice, product
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.path import Route
from policylint.sources.embedding import Part
from policylint.sources.kinds.expressions import written
from policylint.unknown import Candidate, Unknown

NO_VALUE = "AWS::NoValue"
_VARIABLE = re.compile(r"\$\{(!?)([^{}]*)\}")
_MOST_ALTERNATIVES = 16
"""How many texts the branches of `Fn::If` may make of one definition: more are left out, the first ones are read."""

Texts = Sequence[tuple[Part, ...]]


@dataclass(frozen=True, slots=True)
class Call:
    """A function, by its full name, its argument, and the route of that."""

    name: str
    argument: Any
    route: Route


@dataclass(frozen=True, slots=True)
class Scope:
    """What names stand for in a template: its mappings and parameters, and the substitutions that a resource states for
    its text, which stand at `route`."""

    mappings: Mapping[Any, Any] = field(default_factory=dict)
    substitutions: Mapping[Any, Any] = field(default_factory=dict)
    route: Route = ()
    parameters: Mapping[Any, Any] = field(default_factory=dict)


def call(value: Any, route: Route = ()) -> Call | None:
    """The function that a value is, or None."""
    if isinstance(value, Unknown) and value.tag:
        name = value.tag.removeprefix("!")
        return Call(name if name in ("Ref", "Condition") else f"Fn::{name}", value.argument, route)
    if isinstance(value, dict) and len(value) == 1:
        [(name, argument)] = value.items()
        if isinstance(name, str) and (name == "Ref" or name.startswith("Fn::")):
            return Call(name, argument, (*route, name))
    return None


def candidates(function: Call, scope: Scope) -> Iterator[Candidate]:
    """The values that the template itself shows for a function: a parameter's default and allowed values, both branches
    of a condition, an entry of a mapping."""
    match function.name, function.argument:
        case "Ref", str(name):
            yield from _of_parameter(name, scope)
        case "Fn::If", [condition, one, other]:
            for branch, index, falls in ((one, 1, "holds"), (other, 2, "does not hold")):
                inner = call(branch, (*function.route, index))
                if inner is not None:
                    yield from candidates(inner, scope)
                elif branch is not None:
                    yield Candidate(branch, (*function.route, index), f"where {condition} {falls}")
        case "Fn::FindInMap", [str(name), *keys]:
            yield from _of_mapping(name, keys, scope)


def _of_parameter(name: str, scope: Scope) -> Iterator[Candidate]:
    parameter = scope.parameters.get(name) if isinstance(scope.parameters, dict) else None
    if not isinstance(parameter, dict):
        return
    route = ("Parameters", name)
    if "Default" in parameter:
        yield Candidate(parameter["Default"], (*route, "Default"), f"the default of parameter {name}")
    allowed = parameter.get("AllowedValues")
    for index, value in enumerate(allowed if isinstance(allowed, list) else ()):
        yield Candidate(value, (*route, "AllowedValues", index), f"an allowed value of parameter {name}")


def _of_mapping(name: str, keys: Sequence[Any], scope: Scope) -> Iterator[Candidate]:
    mapping = scope.mappings.get(name) if isinstance(scope.mappings, dict) else None
    if not isinstance(mapping, dict) or len(keys) < 2:
        return
    for top, second in mapping.items():
        if (isinstance(keys[0], str) and keys[0] != top) or not isinstance(second, dict):
            continue
        for key, value in second.items():
            if not isinstance(keys[1], str) or keys[1] == key:
                yield Candidate(value, ("Mappings", name, top, key), f"{top} in mapping {name}")


def texts(value: Any, route: Route, scope: Scope) -> Texts:
    """The texts that a string or a function may come to, one for each way its conditions can fall; none for what is no
    text at all. What only the deployment knows stands in them as `${name}`."""
    if isinstance(value, str):
        return [tuple(_substituted(value, route, scope))]
    function = call(value, route)
    if function is None:
        return []
    match function.name, function.argument:
        case "Fn::Sub", str(text):
            return [tuple(_substituted(text, function.route, scope))]
        case "Fn::Sub", [str(text), dict(given)]:
            inner = replace(scope, substitutions={**scope.substitutions, **given}, route=(*function.route, 1))
            return [tuple(_substituted(text, (*function.route, 0), inner))]
        case "Fn::Join", [str(delimiter), list(items)]:
            return _joined(delimiter, items, (*function.route, 1), scope)
        case "Fn::If", [_, one, other]:
            branches = ((one, 1), (other, 2))
            return [text for branch, index in branches for text in texts(branch, (*function.route, index), scope)]
        case "Fn::FindInMap", [str(name), str(top), str(second), *_]:
            found = scope.mappings.get(name, {}) if isinstance(scope.mappings, dict) else {}
            mapped = found.get(top, {}).get(second) if isinstance(found, dict) else None
            if isinstance(mapped, str):
                return [(Part(mapped, ("Mappings", name, top, second)),)]
    return [(Part(placeholder(value)),)]


def substitutions(properties: Mapping[Any, Any], scope: Scope, route: Route) -> Scope:
    """The scope within a state machine that states `DefinitionSubstitutions`."""
    given = properties.get("DefinitionSubstitutions")
    if not isinstance(given, dict):
        return scope
    return replace(scope, substitutions=given, route=(*route, "DefinitionSubstitutions"))


def placeholder(value: Any) -> str:
    """A template expression that may stand in a JSON string, for a value that only the deployment knows."""
    words = re.findall(r"\w+", value.expression if isinstance(value, Unknown) else written(value))
    return f"${{{' '.join(words)}}}"


def _joined(delimiter: str, items: Sequence[Any], route: Route, scope: Scope) -> Texts:
    choices = [texts(item, (*route, index), scope) or [(Part(placeholder(item)),)] for index, item in enumerate(items)]
    between = (Part(delimiter),) if delimiter else ()
    return [
        tuple(part for index, piece in enumerate(pieces) for part in (*(between if index else ()), *piece))
        for pieces in islice(product(*choices), _MOST_ALTERNATIVES)
    ]


def _substituted(text: str, route: Route, scope: Scope) -> Iterator[Part]:
    """A text with those `${name}` resolved that a substitution gives a literal value."""
    at = 0
    for variable in _VARIABLE.finditer(text):
        given = scope.substitutions.get(variable[2])
        if variable[1]:
            value = Part(f"${{{variable[2]}}}")
        elif isinstance(given, str):
            value = Part(given, (*scope.route, variable[2]))
        elif isinstance(given, int | float) and not isinstance(given, bool):
            value = Part(written(given))
        else:
            continue
        if variable.start() > at:
            yield Part(text[at : variable.start()], route, at)
        yield value
        at = variable.end()
    if at < len(text) or not text:
        yield Part(text[at:], route, at)
