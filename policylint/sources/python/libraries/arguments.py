"""What a call of a library is given: arguments by parameter, and what was assigned to its result since."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from policylint.sources.python.values import (
    Call,
    Dict,
    Known,
    List,
    Made,
    Node,
    NotPlain,
    Opaque,
    Scalar,
    Value,
    derived,
    is_known,
    known,
    plain,
    unknown,
)

NONE = Known(None)


class Arguments:
    """Values by parameter. A parameter that is absent or None is None here; one that something unseen may have given or
    changed is unknown."""

    def __init__(self, values: Mapping[str, Value], keys: Mapping[str, Node], at: Node, *, clear: bool = True) -> None:
        self.values = values
        self.keys = keys
        self.at = at
        self._clear = clear

    @classmethod
    def of_call(cls, call: Call, names: Sequence[str]) -> "Arguments":
        """The arguments of a call, positional ones by the names of the parameters."""
        bound = call.bind(*names)
        return cls(bound or {}, call.keys, call.at, clear=bound is not None and call.more is None)

    @classmethod
    def of(cls, made: Made, names: Sequence[str]) -> "Arguments":
        """The arguments of the call that made an object, and the attributes that it was given since."""
        given = cls.of_call(made.call, names)
        assigned = {event.name: event.value for event in made.events if event.value is not None}
        if made.unclear:
            values = {name: Opaque(at=value.at, candidates=(value,)) for name, value in given.values.items()}
            return cls(values, given.keys, given.at, clear=False)
        return cls({**given.values, **assigned}, given.keys, given.at, clear=given._clear)

    @property
    def clear(self) -> bool:
        """Whether nothing unseen may have given or changed a parameter."""
        return self._clear

    def get(self, name: str) -> Value | None:
        """The value of a parameter; None where it is absent or None."""
        value = self.values.get(name)
        if value is None:
            return None if self._clear else unknown("**", self.at)
        return None if type(value) is Known and value.value is None else value

    def or_else(self, name: str, default: Any) -> Any:
        """The value of a parameter, or what the library puts in its place."""
        value = self.get(name)
        return default if value is None else value

    def flag(self, name: str) -> Value | None:
        """The value of a parameter that the library leaves out where it is false, zero or empty."""
        value = self.get(name)
        return None if value is not None and is_falsy(value) else value

    def text(self, name: str) -> str | None:
        """The text that a parameter is known to be."""
        value = known(self.values.get(name))
        return value if isinstance(value, str) else None

    def scalar(self, name: str, default: Scalar = None) -> Scalar:
        """The scalar that a parameter is known to be."""
        value = self.get(name)
        return default if value is None else known(value)

    def renamed(self, names: Mapping[str, str]) -> "Arguments":
        """The same with parameters of an older name under their present one, where that is not given."""
        moved = {new: self.values[old] for old, new in names.items() if old in self.values and new not in self.values}
        return Arguments({**self.values, **moved}, self.keys, self.at, clear=self._clear)


def is_none(value: Value | None) -> bool:
    """Whether a value is known to be None."""
    return isinstance(value, Known) and value.value is None


def is_falsy(value: Value) -> bool:
    """Whether a value is known to be false, zero or empty."""
    if isinstance(value, Dict | List):
        return value.more is None and not (value.entries if isinstance(value, Dict) else value.items)
    return is_known(value) and not known(value)


def present(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members that have a value."""
    return {name: value for name, value in members.items() if value is not None}


def class_of(value: Value | None, package: str) -> str:
    """The name of the class that a value is an object of, where that is a class of a package; else ""."""
    if isinstance(value, Made) and value.call.name.partition(".")[0] in package.split():
        return value.call.method
    return ""


def entries(value: Value | None) -> Iterator[tuple[str, Value]]:
    """The members of a dict whose keys are text."""
    for key, item in value.entries.items() if isinstance(value, Dict) else ():
        if isinstance(key, str):
            yield key, item


def texted(value: Value, text: Callable[[Any], str]) -> Value:
    """The text that a library makes of a value; unknown where some part of it is."""
    try:
        return Known(text(plain(value)), value.at)
    except (NotPlain, TypeError, ValueError):
        return Opaque(at=value.at)


def as_json(value: Any) -> str:
    """A value as `json.dumps` writes it."""
    return json.dumps(value)


def bare_or_json(value: Any) -> str:
    """A text as it stands, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def each(value: Value | None, change: Callable[[Value], Any]) -> Any:
    """A list with each item changed; what is no list that is known is unknown as a whole."""
    if isinstance(value, List) and value.more is None:
        return [change(item) for item in value.items]
    return None if value is None else Opaque(at=value.at)


def standing(value: Any, at: Node) -> Any:
    """A plain value as one that stands somewhere."""
    return value if isinstance(value, Value) else derived(value, at)
