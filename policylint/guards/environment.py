"""The guard without a line of code: variables that reach a process and all Python processes below it."""

import os
from collections.abc import Mapping
from pathlib import Path

from policylint.guards.options import MODE_VARIABLE, GuardOptions, variable

STARTUP = Path(__file__).parent / "startup"
"""The folder whose `sitecustomize` Python imports at its start when it stands on PYTHONPATH."""


def guarded_environment(environ: Mapping[str, str], given: Mapping[str, object]) -> dict[str, str]:
    """The environment in which every Python process guards its submissions.

    `given` are options of the guard by name; None leaves what the environment says.
    """
    variables = {variable(name): str(value) for name, value in given.items() if value is not None}
    mode = environ.get(MODE_VARIABLE) or GuardOptions().mode  # without this variable nothing is set up
    path = [str(STARTUP), *(part for part in environ.get("PYTHONPATH", "").split(os.pathsep) if part)]
    return {**environ, MODE_VARIABLE: mode, **variables, "PYTHONPATH": os.pathsep.join(dict.fromkeys(path))}
