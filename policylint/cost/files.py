"""Requests in files, for estimates: the same reading as for checks, with nothing judged."""

import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from policylint.config import Config
from policylint.finding import Finding
from policylint.job import Facts, Job
from policylint.sources import formats, kinds
from policylint.sources.text import Source
from policylint.sources.walk import find


class BaseError(ValueError):
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
    with tempfile.TemporaryDirectory() as name:
        _extract(base, relative, Path(name))
        yield [str(Path(name) / path) for path in relative if (Path(name) / path).exists()], Path(name)


def _relative(path: str) -> str:
    absolute = os.path.abspath(path)  # noqa: PTH100 - links stay as they are named
    try:
        inside = Path(absolute).relative_to(Path.cwd())
    except ValueError:
        raise BaseError(f"{path} lies outside the working directory, so its earlier state cannot be told") from None
    return inside.as_posix()


def _extract(revision: str, paths: Sequence[str], folder: Path) -> None:
    """The files below the paths as they were in a git revision; a path that was not there then is left out."""
    if revision.startswith("-"):
        raise BaseError(f"{revision!r} is neither a folder nor a git revision")
    _git(["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"], revision)
    listed = _git(["ls-tree", "-r", "--name-only", "-z", revision, "--", *paths], revision)
    names = [name for name in listed.decode("utf-8", "surrogateescape").split("\0") if name]
    if not names:
        return
    archive = _git(["archive", "--format=tar", revision, "--", *paths_within(paths, names)], revision)
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        for member in tar:
            target = folder / member.name
            content = tar.extractfile(member) if member.isfile() else None
            if content is not None and folder in target.parents and ".." not in target.parts:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())


def paths_within(paths: Sequence[str], names: Sequence[str]) -> list[str]:
    """The paths below which, or at which, there are files of those names."""
    return [path for path in paths if path == "." or any(name == path or name.startswith(f"{path}/") for name in names)]


def _git(arguments: Sequence[str], revision: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)  # noqa: S603, S607 - the user's own git
    except OSError as error:
        raise BaseError(f"{revision!r} is no folder, and git cannot be run: {error.strerror}") from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise BaseError(f"{revision!r} is neither a folder nor a git revision here{f': {reason}' if reason else ''}")
    return done.stdout
