"""Blanks to fill in: placeholders that no template engine of `policylint.unknown` has, `{NAME}` and the like.

Whoever fills them in does so before the request is sent: the value is unknown until then, which a note says. In free
text, hyperparameters, environment, tags, arguments and regular expressions, such signs may be meant as they stand.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from policylint.finding import Finding
from policylint.job import Facts, Job
from policylint.path import Route, format_path
from policylint.sources.document import Document
from policylint.sources.kinds.rules import BLANK_TO_FILL_IN
from policylint.sources.kinds.shapes import request_shape, step
from policylint.unknown import Unknown, is_template

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_BRACED = re.compile(r"(?<=[\s:\[,-])\{[ \t]*([A-Za-z_][\w.-]*)[ \t]*\}")
_PLACEHOLDERS = (
    r"(?<![$%#{<\\])\{[A-Za-z_][\w.-]*\}(?!\})",
    r"\$\([A-Za-z_][\w.-]*\)",
    r"#\{[\w.-]+\}#?",
    r"<<[ ]?[A-Za-z_][\w. -]*>>",
    r"%[A-Za-z_][A-Za-z0-9_]{2,}%",
)
# Whatever is a blank holds one of these. They are quick to find, since each begins with a sign of its own.
_SIGNS = ("$(", "#{", "<<", "%")
_NAME_IN_BRACES = re.compile(r"\{[ \t]*[A-Za-z_][\w.-]*[ \t]*\}")
_FREE = frozenset({"MetricRegex", "TagKey"})


@lru_cache(maxsize=8)
def pattern(own: tuple[str, ...] = ()) -> re.Pattern[str]:
    """What finds a placeholder in a text: the known ones and those of the settings."""
    return re.compile("|".join([*_PLACEHOLDERS, *(f"(?:{one})" for one in own)]))


@lru_cache(maxsize=1)
def may_hold_blanks(text: str, own: tuple[str, ...]) -> bool:
    """Whether the whole text of a document has any; the documents of a YAML stream have one text between them."""
    if not own and _NAME_IN_BRACES.search(text) is None and not any(sign in text for sign in _SIGNS):
        return False
    return pattern(own).search(text) is not None or _BRACED.search(text) is not None


def opened(document: Document) -> Document:
    """A YAML document in which an unquoted `{NAME}`, read by YAML as a mapping to null, is what it means: a blank."""
    if document.format.name != "yaml":
        return document
    names = {found[1] for found in _BRACED.finditer(document.text)}
    return replace(document, value=_opened(document.value, names)) if names else document


def _opened(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        if len(value) == 1:
            [(key, item)] = value.items()
            if item is None and key in names:
                return Unknown(f"{{{key}}}")
        return {key: _opened(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_opened(item, names) for item in value]
    return value


def blanks(jobs: Iterator[tuple[Job, Facts]], own: tuple[str, ...]) -> Iterator[tuple[Job, Facts]]:
    """The same jobs with unknowns in place of values with placeholders, and a note on each."""
    for job, facts in jobs:
        walk = _Walk(pattern(own))
        request = walk.value(dict(job.request), request_shape(job.operation), ())
        if walk.notes:
            origin = replace(job.origin, remarks=(*job.origin.remarks, *walk.notes))
            yield replace(job, request=request, origin=origin), facts
        else:
            yield job, facts


class _Walk:
    """One walk over a request beside the shapes of the API."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.notes: list[Finding] = []
        self._search = pattern.search

    def value(self, value: Any, shape: "Shape | None", route: Route) -> Any:
        """The value with unknowns in place of what is to be filled in."""
        if isinstance(value, dict):
            if shape is not None and shape.type == "map":
                return value
            return {key: self.value(item, step(shape, key), (*route, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, step(shape, index), (*route, index)) for index, item in enumerate(value)]
        text = value.expression if isinstance(value, Unknown) else value
        if not isinstance(text, str) or is_template(text) or (shape is not None and shape.name in _free()):
            return value
        found = self._search(text)
        if found is None:
            return value
        self.notes.append(_note(found[0], route))
        return value if isinstance(value, Unknown) else Unknown(text)


def _free() -> frozenset[str]:
    from policylint.schema.messages import FREE_TEXT

    return FREE_TEXT | _FREE


def _note(placeholder: str, route: Sequence[str | int]) -> Finding:
    message = f"{placeholder} is a blank to fill in: the value is not known before it is"
    return Finding(format_path(tuple(route)), message, BLANK_TO_FILL_IN.id)
