"""The functions whose result is sure: each from values to a value, or `NotSure`, or `Failed` where Terraform refuses.

https://developer.hashicorp.com/terraform/language/functions. What depends on time, chance, the machine or a provider is
left out, as is what the documentation leaves open.
"""

import base64
import binascii
import hashlib
import json
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from policylint.sources.terraform.context import Evaluating, Failed
from policylint.sources.terraform.encoding import json_text
from policylint.sources.terraform.operators import calculated
from policylint.sources.terraform.template_files import rendered
from policylint.sources.terraform.types import (
    alike,
    as_bool,
    as_list,
    as_map,
    as_number,
    as_set,
    as_string,
    flat,
    kind_of,
)
from policylint.sources.terraform.values import (
    Items,
    NotSure,
    Object,
    Opaque,
    Piece,
    Text,
    Value,
    assuming,
    assumption,
    inside,
    made,
    number,
    plain,
    shown_number,
)

Arguments = Sequence[Value]
Function = Callable[[Evaluating, Arguments], Value]

_LONGEST = 1_000_000
_MOST_ITEMS = 10_000
_VERB = re.compile(r"%(?:%|(?P<zero>0?)(?P<width>[0-9]{0,2})(?P<verb>[sdv]))")


def _on_plain(function: Callable[..., Any], *kinds: str) -> Function:
    """A function of values that are wholly known, of the given kinds: string, number, list, any; the last repeats."""

    def called(evaluation: Evaluating, arguments: Arguments) -> Value:
        if len(arguments) < len([kind for kind in kinds if not kind.endswith("?")]):
            raise NotSure
        given = []
        for index, argument in enumerate(arguments):
            kind = kinds[min(index, len(kinds) - 1)].rstrip("?*")
            if index >= len(kinds) and not kinds[-1].endswith("*"):
                raise NotSure
            given.append(_plain(argument, kind))
        found = function(*given)
        if isinstance(found, str) and len(found) > _LONGEST:
            raise NotSure
        return assuming(found if isinstance(found, Value) else made(found), assumption(arguments))

    return called


def _plain(argument: Value, kind: str) -> Any:
    converted = {"string": as_string, "number": as_number, "bool": as_bool}.get(kind)
    if converted is not None:
        found = plain(converted(argument))
        if found is None:
            raise NotSure
        return found
    if kind == "strings":
        if not isinstance(argument, Items):
            raise NotSure
        return [_plain(item, "string") for item in alike(argument.items)]
    if kind == "int":
        found = plain(as_number(argument))
        if not isinstance(found, int) or isinstance(found, bool):
            raise NotSure
        return found
    return plain(argument)


def _ascii(text: str) -> str:
    """A text whose characters are its bytes: what others are split into is not for Python to say."""
    if not text.isascii():
        raise NotSure
    return text


# Strings


def _replace(text: str, old: str, new: str) -> str:
    if (len(old) > 1 and old.startswith("/") and old.endswith("/")) or not old:
        raise NotSure  # a regular expression of Go
    return text.replace(old, new)


def _substr(text: str, start: int, length: int) -> str:
    _ascii(text)
    if start < 0 or length < -1:
        raise NotSure
    return text[start:] if length == -1 else text[start : start + length]


def _title(text: str) -> str:
    _ascii(text)
    if re.search(r"[^A-Za-z0-9 _-]", text):
        raise NotSure
    return re.sub(r"(?<![A-Za-z0-9_])[a-z]", lambda found: found[0].upper(), text)


def _indent(spaces: int, text: str) -> str:
    if not 0 <= spaces <= 100:
        raise NotSure
    return text.replace("\n", "\n" + " " * spaces)


def _trimmed(text: str) -> str:
    if re.search(r"[\x1c-\x1f]", text):
        raise NotSure  # white space to Python alone
    return text.strip()


def _cut(text: str, signs: str) -> str:
    if not signs:
        raise NotSure
    return text.strip(signs)


def _split(separator: str, text: str) -> Value:
    if not separator:
        raise NotSure
    return _list(text.split(separator))


