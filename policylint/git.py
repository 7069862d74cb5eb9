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
    ancestor = _ancestor([commit])
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
def files_of(
    revision: str, paths: Sequence[str], suffixes: tuple[str, ...], everywhere: tuple[str, ...] = ()
) -> Iterator[Path]:
    """A folder in the place of the repository's, with the files below some paths as they were in a revision.

    Only regular files whose names end in one of the suffixes are in it, and all .gitignore files and files whose names
    end as in `everywhere`; those of submodules that are checked out as well, and none that a sparse checkout leaves
    out. It is removed in the end.

    Args:
        revision: a commit, a branch or a tag.
        paths: files and folders in the working tree, there or not.
        suffixes: of the files that are wanted.
        everywhere: ends of the names of files that are wanted wherever they are.

    Raises:
        GitError: this is not a repository, there is no such revision, or a path lies outside the repository.
    """
    top = _top(f"the state at {revision}")
    commit = _commit(revision)
    below = [_inside(path, top) for path in paths]
    with TemporaryDirectory(prefix="policylint-") as folder:
        root = Path(os.path.realpath(folder))
        _write_files(root, top, commit, below, suffixes, (*everywhere, ".gitignore"))
        yield root


def _write_files(
    root: Path,
    top: str,
    commit: str,
    below: Sequence[str],
    suffixes: tuple[str, ...],
    everywhere: tuple[str, ...],
) -> None:
    """Write the files of a commit of the repository at `top` below `root`, and those of its submodules."""
    left_out = _left_out(top)
    wanted: list[tuple[str, str]] = []
    for entry in _names(_run(["ls-tree", "-r", "-z", "--full-tree", commit], cwd=top)):
        described, _, name = entry.partition("\t")
        mode, _, identity = described.split(" ")
        if mode == _SUBMODULE:
            within = _within(name, below)
            if within and os.path.lexists(os.path.join(top, name, ".git")):
                inner = _commit_of(name, identity, top)
                _write_files(root / name, os.path.join(top, name), inner, within, suffixes, everywhere)
            continue
        is_wanted = name.endswith(everywhere) or (name.lower().endswith(suffixes) and _is_below(name, below))
        if mode.startswith("100") and is_wanted and name not in left_out:
            wanted.append((identity, name))
    for (_, name), content in zip(wanted, _contents([identity for identity, _ in wanted], top), strict=True):
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def common_ancestor(revision: str) -> str:
    """The last commit that HEAD and a revision share.

    Raises:
        GitError: there is no such revision, or no such commit here.
    """
    found = _ancestor([_commit(revision)])
    if found:
        return found
    message = f"{revision!r} and HEAD have no common ancestor here"
    if _is_shallow():
        message += ", in a shallow clone: `git fetch --unshallow` gets the rest of it"
    raise GitError(f"{message}; --base-exact compares with the commit itself")


def fetched_ancestor(commits: Sequence[str], remote: str) -> str:
    """The last commit that HEAD shares with any of some commits; of a shallow clone as much is fetched as that takes.

    Raises:
        GitError: there is none, or the remote does not give what is missing.
    """
    steps = ("--deepen=50", "--deepen=500", "--unshallow")
    for step in steps:
        found = _ancestor(commits)
        if found or not _is_shallow():
            break
        _run(["fetch", "--quiet", "--no-tags", step, "--end-of-options", remote, *commits, _commit("HEAD")])
    else:
        found = _ancestor(commits)
    if not found:
        raise GitError(f"HEAD has no common ancestor with {', '.join(commits)}")
    return found


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
    return fetched("origin", revision)


def fetched(remote: str, revision: str) -> str:
    """The commit that a remote has under a name; no more than it of a clone that is shallow.

    Raises:
        GitError: it is not there, or the remote cannot be reached.
    """
    depth = ["--depth=1"] if _is_shallow() else []
    _run(["fetch", "--quiet", "--no-tags", *depth, "--end-of-options", remote, revision])
    return _commit("FETCH_HEAD")


def head() -> tuple[str, tuple[str, ...]]:
    """The commit that is checked out, and its parents as it names them, also where a shallow clone does not have them.

    Raises:
        GitError: this is not a repository, or it has no commit.
    """
    commit = _commit("HEAD")
    headers = _run(["cat-file", "commit", commit]).decode("utf-8", "replace").partition("\n\n")[0].splitlines()
    return commit, tuple(line.removeprefix("parent ") for line in headers if line.startswith("parent "))


def is_revision(name: str) -> bool:
    """Whether a name is a revision of the repository here, if there is one."""
    try:
        _commit(name)
    except GitError:
        return False
    return True


