"""What people wrote to the model of it, with what does not fit said in the file's own words and place."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from policylint.authored.fault import AuthoredError, Fault
from policylint.authored.masking import given
from policylint.authored.text import AuthoredText
from policylint.nearest import did_you_mean
from policylint.path import Route, format_path

ModelT = TypeVar("ModelT", bound=BaseModel)
Placed = Callable[[Route, str, bool], Fault]
"""A fault at a route, with a message; of its key, where the third argument is true."""

_PATTERNS = {
    "name": "is not a name: lowercase letters and digits, words joined by hyphens, as in require-output-kms-key",
    "parameter": "is not a parameter's name: lowercase letters and digits, joined by underscores, as in max_runtime",
    "url": "is not a web address: it begins with https://",
}
_DATE = "must be a date without quotes, as in 2027-01-31"
_EXPECTED = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "dataclass_type": "must be a mapping",
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "dict_type": "must be a mapping",
    "finite_number": "must be a finite number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "less_than_equal": "must be at most {le}",
    "list_type": "must be a list",
    "mapping_type": "must be a mapping",
    "model_type": "must be a mapping",
    "string_too_long": "is too long: it has at most {max_length} characters",
    "string_too_short": "is empty",
    "string_type": "must be text; put it in quotes",
    "too_long": "is too long: it has at most {max_length} items",
    "too_short": "is empty",
    "tuple_type": "must be a list",
}
_MISSING = frozenset(("missing", "missing_argument"))
_UNKNOWN = frozenset(("extra_forbidden", "unexpected_keyword_argument"))
_CHOICES = frozenset(("enum", "literal_error"))


def read(source: AuthoredText, model: type[ModelT]) -> ModelT:
    """The model of a file.

    Raises:
        AuthoredError: it does not fit; every fault of it.
    """
    if not isinstance(source.value, dict):
        raise AuthoredError([source.fault((), f"must be a mapping with keys such as {_keys(model)}")])
    try:
        return model.model_validate(source.value)
    except ValidationError as error:
        placed: Placed = lambda route, message, key: source.fault(route, message, key=key)  # noqa: E731 - a signature
        raise AuthoredError(faults(source.value, error, partial(keys_of, model), placed)) from None


def faults(
    value: Any, error: ValidationError, known: Callable[[Route], Sequence[str]], placed: Placed
) -> Iterator[Fault]:
    """The faults of a value that a model refuses; `known` gives the keys that there are at a route."""
    by_place: dict[Route, list[Any]] = {}
    for detail in error.errors(include_url=False):
        by_place.setdefault(_route(value, detail), []).append(detail)
    for route, found in by_place.items():
        # Where a list may stand for one text, what is wrong with an item says it all.
        if not any(other != route and other[: len(route)] == route for other in by_place):
            yield _fault(route, found, known, placed)


def unknown_key(key: str, known: Sequence[str]) -> str:
    """The message about a key that nobody knows, with the nearest one or all that are known."""
    return f"unknown key {key!r}" + (did_you_mean(key, known) or f"; known here: {', '.join(known)}")


def _fault(route: Route, found: list[Any], known: Callable[[Route], Sequence[str]], placed: Placed) -> Fault:
    kinds = {detail["type"] for detail in found}
    first = found[0]
    if kinds & _UNKNOWN:
        return placed(route, unknown_key(str(route[-1]), known(route[:-1])), True)
    name = _name(route)
    if kinds & _MISSING:
        owner = f"of {format_path(route[:-1])} " if route[:-1] else ""
        return placed(route, f"the key {name!r} {owner}is missing", True)
    if kinds & _CHOICES:
        allowed = _literals(first["ctx"]["expected"])
        close = did_you_mean(str(first["input"]), allowed)
        listed = f"{' It' if close else '; it'} is one of {', '.join(allowed)}"
        return placed(route, f"{name} is {given(name, first['input'])}{close}{listed}", False)
    if "string_pattern_mismatch" in kinds:
        pattern = str(first["ctx"]["pattern"])
        word = "url" if "http" in pattern else "parameter" if "_" in pattern else "name"
        return placed(route, f"{given(name, first['input'])} {_PATTERNS[word]}", False)
    if "value_error" in kinds:
        error = next(str(detail["ctx"]["error"]) for detail in found if detail["type"] == "value_error")
        return placed(route, f"{name}: {error}" if route else error, False)
    return placed(route, f"{name} {_expected(found)}", False)


def _name(route: Route) -> str:
    if not route:
        return "this"
    return f"{route[-2]}[{route[-1]}]" if isinstance(route[-1], int) and len(route) > 1 else str(route[-1])


def _expected(found: list[Any]) -> str:
    """What a value must be; where it may be one of several things, all of them."""
    kinds = {detail["type"] for detail in found}
    if len(kinds) > 1:
        both = "text, or a list of texts" if kinds & {"list_type", "tuple_type"} else "text, or a whole number"
        return f"must be {both}"
    (first, *_) = found
    words = _EXPECTED.get(first["type"])
    if words is None:
        return f"does not fit: {first['msg'][0].lower()}{first['msg'][1:]}"
    return words.format(**first.get("ctx", {}))


def _literals(expected: str) -> list[str]:
    return [part.strip(" '") for part in expected.replace(" or ", ", ").split(",") if part.strip()]


def _route(value: Any, detail: Any) -> Route:
    """The part of pydantic's location that is the file's: without the names of union members and of key checks."""
    location = detail["loc"]
    is_about_a_key = detail["type"] in _MISSING | _UNKNOWN
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


def keys_of(model: type[BaseModel], route: Route) -> tuple[str, ...]:
    """The keys that a model knows at a place."""
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
