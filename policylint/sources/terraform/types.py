"""Types: what conditions, collections and the type constraints of variables make of values.

https://developer.hashicorp.com/terraform/language/expressions/types and .../type-constraints
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import TYPE_CHECKING, Any

from policylint.dataclass_ import dataclass
from policylint.sources.terraform.syntax import children
from policylint.sources.terraform.values import (
    Items,
    NotSure,
    Object,
    Opaque,
    Scalar,
    Text,
    Value,
    inside,
    made,
    number,
    plain,
    shown_number,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?")
_LONGEST_NUMBER = 60
_PRIMITIVE = ("string", "number", "bool")


def kind_of(value: Value) -> str:
    """The kind of a value's type; empty where it is not known."""
    if isinstance(value, Scalar):
        return "null" if value.value is None else "bool" if isinstance(value.value, bool) else "number"
    if isinstance(value, Text):
        return "string"
    if isinstance(value, Items):
        return value.kind
    if isinstance(value, Object):
        return "map" if value.is_map else "object"
    return "string" if isinstance(value, Opaque) and (value.encoded or value.folder) else ""


def as_string(value: Value) -> Value:
    """A primitive value as a string.

    Raises:
        NotSure: it is not one, or not known.
    """
    if isinstance(value, Text) or kind_of(value) == "string":
        return value
    if kind_of(value) == "null":
        return _typed(value)
    if isinstance(value, Scalar):
        shown = str(value.value).lower() if isinstance(value.value, bool) else shown_number(value.value or 0)
        return _moved(made(shown, value.at), value)
    raise NotSure


def as_number(value: Value) -> Value:
    """A value as a number; see `as_string`."""
    if kind_of(value) in ("number", "null"):
        return _typed(value)
    written = plain(value) if isinstance(value, Text) else None
    if written is None or len(written) > _LONGEST_NUMBER or not _NUMBER.fullmatch(written):
        raise NotSure
    try:
        return _moved(made(number(Decimal(written)), value.at), value)
    except InvalidOperation:
        raise NotSure from None


def as_bool(value: Value) -> Value:
    """A value as a boolean; see `as_string`."""
    if kind_of(value) in ("bool", "null"):
        return _typed(value)
    written = plain(value) if isinstance(value, Text) else None
    if written not in ("true", "false"):
        raise NotSure
    return _moved(made(written == "true", value.at), value)


def _typed(value: Value) -> Value:
    """A value of a type: its null is one of that type."""
    return replace(value, typed=True) if isinstance(value, Scalar) and value.value is None else value


def _moved(value: Value, old: Value) -> Value:
    return replace(value, via=old.via, assumed=old.assumed)


_CONVERT: Mapping[str, Callable[[Value], Value]] = {"string": as_string, "number": as_number, "bool": as_bool}


def alike(values: Sequence[Value]) -> tuple[Value, ...]:
    """Values as the items of one list, map or set: converted to the one type that they have in common.

    Raises:
        NotSure: they have none, or it is not known.
    """
    kinds = {kind_of(value) for value in values} - {"null"}
    if kinds != {"string"} and any(map(is_typed_null, values)):
        raise NotSure  # its type counts, too
    if len(kinds) < 2 and kinds <= set(_PRIMITIVE):
        return tuple(values)
    if kinds <= set(_PRIMITIVE):
        if "string" not in kinds:
            raise NotSure
        return tuple(as_string(value) for value in values)
    shapes = {_shape(value) for value in values if kind_of(value) != "null"}
    if len(shapes) > 1:
        raise NotSure
    return tuple(values)


def is_typed_null(value: Value) -> bool:
    """Whether a value is null where something of a type may stand: others are converted to that type."""
    return isinstance(value, Scalar) and value.typed


