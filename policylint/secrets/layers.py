"""The encodings that a value can stand in: JSON, base64, URL encoding. Bounded in depth and in size."""

import json
import re
from binascii import a2b_qp
from collections import Counter
from collections.abc import Iterator
from operator import sub
from typing import Any

from policylint.secrets.checks import decode_base64
from policylint.secrets.regexes import lazily

DEEPEST = 4
LARGEST = 4 * 1024 * 1024
_SHORTEST = 16
# No text begins with the bytes of two slashes, the rest of many a URL.
_BASE64 = lazily(r"(?<![A-Za-z0-9+/_-])(?!//)[A-Za-z0-9+/_-]{16,}={0,2}(?![A-Za-z0-9+/_=-])")
_PERCENT = lazily(r"%(?=[0-9A-Fa-f]{2})")


def unquoted(text: str) -> Any:
    """The value behind JSON: a string in quotes, an object or a list; None where the text is no such JSON.

    An object or list without a single quoted string is None too: it holds no text.
    """
    first, last = text[:1], text[-1:]
    if first == '"':
        if last != '"' or len(text) < 2:
            return None
        if "\\" not in text:
            return text[1:-1] if '"' not in text[1:-1] else None
    elif ((first != "{" or last != "}") and (first != "[" or last != "]")) or '"' not in text:
        return None
    if len(text) > LARGEST:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def base64_texts(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a text that are base64 of other text: where each begins and ends, and what it says."""
    for run in _BASE64().finditer(text):
        decoded = base64_text(run[0])
        if decoded is not None:
            yield run.start(), run.end(), decoded


def base64_text(run: str) -> str | None:
    """The text behind base64; None where it is none, or nothing that could be read."""
    body = run.rstrip("=")
    if len(run) < _SHORTEST or len(run) > LARGEST or len(body) % 4 == 1 or body.isdigit():
        return None
    data = decode_base64(body)
    if not data:
        return None
    try:
        decoded = data.decode()
    except UnicodeDecodeError:
        return _of_record(data)
    readable = decoded.replace("\n", "").replace("\r", "").replace("\t", "").isprintable()
    return decoded if readable else _of_record(data)


_UNREADABLE = re.compile(rb"[^\x20-\x7e]+")


def _of_record(data: bytes) -> str | None:
    """The text in a record, a line for each stretch between its lengths and signs; None where most of it is none.

    A length before a text may be readable as well: it is one if so much follows.
    """
    if not _is_mostly_text(data):
        return None
    stretches = [stretch.decode("ascii") for stretch in _UNREADABLE.split(data) if stretch]
    return "\n".join(text[1:] if ord(text[0]) == len(text) - 1 else text for text in stretches)


def _is_mostly_text(data: bytes) -> bool:
    return len(data.translate(None, _PRINTABLE)) < len(data) * (1 - _MOSTLY)


def is_plain_data(run: str) -> bool:
    """Whether base64 is of bytes that nobody drew: most are text, as in records with lengths and signs between, or
    each is as far from the one before as in a table."""
    data = decode_base64(run.rstrip("=")) or b""
    if _is_mostly_text(data):
        return True
    steps = Counter(map(sub, data[1:], data))
    return bool(steps) and steps.most_common(1)[0][1] > len(data) * _STEADY


_PRINTABLE = bytes(range(0x20, 0x7F))
_MOSTLY = 0.75  # of random bytes three in eight are
_STEADY = 0.5


def percent_decoded(text: str) -> str | None:
    """A text with its URL encoding undone; None where it has none."""
    if "%" not in text or _PERCENT().search(text) is None:
        return None
    if text.isascii():  # quoted-printable is the same writing with another sign, and is decoded in one pass
        return a2b_qp(_PERCENT().sub("=", text.replace("=", "=3D"))).decode(errors="replace")
    from urllib.parse import unquote

    return unquote(text)


def percent_written(text: str, value: str) -> Iterator[str]:
    """The URL-encoded stretches of a text in which a value stands, or a part of it."""
    from urllib.parse import unquote

    for run in _STRETCH().finditer(text):
        plain = unquote(run[0])
        if plain != run[0] and (value in plain or (len(plain) >= _TELLING and plain in value)):
            yield run[0]


_STRETCH = lazily(r"[^\s\"'&=?#/:@]+")
_TELLING = 4
