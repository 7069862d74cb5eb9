"""Globs over files, written as .gitignore writes them and counted from the configuration file's folder."""

from collections.abc import Callable, Iterable
from pathlib import Path


def matcher(globs: Iterable[str], root: Path) -> Callable[[str], bool]:
    """A test whether a file, named from the working directory or absolutely, is matched by any of the globs.

    A file outside `root` is matched by its whole path. A request in memory stands in no file (""), and is matched by
    `**` alone.
    """
    patterns = tuple(globs)
    if not patterns:
        return lambda _: False
    if "**" in patterns:
        return lambda _: True
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(patterns)

    def matches(file: str) -> bool:
        if not file:
            return False
        absolute = Path(file).absolute()
        inside = absolute.relative_to(root) if absolute.is_relative_to(root) else absolute
        return spec.match_file(inside.as_posix())

    return matches
