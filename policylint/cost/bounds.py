"""A look at a job before it is priced: most jobs cost too little for any advice, and pricing takes a while to start."""

from collections.abc import Iterator, Mapping
from functools import cache
from math import inf
from typing import Any

from policylint.contract.region import region_of
from policylint.instance_types import listed_regions, offers
from policylint.job import WIDEST, Job, TrainingJob, TuningJob
from policylint.members import DEFAULT_RUNTIME, MAX_RUNTIME
from policylint.runs import ONCE
from policylint.tables import shipped

# Members under which a job has other instances than the plain ones.
_OF_TUNING = "HyperParameterTuningResourceConfig"
_OTHERS = frozenset({_OF_TUNING, "DebugRuleConfigurations", "ProfilerRuleConfigurations"})
_GROUPS = frozenset({"InstanceGroups", "InstancePreferences"})


def at_most(job: TrainingJob) -> float:
    """An amount in USD that the job cannot exceed at the shipped prices; infinity where a look does not suffice."""
    resources = job.request.get("ResourceConfig")
    if not isinstance(resources, dict) or not _OTHERS.isdisjoint(job.request) or job.facts.runs != ONCE:
        return inf
    type_, count = resources.get("InstanceType"), resources.get("InstanceCount")
    gb, pool = resources.get("VolumeSizeInGB", 0), resources.get("KeepAlivePeriodInSeconds", 0)
    limit = job.look(MAX_RUNTIME)
    seconds = DEFAULT_RUNTIME if limit is None else limit
    jobs = 1
    if job.tuning is not None:
        jobs = job.tuning.integer("HyperParameterTuningJobConfig.ResourceLimits.MaxNumberOfTrainingJobs") or 0
    numbers = (count, gb, pool, seconds, jobs)
    if not isinstance(type_, str) or not jobs or not all(map(_is_plain, numbers)):
        return inf
    rates = shipped_rates(type_)
    if not rates:
        return inf
    an_hour = max(rates.values()) + gb * _dearest_gb() / 730
    return float(jobs * (count or 0) * (seconds + pool) / 3600 * an_hour)


def _is_plain(number: Any) -> bool:
    return type(number) is int and 0 <= number < WIDEST


def is_priced(job: Job) -> bool:
    """Whether the shipped prices have a rate for all that a job runs on, as far as a look shows."""
    return all(region is None or region in shipped_rates(type_) for type_, region in _plain_types(job))


def is_offered_elsewhere(job: Job) -> bool:
    """Whether the job's type was seen in other Regions and not in its own: what is amiss then is not the price."""
    return any(region in _without(type_) for type_, region in _plain_types(job))


@cache
def shipped_rates(instance_type: str) -> Mapping[str, float]:
    """The highest shipped rate of a training type, of any day and exact or not, by Region."""
    rates: dict[str, float] = {}
    for table in ("training", "training_approximate"):
        for region, _, _, usd, *_ in shipped(table).where("instance_type", instance_type) if instance_type else ():
            rates[region] = max(float(usd), rates.get(region, 0.0))
    return rates


@cache
def _without(instance_type: str) -> frozenset[str]:
    """The Regions that were seen to offer others, and not this type, which was seen elsewhere."""
    offering = offers(instance_type)
    return listed_regions() - offering.keys() if offering else frozenset()


def _plain_types(job: Job) -> Iterator[tuple[str, str | None]]:
    """The instance type of each part of a job with its Region; the type "" for other than plain instances."""
    parts = job.definitions() if isinstance(job, TuningJob) else [job] if isinstance(job, TrainingJob) else []
    for part in parts:
        resources = part.request.get("ResourceConfig")
        if not isinstance(resources, dict) or _OF_TUNING in part.request or not _GROUPS.isdisjoint(resources):
            yield "", "?"
        elif isinstance(type_ := resources.get("InstanceType"), str):
            region = region_of(part)
            yield type_, region.name if region else None


@cache
def _dearest_gb() -> float:
    return max(float(usd) for _, _, _, usd, *_ in shipped("storage").rows())
