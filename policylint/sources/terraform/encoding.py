"""What `jsonencode` makes of a value: its text as Terraform writes it, and what that was made from.

Keys stand in the order of their bytes; `<`, `>`, `&`, U+2028 and U+2029 are escapes, as Go's encoder writes them.
"""

import json
import re
from collections.abc import Iterator

from policylint.sources.terraform.values import (
    Items,
    Object,
    Opaque,
    Piece,
    Scalar,
    Text,
    Value,
    hole,
    shown_number,
)

_HTML = re.compile("[<>&\u2028\u2029]")


def json_text(value: Value) -> Text:
    """The text; what is not known in it is a part that is not known.

    Raises:
        NotSure: a number in it has more digits than are sure.
    """
    return Text(pieces=tuple(_joined(_written(value))), encoded=value)


def _joined(pieces: Iterator[Piece | Opaque]) -> Iterator[Piece | Opaque]:
    """The same with neighbouring pieces that have no place in one."""
    held: list[str] = []
    for piece in pieces:
        if isinstance(piece, Piece) and piece.at is None:
            held.append(piece.text)
            continue
        if held:
            yield Piece("".join(held))
            held = []
        yield piece
    if held:
        yield Piece("".join(held))


def _written(value: Value) -> Iterator[Piece | Opaque]:
    if value.assumed:
        sign = '"' if isinstance(value, Text) else ""
        yield from (Piece(sign), hole(value), Piece(sign))
    elif isinstance(value, Scalar):
        whole = value.value is None or isinstance(value.value, bool)
        yield Piece(json.dumps(value.value) if whole else shown_number(value.value or 0), value.at)
    elif isinstance(value, Text):
        yield from _string(value)
    elif isinstance(value, Items):
        yield Piece("[")
        for index, item in enumerate(value.items):
            yield Piece("," if index else "")
            yield from _written(item)
        yield Piece("]")
    elif isinstance(value, Object):
        yield from _object(value)
    elif isinstance(value, Opaque):
        yield value


def _string(value: Text) -> Iterator[Piece | Opaque]:
    yield Piece('"')
    for piece in value.pieces:
        if isinstance(piece, Opaque):
            yield piece
        else:
            written = quoted(piece.text)
            yield Piece(written, piece.at, piece.exact and written == piece.text)
    yield Piece('"')


def _object(value: Object) -> Iterator[Piece | Opaque]:
    yield Piece("{")
    names = sorted(value.entries, key=lambda key: key.encode("utf-8", "surrogatepass"))
    for index, name in enumerate(names):
        yield Piece(f'{"," if index else ""}"{quoted(name)}":')
        yield from _written(value.entries[name])
    if value.more is not None:
        yield value.more
    yield Piece("}")


def quoted(characters: str) -> str:
    """Characters as they stand within the quotes of a JSON string."""
    written = json.dumps(characters, ensure_ascii=False)[1:-1]
    return _HTML.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
