"""Methods of dicts, lists and texts, and functions that only compute: what they give and what they change."""

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from policylint.sources.python import operators
from policylint.sources.python.machine import Machine, opaque, truth
from policylint.sources.python.program import Function, Instance, UserClass
from policylint.sources.python.values import (
    ITEMS,
    MORE,
    Call,
    Dict,
    Dumped,
    External,
    Items,
    Known,
    Lazy,
    List,
    Made,
    Maybe,
    Member,
    NotPlain,
    Opaque,
    PathOf,
    Value,
    View,
    derived,
    frozen,
    is_known,
    is_small,
    known,
    plain,
)

_TEXT = frozenset(
    word
    for line in (
        "capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha",
        "isascii isdecimal isdigit islower isnumeric isspace isupper join ljust lower lstrip partition removeprefix",
        "removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase",
        "title upper zfill decode",
    )
    for word in line.split()
)
_MOST_ITEMS = 2_000
_LONGEST_TEXT = 100_000


def of_text(call: Call, text: str | bytes, node: Any, machine: Machine) -> Value | None:
    """What a method of a known text gives; None where that is not known."""
    if call.method not in _TEXT or call.more is not None:
        return None
    try:
        if call.method in ("format", "format_map"):
            return _format(call, str(text), node)
        args = [_gone_through(value, machine) for value in call.args]
        named = {name: plain(value) for name, value in call.keywords.items()}
        if any(isinstance(arg, int) and abs(arg) > _LONGEST_TEXT for arg in args):
            return None
        found = getattr(text, call.method)(*args, **named)
    except (NotPlain, TypeError, ValueError, LookupError, AttributeError):
        return None
    if isinstance(found, str | bytes) and len(found) > _LONGEST_TEXT:
        return None
    return derived(found, node)


def _gone_through(value: Value, machine: Machine) -> Any:
    """A value as a Python object, what gives items when it is gone through as a list."""
    if isinstance(value, Lazy | View):
        items = operators.items_of(value, machine)
        if items is None:
            raise NotPlain
        return [plain(item) for item in items]
    return plain(value)


def _format(call: Call, text: str, node: Any) -> Value | None:
    """`format` of scalars only: a field's attributes and keys may be anything."""
    if "[" in text or any(part.split("}")[0].count(".") for part in text.split("{")[1:] if ":" not in part):
        return None
    args = [operators.shown(value) for value in call.args]
    named = {name: operators.shown(value) for name, value in call.keywords.items()}
    if call.method == "format_map":
        args, named = [], args[0]
    digits = "".join(character if character.isdigit() else " " for character in text).split()
    if any(len(number) > 3 for number in digits):
        return None
    return operators.bounded(text.format(*args, **named), node)


def of_dict(call: Call, made: Dict, node: Any, machine: Machine) -> Value | None:
    """What a method of a dict gives, its change made; None where it is none that is followed."""
    run = _DICT.get(call.method)
    return (
        None if run is None or (call.more is not None and call.method != "update") else run(call, made, node, machine)
    )


def _get(call: Call, made: Dict, node: Any, machine: Machine) -> Value | None:
    if not call.args or call.keywords:
        return None
    default = call.args[1] if len(call.args) > 1 else Known(None, node)
    name = operators.key_of(call.args[0])
    if name is not MORE and name in made.cells:
        value = made.cells[name]
        if isinstance(value, Maybe):
            machine.lose(default)
        return Opaque("", node, value.candidates) if isinstance(value, Opaque) else value
    if name is not MORE and made.more is None:
        return default
    machine.lose(default, *made.cells.values())
    return opaque(node, operators.candidates([default]))


def _update(call: Call, made: Dict, _: Any, machine: Machine) -> Value:
    for value in call.args:
        if isinstance(value, List):
            _update_pairs(made, value, machine)
        else:
            operators.merge(made, value, machine)
    for name, value in call.keywords.items():
        operators.put(made, Known(name), value, call.keys.get(name), machine)
    if call.more is not None:
        operators.merge(made, call.more, machine)
    return Known(None)


