"""Operators on values: arithmetic, formatting, look-ups and merges, as Python computes them, within bounds."""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from policylint.sources.python.machine import Machine, opaque
from policylint.sources.python.program import Function, Instance, UserClass
from policylint.sources.python.values import (
    MORE,
    Dict,
    Dumped,
    Known,
    Lazy,
    List,
    Made,
    Maybe,
    Member,
    Mutable,
    Node,
    NotPlain,
    Opaque,
    PathOf,
    Value,
    View,
    is_known,
    known,
    plain,
)

_LONGEST_TEXT = 200_000
_MOST_ITEMS = 10_000
_LARGEST_NUMBER = 10**30
_MOST_CANDIDATES = 8

_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
}


def put(made: Dict, key: Value, item: Value, node: Node, machine: Machine) -> None:
    """Give a dict a member."""
    name = key_of(key)
    if name is MORE:
        machine.lose(item)
        machine.heap.blur(made)
        return
    made.keys[name] = node
    machine.heap.write(made, name, item)


def key_of(key: Value) -> Any:
    """The key that a value is; `MORE` where that is not known."""
    if isinstance(key, Known):
        return key.value
    try:
        name = plain(key)
        hash(name)
    except (NotPlain, TypeError):
        return MORE
    return name


def merge(made: Dict, value: Value, machine: Machine) -> None:
    """Give a dict the members of another, which may hold others than are known, of any name."""
    unsure = not isinstance(value, Dict) or value.more is not None
    given = value.entries if isinstance(value, Dict) else {}
    made.shuffled |= isinstance(value, Dict) and value.shuffled
    if unsure:
        for key, item in made.entries.items():
            if key not in given:
                machine.lose(item)
                kind = Maybe if isinstance(item, Maybe) else Opaque
                machine.heap.write(made, key, kind("", item.at, candidates([item])))
        more = value.more if isinstance(value, Dict) else value
        machine.heap.write(made, MORE, Opaque("", more.at if more is not None else None))
    for key, item in given.items():
        if isinstance(item, Maybe) and key in made.cells:
            machine.lose(made.cells[key])
        made.keys[key] = value.keys.get(key) if isinstance(value, Dict) else None
        machine.heap.write(made, key, item)


def candidates(values: Sequence[Value]) -> tuple[Value, ...]:
    """The known scalars among values; none of too many."""
    found = tuple(value for value in values if isinstance(value, Known))
    return found if len(found) <= _MOST_CANDIDATES else ()


def text_of(value: Value) -> str | None:
    """The text that a value is; None where it is none or not known."""
    found = known(value)
    return found if isinstance(found, str) else None


def shown(value: Value) -> Any:
    """The object that is written into a text for a value.

    Raises:
        NotPlain: it is not known, or written in another way by some versions of Python.
    """
    if isinstance(value, Member):
        if not value.formats:
            raise NotPlain
        return plain(value)
    if isinstance(value, PathOf):
        return str(value.path)
    return plain(value, members=False)


def formatted(thing: Any, spec: str) -> str:
    """What `format` writes.

    Raises:
        NotPlain: it cannot, or it is too long.
    """
    if any(part.isdecimal() and int(part) > _MOST_ITEMS for part in spec.replace(".", " ").split()) or len(spec) > 20:
        raise NotPlain
    try:
        return format(thing, spec)
    except (ValueError, TypeError, OverflowError):
        raise NotPlain from None


def bounded(thing: Any, node: ast.AST) -> Value:
    """A scalar that was computed, or the unknown where it is too large to go on with."""
    if isinstance(thing, str | bytes) and len(thing) > _LONGEST_TEXT:
        return opaque(node)
    if isinstance(thing, int | float) and not abs(thing) <= _LARGEST_NUMBER:
        return opaque(node)
    if thing is None or isinstance(thing, str | int | float | bytes):
        return Known(thing, node)
    return opaque(node)


def binary(sign: ast.operator, left: Value, right: Value, node: ast.AST, machine: Machine) -> Value:
    """What an operator with two operands gives."""
    if isinstance(sign, ast.BitOr) and isinstance(left, Dict) and isinstance(right, Dict | Opaque):
        merged = Dict(at=node)
        merge(merged, left, machine)
        merge(merged, right, machine)
        return merged
    if isinstance(left, List) and isinstance(right, List) and isinstance(sign, ast.Add) and _add_up(left, right):
        return List((*left.items, *right.items), node, left.kind)
    if isinstance(left, PathOf) and isinstance(sign, ast.Div) and (part := path_part(right)) is not None:
        return PathOf(left.path / part, node)
    times = known(right)
    if isinstance(left, List) and isinstance(sign, ast.Mult) and isinstance(times, int) and _multiplies(left, times):
        return List(left.items * times, node, left.kind)
    compute = _BINARY.get(type(sign))
    if compute is not None and is_known(left):
        if isinstance(sign, ast.Mod) and isinstance(known(left), str):
            return _interpolated(known(left), right, node)
        if is_known(right):
            return _computed(compute, sign, known(left), known(right), node)
    machine.lose(left, right)
    return opaque(node)


def _add_up(left: List, right: List) -> bool:
    known_both = left.more is None and right.more is None and left.kind == right.kind in ("list", "tuple")
    return known_both and len(left.items) + len(right.items) <= _MOST_ITEMS


def path_part(value: Value) -> str | None:
    """The text of a part of a path."""
    return str(value.path) if isinstance(value, PathOf) else text_of(value)


