"""CloudFormation's intrinsic functions, long (`Fn::Sub`) or short (`!Sub`), as far as the template itself decides them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import product
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.path import Route
from policylint.sources.embedding import Part
from policylint.sources.kinds.expressions import written
from policylint.unknown import Candidate, Unknown, is_template

NO_VALUE = "AWS::NoValue"
LOOP = "Fn::ForEach::"
_VARIABLE = re.compile(r"[$&]\{(!?)([^{}]*)\}")
_MOST_CONDITIONS = 4
"""Up to so many conditions in one text each way in which they can fall together is read, of more each fall once."""

Texts = Sequence[tuple[Part, ...]]
Given = tuple[Any, Route]
"""A value that a name stands for, and where it stands."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function, by its full name, its argument, and the route of that."""

    name: str
    argument: Any
    route: Route


@dataclass(frozen=True, slots=True)
class Scope:
    """What names stand for in a template: its mappings and parameters, the substitutions that a resource or `Fn::Sub`
    states for a text, the items at which loops of `Fn::ForEach` are, and how conditions have fallen.

    `defaults`: parameters stand for their defaults.
    """

    mappings: Mapping[Any, Any] = field(default_factory=dict)
    parameters: Mapping[Any, Any] = field(default_factory=dict)
    substitutions: Mapping[Any, Given] = field(default_factory=dict)
    loops: Mapping[Any, Given] = field(default_factory=dict)
    fallen: Mapping[str, bool] = field(default_factory=dict)
    defaults: bool = False

    def substituting(self, given: Mapping[Any, Any], route: Route) -> "Scope":
        """The scope of a text for which further substitutions are stated at a route."""
        return replace(self, substitutions={**self.substitutions, **_placed(given, route)})

    def looping(self, name: str, item: Any, route: Route) -> "Scope":
        """The scope within a loop that is at an item of its collection."""
        return replace(self, loops={**self.loops, name: (item, route)})


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


def loop(value: Any, route: Route, scope: Scope) -> Iterator[tuple[Scope, Any, Route]]:
    """The rounds of an `Fn::ForEach`, each with its scope, the loop's body and the route of that; one round without the
    loop's variable where only the deployment knows the collection.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
    """
    match value:
        case [str(name), collection, body]:
            items = list(_items(collection, (*route, 1), scope))
            for item, place in items:
                yield scope.looping(name, item, place), body, (*route, 2)
            if not items:
                yield scope, body, (*route, 2)


def _items(collection: Any, route: Route, scope: Scope) -> Iterator[Given]:
    function = call(collection, route)
    if function is not None and function.name == "Ref":
        known = _default(function.argument, replace(scope, defaults=True))
        if known is not None and isinstance(known[0], str):
            yield from ((item.strip(), known[1]) for item in known[0].split(","))
    elif isinstance(collection, list):
        yield from ((item, (*route, index)) for index, item in enumerate(collection) if isinstance(item, str | int))


def within_loops(name: str, scope: Scope) -> str:
    """A name with the variables of the loops around it filled in."""
    return _whole(tuple(_substituted(name, (), replace(scope, substitutions={}))))


def unwrapped(value: Any, route: Route) -> Given:
    """A definition that `Fn::ToJsonString` makes text of, or the value itself."""
    function = call(value, route)
    if function is not None and function.name == "Fn::ToJsonString":
        return function.argument, function.route
    return value, route


def decided(value: Any, route: Route, scope: Scope) -> Given | None:
    """The one value that a function has however the template is deployed; None where there are several, or none."""
    function = call(value, route)
    if function is None:
        return None
    if function.name == "Ref" and isinstance(function.argument, str) and function.argument in scope.loops:
        return scope.loops[function.argument]
    if function.name in ("Fn::Sub", "Fn::Join"):
        found = texts(value, route, scope)
        if len(found) == 1 and not is_template(_whole(found[0])):
            return _whole(found[0]), next((part.route for part in found[0] if part.route is not None), route)
    return None