def _update_pairs(made: Dict, pairs: List, machine: Machine) -> None:
    found = pairs_of(pairs, machine)
    if found is None:
        machine.lose(pairs)
        machine.heap.blur(made)
        return
    for key, value in found:
        operators.put(made, key, value, key.at, machine)


def pairs_of(value: Value, machine: Machine) -> list[tuple[Value, Value]] | None:
    """The pairs in a list of such; None where they are not known."""
    found: list[tuple[Value, Value]] = []
    items = operators.items_of(value, machine)
    for item in items if items is not None else ():
        if not isinstance(item, List) or item.more is not None or len(item.items) != 2:
            return None
        found.append((item.items[0], item.items[1]))
    return None if items is None else found


def _setdefault(call: Call, made: Dict, node: Any, machine: Machine) -> Value | None:
    if not call.args:
        return None
    name = operators.key_of(call.args[0])
    default = call.args[1] if len(call.args) > 1 else Known(None, node)
    if name is not MORE and name in made.cells:
        value = made.cells[name]
        if isinstance(value, Opaque):
            machine.lose(default)
        return value
    if name is not MORE and made.more is None:
        operators.put(made, call.args[0], default, call.args[0].at, machine)
        return default
    machine.lose(default)
    if name is MORE:
        machine.heap.blur(made)
    else:
        machine.heap.write(made, name, opaque(node, operators.candidates([default])))
    return opaque(node)


def _pop(call: Call, made: Dict, node: Any, machine: Machine) -> Value | None:
    if not call.args:
        return None
    name = operators.key_of(call.args[0])
    if name is MORE:
        machine.heap.blur(made)
        return opaque(node)
    value = made.cells.get(name)
    if made.more is not None:
        machine.lose(*call.args[1:])
        # Of what there may be beside, this one is gone, which nothing here can say: the member is unknown.
        machine.heap.write(made, name, Maybe("", node))
        return value or opaque(node)
    if value is not None:
        machine.heap.write(made, name, None)
        machine.lose(*call.args[1:])
        return value
    return call.args[1] if len(call.args) > 1 else opaque(node)


def _copy(_: Call, made: Dict, node: Any, __: Machine) -> Value:
    return made.copied(made.cells, made.at or node)


def _keys(_: Call, made: Dict, node: Any, __: Machine) -> Value | None:
    return None if not made.complete else View(made, lambda key, _: Known(key, made.keys.get(key)), node)


def _values(_: Call, made: Dict, node: Any, __: Machine) -> Value | None:
    return None if not made.complete else View(made, lambda _, value: value, node)


def _items(_: Call, made: Dict, node: Any, __: Machine) -> Value | None:
    if not made.complete:
        return None
    return View(made, lambda key, value: List([Known(key, made.keys.get(key)), value], node, "tuple"), node)


def _clear(_: Call, made: Dict, __: Any, machine: Machine) -> Value:
    for key in list(made.cells):
        machine.heap.write(made, key, None)
    return Known(None)


_DICT: Mapping[str, Callable[[Call, Dict, Any, Machine], Value | None]] = {
    "get": _get,
    "update": _update,
    "setdefault": _setdefault,
    "pop": _pop,
    "copy": _copy,
    "keys": _keys,
    "values": _values,
    "items": _items,
    "clear": _clear,
}


def of_list(call: Call, made: List, node: Any, machine: Machine) -> Value | None:
    """What a method of a list gives, its change made; None where it is none that is followed."""
    if made.more is not None or call.more is not None or call.keywords or made.kind != "list":
        return None
    change = _LIST.get(call.method)
    if change is None:
        return None
    items = list(made.items)
    try:
        given = change(items, *(_extending(call, machine) if call.method == "extend" else call.args))
    except (TypeError, IndexError, NotPlain):
        return None
    if call.method != "copy":
        machine.heap.write(made, ITEMS, Items(items))
    return given if isinstance(given, Value) else Known(None, node)


def _extending(call: Call, machine: Machine) -> Sequence[Sequence[Value]]:
    """What `extend` is given, gone through."""
    found = _items_of(call, machine)
    if found is None:
        raise NotPlain
    return [found]


