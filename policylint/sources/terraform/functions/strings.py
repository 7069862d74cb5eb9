"""Functions of texts, and those that make one."""

import base64
import binascii
import hashlib
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence

from policylint.sources.terraform.context import Evaluating
from policylint.sources.terraform.functions.calling import (
    Arguments,
    Function,
    as_plain,
    ascii_only,
    items_of,
    list_of,
    on_plain,
)
from policylint.sources.terraform.types import (
    alike,
    as_number,
    as_string,
    flat,
    kind_of,
)
from policylint.sources.terraform.values import (
    NotSure,
    Opaque,
    Piece,
    Text,
    Value,
    assumption,
    plain,
)

_VERB = re.compile(r"%(?:%|(?P<zero>0?)(?P<width>[0-9]{0,2})(?P<verb>[sdv]))")


def _replace(text: str, old: str, new: str) -> str:
    if (len(old) > 1 and old.startswith("/") and old.endswith("/")) or not old:
        raise NotSure  # a regular expression of Go
    return text.replace(old, new)


def _substr(text: str, start: int, length: int) -> str:
    ascii_only(text)
    if start < 0 or length < -1:
        raise NotSure
    return text[start:] if length == -1 else text[start : start + length]


def _title(text: str) -> str:
    ascii_only(text)
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
    return list_of(text.split(separator))


def _upper(text: str) -> str:
    return ascii_only(text).upper()


def _lower(text: str) -> str:
    return ascii_only(text).lower()


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
    template, given = as_plain(arguments[0], "string"), list(arguments[1:])
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
    separator = as_plain(arguments[0], "string") if len(arguments) > 1 else ""
    listed = [items_of(value) for value in arguments[1:]]
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


STRINGS: Mapping[str, Function] = {
    "base64decode": on_plain(_from_base64, "string"),
    "base64encode": on_plain(lambda text: base64.b64encode(text.encode()).decode(), "string"),
    "basename": on_plain(_basename, "string"),
    "chomp": on_plain(lambda text: re.sub(r"(?:\r\n|\n|\r)+\Z", "", text), "string"),
    "dirname": on_plain(_dirname, "string"),
    "endswith": on_plain(lambda text, end: text.endswith(end), "string", "string"),
    "format": _format,
    "indent": on_plain(_indent, "int", "string"),
    "join": _join,
    "lower": on_plain(_lower, "string"),
    "md5": on_plain(_hashed("md5"), "string"),
    "replace": on_plain(_replace, "string", "string", "string"),
    "sha1": on_plain(_hashed("sha1"), "string"),
    "sha256": on_plain(_hashed("sha256"), "string"),
    "split": on_plain(_split, "string", "string"),
    "startswith": on_plain(lambda text, start: text.startswith(start), "string", "string"),
    "strcontains": on_plain(lambda text, part: part in text, "string", "string"),
    "strrev": on_plain(lambda text: ascii_only(text)[::-1], "string"),
    "substr": on_plain(_substr, "string", "int", "int"),
    "title": on_plain(_title, "string"),
    "trim": on_plain(_cut, "string", "string"),
    "trimprefix": on_plain(_prefix, "string", "string"),
    "trimspace": on_plain(_trimmed, "string"),
    "trimsuffix": on_plain(_suffix, "string", "string"),
    "upper": on_plain(_upper, "string"),
}
