"""The checks behind the COST rules: budgets, advice, instances without data."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from policylint.cost.bounds import at_most, is_priced
from policylint.cost.rules import (
    CHEAPER_INSTANCE_TYPE,
    EXPENSIVE_WARM_POOL,
    INSTANCES_WITHOUT_DATA,
    JOB_OVER_BUDGET,
    LIMIT_FAR_ABOVE_NEED,
    SPOT_NOT_USED,
    TOTAL_OVER_BUDGET,
    UNBOUNDED_JOB,
    UNKNOWN_PRICE,
    VOLUME_OUT_OF_PROPORTION,
)
from policylint.finding import Finding
from policylint.job import Job, TrainingJob
from policylint.rule import Check
from policylint.settings.config import Config
from policylint.settings.option import DEFAULT_MIN_SAVING

if TYPE_CHECKING:
    from policylint.cost.costing import Costing


def _budgets(job: Job, costing: "Costing | None" = None) -> Iterator[Finding]:
    if costing is None and is_priced(job):
        return
    from policylint.cost.budgets import findings

    yield from findings(job, costing)


def _advice(job: TrainingJob, costing: "Costing | None" = None) -> Iterator[Finding]:
    if costing is None and at_most(job) < DEFAULT_MIN_SAVING:
        return
    from policylint.cost.advice import findings

    yield from findings(job, costing)


def _without_data(job: TrainingJob, costing: "Costing | None" = None) -> Iterator[Finding]:
    """Judged only where every channel is sharded and names a single object, so that nothing else feeds the others."""
    count, given = job.integer("ResourceConfig.InstanceCount"), len(job.sequence("InputDataConfig"))
    if count is None or not 0 < given < count:
        return
    channels = list(job.each("InputDataConfig"))
    if len(channels) == given and all(_one_sharded_object(job, path) for path, _ in channels):
        from policylint.cost.advice import without_data

        yield without_data(job, len(channels), count, costing)


def _one_sharded_object(job: TrainingJob, channel: str) -> bool:
    source = job.mapping(f"{channel}.DataSource.S3DataSource")
    uri = source.get("S3Uri")
    sharded = source.get("S3DataType") == "S3Prefix" and source.get("S3DataDistributionType") == "ShardedByS3Key"
    return sharded and isinstance(uri, str) and "." in uri.rpartition("/")[2]


def _configured(check: Check, config: Config) -> Check:
    if config.pricing is None and config.cost is None and not config.budgets:
        return check
    from policylint.cost.costing import costing_of

    run: Any = check.run
    return replace(check, run=partial(run, costing=costing_of(config)))


def _check(check: Check) -> Check:
    return replace(check, configured=partial(_configured, check))


BUDGETS = _check(Check(_budgets, (JOB_OVER_BUDGET, TOTAL_OVER_BUDGET, UNKNOWN_PRICE, UNBOUNDED_JOB), scope="request"))


ADVICE = _check(
    Check(
        _advice,
        (LIMIT_FAR_ABOVE_NEED, SPOT_NOT_USED, CHEAPER_INSTANCE_TYPE, EXPENSIVE_WARM_POOL, VOLUME_OUT_OF_PROPORTION),
        members=frozenset({"ResourceConfig", "HyperParameterTuningResourceConfig"}),
    )
)


WITHOUT_DATA = _check(Check(_without_data, (INSTANCES_WITHOUT_DATA,), members=frozenset({"InputDataConfig"})))
