"""The guard without a line of code: variables that reach a process and all Python processes below it."""

import os
from collections.abc import Mapping
from pathlib import Path

from policylint.guards.options import MODE_VARIABLE, GuardOptions, variable, written

STARTUP = Path(__file__).parent / "startup"
"""The folder whose `sitecustomize` Python imports at its start when it stands on PYTHONPATH."""

DATA_PATH = "AWS_DATA_PATH"
"""botocore's own variable: folders with additions to its models of services."""

_SETTINGS_WITH_PATHS = (
    "POLICYLINT_POLICIES",
    "POLICYLINT_WAIVERS",
    "POLICYLINT_BASELINE",
    "POLICYLINT_SECRET_DETECTORS",
)


def guarded_environment(environ: Mapping[str, str], options: GuardOptions, unguarded: Path | None) -> dict[str, str]:
    """The environment in which every Python process guards its submissions, whatever folder it is in.

    `options` are those of the guard, `unguarded` the additions to botocore's models that only a process without a
    guard reads. Paths become absolute: a process below may work elsewhere.
    """
    variables = {MODE_VARIABLE: options.mode}  # without this variable nothing is set up
    for name in written():
        value = getattr(options, name)
        if value is not None:
            variables[variable(name)] = str(value)
    if options.budget is not None:
        variables[variable("ledger")] = str(options.ledger_address)
    for name in _SETTINGS_WITH_PATHS:
        if environ.get(name):
            variables[name] = ",".join(_absolute(part.strip()) for part in environ[name].split(","))
    if environ.get("POLICYLINT_CONFIG"):
        variables["POLICYLINT_CONFIG"] = str(Path(environ["POLICYLINT_CONFIG"]).absolute())
    variables["PYTHONPATH"] = _first(str(STARTUP), environ.get("PYTHONPATH"))
    if unguarded is not None:
        variables[DATA_PATH] = _first(str(unguarded), environ.get(DATA_PATH))
    return {**environ, **variables}


def _absolute(given: str) -> str:
    """A path as one that holds everywhere; a pack's name as it is."""
    return str(Path(given).absolute()) if Path(given).exists() else given


def _first(folder: str, path: str | None) -> str:
    parts = [folder, *(part for part in (path or "").split(os.pathsep) if part)]
    return os.pathsep.join(dict.fromkeys(parts))