def _pop_item(items: list[Value], index: Value | None = None) -> Value:
    return items.pop(-1 if index is None else plain(index))


_LIST: Mapping[str, Callable[..., Any]] = {
    "append": list.append,
    "clear": list.clear,
    "copy": List,
    "extend": list.extend,
    "insert": lambda items, index, value: items.insert(plain(index), value),
    "pop": _pop_item,
    "reverse": list.reverse,
}


def of_function(call: Call, node: Any, machine: Machine) -> Value | None:
    """What a function of Python's own that only computes gives; None where it is none that is followed."""
    run = None if call.name in machine.patched else _FUNCTIONS.get(call.name)
    return None if run is None or call.more is not None else run(call, node, machine)


def _dict(call: Call, node: Any, machine: Machine) -> Value | None:
    made = Dict(at=node)
    if len(call.args) > 1:
        return None
    for value in call.args:
        if isinstance(value, List):
            pairs = pairs_of(value, machine)
            if pairs is None:
                return None
            for key, item in pairs:
                operators.put(made, key, item, key.at, machine)
        else:
            operators.merge(made, value, machine)
    for name, value in call.keywords.items():
        operators.put(made, Known(name), value, call.keys.get(name), machine)
    return made


def _sequence(kind: str) -> Callable[[Call, Any, Machine], Value | None]:
    def run(call: Call, node: Any, machine: Machine) -> Value | None:
        if not call.args:
            return List((), node, kind)
        items = _items_of(call, machine)
        return None if items is None else List(items, node, kind)

    return run


def _items_of(call: Call, machine: Machine) -> Sequence[Value] | None:
    if len(call.args) != 1 or call.keywords:
        return None
    return operators.items_of(call.args[0], machine)


def _scalar(make: Callable[..., Any], *, members: bool = True) -> Callable[[Call, Any, Machine], Value | None]:
    """A function of scalars, whose result is one; `members`: a member of an enum counts as its value."""

    def run(call: Call, node: Any, _: Machine) -> Value | None:
        if call.keywords:
            return None
        try:
            args = [plain(value, members=members) for value in call.args]
            if any(isinstance(arg, str) and len(arg) > _LONGEST_TEXT for arg in args):
                return None
            return operators.bounded(make(*args), node)
        except (NotPlain, TypeError, ValueError, ArithmeticError, LookupError):
            return None

    return run


def _path(call: Call, node: Any, _: Machine) -> Value | None:
    parts = [operators.path_part(value) for value in call.args]
    texts = [part for part in parts if part is not None]
    return None if call.keywords or len(texts) < len(parts) else PathOf(PurePosixPath(*texts), node)


def of_path(call: Call, path: PathOf, node: Any) -> Value | None:
    """What a method of a path gives; None where that is not known."""
    parts = [operators.path_part(value) for value in call.args]
    texts = [part for part in parts if part is not None]
    if call.keywords or call.more is not None or len(texts) < len(parts):
        return None
    if call.method == "joinpath":
        return PathOf(path.path.joinpath(*texts), node)
    return Known(str(path.path), node) if call.method == "as_posix" and not texts else None


def _safe_load(call: Call, node: Any, _: Machine) -> Value | None:
    text = known(call.args[0]) if len(call.args) == 1 and not call.keywords else None
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT or any(sign in text for sign in "&*!"):
        return None
    import yaml

    try:
        return derived(yaml.safe_load(text), node)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _str(call: Call, node: Any, machine: Machine) -> Value | None:
    if len(call.args) == 1 and isinstance(call.args[0], Dumped) and not call.keywords:
        return call.args[0]
    if len(call.args) == 1 and isinstance(call.args[0], PathOf) and not call.keywords:
        return Known(str(call.args[0].path), node)
    if len(call.args) == 1 and isinstance(call.args[0], Member):
        return _str_of_member(call.args[0], node)
    return _scalar(str, members=False)(call, node, machine)


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    f"builtins.{kind.__name__}": kind for kind in (str, int, float, bool, bytes, dict, list, tuple, set, frozenset)
}


