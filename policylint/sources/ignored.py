"""What git ignores, and what is excluded in the same syntax: .gitignore files and .git/info/exclude.

What `core.excludesFile` names outside the repository is not read: a check must not depend on whose machine it runs on.
"""

# Names are text here, as in walk.py.
# ruff: noqa: PTH110, PTH118, PTH119, PTH120, PTH123

import os
from collections.abc import Iterable, Set
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_GIT = ".git"
_GITIGNORE = ".gitignore"
_SPECIAL = frozenset("*?[]!/\\# ")


class Rules:
    """Patterns in the syntax of .gitignore, counted from a folder.

    Those that match `unless`, a folder that is to be searched all the same, are left out.
    """

    def __init__(self, patterns: Iterable[str], folder: str, unless: str | None = None) -> None:
        self._folder = os.path.join(folder, "")
        patterns = list(patterns)
        # Plain names, as the defaults of `exclude` are, need no library; where one takes back another, order counts.
        plain = not any(pattern.startswith("!") for pattern in patterns)
        self._names = {pattern for pattern in patterns if plain and _SPECIAL.isdisjoint(pattern)}
        others = [pattern for pattern in patterns if pattern not in self._names]
        inside = self._inside(unless, is_folder=True) if unless is not None else None
        if inside:
            others = [pattern for pattern in others if not _matches(pattern, inside)]
        self._spec = _spec(others) if others else None

    @classmethod
    def read(cls, file: str, folder: str, unless: str | None = None) -> "Rules":
        """The rules of a file; none if it cannot be read, as git has it."""
        try:
            with open(file, encoding="utf-8", errors="surrogateescape") as stream:
                return cls(stream.read().splitlines(), folder, unless)
        except OSError:
            return cls((), folder)

    def says(self, absolute: str, *, is_folder: bool) -> bool | None:
        """Whether a path is ignored, or taken back, or None where the rules do not speak of it."""
        if self._names and os.path.basename(absolute) in self._names:
            return True
        if self._spec is None:
            return None
        inside = self._inside(absolute, is_folder=is_folder)
        return self._spec.check_file(inside or absolute).include

    def _inside(self, absolute: str, *, is_folder: bool) -> str | None:
        if not absolute.startswith(self._folder):
            return None
        inside = absolute[len(self._folder) :].replace(os.sep, "/")
        return f"{inside}/" if is_folder else inside


def rules_above(folder: str) -> tuple[Rules, ...]:
    """The rules of the folders around a folder in its repository, the outermost first; none outside a repository."""
    rules: list[Rules] = []
    at = folder
    while not os.path.exists(os.path.join(at, _GIT)):
        above = os.path.dirname(at)
        if above == at:
            return ()
        at = above
        rules.append(Rules.read(os.path.join(at, _GITIGNORE), at, unless=folder))
    if at != folder:
        rules.append(Rules.read(_own_excludes(at), at, unless=folder))
    return tuple(reversed(rules))


def rules_of(folder: str, names: Set[str], above: tuple[Rules, ...]) -> tuple[Rules, ...]:
    """The rules within a folder that holds these names: its own after those above it, unless a repository begins."""
    if _GIT in names:
        above = (Rules.read(_own_excludes(folder), folder),)
    if _GITIGNORE in names:
        return (*above, Rules.read(os.path.join(folder, _GITIGNORE), folder))
    return above


def _own_excludes(repository: str) -> str:
    return os.path.join(repository, _GIT, "info", "exclude")


def _spec(patterns: list[str]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError:  # some pattern is none, and git skips it
        return GitIgnoreSpec.from_lines(pattern for pattern in patterns if _valid(pattern))


def _valid(pattern: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return False
    return True


def _matches(pattern: str, path: str) -> bool:
    return _valid(pattern) and _spec([pattern]).match_file(path)
