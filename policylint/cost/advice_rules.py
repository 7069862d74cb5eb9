"""COST405 to COST409: the same work for less money. Nothing is said for savings under `min-saving`."""

from collections.abc import Iterator

from policylint.contract.region import region_of
from policylint.cost.demand import KEEP_ALIVE, MAX_RUNTIME, SPOT
from policylint.cost.estimate import Line
from policylint.cost.prices import Prices, Rate, family
from policylint.cost.settings import Costing
from policylint.cost.show import duration, usd
from policylint.cost.spot import expected_saving
from policylint.cost.types import InstanceFacts, facts, known_types
from policylint.finding import Edit, Finding, Fix, Severity, set_value
from policylint.job import TrainingJob
from policylint.rule import Check, Example, Rule, rule

_DEFAULT = Costing()
_RESOURCES = "ResourceConfig"
_TYPE = f"{_RESOURCES}.InstanceType"
_WAIT = "StoppingCondition.MaxWaitTimeInSeconds"
_GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg"
_BOOK = "region,component,instance_type,usd,unit,as_of,until,source\n"
_DAY = {"StoppingCondition.MaxRuntimeInSeconds": 86_400}


def lines(job: TrainingJob, costing: Costing, what: str) -> list[Line]:
    """The lines of one kind of the whole bill: all jobs of a tuning job, if the job is a definition of one."""
    return [line for line in costing.estimate(job.tuning or job).lines if line.what == what]


@rule(
    "COST405", "spot-not-used", Severity.NOTE, since="0.1.0",
    title="A job with checkpoints runs on demand where spot would do",
    why="Managed spot training bills the same seconds at a fraction; with checkpoints an interruption costs minutes.",
    fix="Set EnableManagedSpotTraining and a MaxWaitTimeInSeconds, or ignore this rule where a start must not wait.",
    source=f"{_GUIDE}/model-managed-spot-training.html",
    bad={_RESOURCES: {"InstanceType": "ml.g5.12xlarge", "InstanceCount": 1}, **_DAY,
         "CheckpointConfig": {"S3Uri": "s3://acme-ml/churn/checkpoints/"}},
    good={_RESOURCES: {"InstanceType": "ml.g5.12xlarge", "InstanceCount": 1}, **_DAY, SPOT: True, _WAIT: 90_000,
          "CheckpointConfig": {"S3Uri": "s3://acme-ml/churn/checkpoints/"}},
    members=("CheckpointConfig",),
)  # fmt: skip
def spot_not_used(job: TrainingJob, costing: Costing = _DEFAULT) -> Iterator[Finding]:
    """Spot is advised only where it can be had: with checkpoints, without a warm pool and without a training plan."""
    if job.boolean(SPOT) or job.unknown(SPOT) or job.has(KEEP_ALIVE) or not job.has("CheckpointConfig"):
        return
    on_demand = [line for line in lines(job, costing, "training") if line.rate]
    region, type_ = region_of(job), job.string(_TYPE)
    if not on_demand or region is None or type_ is None:
        return
    expected = expected_saving(type_, region.name)
    saving = sum(line.max_usd for line in on_demand) * expected.part
    if saving >= costing.min_saving:
        limit = job.integer(MAX_RUNTIME)
        fix = Fix((Edit("set", SPOT, True), Edit("set", _WAIT, limit)), safe=False) if limit else None
        message = f"spot would save about {usd(saving)} of {usd(saving / expected.part)} ({expected.basis})"
        yield Finding.at(SPOT, message, fix=fix)


CHEAPER_INSTANCE_TYPE = Rule(
    "COST406", "cheaper-instance-type", Severity.NOTE, since="0.1.0",
    title="Another instance type offers the same or more for less",
    why="The same GPUs, processors, memory and network at a lower rate do the same work for less money.",
    fix="Use the type that is named, after a trial run; where only this type will do, ignore the rule.",
    source="https://aws.amazon.com/sagemaker/pricing/",
    bad=Example("prices.csv", f"{_BOOK}us-east-1,Training,ml.m6i.xlarge,0.15,Hrs,2026-09-01,,negotiated\n"),
    good=Example("prices.csv", f"{_BOOK}us-east-1,Training,ml.m6i.xlarge,0.23,Hrs,2026-09-01,,negotiated\n"),
)  # fmt: skip


