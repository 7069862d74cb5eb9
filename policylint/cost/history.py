"""How long past jobs ran: what the expected runtime of the next one can rest on.

A history is a file of Describe or List answers in JSON or JSON Lines, or a CSV with a column of names and one of times.
Jobs of one family (`policylint.identity.family`) are one: their names differ by dates, counters and hashes alone. Jobs
that did not complete, and those without a time, do not count. A time that was seen several times says in how many
`Jobs`. Objects with `InstanceType`, `Region` and `SpotSaving` (a part of 1) say what spot saved there, seen in so many
`Jobs` from one day to another (`From`, `To`), between `Least` and `Most`: `policylint audit --learn` writes both.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from policylint.cost.spot import Saving
from policylint.durations import parse_positive_duration, show_duration
from policylint.errors import PolicylintError
from policylint.identity import family

# How members and columns are called, in small letters without `_`, `-` and spaces; the first that is there counts.
_NAMES = ("trainingjobname", "processingjobname", "transformjobname", "jobname", "name", "job")
_SECONDS = ("trainingtimeinseconds", "seconds", "durationseconds", "runtimeseconds", "durationinseconds")
_DURATIONS = ("runtime", "duration")
_STARTS = ("trainingstarttime", "processingstarttime", "transformstarttime", "starttime", "started")
_ENDS = ("trainingendtime", "processingendtime", "transformendtime", "endtime", "ended")
_STATES = ("trainingjobstatus", "processingjobstatus", "transformjobstatus", "jobstatus", "status", "state")
_MOST_JOBS = 1_000_000
_COLUMNS = "TrainingJobName, and TrainingTimeInSeconds or TrainingStartTime and TrainingEndTime"


class HistoryError(PolicylintError, ValueError):
    """A history that cannot be read; the message begins with its place."""


class Past(NamedTuple):
    """The times in seconds that the completed jobs of a family took, the shortest first."""

    family: str
    seconds: tuple[float, ...]

    def at(self, percentile: float) -> float:
        """The time that so many percent of the jobs did not exceed, between two of them in proportion."""
        place = (len(self.seconds) - 1) * percentile / 100
        low = int(place)
        high = min(low + 1, len(self.seconds) - 1)
        return self.seconds[low] + (self.seconds[high] - self.seconds[low]) * (place - low)

    def words(self, percentile: float) -> str:
        """What is expected of the next job, and what that rests on."""
        number = len(self.seconds)
        took = show_duration(self.at(percentile))
        if number == 1:
            return f"expected to run for {took}, as the 1 past job of the family {self.family}"
        which = "the median" if percentile == 50 else f"percentile {percentile:g}"
        between = f"{show_duration(self.seconds[0])} to {show_duration(self.seconds[-1])}"
        return f"expected to run for {took}: {which} of {number:,} past jobs of the family {self.family} ({between})"


def read_history(file: Path) -> tuple[dict[str, Past], dict[tuple[str, str], Saving]]:
    """The completed jobs of each family, and the spot savings that the file states, by instance type and Region.

    Raises:
        HistoryError: the file cannot be read, something in it is not a job, or none counts.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise HistoryError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise HistoryError(f"{file}: is not UTF-8") from error
    found: dict[str, list[float]] = {}
    savings: dict[tuple[str, str], Saving] = {}
    for place, job in _jobs(text, str(file)):
        members = {_plain(key): value for key, value in job.items()} if isinstance(job, Mapping) else {}
        if "spotsaving" in members:
            where, saving = _saving(members, place)
            savings[where] = saving
            continue
        name, took = _read(members, place)
        if took is not None:
            found.setdefault(family(name), []).extend([took] * _number(members))
    if not found and not savings:
        raise HistoryError(f"{file}: holds no completed job with a time that it took")
    return {name: Past(name, tuple(sorted(seconds))) for name, seconds in found.items()}, savings


def _number(members: Mapping[str, Any]) -> int:
    """In how many jobs something was seen."""
    jobs = members.get("jobs")
    return jobs if isinstance(jobs, int) and 1 <= jobs <= _MOST_JOBS else 1


