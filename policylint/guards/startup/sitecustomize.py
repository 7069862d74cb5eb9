"""Python imports this at its start, where `policylint exec` put its folder on PYTHONPATH.

It waits for botocore: a process that never imports it pays nothing. Then it sets the guard up by the variables of the
environment; where that fails (a Python without policylint's own dependencies), botocore is not to be had in this
process, since nothing would check what it submits. A `sitecustomize` further down the path is run as well.

Any Python may meet this file, so it keeps to what old ones know.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib is slow to import at every start
PACKAGE = os.path.dirname(os.path.dirname(HERE))  # noqa: PTH120
MODE = "POLICYLINT_GUARD"


class _BotocoreFinder:
    """A finder that lets the others find botocore, and has its loader set the guard up afterwards.

    It stays until the loader has run: libraries look for botocore without importing it.
    """

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "botocore":
            return None
        for finder in sys.meta_path:
            find = None if finder is _BotocoreFinder else getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = find(name, path, target) if find is not None else None
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _GuardingLoader(spec.loader)  # type: ignore[assignment]  # it is one by `__getattr__`
                return spec
        return None


class _GuardingLoader:
    """botocore's loader, and the guard after it."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def exec_module(self, module: ModuleType) -> None:
        """Load botocore, then set the guard up."""
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _set_up()
        if _BotocoreFinder in sys.meta_path:
            sys.meta_path.remove(_BotocoreFinder)


def _set_up() -> None:
    try:
        try:
            import policylint
        except ImportError:
            _load_package()
            import policylint
        policylint.guard()
    except Exception as error:
        what = f"policylint: the guard could not be set up in this process ({type(error).__name__}: {error})"
        if os.environ.get(MODE) in ("warn", "audit"):
            sys.stderr.write(what + "\n")
        else:
            raise ImportError(f"{what}; {MODE} asks for it, so botocore is not loaded") from error


def _load_package() -> None:
    """Make the package importable that this file is part of, and nothing else that lies beside it."""
    from importlib.util import module_from_spec, spec_from_file_location

    file = os.path.join(PACKAGE, "__init__.py")  # noqa: PTH118
    spec = spec_from_file_location("policylint", file, submodule_search_locations=[PACKAGE])
    if spec is None or spec.loader is None:
        raise ImportError(file)
    sys.modules["policylint"] = module = module_from_spec(spec)
    spec.loader.exec_module(module)


def _run_next() -> None:
    """Run the `sitecustomize` that this one stands before."""
    path = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != HERE]  # noqa: PTH100
    spec = PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        from importlib.util import module_from_spec

        sys.modules["sitecustomize"] = module = module_from_spec(spec)
        spec.loader.exec_module(module)


def _stay_first() -> None:
    """Keep this folder first on the PYTHONPATH of all processes below, also where this one puts another before it, as
    `opentelemetry-instrument` and its like do."""
    put, unset = os.putenv, os.unsetenv

    def putenv(name: Any, value: Any) -> None:
        put(name, _with_this_folder(name, value))

    def unsetenv(name: Any) -> None:
        if _is_path(name):
            put(name, os.fsencode(HERE) if isinstance(name, bytes) else HERE)
        else:
            unset(name)

    os.putenv, os.unsetenv = putenv, unsetenv


def _is_path(name: Any) -> bool:
    return name in (b"PYTHONPATH", "PYTHONPATH")


def _with_this_folder(name: Any, value: Any) -> Any:
    if not _is_path(name):
        return value
    if isinstance(value, bytes):
        return os.fsencode(_with_this_folder("PYTHONPATH", os.fsdecode(value)))
    return os.pathsep.join([HERE, *(part for part in value.split(os.pathsep) if part != HERE)])


def _guard_loaded() -> None:
    """Guard the botocore that a `.pth` file has imported already, or end: it cannot be taken back."""
    try:
        _set_up()
    except ImportError as error:
        sys.stderr.write(str(error) + "\n")
        sys.stderr.flush()
        os._exit(2)


if os.environ.get(MODE):
    _stay_first()
    if "botocore" in sys.modules:
        _guard_loaded()
    else:
        sys.meta_path.insert(0, _BotocoreFinder)
_run_next()