def candidates(value: Any, route: Route, scope: Scope) -> Iterator[Candidate]:
    """The values that the template itself shows for a function: a parameter's default and allowed values, both branches
    of a condition, an entry of a mapping, and texts that are made of these."""
    function = call(value, route)
    if function is None:
        return
    match function.name, function.argument:
        case "Ref", str(name):
            yield from _of_parameter(name, scope)
        case "Fn::If", [condition, one, other]:
            for branch, index, falls in ((one, 1, "holds"), (other, 2, "does not hold")):
                place = (*function.route, index)
                if call(branch, place) is not None:
                    yield from candidates(branch, place, scope)
                elif branch is not None:
                    yield Candidate(branch, place, f"where {condition} {falls}")
        case "Fn::FindInMap", [str(name), *keys]:
            yield from _of_mapping(name, keys, scope)
        case (("Fn::Sub" | "Fn::Join"), _):
            yield from of_text(value, route, scope)


def of_text(value: Any, route: Route, scope: Scope) -> Iterator[Candidate]:
    """The texts that a string or a function comes to with the defaults of parameters, as its conditions fall."""
    for parts in texts(value, route, replace(scope, defaults=True)):
        text = _whole(parts)
        if not is_template(text):
            defaults = [part.route for part in parts if part.route is not None and part.route[:1] == ("Parameters",)]
            named = list(dict.fromkeys(f"parameter {default[1]}" for default in defaults))
            what = f"with the default of {' and of '.join(named)}" if named else "as its conditions may fall"
            places = [*defaults, *(part.route for part in parts if part.route is not None)]
            yield Candidate(text, places[0] if places else route, what)


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
    """The texts that a string or a function may come to, one for each way its conditions can fall together; none for
    what is no text at all. What only the deployment knows stands in them as `${name}`."""
    found: dict[tuple[Part, ...], None] = {}
    for fallen in _ways(list(dict.fromkeys(_conditions(value, scope)))):
        parts = _text(value, route, replace(scope, fallen={**scope.fallen, **fallen}))
        if parts is not None:
            found[parts] = None
    return list(found)


def placeholder(value: Any) -> str:
    """A template expression that may stand in a JSON string, for a value that only the deployment knows."""
    words = re.findall(r"\w+", value.expression if isinstance(value, Unknown) else written(value))
    return f"${{{' '.join(words)}}}"


def _whole(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts)


def _placed(given: Mapping[Any, Any], route: Route) -> dict[Any, Given]:
    return {name: (value, (*route, name)) for name, value in given.items()}


def _conditions(value: Any, scope: Scope) -> Iterator[str]:
    """The conditions on which a text depends, those within its functions and substitutions among them."""
    function = call(value)
    if function is not None:
        match function.name, function.argument:
            case "Fn::If", [str(condition), *_] if condition not in scope.fallen:
                yield condition
            case "Fn::Sub", [_, dict(given)]:
                scope = scope.substituting(given, ())
        value = function.argument
    if isinstance(value, str) and scope.substitutions:
        for variable in _VARIABLE.finditer(value):
            given, _ = scope.substitutions.get(variable[2], (None, ()))
            if call(given) is not None:
                yield from _conditions(given, replace(scope, substitutions={}))
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _conditions(item, scope)


def _ways(conditions: Sequence[str]) -> Iterator[Mapping[str, bool]]:
    """The ways in which conditions fall: all of them, or of many each condition alone against the others."""
    if len(conditions) <= _MOST_CONDITIONS:
        yield from (
            dict(zip(conditions, falls, strict=True)) for falls in product((True, False), repeat=len(conditions))
        )
        return
    for most in (True, False):
        alike = dict.fromkeys(conditions, most)
        yield alike
        yield from ({**alike, condition: not most} for condition in conditions)