def files_called(names: Sequence[str], top: str) -> list[Path]:
    """The files of some names in a repository: in the index, or neither in it nor ignored."""
    patterns = [f":(glob)**/{name}" for name in names]
    listed = _run(["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns], cwd=top)
    return [Path(top, name) for name in dict.fromkeys(_names(listed))]


def tracked_though_ignored(folder: str) -> frozenset[str]:
    """The files below a folder that git has in its index and .gitignore names, by their real paths; none where git or
    a repository is missing."""
    try:
        done = _ask(["ls-files", "--cached", "--ignored", "--exclude-standard", "-z"], cwd=folder)
    except GitError:
        return frozenset()
    return _real(folder, _names(done.stdout)) if done.returncode == 0 else frozenset()


def toplevel() -> Path:
    """The repository's folder.

    Raises:
        GitError: this is not a repository.
    """
    return Path(_top("this"))


_DIFF = ("-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules")


_SUBMODULE = "160000"
"""The mode of an entry that stands for a commit of another repository."""
_NO_REPOSITORY = "not a git repository"
_ADVICE = "git config --global --add safe.directory"
"""What git advises where a folder belongs to somebody else, as in most containers."""


def _top(what: str) -> str:
    done = _ask(["rev-parse", "--show-toplevel"])
    if done.returncode == 0:
        return os.path.realpath(os.fsdecode(done.stdout.removesuffix(b"\n")))
    reason = _reason(done)
    if _NO_REPOSITORY in reason:
        reason = f"{Path.cwd()} is not in one"
    raise GitError(f"{what} needs a git repository, and {reason}")


def _commit(revision: str, cwd: str | None = None) -> str:
    done = _ask(["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"], cwd=cwd)
    if done.returncode == 0:
        return done.stdout.decode("ascii", "replace").strip()
    why = f"there is no git revision {revision!r} here"
    if done.stderr.strip():
        raise GitError(f"{why}: {_reason(done)}")
    raise GitError(f"{why}; a shallow clone may have to fetch it first")


def _commit_of(submodule: str, commit: str, top: str) -> str:
    """The commit of a submodule, which must be in its clone."""
    try:
        return _commit(commit, os.path.join(top, submodule))
    except GitError as error:
        raise GitError(f"the submodule {submodule} was at {commit}: {error}") from error


def _ancestor(commits: Sequence[str]) -> str:
    """The last commit that HEAD shares with any of some commits; empty where there is none here."""
    done = _ask(["merge-base", "HEAD", *commits])
    return done.stdout.decode("ascii", "replace").strip() if done.returncode == 0 else ""


def _is_shallow() -> bool:
    return _run(["rev-parse", "--is-shallow-repository"]).strip() == b"true"


def _left_out(top: str) -> frozenset[str]:
    """The files that a sparse checkout has in its index and not in the working tree."""
    tagged = _names(_run(["ls-files", "-t", "-z"], cwd=top))
    return frozenset(entry[2:] for entry in tagged if entry.startswith("S "))


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


def _within(submodule: str, below: Sequence[str]) -> list[str]:
    """The paths that lie in a submodule, from its own folder."""
    if _is_below(submodule, below):
        return ["."]
    return [path.removeprefix(f"{submodule}/") for path in below if path.startswith(f"{submodule}/")]


def _contents(identities: Sequence[str], top: str) -> Iterator[bytes]:
    """The contents of objects, in their order, by one process."""
    output = _run(["cat-file", "--batch"], given="".join(f"{identity}\n" for identity in identities).encode(), cwd=top)
    at = 0
    for identity in identities:
        end = output.index(b"\n", at)
        header = output[at:end].split(b" ")
        if header[-1] == b"missing":
            raise GitError(f"the object {identity} is not in this clone")
        size = int(header[2])
        yield output[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _run(arguments: Sequence[str], *, cwd: str | None = None, given: bytes = b"") -> bytes:
    done = _ask(arguments, cwd=cwd, given=given)
    if done.returncode:
        raise GitError(f"git {arguments[0]} failed: {_reason(done)}")
    return done.stdout


def _ask(
    arguments: Sequence[str], *, cwd: str | None = None, given: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    # Its reasons in the words that are looked for; and no question on a terminal, for which a runner would wait.
    environment = {**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    try:
        return subprocess.run(command, capture_output=True, check=False, cwd=cwd, input=given, env=environment)  # noqa: S603 - a list, no shell
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from error


def _reason(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Why git refused, in its own words, and what it advises where it does not trust a folder."""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
    reason = next((line for line in lines if line.startswith("fatal: ")), lines[-1])  # advice may follow it
    allowed = next((line.strip() for line in lines if line.strip().startswith(_ADVICE)), "")
    return f"{reason}; if you trust it, allow it by `{allowed}`" if allowed else reason