def _isinstance(call: Call, node: Any, _: Machine) -> Value | None:
    if len(call.args) != 2 or call.keywords:
        return None
    value, asked = call.args
    kinds = asked.items if isinstance(asked, List) and asked.kind == "tuple" and asked.more is None else [asked]
    answers = [_is_of(value, kind) for kind in kinds]
    if True in answers:
        return Known(True, node)
    return None if None in answers else Known(False, node)


def _is_of(value: Value, kind: Value) -> bool | None:
    """Whether a value is an object of a class; None where that is not known."""
    if isinstance(value, Instance) and isinstance(kind, UserClass):
        return kind in value.of.lineage or (None if not value.of.known else False)
    known_type = _TYPES.get(kind.name) if isinstance(kind, External) else None
    if known_type is None:
        return None
    if isinstance(value, Known):
        return isinstance(value.value, known_type)
    if isinstance(value, Dict):
        return known_type is dict
    if isinstance(value, List) and value.kind in ("list", "tuple", "set", "frozenset"):
        return kind.name == f"builtins.{value.kind}" if isinstance(kind, External) else None
    return None


def _str_of_member(member: Member, node: Any) -> Value:
    """`Enum.member`, but for a StrEnum, and for an IntEnum by the version of Python."""
    if member.formats:
        return member.value
    if member.texts and not isinstance(known(member.value), str):
        return opaque(node)
    return Known(f"{member.enum}.{member.name}", node)


def _len(call: Call, node: Any, machine: Machine) -> Value | None:
    if len(call.args) == 1 and isinstance(call.args[0], List) and call.args[0].more is None:
        kind = call.args[0].kind
        return Known(len(call.args[0].items), node) if kind in ("list", "tuple") else None
    if len(call.args) == 1 and isinstance(call.args[0], Dict) and call.args[0].complete:
        return Known(len(call.args[0].cells), node)
    return _scalar(len)(call, node, machine)


def _bool(call: Call, node: Any, _: Machine) -> Value | None:
    answer = truth(call.args[0]) if len(call.args) == 1 else None
    return None if answer is None else Known(answer, node)


def _range(call: Call, node: Any, _: Machine) -> Value | None:
    bounds = [known(value) for value in call.args]
    if not all(isinstance(bound, int) for bound in bounds) or not 1 <= len(bounds) <= 3:
        return None
    try:
        numbers = range(*(int(bound or 0) for bound in bounds))
    except ValueError:
        return None
    return List([Known(number, node) for number in numbers], node) if len(numbers) <= _MOST_ITEMS else None


def _enumerate(call: Call, node: Any, machine: Machine) -> Value | None:
    start = known(call.keywords.get("start"), 0) if len(call.args) == 1 else known(call.args[1])
    items = _items_of(Call(call.name, call.args[:1]), machine)
    if items is None or not isinstance(start, int):
        return None
    pairs = ([Known(number, node), item] for number, item in enumerate(items, start))
    return operators.lazy([List(pair, node, "tuple") for pair in pairs], call.args[:1], node, machine)


def _reversed(call: Call, node: Any, machine: Machine) -> Value | None:
    items = _items_of(call, machine)
    return None if items is None else operators.lazy(items[::-1], call.args, node, machine)


def _zip(call: Call, node: Any, machine: Machine) -> Value | None:
    columns = [_items_of(Call(call.name, [value]), machine) for value in call.args]
    if call.keywords or any(column is None for column in columns):
        return None
    rows = zip(*(column for column in columns if column is not None), strict=False)
    return operators.lazy([List(row, node, "tuple") for row in rows], call.args, node, machine)


