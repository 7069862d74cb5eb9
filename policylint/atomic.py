"""Files written as a whole or not at all: whoever reads one finds the old content or the new one, never half of it."""

import os
import stat
from contextlib import suppress
from pathlib import Path

_NEW_FILE = 0o644


def replace(target: Path, content: bytes) -> None:
    """Give a file a new content, and make it with its folder if it is not there.

    A file that is there keeps its mode and, as far as the process may give it away, its owner. The content is written
    beside the file and reaches the disk before it takes the file's place. A symbolic link is itself replaced.

    Raises:
        OSError: the file cannot be written; it is as it was.
    """
    from tempfile import NamedTemporaryFile

    target.parent.mkdir(parents=True, exist_ok=True)
    state = target.stat() if target.exists() else None
    written: Path | None = None
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as stream:
            written = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if state is not None:
            with suppress(PermissionError, AttributeError):  # only the superuser may give files away
                os.chown(written, state.st_uid, state.st_gid)
        written.chmod(_NEW_FILE if state is None else stat.S_IMODE(state.st_mode))
        written.replace(target)
    except BaseException:
        if written is not None:
            written.unlink(missing_ok=True)
        raise
