"""Dataclasses whose `__init__` is compiled late do what those of the standard library do."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, replace
from typing import Any

import pytest

from policylint.dataclass_ import dataclass as ours


def classes(make: Callable[..., Any]) -> dict[str, Any]:
    """The same classes, made by one decorator or the other."""

    @make(frozen=True, slots=True, order=True)
    class Point:
        """A frozen class with an order."""

        x: int
        y: int = 2

    @make(frozen=True, slots=True)
    class Named:
        """Defaults of every sort, and a field that does not count."""

        name: str
        tags: tuple[str, ...] = ()
        more: list[int] = field(default_factory=list, compare=False)
        hidden: str = field(default="h", repr=False)
        fixed: int = field(default=7, init=False)
        only: int = field(default=1, kw_only=True)

    @make(frozen=True, slots=True)
    class Further(Named):
        """One that inherits."""

        further: float = 0.5

    @make(slots=True)
    class Open:
        """One that may be changed, and completes itself."""

        low: int
        high: int | None = None

        def __post_init__(self) -> None:
            if self.high is None:
                self.high = self.low + 1

    @make(frozen=True, slots=True, repr=False)
    class Own:
        """Methods of its own stay."""

        value: Any

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

    @make(frozen=True, slots=True, kw_only=True)
    class Keywords:
        """Keywords alone, and a single field."""

        a: float = float("nan")

    @make(slots=True, eq=False)
    class Same:
        """Equal to itself alone."""

        a: int = 0

    @make(frozen=True)
    class Empty:
        """No field at all."""

    return {one.__name__: one for one in (Point, Named, Further, Open, Own, Keywords, Same, Empty)}


OURS, THEIRS = classes(ours), classes(dataclasses.dataclass)
CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("Point", (1,), {}),
    ("Point", (1, 3), {}),
    ("Point", (), {"y": 1, "x": 0}),
    ("Named", ("n",), {}),
    ("Named", ("n", ("a", "b"), [1]), {"only": 3, "hidden": "x"}),
    ("Further", ("n",), {"further": 1.5, "tags": ("t",)}),
    ("Open", (1,), {}),
    ("Open", (1,), {"high": 9}),
    ("Own", (1,), {}),
    ("Keywords", (), {}),
    ("Keywords", (), {"a": 2.0}),
    ("Same", (4,), {}),
    ("Empty", (), {}),
]


def described(made: Any) -> object:
    """All that can be seen of an object."""
    kind = type(made)
    shown = repr(made).replace(kind.__qualname__, kind.__name__)
    values = [(one.name, getattr(made, one.name)) for one in dataclasses.fields(made)]
    return shown, repr(values), kind.__hash__ is None, kind.__match_args__, hasattr(made, "__dict__")


@pytest.mark.parametrize(("name", "args", "named"), CALLS)
def test_an_object_looks_the_same(name: str, args: tuple[Any, ...], named: dict[str, Any]) -> None:
    one, other = OURS[name](*args, **named), THEIRS[name](*args, **named)
    assert described(one) == described(other)
    assert described(replace(one)) == described(replace(other))
    assert repr(dataclasses.asdict(one)) == repr(dataclasses.asdict(other))


@pytest.mark.parametrize("compare", ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_objects_compare_as_they_do_there(compare: str) -> None:
    def table(made: dict[str, Any]) -> list[object]:
        objects = [made[name](*args, **named) for name, args, named in CALLS]
        return [getattr(one, compare)(other) for one in objects for other in (one, *objects, copy.copy(one), 1)]

    assert table(OURS) == table(THEIRS)


@pytest.mark.parametrize(
    "name", [name for name, kind in THEIRS.items() if kind.__hash__ not in (None, object.__hash__)]
)
def test_equal_objects_have_one_hash(name: str) -> None:
    args = next(args for called, args, _ in CALLS if called == name)
    assert hash(OURS[name](*args)) == hash(OURS[name](*args))


@pytest.mark.parametrize(
    ("name", "args", "named"),
    [("Point", (), {}), ("Point", (1, 2, 3), {}), ("Named", ("n", (), [], "h", 7), {}), ("Keywords", (1,), {})],
)
def test_a_wrong_call_is_refused_each_time(name: str, args: tuple[Any, ...], named: dict[str, Any]) -> None:
    for _ in range(2):
        with pytest.raises(TypeError) as theirs:
            THEIRS[name](*args, **named)
        with pytest.raises(TypeError) as refused:
            classes(ours)[name](*args, **named)
        assert str(refused.value) == str(theirs.value)


@pytest.mark.parametrize("name", ["Point", "Named", "Further", "Empty"])
def test_a_frozen_object_stays_as_it_is(name: str) -> None:
    args = next(args for called, args, _ in CALLS if called == name)
    made = OURS[name](*args)
    for attribute in ("x", "name", "other"):
        with pytest.raises(FrozenInstanceError, match=f"cannot assign to field '{attribute}'"):
            setattr(made, attribute, 1)
        with pytest.raises(FrozenInstanceError, match=f"cannot delete field '{attribute}'"):
            delattr(made, attribute)


@pytest.mark.parametrize("name", list(OURS))
def test_the_signature_is_known_before_the_first_call(name: str) -> None:
    assert str(inspect.signature(classes(ours)[name])) == str(inspect.signature(THEIRS[name]))


@ours(frozen=True, slots=True)
class Kept:
    """A frozen class that a pickle can name."""

    a: int
    b: list[int] = field(default_factory=list)


def test_it_can_be_pickled_and_copied() -> None:
    kept = Kept(1, [2])
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(kept, protocol)) == kept
    assert copy.deepcopy(kept) == kept
    assert copy.deepcopy(kept).b is not kept.b
