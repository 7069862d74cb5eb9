"""Files written anew: as a whole or not at all, and only while they are what was judged."""

import os
from pathlib import Path

from policylint.atomic import replace
from policylint.errors import PolicylintError
from policylint.sources.text import reason
from policylint.sources.walk import leads_out


class UnwritableError(PolicylintError):
    """A file that stays as it is; the message says which and why."""


def write(file: str, before: bytes, after: bytes, *, follow_links_out: bool = False) -> None:
    """Give a file a new content in place of the one it was judged with; a symbolic link still leads to it.

    One that leads out of its tree is followed with `follow_links_out` alone.

    Raises:
        UnwritableError: it holds something else by now, or cannot be written.
    """
    target = Path(file).resolve()
    if not follow_links_out and leads_out(file):
        raise UnwritableError(f"{file}: leads out of its tree, and is left as it is (follow-links-out)")
    try:
        if target.read_bytes() != before:
            raise UnwritableError(f"{file}: was changed while it was checked, and is left as it is")
        if not os.access(target, os.W_OK):
            raise UnwritableError(f"{file}: is not writable, and is left as it is")
        replace(target, after)
    except OSError as error:
        raise UnwritableError(f"{file}: cannot be written: {error.strerror or reason(error)}") from None
