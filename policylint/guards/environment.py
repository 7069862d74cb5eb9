"""The guard without a line of code: variables that reach a process and all Python processes below it."""

import os
from collections.abc import Mapping
from pathlib import Path

from policylint.guards.options import MODE_VARIABLE

STARTUP = Path(__file__).parent / "startup"
"""The folder whose `sitecustomize` Python imports at its start when it stands on PYTHONPATH."""


def guarded_environment(environ: Mapping[str, str], mode: str, **terms: object) -> dict[str, str]:
    """The environment in which every Python process guards its submissions.

    `terms` are values for `POLICYLINT_GUARD_...` by name; None leaves what the environment says.
    """
    given = {f"{MODE_VARIABLE}_{name.upper()}": str(value) for name, value in terms.items() if value is not None}
    path = [str(STARTUP), *(part for part in environ.get("PYTHONPATH", "").split(os.pathsep) if part)]
    return {**environ, MODE_VARIABLE: mode, **given, "PYTHONPATH": os.pathsep.join(dict.fromkeys(path))}
