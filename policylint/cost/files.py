"""Requests in files, for estimates: the same reading as for checks, with nothing judged."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from policylint.errors import PolicylintError
from policylint.finding import Finding
from policylint.git import GitError, files_of, toplevel
from policylint.job import Facts, Job
from policylint.settings.config import Config
from policylint.sources import formats, kinds
from policylint.sources.text import Source
from policylint.sources.walk import find


class BaseError(PolicylintError, ValueError):
    """There is nothing to compare with; the message says what was asked for and what is amiss."""


def jobs(
    paths: Sequence[str],
    config: Config,
    root: Path,
    facts_of: Callable[[str, Facts], Facts],
    *,
    shown_from: Path | None = None,
) -> Iterator[Job | Finding]:
    """The requests in files and folders with their facts, and a finding for all that cannot be read.

    Args:
        paths: files and folders; `-` is standard input.
        config: what a walk passes over, and how large a file may be.
        root: the folder from which its globs count.
        facts_of: what is known of a request in a file, beside what its sidecar states.
        shown_from: a folder from which files are named in place of the working directory.
    """
    exclude = [*config.exclude, *config.extend_exclude]
    for found in find(paths, exclude=exclude, root=root, respect_gitignore=config.respect_gitignore):
        if isinstance(found, Finding):
            yield found
            continue
        name = found.file if shown_from is None else Path(found.file).absolute().relative_to(shown_from).as_posix()
        for document in formats.documents(Source(found.file), limit=config.max_file_size):
            if isinstance(document, Finding):
                yield document
                continue
            recognised = kinds.jobs(document)
            for job, stated in recognised[1] if recognised else ():
                yield replace(job, file=name, facts=facts_of(name, stated))


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
