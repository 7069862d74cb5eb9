"""What only a process without a guard reads: additions to botocore's models, in a folder of `AWS_DATA_PATH`.

Every botocore reads that variable, also where Python was started with -I or -S, where another `sitecustomize` came
first, where PYTHONPATH was replaced, and in the AWS CLI's own Python. A guarded session leaves the folder out. So
whatever reads it is about to call a guarded service unguarded. In the mode "enforce" the additions make its parameters
invalid, in words that say why; in every mode the time at which the file was read tells the parent.
https://botocore.amazonaws.com/v1/documentation/api/latest/reference/loaders.html
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from policylint.guards.operations import OPERATIONS
from policylint.guards.options import GuardOptions

NAME = "policylint-unguarded"
WHY = "policylint: POLICYLINT_GUARD asks for a guard, and none is in place in this process"
_LONG_AGO = 0


class Unguarded:
    """The folder, whether it refuses what is submitted unguarded, and whether any process has read it."""

    def __init__(self, folder: Path, options: GuardOptions) -> None:
        self.folder = folder
        self.refuses = options.mode == "enforce" and options.on_error == "block"
        self._files = [self._write(model) for model in sorted({one.model for one in OPERATIONS.values()})]
        self._noticing = all(self._notices(file) for file in self._files)

    def was_read(self) -> bool:
        """Whether a process without a guard has made a client; never where the system does not note it."""
        return self._noticing and any(file.stat().st_atime != _LONG_AGO for file in self._files)

    def _write(self, model: str) -> Path:
        inputs = {one.input: {"required": [WHY]} for one in OPERATIONS.values() if one.model == model and self.refuses}
        file = self.folder / model / "service-2.sdk-extras.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps({"version": 1.0, "merge": {"shapes": inputs}}))
        return file

    def _notices(self, file: Path) -> bool:
        """Whether the system notes the time of a reading, which mounts can be told not to."""
        written = file.stat().st_mtime
        os.utime(file, (_LONG_AGO, written))
        file.read_bytes()
        noticed = file.stat().st_atime != _LONG_AGO
        os.utime(file, (_LONG_AGO, written))
        return noticed


@contextmanager
def unguarded(options: GuardOptions) -> Iterator[Unguarded]:
    """The folder for the time of a command."""
    with TemporaryDirectory(prefix="policylint-", ignore_cleanup_errors=True) as place:
        yield Unguarded(Path(place) / NAME, options)


def without(data_path: str) -> str:
    """A data path without the folder."""
    return os.pathsep.join(part for part in data_path.split(os.pathsep) if Path(part).name != NAME)