def _upper(text: str) -> str:
    return _ascii(text).upper()


def _lower(text: str) -> str:
    return _ascii(text).lower()


def _prefix(text: str, prefix: str) -> str:
    return text.removeprefix(prefix)


def _suffix(text: str, suffix: str) -> str:
    return text.removesuffix(suffix)


def _hashed(name: str) -> Callable[[str], str]:
    return lambda text: hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise NotSure from None


def _parseint(text: Any, base: int) -> int:
    digits = text if isinstance(text, str) else shown_number(text)
    if not 2 <= base <= 36 or not re.fullmatch(r"-?[0-9A-Za-z]{1,60}", digits):
        raise NotSure
    try:
        return int(digits, base)
    except ValueError:
        raise NotSure from None


def _basename(path: str) -> str:
    if not path or path.endswith("/"):
        raise NotSure
    return posixpath.basename(path)


def _dirname(path: str) -> str:
    found = posixpath.dirname(path)
    if not found or posixpath.normpath(found) != found:
        raise NotSure
    return found


def _format(evaluation: Evaluating, arguments: Arguments) -> Value:
    """`format` with the verbs `%s`, `%d` and `%v`; the pieces of texts keep their places."""
    if not arguments:
        raise NotSure
    template, given = _plain(arguments[0], "string"), list(arguments[1:])
    pieces: list[Piece | Opaque] = []
    at = 0
    for verb in _VERB.finditer(template):
        if "%" in template[at : verb.start()]:
            raise NotSure
        pieces.append(Piece(template[at : verb.start()]))
        at = verb.end()
        if verb[0] == "%%":
            pieces.append(Piece("%"))
            continue
        if not given:
            raise NotSure
        pieces += _formatted(given.pop(0), verb)
    if given or "%" in template[at:]:
        raise NotSure
    pieces.append(Piece(template[at:]))
    return Text(pieces=_kept(pieces), assumed=assumption(arguments))


def _formatted(value: Value, verb: re.Match[str]) -> Sequence[Piece | Opaque]:
    if verb["verb"] == "d":
        whole = plain(as_number(value))
        if not isinstance(whole, int) or isinstance(whole, bool):
            raise NotSure
        return [Piece(f"{whole:{'0' if verb['zero'] else ''}{verb['width']}d}")]
    if verb["width"] or verb["zero"]:
        raise NotSure
    if isinstance(value, Opaque):
        return [value]
    if kind_of(value) == "null":
        raise NotSure
    shown = as_string(value)
    return shown.pieces if isinstance(shown, Text) else [Piece(plain(shown))]


def _kept(pieces: Sequence[Piece | Opaque]) -> tuple[Piece | Opaque, ...]:
    return tuple(piece for piece in pieces if isinstance(piece, Opaque) or piece.text)


def _join(evaluation: Evaluating, arguments: Arguments) -> Value:
    separator = _plain(arguments[0], "string") if len(arguments) > 1 else ""
    listed = [_known_items(value) for value in arguments[1:]]
    items = alike(flat(listed)) if not any(isinstance(one, Opaque) for one in flat(listed)) else flat(listed)
    pieces: list[Piece | Opaque] = []
    for index, item in enumerate(items):
        pieces += [Piece(separator)] if index else []
        if isinstance(item, Opaque):
            pieces.append(item)
            continue
        shown = as_string(item)
        if not isinstance(shown, Text):
            raise NotSure
        pieces += shown.pieces
    return Text(pieces=_kept(pieces), assumed=assumption(arguments))


# Numbers


def _whole(rounding: str) -> Callable[[Any], Any]:
    return lambda value: int(Decimal(value).to_integral_value(rounding))


def _sum(values: list[Any]) -> Any:
    total: Any = 0
    if not values:
        raise NotSure
    for value in values:
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            raise NotSure
        total = calculated("+", total, value)
    return total