def _shape(value: Value) -> Any:
    """The whole type of a value.

    Raises:
        NotSure: it is not known, or has parts that are null, which any type has.
    """
    kind = kind_of(value)
    if kind in _PRIMITIVE:
        return kind
    if isinstance(value, Items):
        inner = [_shape(item) for item in value.items]
        return (kind, *(inner if kind == "tuple" else sorted(set(inner), key=repr)))
    if isinstance(value, Object) and value.more is None:
        return (kind, *((key, _shape(item)) for key, item in sorted(value.entries.items())))
    raise NotSure


def chosen(value: Value, other: Value) -> Value:
    """The branch that a condition chooses, converted to the type that it has in common with the other one.

    Raises:
        NotSure: what it is converted to is not known.
    """
    kind, its = kind_of(value), kind_of(other)
    if kind == "null":
        if is_typed_null(value) and its != "null":
            raise NotSure
        return value if its == "null" else Scalar(value=None, typed=True, at=value.at, via=value.via)
    if its == "null" and not is_typed_null(other):
        return value
    if kind == "string" and its in ("string", "number", "bool", "null", ""):
        return value  # whatever is converted to a string is converted by it, and no container is
    if other.assumed or any(isinstance(one, Opaque) for one in inside(other)):
        raise NotSure  # the other may have another type, or fail and so have none
    if kind in _PRIMITIVE and its in _PRIMITIVE:
        return _primitive(value, kind, its)
    if isinstance(value, Items) and isinstance(other, Items):
        return _chosen_items(value, other)
    if isinstance(value, Object) and isinstance(other, Object) and value.more is None:
        return _chosen_object(value, other)
    raise NotSure


def _primitive(value: Value, kind: str, other: str) -> Value:
    if kind == other:
        return value
    if other != "string":
        raise NotSure
    return as_string(value)


def _chosen_items(value: Items, other: Items) -> Value:
    if value.kind != other.kind:
        raise NotSure
    if value.kind == "tuple" and len(value.items) == len(other.items):
        pairs = zip(value.items, other.items, strict=True)
        return replace(value, items=tuple(chosen(one, another) for one, another in pairs))
    both = alike([*value.items, *other.items])
    return replace(value, items=both[: len(value.items)], kind="list" if value.kind == "tuple" else value.kind)


def _chosen_object(value: Object, other: Object) -> Value:
    if value.is_map == other.is_map and value.entries.keys() == other.entries.keys():
        entries = {key: chosen(item, other.entries[key]) for key, item in value.entries.items()}
        return replace(value, entries=entries)
    both = alike([*value.entries.values(), *other.entries.values()])
    return replace(value, entries=dict(zip(value.entries, both, strict=False)), is_map=True)


def as_list(value: Value) -> Items:
    """What `tolist` makes of a value; see `alike`."""
    if not isinstance(value, Items):
        raise NotSure
    return value if value.kind == "list" else replace(value, items=alike(value.items), kind="list")


def as_set(value: Value) -> Items:
    """What `toset` makes of a value; see `alike`."""
    if not isinstance(value, Items):
        raise NotSure
    if value.kind == "set":
        return value
    items: dict[Any, Value] = {}
    for item in alike(value.items):
        one = plain(item)
        if one is None or isinstance(one, list | dict):
            raise NotSure  # the order of such is none that can be told
        items.setdefault(one, item)
    order: Any = (lambda one: one.encode()) if all(isinstance(one, str) for one in items) else None
    return replace(value, items=tuple(items[key] for key in sorted(items, key=order)), kind="set")


def as_map(value: Value) -> Object:
    """What `tomap` makes of a value; see `alike`."""
    if not isinstance(value, Object) or value.more is not None:
        raise NotSure
    if value.is_map:
        return value
    return replace(
        value, entries=dict(zip(value.entries, alike(tuple(value.entries.values())), strict=True)), is_map=True
    )