def _text(value: Any, route: Route, scope: Scope) -> tuple[Part, ...] | None:
    """The text that a string or a function is where all conditions have fallen; None for what is no text."""
    if isinstance(value, str):
        return tuple(_substituted(value, route, scope))
    function = call(value, route)
    if function is None:
        return None
    match function.name, function.argument:
        case "Fn::Sub", str(text):
            return tuple(_substituted(text, function.route, scope))
        case "Fn::Sub", [str(text), dict(given)]:
            return tuple(_substituted(text, (*function.route, 0), scope.substituting(given, (*function.route, 1))))
        case "Fn::Join", [str(delimiter), list(items)]:
            return tuple(_joined(delimiter, items, (*function.route, 1), scope))
        case "Fn::If", [str(condition), one, other]:
            branch, index = (one, 1) if scope.fallen.get(condition, True) else (other, 2)
            return _text(branch, (*function.route, index), scope)
        case "Fn::FindInMap", [str(name), str(top), str(second), *_]:
            found = scope.mappings.get(name, {}) if isinstance(scope.mappings, dict) else {}
            mapped = found.get(top, {}).get(second) if isinstance(found, dict) else None
            if isinstance(mapped, str):
                return (Part(mapped, ("Mappings", name, top, second)),)
    return None


def _filling(value: Any, route: Route, scope: Scope) -> tuple[Part, ...]:
    """What stands in a text for a value that is put into it: text, a number, an object as JSON, or an expression."""
    function = call(value, route)
    if function is not None and function.name == "Ref" and isinstance(function.argument, str):
        known = scope.loops.get(function.argument) or _default(function.argument, scope)
        if known is not None:
            return _filling(*known, replace(scope, loops={}, defaults=False))
    if function is not None and function.name == "Fn::ToJsonString":
        return tuple(_json(function.argument, function.route, scope))
    if isinstance(value, int | float):
        return (Part(written(value), route),)
    return _text(value, route, scope) or (Part(placeholder(value)),)


def _default(name: Any, scope: Scope) -> Given | None:
    asked = scope.defaults and isinstance(name, str) and isinstance(scope.parameters, dict)
    parameter = scope.parameters.get(name) if asked else None
    if not isinstance(parameter, dict) or not isinstance(parameter.get("Default"), str | int | float):
        return None
    return parameter["Default"], ("Parameters", name, "Default")


def _joined(delimiter: str, items: Sequence[Any], route: Route, scope: Scope) -> Iterator[Part]:
    for index, item in enumerate(items):
        if index and delimiter:
            yield Part(delimiter)
        yield from _filling(item, (*route, index), scope)


def _json(value: Any, route: Route, scope: Scope) -> Iterator[Part]:
    """A value as the JSON text that `Fn::ToJsonString` makes of it."""
    function = call(value, route)
    if function is not None:
        yield Part('"')
        yield from _filling(value, route, scope)
        yield Part('"')
    elif isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        yield Part("{" if isinstance(value, dict) else "[")
        for number, (key, item) in enumerate(pairs):
            name = f"{json.dumps(str(key))}: " if isinstance(value, dict) else ""
            yield Part(f"{', ' if number else ''}{name}")
            yield from _json(item, (*route, key), scope)
        yield Part("}" if isinstance(value, dict) else "]")
    elif isinstance(value, str) and json.dumps(value, ensure_ascii=False) == f'"{value}"':
        yield Part('"')
        yield Part(value, route)
        yield Part('"')
    else:
        yield Part(written(value), route)


def _substituted(text: str, route: Route, scope: Scope) -> Iterator[Part]:
    """A text with those `${name}` resolved that the template gives a value."""
    at = 0
    for variable in _VARIABLE.finditer(text):
        name = variable[2]
        given = scope.substitutions.get(name) or scope.loops.get(name) or _default(name, scope)
        if variable[1]:
            filling: tuple[Part, ...] = (Part(f"${{{name}}}"),)
        elif given is not None:
            filling = _filling(*given, replace(scope, substitutions={}))
        else:
            continue
        function = call(given[0]) if given is not None else None
        if function is not None and function.name != "Ref" and _VARIABLE.fullmatch(_whole(filling)):
            filling = (Part(f"${{{name}}}"),)  # what such a function shows is looked up by the substitution's name
        if variable.start() > at:
            yield Part(text[at : variable.start()], route, at)
        yield from filling
        at = variable.end()
    if at < len(text) or not text:
        yield Part(text[at:], route, at)