def _pow(base: Any, exponent: Any) -> Any:
    if not isinstance(base, int) or not isinstance(exponent, int) or not 0 <= exponent <= 60 or abs(base) > 1000:
        raise NotSure
    found = base**exponent
    if abs(found) > 2**53:
        raise NotSure
    return found


def _list(values: Iterable[Any]) -> Value:
    """A list of values of one type."""
    return Items(items=tuple(made(value) for value in values), kind="list")


def _range(*bounds: Any) -> Value:
    if not all(isinstance(bound, int) for bound in bounds) or not 1 <= len(bounds) <= 3:
        raise NotSure
    if len(bounds) < 3:
        first, last = bounds if len(bounds) == 2 else (0, bounds[0])
        step = 1 if first <= last else -1
    else:
        first, last, step = bounds
    if not step:
        raise NotSure
    found = range(first, last, step)
    if len(found) > 1024:
        raise NotSure
    return _list(found)


# Collections


def _known_items(value: Value) -> tuple[Value, ...]:
    if not isinstance(value, Items):
        raise NotSure
    return value.items


def _known_entries(value: Value) -> Mapping[str, Value]:
    if not isinstance(value, Object) or value.more is not None:
        raise NotSure
    return value.entries


def _length(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    if isinstance(value, Text):
        return assuming(made(len(_ascii(_plain(value, "string")))), value.assumed)
    size = len(_known_items(value)) if isinstance(value, Items) else len(_known_entries(value))
    return assuming(made(size), value.assumed)


def _exactly(count: int, arguments: Arguments) -> Arguments:
    if len(arguments) != count:
        raise NotSure
    return arguments


def _keys(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    entries = _known_entries(value)
    keys = value.keys if isinstance(value, Object) else {}
    return assuming(Items(items=tuple(made(key, keys.get(key)) for key in _sorted(entries))), value.assumed)


def _values(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    entries = _known_entries(value)
    return Items(items=tuple(entries[key] for key in _sorted(entries)), assumed=value.assumed)


def _sorted(keys: Any) -> list[str]:
    return sorted(keys, key=lambda key: key.encode("utf-8", "surrogatepass"))


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
    items = flat(_known_items(value) for value in arguments)
    assumed = next((value.assumed for value in arguments if value.assumed), "")
    if kinds == {"list"}:
        return Items(items=alike(items), kind="list", assumed=assumed)
    if not kinds <= {"tuple", "list"}:
        raise NotSure
    return Items(items=items, assumed=assumed)


def _lookup(evaluation: Evaluating, arguments: Arguments) -> Value:
    if len(arguments) not in (2, 3) or not isinstance(arguments[0], Object):
        raise NotSure
    holder, key = arguments[0], _plain(arguments[1], "string")
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
    value, index = _exactly(2, arguments)
    items, place = _known_items(value), _plain(index, "int")
    if not items or place < 0 or kind_of(value) == "set":
        raise NotSure
    return assuming(items[place % len(items)], value.assumed or index.assumed)


def _slice(evaluation: Evaluating, arguments: Arguments) -> Value:
    value, start, end = _exactly(3, arguments)
    items, first, last = _known_items(value), _plain(start, "int"), _plain(end, "int")
    if kind_of(value) == "set" or not 0 <= first <= last <= len(items):
        raise NotSure
    return Items(items=items[first:last], kind=kind_of(value), assumed=assumption([start, end]) or value.assumed)


def _reverse(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    items = _known_items(value)
    return Items(items=items[::-1], kind="tuple" if kind_of(value) == "tuple" else "list", assumed=value.assumed)


def _flatten(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)

    def flattened(items: Sequence[Value]) -> list[Value]:
        found: list[Value] = []
        for item in items:
            evaluation.spend()
            if isinstance(item, Opaque):
                raise NotSure  # it may be a sequence
            found += flattened(item.items) if isinstance(item, Items) else [item]
        return found

    assumed = next((one.assumed for one in inside(value) if one.assumed and isinstance(one, Items)), "")
    return Items(items=tuple(flattened(_known_items(value))), assumed=assumed)


def _distinct(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    found: dict[str, Value] = {}
    for item in alike(_known_items(value)):
        found.setdefault(repr(plain(item)), item)
    return Items(items=tuple(found.values()), kind="list", assumed=assumption([value]))


def _compact(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    kept = [item for item in alike(_known_items(value)) if plain(item) is not None]
    kept = [item for item in map(as_string, kept) if plain(item) != ""]
    return Items(items=tuple(kept), kind="list", assumed=assumption([value]))


def _contains(evaluation: Evaluating, arguments: Arguments) -> Value:
    value, wanted = _exactly(2, arguments)
    one = plain(wanted)
    if isinstance(one, list | dict) or one is None:
        raise NotSure
    kind = kind_of(wanted)
    if kind_of(value) != "tuple" and any(kind_of(item) != kind for item in _known_items(value)):
        raise NotSure
    found = any(kind_of(item) == kind and plain(item) == one for item in _known_items(value))
    if any(isinstance(item, Opaque) for item in _known_items(value)):
        raise NotSure
    return assuming(made(found), assumption(arguments))


def _zipmap(evaluation: Evaluating, arguments: Arguments) -> Value:
    keys, values = _exactly(2, arguments)
    names, items = _plain(keys, "strings"), _known_items(values)
    if len(names) != len(items):
        raise NotSure
    return Object(
        entries=dict(zip(names, items, strict=True)),
        is_map=kind_of(values) == "list",
        assumed=assumption([keys]) or values.assumed,
    )


def _sort(values: list[str]) -> Value:
    return _list(_sorted(values))


def _one(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    items = _known_items(value)
    if len(items) > 1:
        raise Failed
    return assuming(items[0] if items else made(None), value.assumed)


def _setproduct(*sets: Any) -> Value:
    raise NotSure


def _coalesce(evaluation: Evaluating, arguments: Arguments) -> Value:
    for index, value in enumerate(arguments):
        if isinstance(value, Opaque):
            raise NotSure
        if kind_of(value) == "null" or (isinstance(value, Text) and value.known == ""):
            if value.assumed:
                raise NotSure
            continue
        rest = [one for one in arguments[index:] if kind_of(one) != "null"]
        kinds = {kind_of(one) for one in arguments} - {"null"}
        if kind_of(value) == "string" and kinds <= {"string", "number", "bool", ""}:
            return value
        if kinds <= {"string", "number", "bool"}:
            return as_string(value) if "string" in kinds else alike(rest)[0]
        if len(kinds) == 1:
            alike(rest)
            return value
        raise NotSure
    raise Failed


def _try(evaluation: Evaluating, arguments: Arguments) -> Value:
    for value in arguments:
        if isinstance(value, Opaque) and value.fails:
            continue
        if any(isinstance(one, Opaque) for one in inside(value)) and value is not arguments[-1]:
            raise NotSure  # it may fail
        return value
    raise Failed


def _can(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    if isinstance(value, Opaque) and value.fails:
        return made(False)
    plain(value)
    return assuming(made(True), assumption([value]))


# Types


def _as(convert: Callable[[Value], Value]) -> Function:
    def called(evaluation: Evaluating, arguments: Arguments) -> Value:
        [value] = _exactly(1, arguments)
        return convert(value)

    return called


# Encoding and files


def _jsonencode(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    return json_text(value)


def _yamlencode(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    return Opaque(expression="", encoded=value)


def _jsondecode(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    try:
        decoded = json.loads(_plain(value, "string"), parse_float=Decimal, parse_constant=_refused)
    except (json.JSONDecodeError, RecursionError, ValueError):
        raise NotSure from None
    return assuming(made(_numbers(decoded)), value.assumed)


def _refused(constant: str) -> Any:
    raise NotSure


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        shown_number(number(value))
    return number(value)


def path_of(value: Value) -> str:
    """The path of a file that a value is, from the module's folder: it begins with `path.module`, or is relative.

    Raises:
        NotSure: it is not known.
    """
    if isinstance(value, Text) and value.pieces and isinstance(value.pieces[0], Opaque) and value.pieces[0].folder:
        return _plain(replace(value, pieces=value.pieces[1:]), "string").lstrip("/")  # type: ignore[no-any-return]
    path = _plain(value, "string")
    if path.startswith(("/", "~")):
        raise NotSure
    return str(path)


def _file(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = _exactly(1, arguments)
    content = evaluation.names.read(path_of(value))
    if content is None or value.assumed:
        raise NotSure
    evaluation.spend(len(content) // 64)
    return made(content)


def _templatefile(evaluation: Evaluating, arguments: Arguments) -> Value:
    value, given = _exactly(2, arguments)
    if value.assumed:
        raise NotSure
    return rendered(evaluation, path_of(value), given)


FUNCTIONS: Mapping[str, Function] = {
    "abs": _on_plain(abs, "number"),
    "base64decode": _on_plain(_from_base64, "string"),
    "base64encode": _on_plain(lambda text: base64.b64encode(text.encode()).decode(), "string"),
    "basename": _on_plain(_basename, "string"),
    "can": _can,
    "ceil": _on_plain(_whole("ROUND_CEILING"), "number"),
    "chomp": _on_plain(lambda text: re.sub(r"(?:\r\n|\n|\r)+\Z", "", text), "string"),
    "coalesce": _coalesce,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "dirname": _on_plain(_dirname, "string"),
    "distinct": _distinct,
    "element": _element,
    "endswith": _on_plain(lambda text, end: text.endswith(end), "string", "string"),
    "file": _file,
    "flatten": _flatten,
    "floor": _on_plain(_whole("ROUND_FLOOR"), "number"),
    "format": _format,
    "indent": _on_plain(_indent, "int", "string"),
    "join": _join,
    "jsondecode": _jsondecode,
    "jsonencode": _jsonencode,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "lower": _on_plain(_lower, "string"),
    "max": _on_plain(lambda *numbers: max(numbers), "number*"),
    "md5": _on_plain(_hashed("md5"), "string"),
    "merge": _merge,
    "min": _on_plain(lambda *numbers: min(numbers), "number*"),
    "nonsensitive": _as(lambda value: value),
    "one": _one,
    "parseint": _on_plain(_parseint, "any", "int"),
    "pow": _on_plain(_pow, "number", "number"),
    "range": _on_plain(_range, "number", "number?", "number?"),
    "replace": _on_plain(_replace, "string", "string", "string"),
    "reverse": _reverse,
    "sensitive": _as(lambda value: value),
    "sha1": _on_plain(_hashed("sha1"), "string"),
    "sha256": _on_plain(_hashed("sha256"), "string"),
    "signum": _on_plain(lambda value: (value > 0) - (value < 0), "number"),
    "slice": _slice,
    "sort": _on_plain(_sort, "strings"),
    "split": _on_plain(_split, "string", "string"),
    "startswith": _on_plain(lambda text, start: text.startswith(start), "string", "string"),
    "strcontains": _on_plain(lambda text, part: part in text, "string", "string"),
    "strrev": _on_plain(lambda text: _ascii(text)[::-1], "string"),
    "substr": _on_plain(_substr, "string", "int", "int"),
    "sum": _on_plain(_sum, "any"),
    "templatefile": _templatefile,
    "title": _on_plain(_title, "string"),
    "tobool": _as(as_bool),
    "tolist": _as(as_list),
    "tomap": _as(as_map),
    "tonumber": _as(as_number),
    "toset": _as(as_set),
    "tostring": _as(as_string),
    "trim": _on_plain(_cut, "string", "string"),
    "trimprefix": _on_plain(_prefix, "string", "string"),
    "trimspace": _on_plain(_trimmed, "string"),
    "trimsuffix": _on_plain(_suffix, "string", "string"),
    "try": _try,
    "upper": _on_plain(_upper, "string"),
    "values": _values,
    "yamlencode": _yamlencode,
    "zipmap": _zipmap,
}
