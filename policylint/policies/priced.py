"""The fact `cost`: what `policylint.cost` estimates, as a structure that policies can ask."""

from typing import Any

from policylint.config import Config
from policylint.cost.configured import costing_of
from policylint.job import Job, TrainingJob
from policylint.unknown import Unknown

_HOUR = 3600


def cost(job: Job, config: Config) -> dict[str, Any]:
    """The estimate of a job, in USD; of the whole tuning job for one of its definitions."""
    priced = job.tuning if isinstance(job, TrainingJob) and job.tuning is not None else job
    found = costing_of(config).estimate(priced)
    hours = None if found.wall_clock_seconds is None else found.wall_clock_seconds / _HOUR
    told = {
        "max_usd": found.max_usd,
        "expected_usd": found.expected_usd,
        "per_hour_usd": found.per_hour_usd,
        "gpu_hours": found.gpu_hours,
        "hours": hours,
        "jobs": found.jobs,
        "region": found.region,
        "as_of": found.as_of,
        "approximate": found.approximate,
    }
    return {name: Unknown(f"cost.{name}") if value is None else value for name, value in told.items()}
