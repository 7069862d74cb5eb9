"""A tuning job as a sweep: the training jobs that it may start, with values for the hyperparameters that it varies.

Grid search starts every combination. The other strategies choose as they go, so values are drawn from the ranges, the
same ones each time: what the jobs cost does not depend on them, and the rules see values from the whole range.
"""

import random
from collections.abc import Iterator, Mapping
from typing import Any

from policylint.cost.demand import trials
from policylint.cost.sweep.plan import Plan, PlanError, Random, checked_plan
from policylint.job import TrainingJob, TuningJob

# What a definition has and a training job has not, or under another name.
_OWN = (
    "DefinitionName",
    "TuningObjective",
    "HyperParameterRanges",
    "StaticHyperParameters",
    "HyperParameterTuningResourceConfig",
)
_NUMBERS = (("IntegerParameterRanges", True), ("ContinuousParameterRanges", False))


def plan_of_tuning_job(job: TuningJob, place: str) -> Plan:
    """The sweep of the training jobs that a tuning job may start.

    Raises:
        PlanError: it has several definitions, no number of jobs, or ranges that are not known here.
    """
    parts = list(job.definitions())
    if len(parts) != 1:
        raise PlanError(f"{place}: a sweep varies one training job definition, and this tuning job has {len(parts)}")
    (part,) = parts
    ranges = part.mapping("HyperParameterRanges") or job.mapping("HyperParameterTuningJobConfig.ParameterRanges")
    unknowns: list[str] = []
    found = trials(job, unknowns)
    if found.jobs is None:
        reason = next(iter(unknowns), found.unbounded) or "no number is stated"
        raise PlanError(f"{place}: how many jobs the tuning job starts is not known: {reason}")
    axes: dict[str, Any]
    if job.string("HyperParameterTuningJobConfig.Strategy") == "Grid":
        axes = {name: {"path": _path(name), "list": values} for name, values in _categories(ranges, place)}
    else:
        drawn = dict(_drawn(ranges, found.jobs, place))
        axes = {"parameters": {"zip": drawn}} if drawn else {}
    plan: dict[str, Any] = {"request": _request(job, part, place), "axes": axes, "concurrency": found.parallel}
    if not axes:
        plan["seeds"] = found.jobs
    return checked_plan(plan, place)


def _request(job: TuningJob, part: TrainingJob, place: str) -> dict[str, Any]:
    """The definition as a training job."""
    request = {name: value for name, value in part.request.items() if name not in _OWN}
    request["TrainingJobName"] = job.request.get("HyperParameterTuningJobName")
    if part.has("StaticHyperParameters"):
        request["HyperParameters"] = part.request["StaticHyperParameters"]
    if job.has("Tags"):
        request["Tags"] = job.request["Tags"]
    tuned = part.mapping("HyperParameterTuningResourceConfig")
    if tuned:
        if "InstanceConfigs" in tuned:
            raise PlanError(f"{place}: the tuning job chooses among InstanceConfigs; make them an axis of a sweep file")
        kept = ("InstanceType", "InstanceCount", "VolumeSizeInGB", "VolumeKmsKeyId")
        request["ResourceConfig"] = {name: tuned[name] for name in kept if name in tuned}
    return request


def _categories(ranges: Mapping[str, Any], place: str) -> Iterator[tuple[str, list[Any]]]:
    for name, entry in _entries(ranges, "CategoricalParameterRanges", place):
        values = entry.get("Values")
        if not isinstance(values, list) or not values:
            raise PlanError(f"{place}: the values of the range {name!r} are not known here")
        yield name, values


def _drawn(ranges: Mapping[str, Any], jobs: int, place: str) -> Iterator[tuple[str, list[Any]]]:
    for member, integer in _NUMBERS:
        for number, (name, entry) in enumerate(_entries(ranges, member, place)):
            try:
                low, high = float(entry["MinValue"]), float(entry["MaxValue"])
            except (KeyError, TypeError, ValueError) as error:
                raise PlanError(
                    f"{place}: the bounds of the range {name!r} are not numbers that are known here"
                ) from error
            log = entry.get("ScalingType") == "Logarithmic" and low > 0
            if not low <= high < float("inf"):
                raise PlanError(f"{place}: the range {name!r} runs from {low:g} to {high:g}")
            scale: Any = "log" if log else "linear"
            yield (
                _path(name),
                Random(low=low, high=high, count=jobs, seed=number, scale=scale, integer=integer).values(),
            )
    for name, values in _categories(ranges, place):
        source = random.Random(name)  # noqa: S311 - the same draw each time, not one that nobody can guess
        yield _path(name), [source.choice(values) for _ in range(jobs)]
    for name, entry in _entries(ranges, "AutoParameters", place):
        yield _path(name), [entry.get("ValueHint")] * jobs


def _entries(ranges: Mapping[str, Any], member: str, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    entries = ranges.get(member, ())
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("Name"), str):
            raise PlanError(f"{place}: a range in {member} has no name that is known here")
        yield entry["Name"], entry


def _path(name: str) -> str:
    from policylint.path import format_path

    return format_path(("HyperParameters", name))
