"""Finding files: those named, and below the folders named those of the formats that policylint reads, and of the
languages that it distinguishes.

A file that is named is always checked. A folder that is named is searched, hidden folders and symbolic links included,
except for what git ignores and what `exclude` matches.
"""

# Names are text here, as they were given: a Path for each file of a large tree takes its time, too.
# ruff: noqa: PTH100, PTH112, PTH114, PTH116, PTH118, PTH119, PTH120, PTH208

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from policylint.dataclass_ import dataclass
from policylint.finding import Finding
from policylint.lint import UNREADABLE
from policylint.sources.formats import SUFFIXES
from policylint.sources.ignored import Rules, rules_above, rules_of
from policylint.sources.languages import NAMES
from policylint.sources.languages import SUFFIXES as OTHER_SUFFIXES
from policylint.sources.text import STDIN, STDIN_NAME, reason

_SUFFIXES = (*SUFFIXES, *OTHER_SUFFIXES)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: its name as reports show it, and whether it was named outright. One that a link `leads_out` to is
    not read: it lies in nobody's tree that was named."""

    file: str
    explicit: bool
    leads_out: bool = False


def find(
    paths: Sequence[str],
    *,
    exclude: Sequence[str],
    root: Path,
    respect_gitignore: bool,
    follow_links_out: bool = False,
    passed: Callable[[str], object] = lambda _: None,
    excluded: Callable[[str], object] = lambda _: None,
) -> Iterator[Found | Finding]:
    """The files to check, each once however often it is named or linked to, and a LINT1001 finding for each path that
    leads nowhere and each folder that cannot be read.

    A folder's files come in the order of their names, what symbolic links lead to after all else, so that a file goes
    by its own name where it has one here. What git has in its index is found even where .gitignore names it. Links that
    lead out of the tree, which is the repository or else the folder that was named, are followed with
    `follow_links_out` alone. `exclude` is in the syntax of .gitignore, from `root`. `passed` is given the
    links to folders that have been searched already, `excluded` the folders that `exclude` keeps out.
    """
    walk = _Walk(
        exclude,
        os.path.abspath(root),
        passed,
        excluded,
        respect_gitignore=respect_gitignore,
        follow_links_out=follow_links_out,
    )
    named = {os.path.realpath(path) for path in paths if not os.path.isdir(path)}
    seen: set[str] = set()
    for identity, item in walk.over(paths):
        if identity not in seen:
            seen.add(identity)
            yield Found(item.file, explicit=True) if isinstance(item, Found) and identity in named else item


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to search: its name as reports show it, its absolute and its real one, the rules that hold there, and
    the real name of the tree that it belongs to. Of one that git ignores only what is in the index counts."""

    name: str
    absolute: str
    real: str
    ignores: tuple[Rules, ...]
    excludes: Rules
    tree: str
    ignored: bool = False


_Item = tuple[str, Found | Finding]
"""What the walk met, and the one name that identifies it."""


class _Walk:
    """One search, over all paths that were named."""

    def __init__(
        self,
        exclude: Sequence[str],
        root: str,
        passed: Callable[[str], object],
        excluded: Callable[[str], object],
        *,
        respect_gitignore: bool,
        follow_links_out: bool,
    ) -> None:
        self._exclude = exclude
        self._root = root
        self._passed = passed
        self._excluded = excluded
        self._respect_gitignore = respect_gitignore
        self._follow_links_out = follow_links_out
        self._tracked: dict[str, frozenset[str]] = {}
        self._entered: set[tuple[int, int]] = set()
        self._linked: list[_Folder | _Item] = []

    def over(self, paths: Sequence[str]) -> Iterator[_Item]:
        for path in paths:
            if path == STDIN:
                yield STDIN_NAME, Found(STDIN_NAME, explicit=True)
            elif os.path.isdir(path):
                yield from self._below([self._named(path)])
            elif os.path.lexists(path):
                yield os.path.realpath(path), Found(_tidy(path), explicit=True)
            else:
                yield path, _missing(path)
        while self._linked:
            linked, self._linked = self._linked[::-1], []
            yield from self._below(linked)

    def _named(self, path: str) -> _Folder:
        """A folder that is to be searched whatever the rules above it say of it."""
        absolute = os.path.abspath(path)
        ignores = rules_above(absolute) if self._respect_gitignore else ()
        excludes = Rules(self._exclude, self._root, unless=absolute)
        real = os.path.realpath(path)
        return _Folder(_tidy(path), absolute, real, ignores, excludes, _tree_of(real))

    def _below(self, stack: list[_Folder | _Item]) -> Iterator[_Item]:
        """All below the folders of a stack; no recursion, since folders nest deeper than the interpreter's frames."""
        while stack:
            item = stack.pop()
            if isinstance(item, _Folder):
                stack.extend(reversed(list(self._entries(item))))
            else:
                yield item

    def _entries(self, folder: _Folder) -> Iterator[_Folder | _Item]:
        try:
            status = os.stat(folder.name)
            if (status.st_dev, status.st_ino) in self._entered:
                if os.path.islink(folder.name):
                    self._passed(folder.name)
                return
            self._entered.add((status.st_dev, status.st_ino))
            with os.scandir(folder.name) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except OSError as error:
            yield folder.real, Finding.about_file(folder.name, reason(error), UNREADABLE.id)
            return
        ignores = folder.ignores
        if self._respect_gitignore:
            ignores = rules_of(folder.absolute, {entry.name for entry in entries}, ignores)
        for entry in entries:
            item = self._entry(entry, folder, ignores)
            if item is not None and entry.is_symlink():
                self._linked.append(item)
            elif item is not None:
                yield item

    def _entry(self, entry: os.DirEntry[str], folder: _Folder, ignores: tuple[Rules, ...]) -> _Folder | _Item | None:
        """An entry of a folder, or None if it is to be skipped."""
        is_folder = _is_folder(entry)
        if not is_folder and not entry.name.lower().endswith(_SUFFIXES) and entry.name.lower() not in NAMES:
            return None
        absolute = _in(folder.absolute, entry.name)
        if folder.excludes.says(absolute, is_folder=is_folder):
            if is_folder:
                self._excluded(_in(folder.name, entry.name) if folder.name != os.curdir else entry.name)
            return None
        said = (rules.says(absolute, is_folder=is_folder) for rules in reversed(ignores))
        # The innermost rules that speak decide, unless git has the file all the same.
        ignored = folder.ignored or next((one for one in said if one is not None), False)
        if ignored and not self._is_tracked(_in(folder.real, entry.name), folder.tree, is_folder=is_folder):
            return None
        name = entry.name if folder.name == os.curdir else _in(folder.name, entry.name)
        real = os.path.realpath(name) if entry.is_symlink() else _in(folder.real, entry.name)
        if entry.is_symlink() and not self._follow_links_out and not _is_within(real, folder.tree):
            return real, Found(name, explicit=False, leads_out=True)
        if is_folder:
            return _Folder(name, absolute, real, ignores, folder.excludes, folder.tree, ignored)
        return real, Found(name, explicit=False)

    def _is_tracked(self, real: str, tree: str, *, is_folder: bool) -> bool:
        """Whether git has a file in its index that .gitignore names, or any below a folder."""
        if tree not in self._tracked:
            from policylint.git import tracked_though_ignored

            self._tracked[tree] = tracked_though_ignored(tree)
        tracked = self._tracked[tree]
        if not is_folder:
            return real in tracked
        return any(file.startswith(_in(real, "")) for file in tracked)