def _saving(stated: Mapping[str, Any], place: str) -> tuple[tuple[str, str], Saving]:
    type_, region, middle = (stated.get(name) for name in ("instancetype", "region", "spotsaving"))
    if not isinstance(type_, str) or not isinstance(region, str):
        raise HistoryError(f"{place}: a SpotSaving needs InstanceType and Region")
    least, most = stated.get("least", middle), stated.get("most", middle)
    for part in (least, middle, most):
        if isinstance(part, bool) or not isinstance(part, int | float) or not 0 <= part <= 1:
            raise HistoryError(f"{place}: SpotSaving is not a part of 1, such as 0.63")
    seen = f", n={_number(stated):,}, {stated['from']} to {stated['to']}" if {"from", "to"} <= stated.keys() else ""
    return (type_, region), Saving(float(least), float(most), f"own jobs on {type_} in {region}{seen}")


def _jobs(text: str, file: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What a file holds, each with its place: by its beginning JSON, JSON Lines or CSV."""
    if text.lstrip()[:1] not in ("{", "["):
        if _is_table(text):
            yield from _rows(text, file)
            return
        if text.strip():
            first = next(number for number, line in enumerate(text.splitlines(), 1) if line.strip())
            raise HistoryError(f"{file}:{first}: is not JSON, nor the header of a CSV with {_COLUMNS}")
    try:
        whole = json.loads(text)
    except ValueError:
        yield from _lines(text, file)
        return
    for number, job in enumerate(_listed(whole), 1):
        yield f"{file}: job {number}" if isinstance(whole, list) or job is not whole else file, job


def _is_table(text: str) -> bool:
    head = next(csv.reader(text.lstrip().splitlines()[:1]), [])
    return any(_plain(name) in _NAMES for name in head)


def _rows(text: str, file: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    names = [_plain(name) for name in reader.fieldnames or ()]
    timed = any(name in (*_SECONDS, *_DURATIONS) for name in names)
    if not timed and not (set(names) & set(_STARTS) and set(names) & set(_ENDS)):
        raise HistoryError(f"{file}:1: no column says how long a job took; the header is to have {_COLUMNS}")
    try:
        for row in reader:
            if None in row or None in row.values():
                raise HistoryError(f"{file}:{reader.line_num}: the row has not as many fields as the header")
            yield f"{file}:{reader.line_num}", row
    except csv.Error as error:
        raise HistoryError(f"{file}:{reader.line_num}: is not valid CSV: {error}") from error


def _lines(text: str, file: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            place = f"{file}:{number}"
            try:
                value = json.loads(line)
            except ValueError as error:
                raise HistoryError(f"{place}: is not JSON") from error
            yield from ((place, job) for job in _listed(value))


def _listed(value: Any) -> Iterable[Any]:
    """The jobs in a value: itself, those of a list, or those of an answer that lists some."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not any(_plain(key) in _NAMES for key in value):
        lists = [part for part in value.values() if isinstance(part, list)]
        if len(lists) == 1:
            return lists[0]
    return [value]


def _read(members: Mapping[str, Any], place: str) -> tuple[str, float | None]:
    """A job's name, and how long it took in seconds; None where it did not complete, or nothing says."""
    name = _first(members, _NAMES)
    if not isinstance(name, str) or not name.strip():
        raise HistoryError(f"{place}: has no TrainingJobName")
    state = _first(members, _STATES)
    if state not in (None, "") and str(state).lower() != "completed":
        return name, None
    took = _took(members, place)
    return name.strip(), took if took is not None and took > 0 else None


def _took(members: Mapping[str, Any], place: str) -> float | None:
    seconds = _first(members, _SECONDS)
    if seconds not in (None, ""):
        try:
            return float(seconds)
        except (TypeError, ValueError) as error:
            raise HistoryError(f"{place}: the time is {seconds!r}, not a number of seconds") from error
    written = _first(members, _DURATIONS)
    if written not in (None, ""):
        try:
            return float(parse_positive_duration(written))
        except (TypeError, ValueError) as error:
            raise HistoryError(f"{place}: {error}") from error
    start, end = (_time(_first(members, names), place) for names in (_STARTS, _ENDS))
    return None if start is None or end is None else (end - start).total_seconds()


def _time(value: Any, place: str) -> datetime | None:
    """A moment as answers have it: seconds since 1970, or ISO 8601 as boto3 and the AWS CLI write it."""
    if value in (None, ""):
        return None
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        moment = datetime.fromisoformat(str(value).strip())
    except (ValueError, OverflowError, OSError) as error:
        raise HistoryError(f"{place}: {value!r} is not a time such as 2026-11-24T10:15:59+00:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _first(members: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((members[name] for name in names if name in members), None)


def _plain(name: Any) -> str:
    """A member's or a column's name without its spelling: `Training Job Name` and `training_job_name` are one."""
    return "".join(filter(str.isalnum, str(name))).lower()
