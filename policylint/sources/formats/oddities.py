"""What a document says and its value no longer shows: findings that every format words alike.

The document is judged all the same. The path of such a finding is one in the document, which for a bare request is the
path in the request.
"""

from policylint.finding import Anchor, Finding, Position, Related
from policylint.lint import DUPLICATE_KEY, LOOSE_JSON, NON_STRING_KEY, NOT_FINITE
from policylint.path import Route, format_path

_LONGEST_SHOWN = 60


def duplicate_key(route: Route, file: str, position: Position, first: Position) -> Finding:
    """A key that its object has already, at a second place."""
    return Finding(
        format_path(route),
        f"{shown(str(route[-1]))} is given again: this later value counts, the first one is lost",
        DUPLICATE_KEY.id,
        anchor=Anchor.KEY,
        related=(Related("first given here", first),),
        file=file,
        position=position,
    )


def not_finite(text: str, route: Route, file: str, position: Position) -> Finding:
    """A number that no finite double holds; `text` is how the file writes it."""
    message = f"{text if len(text) <= _LONGEST_SHOWN else 'this'} is not a finite number"
    return Finding(format_path(route), message, NOT_FINITE.id, file=file, position=position)


def non_string_key(text: str, what: str, route: Route, file: str, position: Position) -> Finding:
    """A key that is read as something else than a string; `text` is how the file writes it."""
    message = f"{shown(text)} is read as {what}, not as a string"
    return Finding(format_path(route), message, NON_STRING_KEY.id, anchor=Anchor.KEY, file=file, position=position)


def loose_json(file: str, position: Position) -> Finding:
    """A comment or a trailing comma in a JSON text: its place is the first of them."""
    message = "JSON has no comments and no trailing commas: strict readers refuse this file"
    return Finding("", message, LOOSE_JSON.id, file=file, position=position)


def shown(key: str) -> str:
    """A key in quotes; of one that would fill the screen its length alone, since a secret that is cut is not found."""
    return f'the key "{key}"' if len(key) <= _LONGEST_SHOWN else f"a key of {len(key):,} characters"