def leads_out(file: str) -> bool:
    """Whether a file is one outside of the repository that its name lies in, or else of its folder."""
    folder = os.path.dirname(os.path.abspath(file))
    return not _is_within(os.path.realpath(file), os.path.realpath(_tree_of(folder)))


def _tree_of(real: str) -> str:
    """The repository that a folder lies in, else the working directory if it lies in that, else the folder itself."""
    folder = real
    while not os.path.lexists(_in(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            here = os.path.realpath(os.curdir)
            return here if _is_within(real, here) else real
        folder = above
    return folder


def _is_within(real: str, tree: str) -> bool:
    return real == tree or real.startswith(_in(tree, ""))


def _in(folder: str, name: str) -> str:
    """What os.path.join makes of a folder and a plain name, in less time."""
    return f"{folder}{name}" if folder.endswith(os.sep) else f"{folder}{os.sep}{name}"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, or into a folder that may not be entered: reading it will say so
        return False


def _tidy(path: str) -> str:
    """A path as reports show it: short, but never one that leads elsewhere or means standard input."""
    if os.pardir in path.replace(os.sep, "/").split("/"):
        return path  # LINK/.. is not always the folder that LINK is in
    short = os.path.normpath(path)
    return os.path.join(os.curdir, short) if short == STDIN_NAME else short


def _missing(path: str) -> Finding:
    from policylint.nearest import did_you_mean

    try:
        siblings = os.listdir(os.path.dirname(path) or os.curdir)
    except (OSError, ValueError):
        siblings = []
    message = f"there is no such file or folder{did_you_mean(os.path.basename(path), siblings)}"
    advice = "Wildcards are for the shell to expand: name the folder instead." if "*" in path else ""
    return Finding.about_file(path, message, UNREADABLE.id, help=advice)