@dataclass(frozen=True, slots=True)
class Type:
    """A type constraint: its name, the types inside, by attribute of an object; `optional` attributes may be missing,
    each with its default, if it has one."""

    name: str
    inner: "tuple[Type, ...]" = ()
    attributes: "Mapping[str, Type] | None" = None
    optional: Mapping[str, Value | None] | None = None


def constraint(node: "Node", text: "Callable[[Node], str]", evaluated: "Callable[[Node], Value]") -> Type | None:
    """The type that an expression names; None where it cannot be read."""
    node = _bare(node)
    if node.type == "variable_expr":
        name = text(node)
        return Type(name) if name in (*_PRIMITIVE, "any") else None
    if node.type != "function_call":
        return None
    called, *rest = children(node)
    arguments = [child for part in rest if part.type == "function_arguments" for child in children(part)]
    expressions = [child for child in arguments if child.type == "expression"]
    match text(called), expressions:
        case "list" | "set" | "map" as of, [inner]:
            found = constraint(inner, text, evaluated)
            return None if found is None else Type(of, (found,))
        case "object", [inner]:
            return _object(inner, text, evaluated)
    return None


def _bare(node: "Node") -> "Node":
    """What an expression consists of, where that is one node."""
    while node.type == "expression" and len(children(node)) == 1:
        node = children(node)[0]
    return node


def _object(node: "Node", text: "Callable[[Node], str]", evaluated: "Callable[[Node], Value]") -> Type | None:
    node = _bare(node)
    inner = [child for child in children(node) if child.type == "object"]
    if node.type != "collection_value" or len(inner) != 1:
        return None
    attributes: dict[str, Type] = {}
    optional: dict[str, Value | None] = {}
    for element in (child for child in children(inner[0]) if child.type == "object_elem"):
        key, value = [child for child in children(element) if child.type == "expression"]
        name, of_type = text(key).strip('"'), _bare(value)
        default: Value | None = None
        if of_type.type == "function_call" and text(children(of_type)[0]) == "optional":
            parts = [one for part in children(of_type) if part.type == "function_arguments" for one in children(part)]
            value, *defaults = [one for one in parts if one.type == "expression"]
            default = evaluated(defaults[0]) if defaults else None
            optional[name] = default
        found = constraint(value, text, evaluated)
        if found is None:
            return None
        attributes[name] = found
    return Type("object", (), attributes, optional)


def converted(value: Value, to: Type) -> Value:
    """A value as a variable of a type has it.

    Raises:
        NotSure: what it is converted to is not known, or Terraform refuses it.
    """
    if to.name == "any":
        return value
    if kind_of(value) == "null":
        return _typed(value)
    if isinstance(value, Opaque):
        raise NotSure
    if to.name in _CONVERT:
        return _CONVERT[to.name](value)
    if to.attributes is not None:
        return _object_of(value, to)
    if to.name == "map":
        if not isinstance(value, Object) or value.more is not None:
            raise NotSure
        given = {key: converted(item, to.inner[0]) for key, item in value.entries.items()}
        return as_map(replace(value, entries=given, is_map=False))
    if not isinstance(value, Items):
        raise NotSure
    items = replace(value, items=tuple(converted(item, to.inner[0]) for item in value.items), kind="tuple")
    return as_list(items) if to.name == "list" else as_set(items)


def _object_of(value: Value, to: Type) -> Value:
    if not isinstance(value, Object) or value.more is not None:
        raise NotSure
    entries: dict[str, Value] = {}
    for name, inner in (to.attributes or {}).items():
        given, optional = value.entries.get(name), to.optional or {}
        if given is None and name not in optional:
            raise NotSure
        if given is None or (kind_of(given) == "null" and optional.get(name) is not None):
            given = optional[name] or Scalar(value=None)
        entries[name] = converted(given, inner)
    return replace(value, entries=entries, is_map=False)


def flat(values: Iterable[Iterable[Value]]) -> tuple[Value, ...]:
    """The items of sequences, in one."""
    return tuple(chain.from_iterable(values))