def _cheaper_instance_type(job: TrainingJob, costing: Costing = _DEFAULT) -> Iterator[Finding]:
    """The cheapest type of no older generation with the same GPU model and no less of anything.

    A rate that only stands in for the other type's does not count, unless the job's own rate is of the same kind.
    """
    type_, region = job.string(_TYPE), region_of(job)
    own = facts(type_) if type_ else None
    billed = [line for line in lines(job, costing, "training") if line.rate]
    if own is None or region is None or len(billed) != 1:
        return
    rate = costing.prices.training(own.instance_type, region.name)
    if rate is None:
        return
    best = cheapest(own, rate, region.name, costing.prices)
    if best is None:
        return
    other, lower = best
    saving = billed[0].max_usd * (1.0 - lower.usd / rate.usd)
    if saving >= costing.min_saving:
        message = (
            f"{other} has no less than {own.instance_type} and costs {usd(lower.usd)} an hour in {region.name}"
            f" instead of {usd(rate.usd)}: {usd(saving)} less for this job"
        )
        yield Finding.at(_TYPE, message, fix=set_value(_TYPE, other, safe=False))


cheaper_instance_type = Check(_cheaper_instance_type, (CHEAPER_INSTANCE_TYPE,), members=frozenset({_RESOURCES}))


def cheapest(own: InstanceFacts, rate: Rate, region: str, prices: Prices) -> tuple[str, Rate] | None:
    """The cheapest type in a Region that has no less than `own` has, with its rate; None if none is cheaper."""
    found = None
    for type_ in known_types():
        other = facts(type_)
        if other is None or other is own or not _no_less(other, own) or _generation(other) < _generation(own):
            continue
        price = prices.training(type_, region)
        if price and price.stand_in in ("", rate.stand_in) and price.usd < (found[1] if found else rate).usd:
            found = (type_, price)
    return found


def _no_less(other: InstanceFacts, own: InstanceFacts) -> bool:
    """Whether a type has everything that another has; what is unknown of either is not taken for granted."""
    pairs = (
        (other.vcpus, own.vcpus),
        (other.memory_gib, own.memory_gib),
        (other.gpus, own.gpus),
        (other.gpu_memory_gib, own.gpu_memory_gib),
        (other.local_storage_gb, own.local_storage_gb),
        (other.network_gbps, own.network_gbps),
        (other.efa, own.efa),
    )
    return other.gpu_model == own.gpu_model and all(a is not None and b is not None and a >= b for a, b in pairs)


def _generation(type_: InstanceFacts) -> int:
    """The first number in the family: 5 of `ml.c5n.18xlarge`; processors of a newer one do more at the same count."""
    return next((int(mark) for mark in family(type_.instance_type) if mark.isdigit()), 0)


