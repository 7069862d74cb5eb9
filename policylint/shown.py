"""The one gate for all that is shown: text of a type that only the redactor can make.

Whatever leaves policylint (reports, messages on the terminal, exceptions, logs, audit records, notebooks) is `Shown`.
Three places make it: `policylint.secrets.redaction`, which hides the secrets of a request and those that a text itself
shows; `own`, for policylint's own words; and `policylint.reports.render`, whose formats are handed nothing else.
`tests/test_shown.py` holds that nobody else does.
"""

from typing import NewType

Shown = NewType("Shown", str)
"""Text in which no secret can be read."""


def own(words: str) -> Shown:
    """The words of policylint itself: no part of them comes from a file, a request or an option."""
    return Shown(words)
