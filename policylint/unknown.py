"""Values that a file does not hold yet: template expressions, references, values known after apply.

An `Unknown` stands in the request wherever the final value is made by something else: a shell or CI template, an
intrinsic function, a state machine's input. Rules that need the value stay silent about it, and reports count it.
"""

import marshal
import re
from dataclasses import field
from functools import lru_cache
from typing import Any

from policylint.dataclass_ import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that an unknown may come to, written in the file itself: a parameter's default, a branch of a condition.

    `route` is where it stands in the document, `what` says what it is.
    """

    value: Any
    route: tuple[str | int, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be judged here; `expression` is its text in the file, for messages about it.

    Where YAML gives it an application's own tag, `tag` and `argument` are what that is applied to, for the kind of file
    that knows the application. `candidates` are the values that the file itself shows it may come to.
    """

    expression: str
    tag: str = field(default="", compare=False)
    argument: Any = field(default=None, compare=False, repr=False)
    candidates: tuple[Candidate, ...] = field(default=(), compare=False, repr=False)


# ${...} (shell, Terraform, CloudFormation, GitHub), {{ ... }} (Jinja, Helm, Go), {% ... %} (Jinja, JSONata),
# <%= ... %> (ERB), and $UPPER_CASE, which envsubst replaces.
# An expression is looked for from the last sign that opens one: from each it would take quadratic time to find none.
_TEMPLATE = re.compile(
    r"\$\{(?:(?!\$\{)[^}])*+\}|\{\{(?:(?!\{\{|\}\}).)*+\}\}|\{%(?:(?!\{%(?!\})|%\}).)*+%\}|<%(?:(?!<%(?!>)|%>).)*+%>"
    r"|\$[A-Z_][A-Z0-9_]*\b",
    re.DOTALL,
)
_MAYBE = re.compile(r"\$[{A-Z_]|\{[{%]|<%")


@lru_cache(maxsize=1)
def may_hold_templates(text: str) -> bool:
    """A quick no for the whole text of a document, so that most requests need no walk.

    The last text is kept in mind: the documents of a YAML stream have one text between them.
    """
    return _MAYBE.search(text) is not None


def is_template(text: str) -> bool:
    """Whether a string holds an expression that something else will replace."""
    return _TEMPLATE.search(text) is not None


def mark_templates(value: Any) -> Any:
    """The same value with an `Unknown` in place of each string that holds a template expression."""
    if isinstance(value, str):
        return Unknown(value) if _MAYBE.search(value) and is_template(value) else value
    if isinstance(value, dict):
        return {key: mark_templates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mark_templates(item) for item in value]
    return value


def count_unknowns(value: Any) -> int:
    """How many values of a request cannot be judged."""
    try:
        marshal.dumps(value, 2)  # refuses an `Unknown`, in a third of the time of a walk
    except ValueError:
        return _counted(value)
    return 0


def _counted(value: Any) -> int:
    if isinstance(value, Unknown):
        return 1
    if isinstance(value, dict):
        return sum(map(_counted, value.values()))
    if isinstance(value, list):
        return sum(map(_counted, value))
    return 0
