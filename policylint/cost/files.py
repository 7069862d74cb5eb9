"""What files were at a base: a folder or a git revision to compare with."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from policylint.errors import PolicylintError
from policylint.git import GitError, files_of, toplevel
from policylint.sources import formats


class BaseError(PolicylintError, ValueError):
    """There is nothing to compare with; the message says what was asked for and what is amiss."""


@contextmanager
def base_of(base: str, paths: Sequence[str]) -> Iterator[tuple[list[str], Path]]:
    """What the paths were before: the paths to read, and the folder from which their files are named as now.

    A folder holds the earlier state under the same relative paths, or, of a single folder, in its own place; anything
    else is a git revision.

    Raises:
        BaseError: the base is neither, or a path lies outside the working directory.
    """
    relative = [_relative(path) for path in paths]
    if Path(base).is_dir():
        folder = Path(base).absolute()
        if len(relative) == 1 and not (folder / relative[0]).exists():
            with tempfile.TemporaryDirectory() as name:
                place = Path(name) / relative[0]
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(folder, target_is_directory=True)
                yield [str(place)], Path(name)
            return
        yield [str(folder / path) for path in relative if (folder / path).exists()], folder
        return
    try:
        with files_of(base, paths, formats.SUFFIXES) as top:
            here = top / Path.cwd().resolve().relative_to(toplevel())
            yield [str(here / path) for path in relative if (here / path).exists()], here
    except GitError as error:
        raise BaseError(f"{base!r} is neither a folder nor a git revision that can be read: {error}") from error


def _relative(path: str) -> str:
    absolute = os.path.abspath(path)  # noqa: PTH100 - links stay as they are named
    try:
        inside = Path(absolute).relative_to(Path.cwd())
    except ValueError:
        raise BaseError(f"{path} lies outside the working directory, so its earlier state cannot be told") from None
    return inside.as_posix()
