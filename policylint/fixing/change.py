"""Changes of a document: what they make of its value, and which stretches of its text they replace."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from policylint.dataclass_ import dataclass
from policylint.path import Route

SHARED = "the value is shared through a YAML anchor"
COMMENT = "a comment stands in the way"
BROKEN = "the file cannot be read to its end"
GIVEN_TWICE = "the key is given twice"
TAKEN = "the new name is taken"
NOTATION = "the file's notation leaves no room for it"


class Refused(Exception):  # noqa: N818 - no error: the finding stays
    """Why a change cannot be made in a file, in words that can stand behind a colon."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a document: what an `Edit` asks for, at a route of the document.

    A "set" has a parent that is there. The `value` of a "quote" is the scalar's own text.
    """

    operation: str
    route: Route
    value: Any = None


class Replacement(NamedTuple):
    """A stretch of a text, by its offsets, and what stands there afterwards."""

    start: int
    end: int
    text: str


class Editor(Protocol):
    """The text of one document, edited by position: all outside of the replacements stays as it is."""

    def written(self, route: Route) -> str:
        """The text that a number or a boolean is written with.

        Raises:
            Refused: there is none at the route, or not one that could be put in quotes.
        """
        ...

    def replacements(self, change: Change) -> list[Replacement]:
        """What a change replaces.

        Raises:
            Refused: it cannot be made here.
        """
        ...


def replaced(text: str, replacements: Iterable[Replacement]) -> str:
    """The text with all replacements made; they keep apart."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(replacements):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def apart(replacements: Iterable[Replacement]) -> bool:
    """Whether no two stretches overlap or touch, so that it makes no difference which is replaced first."""
    return all(one.end < other.start for one, other in pairwise(sorted(replacements)))


def applied(value: Any, changes: Sequence[Change]) -> Any:
    """A copy of a document's value with changes made whose routes all count in the value as it is."""
    value = _copied(value)
    for change in sorted(changes, key=_inner_first):
        parent = value
        for step in change.route[:-1]:
            parent = parent[step]
        step = change.route[-1]
        if change.operation == "remove":
            del parent[step]
        elif change.operation == "rename":
            renamed = [(change.value if key == step else key, item) for key, item in parent.items()]
            parent.clear()
            parent.update(renamed)
        else:
            parent[step] = change.value
    return value


def _inner_first(change: Change) -> tuple[bool, int, int]:
    """Sets, then what moves others: the deepest first, and in a list the last first."""
    last = change.route[-1]
    return change.operation in ("remove", "rename"), -len(change.route), -last if isinstance(last, int) else 0


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value
