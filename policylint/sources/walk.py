"""Finding files: those named, and those of the formats that policylint reads below the folders named."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from policylint.finding import Finding
from policylint.lint import UNREADABLE
from policylint.sources.formats import SUFFIXES
from policylint.sources.text import STDIN, STDIN_NAME


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: its name as reports show it, and whether it was named outright."""

    file: str
    explicit: bool


def find(
    paths: Sequence[str], *, exclude: Sequence[str], root: Path, respect_gitignore: bool
) -> Iterator[Found | Finding]:
    """The files to check, each once, those of a folder in the order of their names.

    `exclude` is in the syntax of .gitignore, from `root`; a file that was named outright is never excluded.
    """
    seen: set[str] = set()
    for path in paths:
        if path == STDIN:
            yield Found(STDIN_NAME, explicit=True)
        elif os.path.isdir(path):  # noqa: PTH112 - a name may hold bytes that no Path of ours should meet
            walk = _Walk(_excluded(exclude, root), respect_gitignore=respect_gitignore)
            for item in walk.below(os.path.normpath(path), _rules_above(path) if respect_gitignore else ()):
                if isinstance(item, Finding) or item.file not in seen:
                    seen.add(item.file)
                    yield item
        elif os.path.normpath(path) not in seen:
            seen.add(os.path.normpath(path))
            yield Found(os.path.normpath(path), explicit=True)


class _Walk:
    """A walk below one folder."""

    def __init__(self, excluded: Callable[[str, bool], bool], *, respect_gitignore: bool) -> None:
        self._excluded = excluded
        self._respect_gitignore = respect_gitignore
        self._entered: set[tuple[int, int]] = set()

    def below(self, folder: str, ignores: "tuple[_Gitignore, ...]") -> Iterator[Found | Finding]:
        """The files of a folder and the folders in it; one reached again through a link is not entered twice."""
        try:
            status = os.stat(folder)  # noqa: PTH116
            if (status.st_dev, status.st_ino) in self._entered:
                return
            self._entered.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as entries:
                found = sorted((entry.name, entry.is_dir()) for entry in entries)
        except OSError as error:
            message = f"the folder cannot be read: {error.strerror}"
            yield Finding("", message, UNREADABLE.id, file=folder)
            return
        if self._respect_gitignore and (".gitignore", False) in found:
            ignores = (*ignores, _Gitignore(Path(folder)))
        for name, is_folder in found:
            path = os.path.normpath(os.path.join(folder, name))  # noqa: PTH118
            if not is_folder and not name.lower().endswith(SUFFIXES):
                continue
            if self._excluded(path, is_folder) or _ignored(ignores, path, is_folder=is_folder):
                continue
            if is_folder:
                yield from self.below(path, ignores)
            else:
                yield Found(path, explicit=False)


class _Gitignore:
    """The .gitignore of one folder."""

    def __init__(self, folder: Path) -> None:
        from pathspec import GitIgnoreSpec

        self._folder = folder.resolve()
        try:
            lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []  # git itself passes over one that it cannot read
        self._spec = GitIgnoreSpec.from_lines(lines)

    def says(self, path: str, *, is_folder: bool) -> bool | None:
        """Whether the path is ignored, or taken back in, or not spoken of."""
        inside = Path(path).absolute()
        if not inside.is_relative_to(self._folder):
            return None
        relative = inside.relative_to(self._folder).as_posix() + ("/" if is_folder else "")
        return self._spec.check_file(relative).include


def _ignored(ignores: tuple[_Gitignore, ...], path: str, *, is_folder: bool) -> bool:
    """Whether git ignores a path: the innermost file that speaks of it decides."""
    for ignore in reversed(ignores):
        said = ignore.says(path, is_folder=is_folder)
        if said is not None:
            return said
    return False


def _rules_above(path: str) -> tuple[_Gitignore, ...]:
    """The .gitignore files from the repository's root down to the parent of a folder."""
    above: list[_Gitignore] = []
    folder = Path(path).resolve()
    if not any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return ()
    while not (folder / ".git").exists():
        folder = folder.parent
        if (folder / ".gitignore").is_file():
            above.append(_Gitignore(folder))
    return tuple(reversed(above))


def _excluded(patterns: Sequence[str], root: Path) -> Callable[[str, bool], bool]:
    """A test by the `exclude` patterns; those that are plain names need no library."""
    plain = {pattern for pattern in patterns if not set("*?[!/\\") & set(pattern)}
    others = [pattern for pattern in patterns if pattern not in plain]
    if not others:
        return lambda path, _: os.path.basename(path) in plain  # noqa: PTH119
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(others)

    def test(path: str, is_folder: bool) -> bool:
        absolute = Path(path).absolute()
        inside = absolute.relative_to(root) if absolute.is_relative_to(root) else absolute
        return absolute.name in plain or spec.match_file(inside.as_posix() + ("/" if is_folder else ""))

    return test
