"""Where the data that ships with policylint is: at the top of a checkout, inside the package of a wheel."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def data_path(name: str) -> Path:
    """The file or folder called `name` (`pricing/training.csv`, `policies`), in a wheel or in a checkout.

    Raises:
        FileNotFoundError: neither place has it, so the installation is broken.
    """
    for folder in (_PACKAGE / "_data", _PACKAGE.parent):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"policylint's own data file {name!r} is missing: install policylint again")
