"""A YAML file to its model, with what does not fit said in the file's own words and place."""

from collections.abc import Iterator
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from policylint.nearest import did_you_mean
from policylint.path import Route, format_path
from policylint.settings.fault import AuthoredError, Fault
from policylint.settings.yamltext import YamlText

ModelT = TypeVar("ModelT", bound=BaseModel)

_PATTERNS = {
    "name": "is no name: small letters and digits, words joined by hyphens, as in require-output-kms-key",
    "parameter": "is no parameter's name: small letters and digits, words joined by underscores, as in max_runtime",
    "url": "is no web address: it begins with https://",
}
_EXPECTED = {
    "string_type": "must be text; put it in quotes",
    "list_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "date_type": "must be a date without quotes, as in 2027-01-31",
    "date_from_datetime_parsing": "must be a date without quotes, as in 2027-01-31",
    "date_parsing": "must be a date without quotes, as in 2027-01-31",
    "string_too_short": "is empty",
    "string_too_long": "is too long: a name has at most 80 characters",
    "too_short": "is empty",
}


def read(source: YamlText, model: type[ModelT]) -> ModelT:
    """The model of a file.

    Raises:
        AuthoredError: it does not fit; every fault of it.
    """
    if not isinstance(source.value, dict):
        raise AuthoredError([source.fault((), f"must be a mapping with keys such as {_keys(model)}")])
    try:
        return model.model_validate(source.value)
    except ValidationError as error:
        raise AuthoredError(_faults(source, model, error)) from None


def _faults(source: YamlText, model: type[BaseModel], error: ValidationError) -> Iterator[Fault]:
    by_place: dict[Route, list[Any]] = {}
    for detail in error.errors(include_url=False):
        by_place.setdefault(_route(source.value, detail), []).append(detail)
    for route, found in by_place.items():
        # Where a list may stand for one text, what is wrong with an item says it all.
        if not any(other != route and other[: len(route)] == route for other in by_place):
            yield _fault(source, model, route, found)


def _fault(source: YamlText, model: type[BaseModel], route: Route, found: list[Any]) -> Fault:
    kinds = {detail["type"] for detail in found}
    first = found[0]
    name = f"{route[-2]}[{route[-1]}]" if isinstance(route[-1], int) and len(route) > 1 else str(route[-1])
    if "extra_forbidden" in kinds:
        known = _fields(model, route[:-1])
        shown = did_you_mean(str(route[-1]), known) or f"; known here: {', '.join(known)}"
        return source.fault(route, f"unknown key {str(route[-1])!r}{shown}", key=True)
    if "missing" in kinds:
        owner = f"of {format_path(route[:-1])} " if route[:-1] else ""
        return source.fault(route, f"the key {name!r} {owner}is missing", key=True)
    if "literal_error" in kinds:
        allowed = _literals(first["ctx"]["expected"])
        given = first["input"]
        close = did_you_mean(str(given), allowed)
        listed = f"{' It' if close else '; it'} is one of {', '.join(allowed)}"
        return source.fault(route, f"{name} is {given!r}{close}{listed}")
    if "string_pattern_mismatch" in kinds:
        pattern = str(first["ctx"]["pattern"])
        word = "url" if "http" in pattern else "parameter" if "_" in pattern else "name"
        return source.fault(route, f"{first['input']!r} {_PATTERNS[word]}")
    if len(kinds) > 1:
        return source.fault(route, f"{name} must be text, or a list of texts")
    message = _EXPECTED.get(first["type"]) or f"does not fit: {first['msg'][0].lower()}{first['msg'][1:]}"
    return source.fault(route, f"{name} {message}".strip())


def _literals(expected: str) -> list[str]:
    return [part.strip(" '") for part in expected.replace(" or ", ", ").split(",") if part.strip()]


def _route(value: Any, detail: Any) -> Route:
    """The part of pydantic's location that is the file's: without the names of union members and of key checks."""
    location = detail["loc"]
    is_about_a_key = detail["type"] in ("missing", "extra_forbidden")
    route: list[str | int] = []
    for number, step in enumerate(location):
        inside = isinstance(value, list) and isinstance(step, int) and step < len(value)
        if inside or (isinstance(value, dict) and step in value):
            value = value[step]
        elif is_about_a_key and number == len(location) - 1:
            value = None
        else:
            continue
        route.append(step)
    return tuple(route)


def _keys(model: type[BaseModel]) -> str:
    return ", ".join(list(_aliases(model))[:4])


@lru_cache(maxsize=64)
def _aliases(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _fields(model: type[BaseModel], route: Route) -> tuple[str, ...]:
    """The keys that the model knows at a place."""
    here: Any = model
    for step in route:
        if isinstance(here, type) and issubclass(here, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
            here = fields.get(str(step))
        else:
            here = get_args(here)[-1] if get_args(here) else None
        here = _model_of(here)
    return _aliases(here) if isinstance(here, type) and issubclass(here, BaseModel) else ()


def _model_of(annotation: Any) -> Any:
    """The annotation itself, or, of an optional one, the part that is not None."""
    if get_origin(annotation) in (Union, UnionType):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation
