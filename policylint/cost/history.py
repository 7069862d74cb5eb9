"""How long past jobs ran: what the expected runtime of the next one can rest on.

A history is JSON Lines of DescribeTrainingJob responses, or of objects with `TrainingJobName` and
`TrainingTimeInSeconds`. Jobs that share a name but for what makes it unique (dates, counters, hashes) are one family.
Objects with `InstanceType`, `Region` and `SpotSaving` (a part of 1) say what spot saved there, seen in so many `Jobs`
from one day to another (`From`, `To`): `policylint audit --learn` writes both.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policylint.cost.spot import Saving
from policylint.errors import PolicylintError

_UNIQUE = re.compile(r"(?:[-.](?=[0-9a-f]*[0-9])[0-9a-f]+|[-.]v?[0-9]+|-[0-9]{3}-[0-9a-f]{8})+$")


class HistoryError(PolicylintError, ValueError):
    """A history that cannot be read; the message begins with its place."""


def stem(name: str) -> str:
    """A job's name without the dates, counters and hashes at its end: `churn` of `churn-2026-11-24-10-15-59-123`."""
    return _UNIQUE.sub("", name) or name


def read_history(file: Path) -> tuple[dict[str, float], dict[tuple[str, str], Saving]]:
    """The median training time in seconds of the completed jobs of each family, and the spot savings that it states, by
    instance type and Region.

    Raises:
        HistoryError: the file cannot be read, or a line of it is not a job.
    """
    from statistics import median

    seconds: dict[str, list[float]] = {}
    savings: dict[tuple[str, str], Saving] = {}
    try:
        with file.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                job = _object(line, f"{file}:{number}")
                if "SpotSaving" in job:
                    where, saving = _saving(job, f"{file}:{number}")
                    savings[where] = saving
                    continue
                name, took = _job(job, f"{file}:{number}")
                if took is not None:
                    seconds.setdefault(stem(name), []).append(took)
    except OSError as error:
        raise HistoryError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise HistoryError(f"{file}: is not UTF-8") from error
    return {name: float(median(times)) for name, times in seconds.items()}, savings


def _object(line: str, place: str) -> Mapping[str, Any]:
    try:
        job: Any = json.loads(line)
    except ValueError as error:
        raise HistoryError(f"{place}: is not JSON") from error
    if not isinstance(job, Mapping):
        raise HistoryError(f"{place}: has no TrainingJobName")
    return job


def _saving(stated: Mapping[str, Any], place: str) -> tuple[tuple[str, str], Saving]:
    type_, region, part = (stated.get(name) for name in ("InstanceType", "Region", "SpotSaving"))
    if not isinstance(type_, str) or not isinstance(region, str):
        raise HistoryError(f"{place}: a SpotSaving needs InstanceType and Region")
    if isinstance(part, bool) or not isinstance(part, int | float) or not 0 <= part <= 1:
        raise HistoryError(f"{place}: SpotSaving is not a part of 1, such as 0.63")
    jobs = stated.get("Jobs")
    seen = f" ({jobs:,} from {stated.get('From')} to {stated.get('To')})" if isinstance(jobs, int) else ""
    return (type_, region), Saving(float(part), f"your own jobs on {type_} in {region}{seen}")


def _job(job: Mapping[str, Any], place: str) -> tuple[str, float | None]:
    if not isinstance(job.get("TrainingJobName"), str):
        raise HistoryError(f"{place}: has no TrainingJobName")
    took = job.get("TrainingTimeInSeconds")
    counts = isinstance(took, int | float) and took > 0 and job.get("TrainingJobStatus", "Completed") == "Completed"
    return job["TrainingJobName"], float(took) if counts and took is not None else None
