"""Formats: the shape of a token written once, from which its pattern, its keyword and its examples all come.

A format is literal text with fields in braces, each a class of characters and how many: `hf_{w34}` is "hf_" and 34
letters or digits, `{u20-300}` is 20 to 300 characters of base64url. No token stands in the source of policylint: the
tests make them from the formats.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from policylint.secrets.regexes import lazily

# class: the set of characters as a pattern writes it, and the same characters spelled out for making examples.
_CLASSES = {
    "a": ("A-Za-z", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "n": ("0-9", "0123456789"),
    "h": ("0-9a-f", "0123456789abcdef"),
    "H": ("0-9A-F", "0123456789ABCDEF"),
    "w": ("A-Za-z0-9", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    "i": ("A-Za-z0-9_", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    "x": ("a-z0-9", "abcdefghijklmnopqrstuvwxyz0123456789"),
    "U": ("A-Z0-9", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    "A": ("A-Z", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "k": ("A-Z2-7", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    "b": ("A-Za-z0-9+/", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/"),
    "e": ("A-Za-z0-9+/", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    "u": ("A-Za-z0-9_-", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"),
    "p": ("A-Za-z0-9_.-", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"),
    "t": ("A-Za-z0-9_.~-", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.~-"),
    "B": ("02-9AC-HJ-NP-Z", "023456789ACDEFGHJKLMNPQRSTUVWXYZ"),
    "z": ("1-9A-HJ-NP-Za-km-z", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"),
}
UUID = "{h8}-{h4}-{h4}-{h4}-{h12}"

_FIELD = lazily(r"\{(?P<set>[A-Za-z])(?P<least>\d+)(?:-(?P<most>\d+))?\}")

# A token begins where no longer word does; an escape written out (`\n`, `%3D`) ends the word before it.
START = r"(?:(?<![A-Za-z0-9_])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))"
_WORD = "A-Za-z0-9_"
_LONG = 256


class Piece(NamedTuple):
    """Literal `text`, or, where `letters` is given, `least` to `most` characters of it; `set` is its pattern.

    `padded` fields may end in base64's equals signs.
    """

    text: str = ""
    set: str = ""
    letters: str = ""
    least: int = 0
    most: int = 0
    padded: bool = False


@lru_cache(maxsize=512)
def pieces(format: str) -> tuple[Piece, ...]:
    """The pieces of a format in order.

    Raises:
        KeyError: a field names no class of characters.
    """
    found: list[Piece] = []
    at = 0
    for field in _FIELD().finditer(format):
        if field.start() > at:
            found.append(Piece(format[at : field.start()]))
        pattern, letters = _CLASSES[field["set"]]
        least = int(field["least"])
        found.append(Piece("", pattern, letters, least, int(field["most"] or least), field["set"] == "e"))
        at = field.end()
    if at < len(format):
        found.append(Piece(format[at:]))
    return tuple(found)


def pattern(format: str) -> str:
    """The regular expression of a format, with nothing of the same kind before or behind a match.

    Each field is one class, repeated a bounded number of times. Where it can be long, a match may not begin amid the
    class, so that no stretch of text is read twice however often the keyword stands in it.
    """
    parts = pieces(format)
    start = "".join(f"(?<![{part.set}])" for part in parts if part.most >= _LONG) or START
    return f"{start}{whole_pattern(format)}(?![{_WORD}{parts[-1].set}])"


@lru_cache(maxsize=512)
def whole_pattern(format: str) -> str:
    """The regular expression of a format alone, for a value that it makes up wholly."""
    return "".join(re.escape(part.text) if part.text else _repeated(part) for part in pieces(format))


def _repeated(piece: Piece) -> str:
    padding = "={0,2}" if piece.padded else ""
    return f"[{piece.set}]{{{piece.least},{piece.most}}}{padding}"


def keyword(format: str) -> tuple[str, int]:
    """The literal of a format that a prefilter looks for, in lowercase, and how many characters stand before it.

    It is the first literal, or a later longer one if all before it has a fixed length.
    """
    best, before, offset = "", 0, 0
    for piece in pieces(format):
        if piece.text:
            if len(piece.text) > len(best):
                best, before = piece.text, offset
            offset += len(piece.text)
        elif piece.least == piece.most:
            offset += piece.least
        else:
            break
    return best.lower(), before
