"""The kernel as machine code, kept on disk between runs.

numba's disk cache has gone wrong where several processes write different specialisations under one name
(numba/numba#4807). Here each combination of source, numba, Python and processor has a folder of its own and exactly one
signature, so that whoever writes at the same time writes the same; and whenever the cache cannot be used, for lack of a
writable folder or because a file of it is broken, the kernel is compiled without it.
"""

import hashlib
import os
import platform
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from types import FunctionType
from typing import Any

from policylint.cost import billing, kernel
from policylint.errors import PolicylintError

_FORMULAS = ("instance_usd", "volume_usd", "billable_seconds", "job_usd")
_LOCK = Lock()


class NeedsSweepExtra(PolicylintError, RuntimeError):  # noqa: N818 - it names what is needed, not what went wrong
    """numba or numpy is not installed; the message says how to get them."""

    def __init__(self) -> None:
        super().__init__("batches need numba and numpy: pip install 'policylint[sweep]'")


@cache
def compiled_bill() -> Callable[..., None]:
    """`policylint.cost.kernel.bill`, compiled; it releases the GIL.

    Raises:
        NeedsSweepExtra: numba is not installed.
    """
    try:
        import numba
    except ImportError as error:
        raise NeedsSweepExtra from error
    folder = cache_folder(numba)
    with _LOCK:
        if folder is not None:
            try:
                return _compile(numba, folder)
            except Exception:  # noqa: BLE001 - whatever is wrong with the cache, the kernel itself still compiles
                _discard(folder)
        return _compile(numba, None)


def cache_folder(numba: Any) -> Path | None:
    """The folder of this very kernel on this very machine; None where no folder can be written."""
    from llvmlite import binding

    sources = [Path(__file__), *(Path(module.__file__ or "") for module in (kernel, billing))]
    try:
        marks = [(str(file), file.stat().st_mtime_ns, file.read_bytes()) for file in sources]
        processor = (platform.machine(), binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten())
        identity = repr((marks, numba.__version__, sys.version, processor))
        name = hashlib.blake2b(identity.encode(), digest_size=12).hexdigest()
        folder = _base() / "kernel" / name
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except (OSError, RuntimeError):
        return None
    return folder if writable else None


def _base() -> Path:
    from platformdirs import user_cache_path

    numbas = os.environ.get("NUMBA_CACHE_DIR")
    return Path(numbas) / "policylint" if numbas else user_cache_path("policylint", appauthor=False, opinion=False)


def _compile(numba: Any, folder: Path | None) -> Callable[..., None]:
    inline = numba.njit(error_model="numpy")
    formulas: dict[str, Any] = {}
    for name in _FORMULAS:
        formulas[name] = inline(_with_globals(getattr(billing, name), formulas))
    previous = numba.config.CACHE_DIR
    if folder is not None:
        numba.config.CACHE_DIR = str(folder)
    try:
        compile_ = numba.njit(
            _signature(numba),
            nogil=True,
            error_model="numpy",
            cache=folder is not None,
            pipeline_class=_apart(),
        )
        compiled: Callable[..., None] = compile_(_with_globals(kernel.bill, formulas))
    finally:
        numba.config.CACHE_DIR = previous
    return compiled


def _apart() -> Any:
    """The compiler of numba, told that no column overlaps another: only then does LLVM price several jobs at once."""
    from numba.core.compiler import Compiler

    class Apart(Compiler):  # type: ignore[misc, unused-ignore]  # numba has no types
        def __init__(self, typingctx: Any, targetctx: Any, library: Any, args: Any, res: Any, flags: Any, *more: Any):
            flags.noalias = True
            super().__init__(typingctx, targetctx, library, args, res, flags, *more)  # type: ignore[no-untyped-call, unused-ignore]

    return Apart


def _with_globals(function: Any, replaced: dict[str, Any]) -> FunctionType:
    """The same code, calling the compiled formulas in place of the plain ones."""
    return FunctionType(function.__code__, {**function.__globals__, **replaced}, function.__name__)


def _signature(numba: Any) -> Any:
    types = numba.types

    def column(of: Any, *, dimensions: int = 1) -> Any:
        return types.Array(of, dimensions, "C", readonly=True)

    u1, u2, u4, f8 = types.uint8, types.uint16, types.uint32, types.float64
    return types.void(
        *map(column, (u2, u1, u2, u4, u4, u1, u2, u2)),
        column(f8, dimensions=3),
        f8[::1],
        f8[::1],
    )


def _discard(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
