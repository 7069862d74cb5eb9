"""COST4xx: what jobs may cost, what keeps that from being told, and the same work for less.

What the rules say is worked out in `policylint.cost.budgets` and `policylint.cost.advice`, which are imported only for
a job that may give a finding: most cost too little for any advice, and a look tells.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from policylint.config import DEFAULT_MIN_SAVING, Config
from policylint.cost.glance import KEEP_ALIVE, MAX_RUNTIME, SPOT, at_most, is_priced
from policylint.finding import Finding, Severity
from policylint.job import Job, TrainingJob
from policylint.rule import Check, Rule

if TYPE_CHECKING:
    from policylint.cost.settings import Costing

_GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg"
_API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference"
_PRICES = "https://aws.amazon.com/sagemaker/ai/pricing/"
_GPUS = {"ResourceConfig": {"InstanceType": "ml.g5.12xlarge", "InstanceCount": 1}}
_FOUR = {"ResourceConfig": {"InstanceType": "ml.g5.12xlarge", "InstanceCount": 4}}
_ENCRYPTED = {"EnableInterContainerTrafficEncryption": True}
_DAY = {MAX_RUNTIME: 86_400}
_SAVED = {"CheckpointConfig": {"S3Uri": "s3://acme-ml/churn/checkpoints/"}}

JOB_OVER_BUDGET = Rule(
    "COST401", "job-over-budget", Severity.ERROR, since="0.1.0",
    title="A job can cost more than its budget allows",
    why="The bill is fixed by what the request lets the job do, and it is due whether or not the result is of use.",
    fix="Lower MaxRuntimeInSeconds, the instance count or the type, or ask whoever answers for the budget to raise it.",
    source=f"{_API}/API_DescribeTrainingJob.html",
    settings="[[budgets]]\njob = 50", bad={**_GPUS, **_DAY}, good={**_GPUS, MAX_RUNTIME: 21_600},
)  # fmt: skip

TOTAL_OVER_BUDGET = Rule(
    "COST402", "total-over-budget", Severity.ERROR, since="0.1.0",
    title="The jobs checked together can cost more than their budget allows",
    why="Each job may be small enough, and a sweep or a pull request of many still spend a quarter's money in a night.",
    fix="Submit fewer jobs, lower their limits, or ask whoever answers for the budget to raise it.",
    source=f"{_API}/API_DescribeTrainingJob.html",
    settings="[[budgets]]\ntotal = 100", bad={**_GPUS, **_DAY}, good={**_GPUS, MAX_RUNTIME: 21_600},
)  # fmt: skip

UNKNOWN_PRICE = Rule(
    "COST403", "unknown-price", Severity.NOTE, since="0.1.0",
    title="What a job can cost is not known",
    why="A job without a price keeps no budget; here it counts as unknown, never as free. Where a budget is for the"
    " job, the finding is as bad as breaking it.",
    fix="Load AWS's price list with `policylint pricing update` or `import`, or add the rate to a price book of yours.",
    source=_PRICES,
    bad={"ResourceConfig": {"InstanceType": "ml.p5e.48xlarge", "InstanceCount": 1}}, good={},
)  # fmt: skip

LIMIT_FAR_ABOVE_NEED = Rule(
    "COST404", "limit-far-above-need", Severity.NOTE, since="0.1.0",
    title="MaxRuntimeInSeconds lets a job run far longer than it is expected to",
    why="A job that hangs is billed until its limit; the limit is the only thing that stops it.",
    fix="Set MaxRuntimeInSeconds to what the job may take at the worst, two or three times what it is expected to.",
    source=f"{_API}/API_StoppingCondition.html",
    settings='[cost]\nexpected-runtime = {"churn-*" = "1h"}',
    bad={**_GPUS, **_DAY}, good={**_GPUS, MAX_RUNTIME: 10_800},
)  # fmt: skip

SPOT_NOT_USED = Rule(
    "COST405", "spot-not-used", Severity.NOTE, since="0.1.0",
    title="A job with checkpoints runs on demand where spot would do",
    why="Managed spot training bills the same seconds at a fraction; with checkpoints an interruption costs minutes.",
    fix="Set EnableManagedSpotTraining and a MaxWaitTimeInSeconds, or ignore this rule where a start must not wait.",
    source=f"{_GUIDE}/model-managed-spot-training.html",
    bad={**_GPUS, **_DAY, **_SAVED},
    good={**_GPUS, **_DAY, **_SAVED, SPOT: True,
          "StoppingCondition.MaxWaitTimeInSeconds": 90_000},
)  # fmt: skip

CHEAPER_INSTANCE_TYPE = Rule(
    "COST406", "cheaper-instance-type", Severity.NOTE, since="0.1.0",
    title="Another instance type offers the same or more for less",
    why="The same GPUs, processors, memory, storage and network at a lower rate do the same work for less money.",
    fix="Use the type that is named, after a trial run; where only this type will do, ignore the rule.",
    source=_PRICES,
    settings="[pricing]\ndiscounts = {m6i = 30}",
    bad={"ResourceConfig.InstanceType": "ml.m5.4xlarge", "ResourceConfig.InstanceCount": 8, **_ENCRYPTED, **_DAY},
    good={"ResourceConfig.InstanceType": "ml.m6i.4xlarge", "ResourceConfig.InstanceCount": 8, **_ENCRYPTED, **_DAY},
)  # fmt: skip

INSTANCES_WITHOUT_DATA = Rule(
    "COST407", "instances-without-data", Severity.WARNING, since="0.1.0",
    title="More instances than objects to share among them",
    why="ShardedByS3Key gives each object to one instance; the instances beyond the objects are billed for nothing.",
    fix="Split the object into at least as many as there are instances, replicate it, or use one instance.",
    source=f"{_API}/API_S3DataSource.html",
    bad={"ResourceConfig.InstanceCount": 4, **_ENCRYPTED,
         "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {
             "S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/train.csv",
             "S3DataDistributionType": "ShardedByS3Key"}}}]},
    good={"ResourceConfig.InstanceCount": 4, **_ENCRYPTED,
          "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {
              "S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/train/",
              "S3DataDistributionType": "ShardedByS3Key"}}}]},
)  # fmt: skip

DEAR_WARM_POOL = Rule(
    "COST408", "dear-warm-pool", Severity.NOTE, since="0.1.0",
    title="A warm pool costs much while nothing runs on it",
    why="KeepAlivePeriodInSeconds is billed at the full rate after the job until another job takes the instances.",
    fix="Keep instances warm only for as long as the next job really takes to come.",
    source=f"{_GUIDE}/train-warm-pools.html",
    bad={**_FOUR, KEEP_ALIVE: 3600, **_ENCRYPTED}, good={**_FOUR, KEEP_ALIVE: 600, **_ENCRYPTED},
)  # fmt: skip

VOLUME_OUT_OF_PROPORTION = Rule(
    "COST409", "volume-out-of-proportion", Severity.NOTE, since="0.1.0",
    title="Volumes make up a large part of what a job costs",
    why="Every instance has a volume of the stated size, billed for the whole run whether or not it is filled.",
    fix="Set VolumeSizeInGB to what the data, the model and the checkpoints need, or stream the data.",
    source=f"{_API}/API_ResourceConfig.html",
    bad={"ResourceConfig.VolumeSizeInGB": 16_000, **_DAY}, good={"ResourceConfig.VolumeSizeInGB": 100, **_DAY},
)  # fmt: skip


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
    count = job.integer("ResourceConfig.InstanceCount")
    channels = list(job.each("InputDataConfig"))
    if count is None or not channels or len(channels) != len(job.sequence("InputDataConfig")):
        return
    if count > len(channels) and all(_one_sharded_object(job, path) for path, _ in channels):
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
    from policylint.cost.configured import costing_of

    run: Any = check.run
    return replace(check, run=partial(run, costing=costing_of(config)))


def _check(check: Check) -> Check:
    return replace(check, configured=partial(_configured, check))


BUDGETS = _check(Check(_budgets, (JOB_OVER_BUDGET, TOTAL_OVER_BUDGET, UNKNOWN_PRICE), scope="request"))
ADVICE = _check(
    Check(
        _advice,
        (LIMIT_FAR_ABOVE_NEED, SPOT_NOT_USED, CHEAPER_INSTANCE_TYPE, DEAR_WARM_POOL, VOLUME_OUT_OF_PROPORTION),
        members=frozenset({"ResourceConfig", "HyperParameterTuningResourceConfig"}),
    )
)
WITHOUT_DATA = _check(Check(_without_data, (INSTANCES_WITHOUT_DATA,), members=frozenset({"InputDataConfig"})))
