"""Folders that a walk skips by default, `cdk.out` and `node_modules` and the like: whether they hold what speaks of
training. They can be huge, so they are looked at only as far as a small budget lasts."""

# Names are text here, as in walk.py.
# ruff: noqa: PTH119, PTH123

import os
from collections import deque
from collections.abc import Iterator
from contextlib import suppress

from policylint.report import Unread
from policylint.sources.formats import SUFFIXES
from policylint.sources.telltale import bytes_speak_of_training

_ENTRIES = 4_000
"""How many entries of all these folders together are looked at."""
_FOLDER = 400
"""How many entries of one of them are."""
_HEAD = 256 * 1024
"""How much of a file is."""
_NEVER = frozenset({".git", ".hg", ".svn", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


class SkippedFolders:
    """What is said of the folders that one walk skips."""

    def __init__(self) -> None:
        self._left = _ENTRIES

    def unread(self, folder: str) -> Unread | None:
        """A folder with a file in a format that is read and that speaks of training; None where none is seen."""
        name = os.path.basename(folder)
        if name in _NEVER:
            return None
        file = next((file for file in self._files(folder) if _speaks(file)), None)
        if file is None:
            return None
        advice = f"Name it to have it checked (`policylint check {folder}`), or exclude it with `extend-exclude`."
        return Unread(
            folder, f"{name} is skipped by default, and {file} in it speaks of training", advice, is_folder=True
        )

    def _files(self, folder: str) -> Iterator[str]:
        """The files below a folder, the upper ones first."""
        room = min(_FOLDER, self._left)
        folders = deque([folder])
        while folders:
            entries: list[os.DirEntry[str]] = []
            with suppress(OSError), os.scandir(folders.popleft()) as scanned:
                for entry in scanned:
                    if not room:
                        folders.clear()
                        break
                    room -= 1
                    self._left -= 1
                    entries.append(entry)
            for entry in sorted(entries, key=lambda entry: entry.name):
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(SUFFIXES):
                        yield entry.path


def _speaks(file: str) -> bool:
    with suppress(OSError), open(file, "rb") as stream:
        return bytes_speak_of_training(stream.read(_HEAD))
    return False
