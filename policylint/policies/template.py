"""Messages with values in them: `Volumes of {{ instances[0].type }} are not encrypted`.

What stands between the braces is JMESPath. Free text of a request (hyperparameters, environment variables, tags,
container arguments) may hold secrets. As it stands it is shown, since the gate hides every secret that was found in the
request. What is made of it (`lower`, `join`), in which none would be recognised, and what a secret's name leads to are
refused when the policy is loaded. A text is shown whole or not at all: half a secret is not recognised either.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import inf
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.durations import show_duration
from policylint.policies.calling import Value
from policylint.policies.checking import Checker
from policylint.policies.compiling import value
from policylint.policies.meaning import CallError, is_number
from policylint.policies.syntax import ExpressionError, Node, parse
from policylint.unknown import Unknown

_UNIT = re.compile(r"\s*(?:s|sec|secs|seconds?)\b")
_SLOT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled message: texts, and between them functions of the scope."""

    parts: tuple[str | Callable[[Any], str], ...]
    names: frozenset[str] = frozenset()

    def render(self, scope: Any) -> str:
        """The message about one scope."""
        return "".join(part if isinstance(part, str) else part(scope) for part in self.parts)


def slots(text: str) -> Iterator[tuple[int, str]]:
    """The expressions of a message, each with the character that it begins at."""
    for slot in _SLOT.finditer(text):
        yield slot.start(1), slot[1]


def compile_template(text: str, checker: Checker, names: Callable[[Node], frozenset[str]]) -> Template:
    """Check and compile a message; faults are added to the checker's, placed in the message.

    `names` lists which names of the scope an expression asks for.
    """
    parts: list[str | Callable[[Any], str]] = []
    asked: frozenset[str] = frozenset()
    end = 0
    for slot in _SLOT.finditer(text):
        parts.append(text[end : slot.start()])
        end = slot.end()
        before = len(checker.faults)
        try:
            tree = parse(slot[1])
            found = checker.check(slot[1], tree)
            run = value(tree)
        except ExpressionError as error:
            checker.faults.append(error)
        else:
            in_words = found.seconds and not _UNIT.match(text, end)
            parts.append(partial(_shown, run, in_words))
            asked |= names(tree)
            if found.holds_withheld():
                message = "this is free text, which may hold a secret: a message cannot show it"
                checker.faults.append(ExpressionError(message, 0, len(slot[1])))
            elif found.kinds - {"null"} == {"object"}:
                message = "a message shows single values and lists of them, not a structure"
                checker.faults.append(ExpressionError(message, 0, len(slot[1])))
        offset = slot.start(1)
        checker.faults[before:] = [
            ExpressionError(fault.message, fault.start + offset, fault.end + offset)
            for fault in _trimmed(checker.faults[before:], slot[1])
        ]
    stray = text.find("{{", end)
    if stray >= 0:
        checker.faults.append(ExpressionError("{{ is not closed with }}", stray, stray + 2))
    parts.append(text[end:])
    return Template(tuple(part for part in parts if part != ""), asked)


def _trimmed(faults: list[ExpressionError], text: str) -> Iterator[ExpressionError]:
    """The same faults without the white space around the expression."""
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    for fault in faults:
        yield ExpressionError(fault.message, max(fault.start, first), max(min(fault.end, last), first + 1))


def _shown(part: Value, in_words: bool, scope: Mapping[str, Any]) -> str:
    """A value in a message; a length of time `in_words`, as 90 min, where no unit follows."""
    try:
        found = part(scope)
        return show_duration(found) if in_words and is_number(found) else show(found)
    except CallError as error:
        return "(missing)" if error.of_null else "(not known)"


def show(found: Any) -> str:
    """A value as a message shows it."""
    if found is None:
        return "(missing)"
    if isinstance(found, Unknown):
        return "(not known)"
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, float):
        return "unlimited" if found == inf else f"{found:,.2f}"
    if isinstance(found, list):
        return _listed([show(item) for item in found])
    text = "(a structure)" if isinstance(found, dict) else str(found)
    return text if len(text) <= _LONGEST else f"(a text of {len(text):,} characters)"


def _listed(items: list[str]) -> str:
    """Items with commas, as many as there is room for."""
    room, number = _LONGEST, 0
    while number < len(items) and (not number or len(items[number]) <= room):
        room -= len(items[number]) + 2
        number += 1
    more = f" and {len(items) - number:,} more" if number < len(items) else ""
    return f"{', '.join(items[:number])}{more}" or "(none)"
