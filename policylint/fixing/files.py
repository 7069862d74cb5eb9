"""Files written anew: as a whole or not at all, and only while they are what was judged."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from policylint.errors import PolicylintError
from policylint.sources.text import reason


class UnwritableError(PolicylintError):
    """A file that stays as it is; the message says which and why."""


def write(file: str, before: bytes, after: bytes) -> None:
    """Give a file a new content in place of the one it was judged with; a symbolic link still leads to it.

    Raises:
        UnwritableError: it holds something else by now, or cannot be written.
    """
    target = Path(file).resolve()
    try:
        if target.read_bytes() != before:
            raise UnwritableError(f"{file}: was changed while it was checked, and is left as it is")
        if not os.access(target, os.W_OK):
            raise UnwritableError(f"{file}: is not writable, and is left as it is")
        _replace(target, after)
    except OSError as error:
        raise UnwritableError(f"{file}: cannot be written: {error.strerror or reason(error)}") from None


def _replace(target: Path, content: bytes) -> None:
    """Write beside the file, then take its place: whoever reads it finds the old content or the new one."""
    from tempfile import NamedTemporaryFile

    state = target.stat()
    written: Path | None = None
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as stream:
            written = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(PermissionError, AttributeError):  # only the superuser may give files away
            os.chown(written, state.st_uid, state.st_gid)
        written.chmod(stat.S_IMODE(state.st_mode))
        written.replace(target)
    except BaseException:
        if written is not None:
            written.unlink(missing_ok=True)
        raise