def _sorted(call: Call, node: Any, machine: Machine) -> Value | None:
    value = call.args[0] if len(call.args) == 1 else None
    descending = call.keywords.get("reverse", Known(False))
    by = call.keywords.get("key", Known(None))
    follows = isinstance(by, Function) or (is_known(by) and known(by) is None)
    if value is None or not call.keywords.keys() <= {"key", "reverse"} or not is_known(descending) or not follows:
        return None
    is_set = isinstance(value, List) and value.more is None and value.kind in ("set", "frozenset")
    items = list(value.items) if is_set and isinstance(value, List) else operators.items_of(value, machine)
    if items is None or (is_set and not all(map(is_known, items))):
        return None
    if is_set:
        items = list({known(item): item for item in reversed(items)}.values())[::-1]  # the first of equal ones
    if is_set and isinstance(by, Function):
        return None  # those that are equal by it come in the order of the set
    keys = [machine.invoke(by, [item], {}, None, node) if isinstance(by, Function) else item for item in items]
    if not all(map(is_known, keys)):
        return None
    plain_keys: list[Any] = [known(key) for key in keys]
    try:
        order = sorted(range(len(items)), key=plain_keys.__getitem__, reverse=bool(known(descending)))
    except TypeError:
        return None
    return List([items[index] for index in order], node)


def _next(call: Call, node: Any, machine: Machine) -> Value | None:
    """The first item of a generator: nothing is known of what is left of it."""
    value = call.args[0] if 1 <= len(call.args) <= 2 and not call.keywords else None
    if not isinstance(value, List) or value.kind != "generator" or value.more is not None:
        return None
    items = [*value.items, *call.args[1:]]
    machine.heap.blur(value)
    return items[0] if items else None


def _truths(decide: Callable[[Iterable[bool]], bool]) -> Callable[[Call, Any, Machine], Value | None]:
    """`any` and `all`."""

    def run(call: Call, node: Any, machine: Machine) -> Value | None:
        items = _items_of(call, machine)
        if items is None:
            return None
        answers = [answer for answer in map(truth, items) if answer is not None]
        return Known(decide(answers), node) if len(answers) == len(items) else None

    return run


def _map(call: Call, node: Any, machine: Machine) -> Value | None:
    """What a function of Python's own makes of each item; another one may see what changes before it is called."""
    make = call.args[0] if len(call.args) == 2 and not call.keywords else None
    items = operators.items_of(call.args[1], machine) if isinstance(make, External) else None
    if items is None or not isinstance(make, External) or make.name not in _CONVERSIONS:
        return None
    made = [of_function(Call(make.name, [item], at=node), node, machine) for item in items]
    found = [item for item in made if item is not None]
    return operators.lazy(found, call.args[1:], node, machine) if len(found) == len(items) else None


_CONVERSIONS = frozenset({"builtins.str", "builtins.int", "builtins.float", "builtins.bool"})


def _product(call: Call, node: Any, machine: Machine) -> Value | None:
    columns = [_items_of(Call(call.name, [value]), machine) for value in call.args]
    if call.keywords or any(column is None for column in columns):
        return None
    sizes = [len(column) for column in columns if column is not None]
    if math.prod(sizes) > _MOST_ITEMS:
        return None
    rows = itertools.product(*(column for column in columns if column is not None))
    # It takes the items when it is made: what their lists come to afterwards is nothing to it.
    return operators.lazy([List(row, node, "tuple") for row in rows], (), node, machine)


def _deepcopy(call: Call, _: Any, __: Machine) -> Value | None:
    return deep_copy(call.args[0]) if len(call.args) == 1 and not call.keywords else None


def deep_copy(value: Value) -> Value | None:
    """A copy that shares nothing that can change, with what it shares in itself; None of what holds something else
    than containers and scalars."""
    return _deep(value, {}) if isinstance(value, Dict | List) and is_small(value) else None


def _deep(value: Value, done: dict[int, Value]) -> Value | None:
    if id(value) in done:
        return done[id(value)]
    if isinstance(value, Lazy | View | Made | Instance) or (isinstance(value, List) and value.more is not None):
        return None
    if not isinstance(value, Dict | List):
        return value
    made = value.copied({}, value.at) if isinstance(value, Dict) else List((), value.at, value.kind)
    done[id(value)] = made
    inner = [_deep(one, done) for one in (value.cells.values() if isinstance(value, Dict) else value.items)]
    parts = [one for one in inner if one is not None]
    if len(parts) < len(inner):
        return None
    if isinstance(value, Dict):
        made.cells.update(zip(value.cells, parts, strict=True))
    else:
        made.cells[ITEMS] = Items(parts)
    return made


