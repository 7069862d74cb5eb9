"""What git knows: which files have changed, and what files were like in another commit.

git is asked through its plumbing, with names apart by NUL and options ended before what a user wrote. Hooks, filters,
textual conversions and external diffs of a repository are not run.
"""

# Names are text here, as git gives them.
# ruff: noqa: PTH118

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError


class GitError(PolicylintError, ValueError):
    """git has no answer; the message says what was asked and why not."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Files that have changed, by their real paths, and those that are gone.

    `aside` are changed files whose content in the working tree is not the one that is staged.
    """

    since: str
    files: frozenset[str]
    gone: frozenset[str]
    aside: frozenset[str] = frozenset()


def changed_since(revision: str) -> Changes:
    """What the working tree has changed since it parted from a revision: committed or not, new files included.

    Where the two have no common ancestor here, as in a shallow clone, the revision itself is what is compared with.

    Raises:
        GitError: this is not a repository, or there is no such revision.
    """
    top = _top("--changed-since")
    commit = _commit(revision)
    ancestor = _run(["merge-base", commit, "HEAD"], may_fail=True).decode().strip()
    changes = _run(["diff", *_DIFF, "--name-status", ancestor or commit, "--"])
    untracked = _names(_run(["ls-files", "--others", "--exclude-standard", "-z", "--", top], cwd=top))
    files, gone = _told_apart(changes, top)
    return Changes(revision, files | _real(top, untracked), gone - _real(top, untracked))


def staged() -> Changes:
    """What is staged for the next commit.

    Raises:
        GitError: this is not a repository.
    """
    top = _top("--staged")
    files, gone = _told_apart(_run(["diff", "--cached", *_DIFF, "--name-status", "--"]), top)
    unstaged = _real(top, _names(_run(["diff", *_DIFF, "--name-only", "--"])))
    return Changes("the last commit", files, gone, files & unstaged)


@contextmanager
def files_of(revision: str, paths: Sequence[str], suffixes: tuple[str, ...]) -> Iterator[Path]:
    """A folder in the place of the repository's, with the files below some paths as they were in a revision.

    Only regular files whose names end in one of the suffixes are in it, and all .gitignore files. It is removed in the
    end.

    Args:
        revision: a commit, a branch or a tag.
        paths: files and folders in the working tree, there or not.
        suffixes: of the files that are wanted.

    Raises:
        GitError: this is not a repository, there is no such revision, or a path lies outside the repository.
    """
    top = _top(f"the state at {revision}")
    commit = _commit(revision)
    below = [_inside(path, top) for path in paths]
    listed = _names(_run(["ls-tree", "-r", "-z", "--full-tree", commit]))
    wanted: list[tuple[str, str]] = []
    for entry in listed:
        described, _, name = entry.partition("\t")
        mode, _, identity = described.split(" ")
        is_ignore = os.path.basename(name) == ".gitignore"  # noqa: PTH119
        if mode.startswith("100") and (is_ignore or (name.lower().endswith(suffixes) and _is_below(name, below))):
            wanted.append((identity, name))
    with TemporaryDirectory(prefix="policylint-") as folder:
        root = Path(os.path.realpath(folder))
        for (_, name), content in zip(wanted, _contents([identity for identity, _ in wanted]), strict=True):
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield root


def available(revision: str) -> str:
    """The commit of a revision, which is fetched from `origin` if it is not here, as in a shallow clone.

    Raises:
        GitError: it is neither here nor there.
    """
    for name in (revision, f"origin/{revision}"):
        try:
            return _commit(name)
        except GitError:
            continue
    _run(["fetch", "--quiet", "--no-tags", "--depth=1", "--end-of-options", "origin", revision])
    return _commit("FETCH_HEAD")


def is_revision(name: str) -> bool:
    """Whether a name is a revision of the repository here, if there is one."""
    try:
        _commit(name)
    except GitError:
        return False
    return True


def toplevel() -> Path:
    """The repository's folder.

    Raises:
        GitError: this is not a repository.
    """
    return Path(_top("this"))


_DIFF = ("-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules")


def _top(what: str) -> str:
    found = _run(["rev-parse", "--show-toplevel"], may_fail=True).removesuffix(b"\n")
    if not found:
        raise GitError(f"{what} needs a git repository, and {Path.cwd()} is not in one")
    return os.path.realpath(os.fsdecode(found))


def _commit(revision: str) -> str:
    arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    found = _run(arguments, may_fail=True).decode("ascii", "replace").strip()
    if not found:
        raise GitError(f"there is no git revision {revision!r} here; a shallow clone may have to fetch it first")
    return found


def _told_apart(status: bytes, top: str) -> tuple[frozenset[str], frozenset[str]]:
    """The files that are there and those that are gone, of git's alternating letters and names."""
    parts = _names(status)
    status_of = dict(zip(parts[1::2], parts[::2], strict=True))
    gone = [name for name, letter in status_of.items() if letter == "D"]
    return _real(top, [name for name in status_of if status_of[name] != "D"]), _real(top, gone)


def _real(top: str, names: Sequence[str]) -> frozenset[str]:
    return frozenset(os.path.realpath(os.path.join(top, name)) for name in names)


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _inside(path: str, top: str) -> str:
    absolute = os.path.realpath(path)
    if not Path(absolute).is_relative_to(top):
        raise GitError(f"{path} lies outside the repository {top}, so git does not know what it was")
    return Path(absolute).relative_to(top).as_posix()


def _is_below(name: str, folders: Sequence[str]) -> bool:
    return any(folder == "." or name == folder or name.startswith(f"{folder}/") for folder in folders)


def _contents(identities: Sequence[str]) -> Iterator[bytes]:
    """The contents of objects, in their order, by one process."""
    output = _run(["cat-file", "--batch"], given="".join(f"{identity}\n" for identity in identities).encode())
    at = 0
    for _ in identities:
        end = output.index(b"\n", at)
        size = int(output[at:end].split(b" ")[2])
        yield output[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _run(arguments: Sequence[str], *, may_fail: bool = False, cwd: str | None = None, given: bytes = b"") -> bytes:
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, cwd=cwd, input=given)  # noqa: S603 - a list, no shell
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from error
    if done.returncode and not may_fail:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
        reason = next((line for line in lines if line.startswith("fatal: ")), lines[-1])  # advice may follow it
        raise GitError(f"git {arguments[0]} failed: {reason}")
    return b"" if done.returncode else done.stdout
