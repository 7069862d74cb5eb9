"""How long past jobs ran: what the expected runtime of the next one can rest on.

A history is JSON Lines of DescribeTrainingJob responses, or of objects with `TrainingJobName` and
`TrainingTimeInSeconds`. Jobs that share a name but for what makes it unique (dates, counters, hashes) are one family.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policylint.errors import PolicylintError

_UNIQUE = re.compile(r"(?:[-.](?=[0-9a-f]*[0-9])[0-9a-f]+|[-.]v?[0-9]+|-[0-9]{3}-[0-9a-f]{8})+$")


class HistoryError(PolicylintError, ValueError):
    """A history that cannot be read; the message begins with its place."""


def stem(name: str) -> str:
    """A job's name without the dates, counters and hashes at its end: `churn` of `churn-2026-11-24-10-15-59-123`."""
    return _UNIQUE.sub("", name) or name


def read_history(file: Path) -> dict[str, float]:
    """The median training time in seconds of the completed jobs of each family.

    Raises:
        HistoryError: the file cannot be read, or a line of it is not a job.
    """
    from statistics import median

    seconds: dict[str, list[float]] = {}
    try:
        with file.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    name, took = _job(line, f"{file}:{number}")
                    if took is not None:
                        seconds.setdefault(stem(name), []).append(took)
    except OSError as error:
        raise HistoryError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise HistoryError(f"{file}: is not UTF-8") from error
    return {name: float(median(times)) for name, times in seconds.items()}


def _job(line: str, place: str) -> tuple[str, float | None]:
    try:
        job: Any = json.loads(line)
    except ValueError as error:
        raise HistoryError(f"{place}: is not JSON") from error
    if not isinstance(job, Mapping) or not isinstance(job.get("TrainingJobName"), str):
        raise HistoryError(f"{place}: has no TrainingJobName")
    took = job.get("TrainingTimeInSeconds")
    counts = isinstance(took, int | float) and took > 0 and job.get("TrainingJobStatus", "Completed") == "Completed"
    return job["TrainingJobName"], float(took) if counts and took is not None else None
