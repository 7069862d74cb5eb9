"""The smallest valid requests, overlaid by path: what most tests start from."""

from collections.abc import Mapping
from typing import Any

from policylint.examples import example
from policylint.job import TRAINING, TUNING


def minimal_job(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The smallest valid CreateTrainingJob request with the value at each path replaced, added or REMOVED."""
    return example(TRAINING, changes or {})


def minimal_tuning_job(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The smallest valid CreateHyperParameterTuningJob request, changed in the same way."""
    return example(TUNING, changes or {})