def _multiplies(left: List, times: int) -> bool:
    return left.more is None and left.kind in ("list", "tuple") and len(left.items) * times <= _MOST_ITEMS


def _interpolated(text: Any, right: Value, node: ast.AST) -> Value:
    try:
        if "*" in text:
            return opaque(node)
        return bounded(text % shown(right), node)
    except (NotPlain, TypeError, ValueError, KeyError, OverflowError, MemoryError):
        return opaque(node)


def _computed(compute: Callable[[Any, Any], Any], sign: ast.operator, left: Any, right: Any, node: ast.AST) -> Value:
    if isinstance(sign, ast.Mult) and _size(left) * _size(right) > _LONGEST_TEXT and not _are_numbers(left, right):
        return opaque(node)
    if isinstance(sign, ast.LShift) and not (_are_numbers(right) and right <= 64):
        return opaque(node)
    if isinstance(sign, ast.Pow) and not (_are_numbers(left, right) and abs(left) <= 10**6 and abs(right) <= 64):
        return opaque(node)
    try:
        return bounded(compute(left, right), node)
    except (TypeError, ValueError, ArithmeticError):
        return opaque(node)


def _are_numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) for value in values)


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | bytes) else min(abs(int(value)), _LONGEST_TEXT * 2) if value else 0


def unary(sign: ast.unaryop, value: Value, node: ast.AST) -> Value:
    """What an operator with one operand gives."""
    compute = _UNARY.get(type(sign))
    try:
        if compute is not None and isinstance(value, Known):
            return bounded(compute(value.value), node)
    except TypeError:
        pass
    return opaque(node)


def compared(sign: ast.cmpop, left: Value, right: Value) -> bool | None:
    """The answer of a comparison; None where it is not known."""
    if isinstance(sign, ast.Is | ast.IsNot):
        same = _identical(left, right)
        return same if same is None or isinstance(sign, ast.Is) else not same
    if isinstance(right, View):
        right = List(right.items) if right.more is None else right
    if isinstance(sign, ast.In | ast.NotIn) and isinstance(right, Dict):
        inside = _inside(left, right)
        return inside if inside is None or isinstance(sign, ast.In) else not inside
    try:
        return bool(_COMPARED[type(sign)](plain(left), plain(right)))
    except (NotPlain, TypeError):
        return None


def _inside(key: Value, made: Dict) -> bool | None:
    name = key_of(key)
    if name is MORE:
        return None
    value = made.cells.get(name)
    if value is not None:
        return None if isinstance(value, Maybe) else True
    return False if made.more is None else None


def _identical(left: Value, right: Value) -> bool | None:
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Known) and (other.value is None or isinstance(other.value, bool)):
            if isinstance(one, Known):
                return one.value is other.value
            if isinstance(one, Mutable | Function | UserClass | Dumped | Member) and not isinstance(one, Made):
                return False
            if isinstance(one, Made) and one.call.name in ("boto3.client", "boto3.Session", "boto3.session.Session"):
                return False
    return None


def items_of(value: Value, machine: Machine) -> Sequence[Value] | None:
    """What going through a container or a text gives, in order; None where that is not known."""
    if isinstance(value, List):
        if value.more is not None or value.kind in ("set", "frozenset"):
            return None
        items = value.items
        if value.kind == "generator":
            machine.heap.blur(value)
        return items
    if isinstance(value, Dict) and value.complete:
        return [Known(key, value.keys.get(key)) for key in value.cells]
    text = known(value)
    if isinstance(text, str) and len(text) <= _MOST_ITEMS:
        return [Known(character, value.at) for character in text]
    return None


def lazy(items: Sequence[Value], sources: Sequence[Value], node: ast.AST, machine: Machine) -> Lazy:
    """What gives items of sources when it is gone through."""
    over = [source for source in sources if isinstance(source, Mutable)]
    return Lazy(
        items,
        node,
        (inner for one in over for inner in (one.over if isinstance(one, Lazy) else [one])),
        machine.heap.clock,
    )


def item(value: Value, key: Value, node: ast.AST, machine: Machine) -> Value:
    """What stands under a key or an index."""
    if isinstance(value, Dict):
        name = key_of(key)
        if name is not MORE:
            return value.cells.get(name) or opaque(node)
        machine.lose(*value.cells.values())
        return opaque(node, candidates(list(value.entries.values())))
    index = known(key)
    if isinstance(value, List) and value.more is None and value.kind in ("list", "tuple"):
        if isinstance(index, int) and -len(value.items) <= index < len(value.items):
            return value.items[index]
        machine.lose(*value.items)
        return opaque(node, candidates(value.items))
    text = known(value)
    if isinstance(text, str) and isinstance(index, int) and -len(text) <= index < len(text):
        return Known(text[index], node)
    if isinstance(value, UserClass) and isinstance(index, str):
        member = value.find(index)
        if isinstance(member, Member):
            return member
    if isinstance(value, Instance):
        machine.lose(value, key)
    return opaque(node)


def sliced(value: Value, bounds: Sequence[Value], node: ast.AST, machine: Machine) -> Value:
    """A stretch of a list or a text."""
    if all(map(is_known, bounds)):
        numbers: list[Any] = list(map(known, bounds))
        stretch = slice(*numbers)
        try:
            if isinstance(value, List) and value.more is None and value.kind in ("list", "tuple"):
                return List(value.items[stretch], node, value.kind)
            text = known(value)
            if isinstance(text, str | bytes):
                return Known(text[stretch], node)
        except (TypeError, ValueError):
            pass
    machine.lose(value)
    return opaque(node)