def _shallow(call: Call, node: Any, machine: Machine) -> Value | None:
    value = call.args[0] if len(call.args) == 1 else None
    if isinstance(value, Dict):
        return _copy(call, value, node, machine)
    if isinstance(value, List) and value.more is None:
        return List(value.items, value.at, value.kind)
    return value if isinstance(value, Known) else None


def _loads(call: Call, node: Any, _: Machine) -> Value | None:
    import json

    if len(call.args) != 1 or call.keywords:
        return None
    if isinstance(call.args[0], Dumped):
        return frozen(call.args[0].value) if is_small(call.args[0]) and _round_trips(call.args[0].value, 0) else None
    text = known(call.args[0])
    if not isinstance(text, str | bytes) or len(text) > _LONGEST_TEXT:
        return None
    try:
        return derived(json.loads(text), node)
    except (ValueError, RecursionError):
        return None


def _round_trips(value: Value, depth: int) -> bool:
    """Whether JSON gives back what it was given."""
    if isinstance(value, Dict):
        return depth < 50 and all(
            key is not MORE and isinstance(key, str) and _round_trips(item, depth + 1)
            for key, item in value.cells.items()
        )
    if isinstance(value, List):
        return (
            depth < 50
            and value.kind == "list"
            and value.more is None
            and all(_round_trips(item, depth + 1) for item in value.items)
        )
    return isinstance(value, Known) and not isinstance(value.value, bytes)


def _dumps(call: Call, node: Any, _: Machine) -> Value | None:
    """The text keeps its structure, so that what is in it can be read without being written."""
    if len(call.args) != 1 or not call.keywords.keys() <= {"indent", "sort_keys", "separators", "ensure_ascii"}:
        return None
    options: dict[str, Any] | None = None
    with suppress(NotPlain):
        options = {name: plain(value) for name, value in call.keywords.items()}
    dumped = Dumped(frozen(call.args[0]), node, options)
    if isinstance(call.args[0], Dict | List):
        return dumped
    with suppress(NotPlain):
        return Known(plain(dumped), node)
    return None


def _join_path(call: Call, node: Any, _: Machine) -> Value | None:
    import posixpath

    parts = [operators.text_of(value) for value in call.args]
    if not parts or any(part is None for part in parts):
        return None
    return Known(posixpath.join(*(part for part in parts if part is not None)), node)


def _getenv(call: Call, node: Any, _: Machine) -> Value | None:
    return opaque(node, operators.candidates(call.args[1:2]))


def _cast(call: Call, _: Any, __: Machine) -> Value | None:
    return call.args[1] if len(call.args) == 2 else None


_FUNCTIONS: Mapping[str, Callable[[Call, Any, Machine], Value | None]] = {
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "builtins.list": _sequence("list"),
    "builtins.tuple": _sequence("tuple"),
    "builtins.reversed": _reversed,
    "builtins.str": _str,
    "builtins.repr": _scalar(repr, members=False),
    "builtins.isinstance": _isinstance,
    "builtins.int": _scalar(int),
    "builtins.float": _scalar(float),
    "builtins.round": _scalar(round),
    "builtins.abs": _scalar(abs),
    "builtins.min": _scalar(min),
    "builtins.max": _scalar(max),
    "builtins.sum": _scalar(sum),
    "builtins.len": _len,
    "builtins.bool": _bool,
    "builtins.range": _range,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.sorted": _sorted,
    "builtins.next": _next,
    "builtins.any": _truths(any),
    "builtins.all": _truths(all),
    "builtins.map": _map,
    "itertools.product": _product,
    **dict.fromkeys((f"pathlib.{name}" for name in ("Path", "PosixPath", "PurePath", "PurePosixPath")), _path),
    "yaml.safe_load": _safe_load,
    "copy.deepcopy": _deepcopy,
    "copy.copy": _shallow,
    "json.loads": _loads,
    "json.dumps": _dumps,
    "os.path.join": _join_path,
    "posixpath.join": _join_path,
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "typing.cast": _cast,
}
