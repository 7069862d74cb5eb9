"""The budgets of a configuration as limits of the ledger: those that have a period."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from policylint.cost.costing import covers
from policylint.guards.ledger import Limit
from policylint.job import Job

if TYPE_CHECKING:
    from policylint.settings.money import Budget


def limits_of(budget: "Budget", job: Job, own: Mapping[str, str]) -> Iterator[Limit]:
    """The limit that a budget is to a job; none where it has no period, or is for other jobs.

    `own` are the tags of the job as the ledger knows them: those that would show a secret are masked in both.
    """
    if budget.period is None or budget.total is None or not covers(budget, job):
        return
    keys = [*budget.tags, *([budget.each] if budget.each is not None else [])]
    yield limit_of(budget, {key: own.get(key) for key in keys})


def limit_of(budget: "Budget", tags: Mapping[str, str | None]) -> Limit:
    """The limit that a budget with a period is to what has these tags; None stands for no such tag."""
    assert budget.period is not None  # noqa: S101 - for the type checker
    assert budget.total is not None  # noqa: S101
    return Limit(budget.total, budget.period, environment=budget.environment, tags=tags, soft=budget.mode == "soft")
