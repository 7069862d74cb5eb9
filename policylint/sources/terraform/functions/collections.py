"""Functions of lists, sets and maps: what is in them keeps its place."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from policylint.sources.terraform.context import Evaluating, Failed
from policylint.sources.terraform.functions.calling import (
    Arguments,
    Function,
    as_plain,
    ascii_only,
    entries_of,
    exactly,
    items_of,
    list_of,
    on_plain,
    ordered,
)
from policylint.sources.terraform.types import (
    alike,
    as_string,
    flat,
    kind_of,
)
from policylint.sources.terraform.values import (
    Items,
    NotSure,
    Object,
    Opaque,
    Text,
    Value,
    assuming,
    assumption,
    inside,
    made,
    plain,
)


def _length(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    if isinstance(value, Text):
        return assuming(made(len(ascii_only(as_plain(value, "string")))), value.assumed)
    size = len(items_of(value)) if isinstance(value, Items) else len(entries_of(value))
    return assuming(made(size), value.assumed)


def _keys(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    entries = entries_of(value)
    keys = value.keys if isinstance(value, Object) else {}
    found = tuple(made(key, keys.get(key)) for key in ordered(entries))
    return assuming(Items(items=found, kind=_kind_of_items(value)), value.assumed)


def _values(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    entries = entries_of(value)
    found = tuple(entries[key] for key in ordered(entries))
    return Items(items=found, kind=_kind_of_items(value), assumed=value.assumed)


def _kind_of_items(value: Value) -> str:
    """What holds the keys or the values of a map, or of an object."""
    return "list" if kind_of(value) == "map" else "tuple"


def _merge(evaluation: Evaluating, arguments: Arguments) -> Value:
    """`merge`: where an argument is not known, members of those before it may be other ones."""
    entries: dict[str, Value] = {}
    keys: dict[str, Any] = {}
    more: Opaque | None = None
    objects = [value for value in arguments if kind_of(value) != "null"]
    for value in objects:
        if isinstance(value, Object):
            for key in value.entries:
                entries.pop(key, None)
            entries |= value.entries
            keys |= value.keys
        unknown = value if isinstance(value, Opaque) else value.more if isinstance(value, Object) else None
        if not isinstance(value, Object | Opaque):
            raise NotSure
        if unknown is not None:
            known = value.entries if isinstance(value, Object) else {}
            entries = {key: item if key in known else _maybe(item, unknown) for key, item in entries.items()}
            more = unknown
        assumed = value.assumed
        if assumed:
            more = more or Opaque(expression=f"merge with {assumed}", assumed=assumed)
    maps = all(isinstance(value, Object) and value.is_map for value in objects) and _of_one_type(entries.values())
    return Object(entries=entries, keys=keys, more=more, is_map=maps)


def _of_one_type(values: Collection[Value]) -> bool:
    """Whether values need no conversion to be those of one map."""
    try:
        return all(one is other for one, other in zip(values, alike(tuple(values)), strict=True))
    except NotSure:
        return False


def _maybe(value: Value, unknown: Opaque) -> Opaque:
    """A value in whose place there may be another one."""
    shown = () if isinstance(value, Opaque) else (value,)
    return Opaque(at=value.at, via=value.via, expression=unknown.expression, candidates=shown)


def _concat(evaluation: Evaluating, arguments: Arguments) -> Value:
    kinds = {kind_of(value) for value in arguments}
    items = flat(items_of(value) for value in arguments)
    assumed = next((value.assumed for value in arguments if value.assumed), "")
    if kinds == {"list"}:
        return Items(items=alike(items), kind="list", assumed=assumed)
    if not kinds <= {"tuple", "list"}:
        raise NotSure
    return Items(items=items, assumed=assumed)


def _lookup(evaluation: Evaluating, arguments: Arguments) -> Value:
    if len(arguments) not in (2, 3) or not isinstance(arguments[0], Object):
        raise NotSure
    holder, key = arguments[0], as_plain(arguments[1], "string")
    assumed = arguments[0].assumed or arguments[1].assumed
    if key in holder.entries:
        found = holder.entries[key]
        if holder.is_map and len(arguments) == 3:
            alike([found, arguments[2]])
        return assuming(found, assumed)
    if holder.more is not None:
        raise NotSure
    if len(arguments) == 2:
        raise Failed
    if holder.is_map and holder.entries:
        return assuming(alike([arguments[2], *holder.entries.values()])[0], assumed)
    return assuming(arguments[2], assumed)


def _element(evaluation: Evaluating, arguments: Arguments) -> Value:
    value, index = exactly(2, arguments)
    items, place = items_of(value), as_plain(index, "int")
    if not items or place < 0 or kind_of(value) == "set":
        raise NotSure
    return assuming(items[place % len(items)], value.assumed or index.assumed)


def _slice(evaluation: Evaluating, arguments: Arguments) -> Value:
    value, start, end = exactly(3, arguments)
    items, first, last = items_of(value), as_plain(start, "int"), as_plain(end, "int")
    if kind_of(value) == "set" or not 0 <= first <= last <= len(items):
        raise NotSure
    return Items(items=items[first:last], kind=kind_of(value), assumed=assumption([start, end]) or value.assumed)


def _reverse(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    items = items_of(value)
    return Items(items=items[::-1], kind="tuple" if kind_of(value) == "tuple" else "list", assumed=value.assumed)


def _flatten(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)

    def flattened(items: Sequence[Value]) -> list[Value]:
        found: list[Value] = []
        for item in items:
            evaluation.spend()
            if isinstance(item, Opaque):
                raise NotSure  # it may be a sequence
            found += flattened(item.items) if isinstance(item, Items) else [item]
        return found

    assumed = next((one.assumed for one in inside(value) if one.assumed and isinstance(one, Items)), "")
    return Items(items=tuple(flattened(items_of(value))), assumed=assumed)


def _distinct(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    found: dict[str, Value] = {}
    for item in alike(items_of(value)):
        found.setdefault(repr(plain(item)), item)
    return Items(items=tuple(found.values()), kind="list", assumed=assumption([value]))


def _compact(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    kept = [item for item in alike(items_of(value)) if plain(item) is not None]
    kept = [item for item in map(as_string, kept) if plain(item) != ""]
    return Items(items=tuple(kept), kind="list", assumed=assumption([value]))


def _contains(evaluation: Evaluating, arguments: Arguments) -> Value:
    value, wanted = exactly(2, arguments)
    one = plain(wanted)
    if isinstance(one, list | dict) or one is None:
        raise NotSure
    kind = kind_of(wanted)
    if kind_of(value) != "tuple" and any(kind_of(item) != kind for item in items_of(value)):
        raise NotSure
    found = any(kind_of(item) == kind and plain(item) == one for item in items_of(value))
    if any(isinstance(item, Opaque) for item in items_of(value)):
        raise NotSure
    return assuming(made(found), assumption(arguments))


def _zipmap(evaluation: Evaluating, arguments: Arguments) -> Value:
    keys, values = exactly(2, arguments)
    names, items = as_plain(keys, "strings"), items_of(values)
    if len(names) != len(items):
        raise NotSure
    return Object(
        entries=dict(zip(names, items, strict=True)),
        is_map=kind_of(values) == "list",
        assumed=assumption([keys]) or values.assumed,
    )


def _sort(values: list[str]) -> Value:
    return list_of(ordered(values))


def _one(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    items = items_of(value)
    if len(items) > 1:
        raise Failed
    return assuming(items[0] if items else made(None), value.assumed)


COLLECTIONS: Mapping[str, Function] = {
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _distinct,
    "element": _element,
    "flatten": _flatten,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "merge": _merge,
    "one": _one,
    "reverse": _reverse,
    "slice": _slice,
    "sort": on_plain(_sort, "strings"),
    "values": _values,
    "zipmap": _zipmap,
}
