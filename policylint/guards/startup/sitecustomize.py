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
    """A finder that lets the others find botocore, and has its loader set the guard up afterwards."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "botocore":
            return None
        sys.meta_path.remove(_BotocoreFinder)
        from importlib.util import find_spec

        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _GuardingLoader(spec.loader)  # type: ignore[assignment]  # it is one by `__getattr__`
        return spec


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


if os.environ.get(MODE):
    sys.meta_path.insert(0, _BotocoreFinder)
_run_next()
