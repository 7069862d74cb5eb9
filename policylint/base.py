"""The base of a comparison: what some files were before, and what they are called now."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError
from policylint.git import GitError, common_ancestor, files_of, is_revision, toplevel
from policylint.settings.config import Settings
from policylint.sources.formats import SUFFIXES

# What files may be read with, wherever it is: the modules that programs import, and what says that a folder is a
# project's. Templates, variables and values lie around those who read them.
_PROJECT = (".py", "pyproject.toml", "setup.cfg")


class BaseError(PolicylintError, ValueError):
    """There is nothing to compare with; the message says what was asked for and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Against:
    """What to compare with: a folder, or a git revision.

    Of a revision that is the last commit that HEAD shares with it, as for a pull request, so that what others have
    changed there meanwhile counts for nothing; `exact`: the revision itself.
    """

    name: str
    exact: bool = False

    @property
    def option(self) -> str:
        """The option that asks for it."""
        return "--base-exact" if self.exact else "--base"


@dataclass(frozen=True, slots=True)
class Base:
    """An earlier state of files and folders.

    `name` is what the user calls it. `places` are, for each path of today, where its earlier state lies and the path
    itself. `folder` has the earlier state of all that is below `here`. `commit` is what git has it in; empty: nothing.
    """

    name: str
    places: tuple[tuple[str, str], ...]
    folder: Path
    here: Path
    commit: str = ""

    @property
    def paths(self) -> list[str]:
        """Where to read: those of the paths that were there."""
        return [there for there, _ in self.places if os.path.lexists(there)]

    def named(self, file: str) -> str:
        """A file of the earlier state as it is called today; any other as it is."""
        for there, path in self.places:
            if file == there or file.startswith(os.path.join(there, "")):  # noqa: PTH118 - names are text here
                return os.path.normpath(os.path.join(path, os.path.relpath(file, there)))  # noqa: PTH118
        return file

    def settings(self, settings: Settings) -> Settings:
        """The settings with their globs counted from the place that stands for theirs."""
        root = settings.root.resolve()
        inside = root.is_relative_to(self.here)
        if not inside:
            return settings
        today = settings.stands_for[1] if settings.stands_for else self.here
        return replace(settings, root=self.folder / root.relative_to(self.here), stands_for=(self.folder, today))


@contextmanager
def base_of(against: Against, paths: Sequence[str]) -> Iterator[Base]:
    """The earlier state of some paths: that in a git revision, else in a folder.

    A folder holds it under the same paths from the working directory or, of a single folder, in its own place. Where a
    revision has the name of a folder the revision is meant; `./NAME` is the folder.

    Raises:
        BaseError: it is neither, or a path lies outside the repository or the working directory.
    """
    name = against.name
    if not against.exact and Path(name).is_dir() and not is_revision(name):
        yield _in_folder(name, paths)
        return
    try:
        top = toplevel()
        commit = name if against.exact else common_ancestor(name)
        around = [Path(path).resolve().parent for path in paths]
        wanted = [*paths, *(str(one) for one in around if one.is_relative_to(top))]
        with files_of(commit, wanted, SUFFIXES, _PROJECT) as folder:
            (folder / ".git").touch()  # where a project ends, to those who look around a file
            places = tuple((str(folder / Path(path).resolve().relative_to(top)), path) for path in paths)
            yield Base(name, places, folder, top, commit)
    except GitError as error:
        what = "no git revision" if against.exact else "neither a folder nor a git revision"
        raise BaseError(f"{name!r} is {what} that can be compared with: {error}") from error


def _in_folder(name: str, paths: Sequence[str]) -> Base:
    folder, here = Path(name).absolute(), Path.cwd()
    relative = [_relative(path) for path in paths]
    if len(paths) == 1 and not (folder / relative[0]).exists():
        return Base(name, ((str(folder), paths[0]),), folder, here / relative[0])
    return Base(name, tuple(zip((str(folder / path) for path in relative), paths, strict=True)), folder, here.resolve())


def _relative(path: str) -> str:
    absolute = os.path.abspath(path)  # noqa: PTH100 - links stay as they are named
    try:
        return Path(absolute).relative_to(Path.cwd()).as_posix()
    except ValueError:
        raise BaseError(f"{path} lies outside the working directory, so its earlier state is not known") from None
