"""The API model of an operation as the caller's own botocore has it, for requests that policylint ships no model of."""

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from policylint.schema.java import UnsupportedPatternError
from policylint.schema.patterns import python
from policylint.schema.snapshot import Operation, Shape, Snapshot

_known: WeakKeyDictionary[Any, dict[str, Snapshot]] = WeakKeyDictionary()


def snapshot_of(model: Any) -> Snapshot:
    """The shapes of a botocore OperationModel, made once for each model of a service."""
    made = _known.setdefault(model.service_model, {})
    if model.name not in made:
        whole = model.input_shape
        shapes = {shape.name: _shape(shape) for shape in _reached(whole)}
        operation = Operation(model.name, whole.name, frozenset(), frozenset())
        made[model.name] = Snapshot("", model.service_model.api_version, "", {model.name: operation}, shapes)
    return made[model.name]


def _reached(whole: Any) -> Iterator[Any]:
    seen: set[str] = set()
    waiting = [whole]
    while waiting:
        shape = waiting.pop()
        if shape.name not in seen:
            seen.add(shape.name)
            waiting += [*getattr(shape, "members", {}).values(), *_parts(shape).values()]
            yield shape


def _parts(shape: Any) -> dict[str, Any]:
    names = {"list": ("member",), "map": ("key", "value")}.get(shape.type_name, ())
    return {name: getattr(shape, name) for name in names}


def _shape(shape: Any) -> Shape:
    """A shape in policylint's words. A pattern that cannot be translated allows every string."""
    traits, parts = shape.metadata, {name: part.name for name, part in _parts(shape).items()}
    pattern, found = traits.get("pattern"), None
    if pattern is not None:
        try:
            found = python(pattern, traits.get("max"))
        except UnsupportedPatternError:
            pattern = None
    if found is not None and found[1]:  # it names Unicode's categories, for which Python has no words
        pattern, found = None, None
    return Shape(
        name=shape.name,
        type=shape.type_name,
        members={name: member.name for name, member in getattr(shape, "members", {}).items()},
        required=tuple(traits.get("required", ())),
        min=traits.get("min"),
        max=traits.get("max"),
        pattern=pattern,
        translation=None,
        engine="rust-regex",
        python=found[0] if found else None,
        ascii_alone=False,
        enum=tuple(traits.get("enum", ())),
        member=parts.get("member", ""),
        key=parts.get("key", ""),
        value=parts.get("value", ""),
    )