@rule(
    "COST407", "instances-without-data", Severity.WARNING, since="0.1.0",
    title="More instances than objects to share among them",
    why="ShardedByS3Key gives each object to one instance; the instances beyond the objects are billed for nothing.",
    fix="Split the object into at least as many as there are instances, replicate it, or use one instance.",
    source="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html",
    bad={f"{_RESOURCES}.InstanceCount": 4, "EnableInterContainerTrafficEncryption": True,
         "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {
             "S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/train.csv",
             "S3DataDistributionType": "ShardedByS3Key"}}}]},
    good={f"{_RESOURCES}.InstanceCount": 4, "EnableInterContainerTrafficEncryption": True,
          "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {
              "S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/train/",
              "S3DataDistributionType": "ShardedByS3Key"}}}]},
    members=("InputDataConfig",),
)  # fmt: skip
def instances_without_data(job: TrainingJob, costing: Costing = _DEFAULT) -> Iterator[Finding]:
    """Judged only where every channel is sharded and names a single object, so that nothing else feeds the others."""
    count = job.integer(f"{_RESOURCES}.InstanceCount")
    channels = list(job.each("InputDataConfig"))
    if count is None or not channels or len(channels) != len(job.sequence("InputDataConfig")):
        return
    if count > len(channels) and all(_one_sharded_object(job, path) for path, _ in channels):
        total = sum(line.max_usd for line in lines(job, costing, "training"))
        idle = count - len(channels)
        cost = f", {usd(total * idle / count)} of {usd(total)}" if total else ""
        message = f"{len(channels)} objects feed at most as many of {count} instances: {idle} stay without data{cost}"
        yield Finding.at(f"{_RESOURCES}.InstanceCount", message)


def _one_sharded_object(job: TrainingJob, channel: str) -> bool:
    source = job.mapping(f"{channel}.DataSource.S3DataSource")
    uri = source.get("S3Uri")
    sharded = source.get("S3DataType") == "S3Prefix" and source.get("S3DataDistributionType") == "ShardedByS3Key"
    return sharded and isinstance(uri, str) and "." in uri.rpartition("/")[2]


@rule(
    "COST408", "dear-warm-pool", Severity.NOTE, since="0.1.0",
    title="A warm pool costs much while nothing runs on it",
    why="KeepAlivePeriodInSeconds is billed at the full rate after the job until another job takes the instances.",
    fix="Keep instances warm only for as long as the next job really takes to come.",
    source=f"{_GUIDE}/train-warm-pools.html",
    bad={_RESOURCES: {"InstanceType": "ml.g5.12xlarge", "InstanceCount": 4, "KeepAlivePeriodInSeconds": 3600},
         "EnableInterContainerTrafficEncryption": True},
    good={_RESOURCES: {"InstanceType": "ml.g5.12xlarge", "InstanceCount": 4, "KeepAlivePeriodInSeconds": 600},
          "EnableInterContainerTrafficEncryption": True},
    members=(_RESOURCES,),
)  # fmt: skip
def dear_warm_pool(job: TrainingJob, costing: Costing = _DEFAULT) -> Iterator[Finding]:
    """The cost of a pool that is never reused."""
    seconds = job.integer(KEEP_ALIVE)
    if not seconds:
        return
    cost = sum(line.max_usd for what in ("warm pool", "warm pool volume") for line in lines(job, costing, what))
    if cost >= costing.min_saving:
        yield Finding.at(KEEP_ALIVE, f"{duration(seconds)} of waiting for the next job can cost {usd(cost)}")


@rule(
    "COST409", "volume-out-of-proportion", Severity.NOTE, since="0.1.0",
    title="Volumes make up a large part of what a job costs",
    why="Every instance has a volume of the stated size, billed for the whole run whether or not it is filled.",
    fix="Set VolumeSizeInGB to what the data, the model and the checkpoints need, or stream the data.",
    source="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html",
    bad={f"{_RESOURCES}.VolumeSizeInGB": 16_000, **_DAY}, good={f"{_RESOURCES}.VolumeSizeInGB": 100, **_DAY},
    members=(_RESOURCES,),
)  # fmt: skip
def volume_out_of_proportion(job: TrainingJob, costing: Costing = _DEFAULT) -> Iterator[Finding]:
    """Volumes that cost more than half of what the instances cost."""
    volumes = sum(line.max_usd for line in lines(job, costing, "volume"))
    instances = sum(line.max_usd for line in lines(job, costing, "training"))
    if volumes >= costing.min_saving and volumes > instances / 2:
        message = f"volumes can cost {usd(volumes)} beside {usd(instances)} for the instances"
        yield Finding.at(f"{_RESOURCES}.VolumeSizeInGB", message)
