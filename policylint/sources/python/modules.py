"""Modules of the same project: found beside the file that imports them, read, and never imported."""

# Names are text here, as in walk.py.
# ruff: noqa: PTH100, PTH110, PTH113, PTH114, PTH118, PTH120

import ast
import os
import warnings
from collections.abc import Sequence
from functools import lru_cache

from policylint.sources.text import STDIN_NAME, Source, SourceFault

_ROOTS = (".git", "pyproject.toml", "setup.py", "setup.cfg")
_FURTHEST = 6
LARGEST = 1024 * 1024
"""How many bytes a module may take that another one is read for."""
FOREIGN = 10_000_000
"""What is added to the lines of another module, so that none of its nodes is taken for one of the file at hand."""


def folders(file: str) -> tuple[str, ...]:
    """The folders in which a file's absolute imports are looked for: its own, and those above it in its project."""
    if file == STDIN_NAME:
        return ()
    at = os.path.dirname(os.path.abspath(file))
    return _folders(at)


@lru_cache(maxsize=1024)
def _folders(at: str) -> tuple[str, ...]:
    found = [at]
    for _ in range(_FURTHEST):
        is_root = any(os.path.exists(os.path.join(at, name)) for name in _ROOTS)
        above = os.path.dirname(at)
        if is_root or above == at:
            return (*found, os.path.join(at, "src")) if is_root else tuple(found[:1])
        at = above
        found.append(at)
    return tuple(found[:1])


def find(name: str, level: int, file: str) -> str | None:
    """The file of a module; None where the project has none of the name."""
    parts = name.split(".") if name else []
    if level:
        at = os.path.dirname(os.path.abspath(file)) if file != STDIN_NAME else ""
        for _ in range(level - 1):
            at = os.path.dirname(at)
        return _module(at, parts) if at else None
    if not parts:
        return None
    return next((found for found in (_module(folder, parts) for folder in folders(file)) if found), None)


def _module(folder: str, parts: Sequence[str]) -> str | None:
    stem = os.path.join(folder, *parts)
    for candidate in (os.path.join(stem, "__init__.py"), f"{stem}.py"):
        if os.path.isfile(candidate) and not os.path.islink(candidate):
            return candidate
    return None


@lru_cache(maxsize=64)
def _parsed(file: str, stamp: tuple[int, int]) -> ast.Module | None:
    del stamp
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(Source(file).text(LARGEST))
    except (SourceFault, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return ast.increment_lineno(tree, FOREIGN)


def parsed(file: str) -> ast.Module | None:
    """The syntax tree of a module, its lines out of reach; None where it cannot be read."""
    try:
        status = os.stat(file)  # noqa: PTH116
    except OSError:
        return None
    return _parsed(file, (status.st_mtime_ns, status.st_size)) if status.st_size <= LARGEST else None
