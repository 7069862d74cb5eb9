"""The one gate for all that is shown: text of a type that only the redactor can make.

Whatever leaves policylint (reports, messages on the terminal, exceptions, logs, audit records, notebooks) is `Shown`.
Three places make it: `policylint.secrets.redaction`, which hides the secrets of a request and those that a text itself
shows; `own`, for policylint's own words; and `renders`, for what formats put together of values whose text is `Shown`.
`tests/test_shown.py` holds that nobody else does.
"""

from collections.abc import Callable
from functools import wraps
from typing import NewType, ParamSpec

Shown = NewType("Shown", str)
"""Text in which no secret can be read."""

_P = ParamSpec("_P")


def own(words: str) -> Shown:
    """The words of policylint itself: no part of them comes from a file, a request or an option."""
    return Shown(words)


def renders(render: Callable[_P, str]) -> Callable[_P, Shown]:
    """Mark a renderer: all text in the values that it is given is `Shown`, and hence what it makes of them."""

    @wraps(render)
    def rendered(*arguments: _P.args, **named: _P.kwargs) -> Shown:
        return Shown(render(*arguments, **named))

    return rendered
