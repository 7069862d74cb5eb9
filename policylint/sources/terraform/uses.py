"""Files that Terraform source makes a part of its resources: they are judged there, with what is put into them."""

# Names are text here, as in walk.py.
# ruff: noqa: PTH100, PTH118, PTH119, PTH120

import os
from collections.abc import Collection, Set
from contextlib import suppress

from policylint.sources.text import Source, SourceFault

_SUFFIXES = (".tf", ".tofu")
_FURTHEST = 3
"""How many folders above a file, and what is right beside those, the source that uses it is looked for in."""
_LARGEST = 1024 * 1024
_READING = b"file("


class Uses:
    """What uses which files, looked up once for each folder."""

    def __init__(self) -> None:
        self._sources: dict[str, tuple[str, ...]] = {}
        self._used: dict[str, Collection[str]] = {}

    def of(self, file: str) -> Set[str]:
        """The absolute paths of the Terraform files one of whose resources has the text of a file."""
        path = os.path.abspath(file)
        name = os.path.basename(path).encode(errors="surrogateescape")
        return {source for source in self._around(os.path.dirname(path)) if path in self._files(source, name)}

    def _around(self, folder: str) -> list[str]:
        found: dict[str, None] = {}
        for _ in range(_FURTHEST + 1):
            found.update(dict.fromkeys(self._in(folder)))
            folder, before = os.path.dirname(folder), folder
            if folder == before or os.path.exists(os.path.join(before, ".git")):  # noqa: PTH110
                break
        return list(found)

    def _in(self, folder: str) -> tuple[str, ...]:
        """The Terraform files in a folder and in those right below it."""
        if folder not in self._sources:
            found: list[str] = []
            with suppress(OSError):
                for one in [folder, *(entry.path for entry in os.scandir(folder) if entry.is_dir())]:
                    with suppress(OSError):
                        found += [entry.path for entry in os.scandir(one) if entry.name.endswith(_SUFFIXES)]
            self._sources[folder] = tuple(sorted(found))
        return self._sources[folder]

    def _files(self, source: str, name: bytes) -> Collection[str]:
        """The files that a Terraform file uses, if it may be one of that name."""
        try:
            data = Source(source).at_once(_LARGEST)
        except SourceFault:
            return ()
        if data is None or _READING not in data or name not in data:
            return ()
        if source not in self._used:
            self._used[source] = _used(source)
        return self._used[source]


def _used(source: str) -> Collection[str]:
    from policylint.sources.terraform.source import configuration

    try:
        return configuration(Source(source).text(_LARGEST), source).files
    except SourceFault:
        return ()


def among(sources: Set[str], met: Collection[str]) -> bool:
    """Whether one of some files is among those that a walk met."""
    return bool(sources) and not sources.isdisjoint({os.path.abspath(one) for one in met if one.endswith(_SUFFIXES)})
