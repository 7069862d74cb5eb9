"""`dataclass` as the standard library has it, made in a tenth of the time: a start makes some sixty such classes.

The standard library compiles six methods for each frozen class, 0.5 ms in all, of which most runs call one or none.
Here `__init__` is compiled when a class is called for the first time, and the other methods need no compiling. The
fields are the standard library's own, so that `fields`, `replace`, `asdict` and type checkers know the classes. A class
does not inherit from one that the standard library has frozen, nor the other way round.
"""

import dataclasses
import operator
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, fields
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        cls: type | None = None,
        /,
        *,
        frozen: bool = False,
        slots: bool = False,
        eq: bool = True,
        order: bool = False,
        repr: bool = True,
        kw_only: bool = False,
    ) -> Any:
        """See `dataclasses.dataclass`; further parameters of it are not known here."""

        def made(cls: type) -> type:
            plain = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
            methods = {"__init__": _compiling(plain, frozen=frozen), "__signature__": _Signature()}
            if repr:
                methods["__repr__"] = _repr
            if eq:
                methods |= _comparing(plain, ("lt", "le", "gt", "ge") if order else (), frozen=frozen)
            if frozen:
                methods |= {"__setattr__": _set, "__delattr__": _delete}
            if frozen and slots:
                methods |= {"__getstate__": _state, "__setstate__": _restore}
            for name, method in methods.items():
                if name not in cls.__dict__ or (name == "__hash__" and cls.__dict__[name] is None):
                    setattr(plain, name, method)
            return plain

        return made if cls is None else made(cls)


def _compiling(cls: Any, *, frozen: bool) -> Callable[..., None]:
    """An `__init__` that puts the compiled one into its own place."""

    def first(self: Any, *args: Any, **named: Any) -> None:
        if cls.__init__ is first:
            cls.__init__ = _initializer(cls, frozen=frozen)
        cls.__init__(self, *args, **named)

    return first


def _initializer(cls: Any, *, frozen: bool) -> Callable[..., None]:
    names: dict[str, Any] = {"_set": object.__setattr__, "_ABSENT": _ABSENT}
    parameters = ["self"]
    lines = ["pass"]
    for one in sorted(fields(cls), key=lambda one: bool(one.kw_only)):
        name, value, parameter = one.name, one.name, one.name
        if one.default_factory is not MISSING:
            names[f"_make_{name}"] = one.default_factory
            parameter = f"{name}=_ABSENT"
            value = f"_make_{name}() if {name} is _ABSENT else {name}" if one.init else f"_make_{name}()"
        elif one.default is not MISSING:
            names[f"_default_{name}"] = one.default
            parameter = f"{name}=_default_{name}"
            value = name if one.init else f"_default_{name}"
        elif not one.init:
            continue
        if one.init:
            parameters += ["*"] if one.kw_only and "*" not in parameters else []
            parameters.append(parameter)
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    body = "\n ".join(lines)
    exec(f"def __init__({', '.join(parameters)}):\n {body}", names)  # noqa: S102 - of the names of fields alone
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {one.name: one.type for one in fields(cls) if one.init} | {"return": None}
    return made


class _Absent:
    """Stands for an argument that is made anew for each object, where it is not given."""

    def __repr__(self) -> str:
        return "<factory>"


_ABSENT = _Absent()


class _Signature:
    """The signature of a class, by its compiled `__init__`."""

    def __get__(self, _: object, cls: Any) -> Any:
        import inspect

        whole = inspect.signature(_initializer(cls, frozen=cls.__setattr__ is _set))
        return whole.replace(parameters=[*whole.parameters.values()][1:])


@recursive_repr()
def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({shown})"


def _comparing(cls: Any, names: tuple[str, ...], *, frozen: bool) -> dict[str, Any]:
    """The comparisons of objects of one class, by the fields that count; a hash where they cannot change."""
    counting = [one.name for one in fields(cls) if one.compare]
    key: Callable[[Any], Any] = operator.attrgetter(*counting) if len(counting) > 1 else _short_key(counting)

    def comparison(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
        def compared(self: Any, other: Any) -> bool:
            return compare(key(self), key(other)) if other.__class__ is self.__class__ else NotImplemented

        return compared

    def equal(self: Any, other: Any) -> bool:
        if self is other:
            return True
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    made: dict[str, Any] = {f"__{name}__": comparison(getattr(operator, name)) for name in names}
    return made | {"__eq__": equal, "__hash__": (lambda self: hash(key(self))) if frozen else None}


def _short_key(names: list[str]) -> Callable[[Any], Any]:
    return lambda self: tuple(getattr(self, name) for name in names)


def _set(_: Any, name: str, __: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(_: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
