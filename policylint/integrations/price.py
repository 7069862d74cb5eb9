"""The most that a job can cost: the one place where the guard asks policylint's estimates."""

from dataclasses import dataclass
from importlib import import_module

from policylint.job import Job


@dataclass(frozen=True, slots=True)
class Price:
    """The most that a job can cost in USD; None where that is not known, and then `why`."""

    max_usd: float | None
    why: str = ""


def price_of(job: Job) -> Price:
    """The price of a job by the estimate that policylint ships.

    Raises:
        ImportError: this policylint holds no estimates.
    """
    found = import_module("policylint.cost.api").estimate(dict(job.request), region=job.facts.region)
    return Price(found.max_usd, found.unknowns[0] if found.unknowns else "")
