"""Parameters of packs: what they may be, what they are, and where each value came from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from typing import Any

from policylint.authored.fault import Fault
from policylint.authored.yaml_text import YamlText
from policylint.dataclass_ import dataclass
from policylint.durations import FORMS, parse_duration
from policylint.errors import PolicylintError
from policylint.path import Route
from policylint.policies.model import ParameterModel
from policylint.policies.types import BOOLEAN, NUMBER, STRING, Type, array, mapping
from policylint.unknown import Unknown

_TYPES: Mapping[str, Type] = {
    "string": STRING,
    "integer": NUMBER,
    "number": NUMBER,
    "boolean": BOOLEAN,
    "duration": replace(NUMBER, seconds=True),
    "strings": array(STRING),
    "integers": array(NUMBER),
}
_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "duration": f"a duration such as {FORMS}",
    "strings": "a list of texts",
    "integers": "a list of whole numbers",
}


class ParameterError(PolicylintError, ValueError):
    """A value that a parameter cannot have; the message says what it can."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A parameter's value, as it was written and as expressions see it, and where it was chosen."""

    value: Any
    written: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter with all its values.

    `values` is the type of a map's values. `chosen` is the value where no environment has its own (None: it must be
    set), `by_environment` the others.
    `origin` is where it is declared.
    """

    name: str
    kind: str
    doc: str
    values: str = ""
    allowed: tuple[Any, ...] = ()
    chosen: Chosen | None = None
    by_environment: Mapping[str, Chosen] = field(default_factory=dict)
    origin: str = ""

    def convert(self, written: Any) -> Any:
        """The value that expressions see.

        Raises:
            ParameterError: the parameter cannot have it.
        """
        if self.kind != "map":
            return self._converted(written, self.kind, self.name)
        if not isinstance(written, dict):
            raise ParameterError(f"{self.name} is {self._words}, not {written!r}")
        return {str(key): self._converted(item, self.values, f"{self.name}.{key}") for key, item in written.items()}

    def _converted(self, written: Any, kind: str, name: str) -> Any:
        try:
            fits = _FITS[kind](written)
        except ValueError as error:
            raise ParameterError(f"{name} is {_WORDS[kind]}, not {written!r}") from error
        if not fits:
            raise ParameterError(f"{name} is {_WORDS[kind]}, not {written!r}")
        if self.allowed and any(
            one not in self.allowed for one in (written if isinstance(written, list) else [written])
        ):
            raise ParameterError(f"{name} is one of {', '.join(map(repr, self.allowed))}, not {written!r}")
        return parse_duration(written) if kind == "duration" else written

    @property
    def _words(self) -> str:
        return f"a map from texts to values, each {_WORDS[self.values]}" if self.kind == "map" else _WORDS[self.kind]

    def set(self, written: Any, origin: str) -> "Parameter":
        """The same parameter with a value, or with a mapping of `default` and `environments`.

        Raises:
            ParameterError: it cannot have that value.
        """
        if not isinstance(written, dict) or (self.kind == "map" and not _differs_by_environment(written)):
            return replace(self, chosen=self._choice(written, origin), by_environment={})
        unknown = sorted(set(map(str, written)) - {"default", "environments"})
        environments = written.get("environments", {})
        if unknown or not isinstance(environments, dict):
            raise ParameterError(
                f"{self.name} is {self._words}, or a mapping with `default` and `environments` (a mapping)"
            )
        chosen = self._choice(written["default"], origin) if "default" in written else self.chosen
        own = {str(name): self._choice(value, origin) for name, value in environments.items()}
        return replace(self, chosen=chosen, by_environment={**self.by_environment, **own})

    def in_environment(self, environment: Any) -> Chosen | None:
        """The value in an environment; None where none is chosen."""
        own = self.by_environment.get(environment) if isinstance(environment, str) else None
        return own or self.chosen

    @property
    def type(self) -> Type:
        """Its type, for checking expressions."""
        texts = tuple(str(one) for one in self.allowed)
        name = f"params.{self.name}"
        if self.kind == "map":
            value = _TYPES[self.values]
            value = replace(value, name=f"a value of {name}", enum=texts if self.values == "string" else ())
            return mapping(value.nullable, name)
        return replace(_TYPES[self.kind], name=name, enum=texts if self.kind == "string" else ())

    def _choice(self, written: Any, origin: str) -> Chosen:
        return Chosen(self.convert(written), written, origin)


def declare(source: YamlText, declared: Mapping[str, ParameterModel], faults: list[Fault]) -> dict[str, Parameter]:
    """The parameters that a pack declares; what is wrong with them is added to the faults."""
    found = {}
    for name, model in declared.items():
        route: Route = ("params", name)
        place = f"{source.file}:{source.line(route)}"
        if (model.values is None) is (model.type == "map"):
            what = "a map says the type of its values: add values" if model.type == "map" else "only a map has values"
            faults.append(source.fault((*route, "type" if model.type == "map" else "values"), f"{name}: {what}"))
            continue
        parameter = Parameter(name, model.type, model.doc, model.values or "", tuple(model.allowed or ()), origin=place)
        for below, written in _values(source, route, model):
            try:
                if below == ("default",):
                    parameter = parameter.set(written, f"default, {place}")
                else:
                    parameter = parameter.set({"environments": {below[-1]: written}}, f"{below[-1]}, {place}")
            except ParameterError as error:
                faults.append(source.fault((*route, *below), str(error)))
        found[name] = parameter
    return found


def _values(source: YamlText, route: Route, model: ParameterModel) -> Iterator[tuple[Route, Any]]:
    if "default" in source.value[route[0]][route[1]]:
        yield ("default",), model.default
    for environment, written in model.environments.items():
        yield ("environments", environment), written


def values(parameters: Mapping[str, Parameter], environment: Any) -> dict[str, Any]:
    """What expressions see as `params` in an environment; where that is not known, nor is what it decides."""
    found: dict[str, Any] = {}
    for name, parameter in parameters.items():
        if parameter.by_environment and not isinstance(environment, str):
            found[name] = environment if isinstance(environment, Unknown) else Unknown("environment")
        elif (choice := parameter.in_environment(environment)) is not None:
            found[name] = choice.value
        elif parameter.by_environment:
            found[name] = Unknown(f"params.{name}, which has no value for the environment {environment!r},")
    return found


def _differs_by_environment(written: Mapping[Any, Any]) -> bool:
    """Whether what is given for a map are its values by environment: a map's own values are no mappings."""
    return (
        bool(written)
        and {"default", "environments"} >= set(written)
        and all(isinstance(part, dict) for part in written.values())
    )


def _is_integer(written: Any) -> bool:
    return isinstance(written, int) and not isinstance(written, bool)


def _is_duration(written: Any) -> bool:
    return isinstance(written, str | int | float) and parse_duration(written) >= 0


def _all(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda written: isinstance(written, list) and all(map(test, written))


def _is_text(written: Any) -> bool:
    return isinstance(written, str)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "string": _is_text,
    "integer": _is_integer,
    "number": lambda written: isinstance(written, int | float) and not isinstance(written, bool),
    "boolean": lambda written: isinstance(written, bool),
    "duration": _is_duration,
    "strings": _all(_is_text),
    "integers": _all(_is_integer),
}
