"""COST2001 to COST2006: the same work for less money. Nothing is said of savings under `min-saving`."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from math import floor, log10
from typing import TYPE_CHECKING, NamedTuple

from policylint.aws import instance_family
from policylint.contract.region import region_of
from policylint.cost.billing import volume_usd
from policylint.cost.costing import Costing
from policylint.cost.prices import Prices, Rate
from policylint.cost.rules import (
    CHEAPER_INSTANCE_TYPE,
    EXPENSIVE_WARM_POOL,
    INSTANCES_WITHOUT_DATA,
    LIMIT_FAR_ABOVE_NEED,
    SPOT_NOT_USED,
    VOLUME_OUT_OF_PROPORTION,
)
from policylint.durations import show_duration
from policylint.finding import Edit, Finding, Fix, set_value
from policylint.instance_types import Hardware, gpu, hardware, known_types
from policylint.job import TrainingJob
from policylint.members import (
    COUNT,
    DEFAULT_RUNTIME,
    KEEP_ALIVE,
    LONGEST_RUNTIME,
    MAX_RUNTIME,
    MAX_WAIT,
    SPOT,
    TYPE,
    VOLUME,
)

if TYPE_CHECKING:
    from policylint.cost.charges import Line

# With a limit this many times the expected runtime, a job that hangs costs most of its bill for nothing.
_AMPLE = 5.0
# Where no runtime is expected, a limit that few jobs need, of the 28 days that the service allows, is worth a word if
# the whole bill is this many times the least saving.
_LONG = 14 * 86_400
_DEAR = 10.0
_AT_SHIPPED_PRICES = Costing()


def findings(job: TrainingJob, costing: Costing | None) -> Iterator[Finding]:
    """All advice on a job, or on a definition of a tuning job with what all its jobs cost."""
    costing = costing or _AT_SHIPPED_PRICES
    for advice in (_limit, _spot, _cheaper_type, _warm_pool, _volume):
        yield from advice(job, costing)


def without_data(job: TrainingJob, objects: int, instances: int, costing: Costing | None) -> Finding:
    """COST2004 for instances beyond the objects that there are to share."""
    costing = costing or _AT_SHIPPED_PRICES
    total, idle = _sum(_lines(job, costing, "training")), instances - objects
    money = costing.prices.money
    cost = f", {money(total * idle / instances)} of {money(total)}" if total else ""
    them = "1 object feeds" if objects == 1 else f"{objects} objects feed"
    message = f"{them} at most as many of {instances} instances: {idle} stay without data{cost}"
    return Finding.at(COUNT, message, rule=INSTANCES_WITHOUT_DATA.id)


def _limit(job: TrainingJob, costing: Costing) -> Iterator[Finding]:
    """A limit of many times what is expected; where nothing is expected, none at all or one of many days."""
    whole = job.tuning or job
    expected, limit = costing.expected_seconds(whole), job.integer(MAX_RUNTIME)
    if job.unknown(MAX_RUNTIME) or job.unknown("StoppingCondition"):
        return
    seconds = DEFAULT_RUNTIME if limit is None else limit
    if expected is None:
        if limit is not None and not _LONG < limit <= LONGEST_RUNTIME:
            return
    elif seconds <= _AMPLE * expected:
        return
    found = costing.estimate(whole)
    if found.max_usd is None:
        return
    risk = found.max_usd - (found.expected_usd or 0.0)
    if risk >= costing.min_saving * (_DEAR if expected is None else 1.0):
        what = f"a limit of {show_duration(seconds)}" if limit else f"the default limit of {show_duration(seconds)}"
        if expected is not None:
            what += f" for an expected {show_duration(expected)}"
        message = f"{what} puts {costing.prices.money(risk)} at risk"
        yield Finding.at(MAX_RUNTIME, message, rule=LIMIT_FAR_ABOVE_NEED.id)


def _spot(job: TrainingJob, costing: Costing) -> Iterator[Finding]:
    """Spot is advised only where it can be had: with checkpoints, without a warm pool and without a training plan."""
    if job.boolean(SPOT) or job.unknown(SPOT) or job.has(KEEP_ALIVE) or not job.has("CheckpointConfig"):
        return
    from policylint.cost.spot import MOST_SAID, is_scarce, shown

    on_demand = [line for line in _lines(job, costing, "training") if line.rate]
    region, type_ = region_of(job), job.string(TYPE)
    if not on_demand or region is None or type_ is None:
        return
    if is_scarce(type_) and not costing.prices.saving(type_, region.name).known:
        return
    expected, cost = costing.prices.saving(type_, region.name), _sum(on_demand)
    most = expected.high if expected.known else MOST_SAID
    if cost * most < costing.min_saving:
        return
    limit, money = job.integer(MAX_RUNTIME), costing.prices.money
    fix = Fix((Edit("set", SPOT, True), Edit("set", MAX_WAIT, limit)), safe=False) if limit else None
    whole = _whole_money(cost, money)
    if expected.known:
        low, high = (_whole_money(cost * part, money) for part in (expected.low, expected.high))
        span = low if low == high else f"{low} to {high}"
        message = f"spot would save about {span} of {whole}: {shown(expected)} ({expected.basis})"
    else:
        message = f"the job costs up to {whole} on demand; what spot would save of it is not known: {expected.basis}"
    yield Finding.at(SPOT, message, fix=fix, rule=SPOT_NOT_USED.id)


def _whole_money(amount: float, money: Callable[[float], str]) -> str:
    """An amount to two digits and without cents, as an estimate deserves."""
    digits = max(0, floor(log10(amount)) - 1) if amount >= 1 else 0
    return money(round(amount, -digits)).removesuffix(".00")


def _cheaper_type(job: TrainingJob, costing: Costing) -> Iterator[Finding]:
    """The cheapest type that has no less of anything; else the cheapest that trains no slower, with what it lacks.

    A rate that only stands in for the other type's does not count, unless the job's own rate is of the same kind.
    """
    type_, region = job.string(TYPE), region_of(job)
    own = hardware(type_) if type_ else None
    if own is None or region is None:
        return
    rate = costing.prices.training(own.instance_type, region.name)
    billed = [line for line in _lines(job, costing, "training") if line.rate]
    if rate is None or len(billed) != 1:
        return
    for others, lacking in ((with_no_less(own), False), (trains_no_slower(own), True)):
        best = _cheapest(others, rate, region.name, costing.prices)
        if best is None:
            continue
        other, lower = best
        saving, money = billed[0].max_usd * (1.0 - lower.usd / rate.usd), costing.prices.money
        if saving < costing.min_saving:
            continue
        costs = f"costs {money(lower.usd)} an hour in {region.name} instead of {money(rate.usd)}"
        if not lacking:
            message = f"{other} has no less than {own.instance_type} and {costs}: {money(saving)} less for this job"
            yield Finding.at(TYPE, message, fix=set_value(TYPE, other, safe=False), rule=CHEAPER_INSTANCE_TYPE.id)
        else:
            lost = "; ".join(lost_with(own, other))
            message = f"{other} {costs}: {money(saving)} less for the same time. What is lost: {lost}"
            yield Finding.at(TYPE, message, rule=CHEAPER_INSTANCE_TYPE.id)
        return


def _cheapest(others: Iterable[str], rate: Rate, region: str, prices: Prices) -> tuple[str, Rate] | None:
    """The cheapest of some types in a Region, with its rate; None if none is cheaper than a rate."""
    found = None
    for type_ in others:
        price = prices.training(type_, region)
        if price and price.stand_in in ("", rate.stand_in) and price.usd < (found[1] if found else rate).usd:
            found = (type_, price)
    return found


_BANDWIDTH = "memory bandwidth of a GPU"
_ALMOST = 0.9


class _Fact(NamedTuple):
    """Something that matters for training, of one type and of another; None: not known."""

    what: str
    unit: str
    own: float | None
    other: float | None

    @property
    def kept(self) -> bool:
        """Whether the other type has no less; what is unknown of either is not taken for granted."""
        return self.own is not None and self.other is not None and self.other >= self.own

    @property
    def nearly(self) -> bool:
        """Whether it is a bandwidth of which the other type has almost as much."""
        if self.what != _BANDWIDTH or self.own is None or self.other is None:
            return False
        return self.other >= _ALMOST * self.own

    def __str__(self) -> str:
        shown = ["an unknown figure" if one is None else f"{one:,.10g}{self.unit}" for one in (self.other, self.own)]
        return f"{self.what}, {shown[0]} instead of {shown[1]}"


def _facts(own: Hardware, other: Hardware) -> Iterator[_Fact]:
    """What matters of two types; of GPUs of one model what their instances have."""
    yield _Fact("vCPUs", "", own.vcpus, other.vcpus)
    yield _Fact("memory", " GiB", own.memory_gib, other.memory_gib)
    yield _Fact("GPUs", "", own.gpus, other.gpus)
    yield _Fact("GPU memory", " GiB", own.gpu_memory_gib, other.gpu_memory_gib)
    yield _Fact("local disk", " GB", own.local_storage_gb, other.local_storage_gb)
    yield _Fact("network", " Gbps", own.network_gbps, other.network_gbps)
    if own.efa is not False:
        yield _Fact("EFA", "", own.efa, other.efa)
    if not own.gpus or own.gpu_model == other.gpu_model:
        return
    mine, its = (gpu(instance_family(type_.instance_type)) for type_ in (own, other))
    for what, unit, name in _OF_GPUS:
        if name != "link_gb_s" or own.gpus > 1:
            yield _Fact(what, unit, getattr(mine, name, None), getattr(its, name, None))


_OF_GPUS = (
    ("FP16 on tensor cores", " TFLOPS", "tensor_tflops"),
    (_BANDWIDTH, " GB/s", "memory_gb_s"),
    ("FP64", " TFLOPS", "fp64_tflops"),
    ("NVLink", " GB/s", "link_gb_s"),
)


@cache  # one answer for each of the known types
def with_no_less(own: Hardware) -> tuple[str, ...]:
    """The other types that have no less than `own` has in anything that matters.

    Processors, and GPUs of one model, are compared within generations: a newer one does more at the same count.
    """
    return tuple(
        other.instance_type
        for other in _others(own)
        if (other.gpu_model == own.gpu_model or (_is_nvidia(own) and _is_nvidia(other)))
        and (other.gpu_model != own.gpu_model or _generation(other) >= _generation(own))
        and all(fact.kept for fact in _facts(own, other))
    )


@cache
def trains_no_slower(own: Hardware) -> tuple[str, ...]:
    """The other types with as many GPUs of another model, which have no less memory and tensor throughput, and nearly
    the bandwidth or more."""
    needed = {"GPUs", "GPU memory", "FP16 on tensor cores", _BANDWIDTH}
    if not _is_nvidia(own):
        return ()
    return tuple(
        other.instance_type
        for other in _others(own)
        if other.gpu_model != own.gpu_model
        and _is_nvidia(other)
        and other.gpus == own.gpus
        and all(fact.kept or fact.nearly for fact in _facts(own, other) if fact.what in needed)
    )


def lost_with(own: Hardware, other: str) -> Iterator[str]:
    """What a type has less of than another, or not known to have, in words."""
    has = hardware(other)
    return (_worded(fact) for fact in _facts(own, has) if not fact.kept) if has is not None else iter(())


def _worded(fact: _Fact) -> str:
    return fact.what if fact.what == "EFA" else str(fact)


def _others(own: Hardware) -> Iterator[Hardware]:
    return (other for type_ in known_types() if (other := hardware(type_)) is not None and other != own)


def _is_nvidia(type_: Hardware) -> bool:
    return type_.nvidia_gpus > 0


def _generation(type_: Hardware) -> int:
    """The first number in the family: 5 of `ml.c5n.18xlarge`; processors of a newer one do more at the same count."""
    return next((int(mark) for mark in instance_family(type_.instance_type) or "" if mark.isdigit()), 0)


def _warm_pool(job: TrainingJob, costing: Costing) -> Iterator[Finding]:
    """The cost of a pool that is never reused."""
    seconds = job.integer(KEEP_ALIVE)
    if not seconds:
        return
    cost = _sum(_lines(job, costing, "warm pool")) + _sum(_lines(job, costing, "warm pool volume"))
    if cost >= costing.min_saving:
        message = f"{show_duration(seconds)} of waiting for the next job can cost {costing.prices.money(cost)}"
        yield Finding.at(KEEP_ALIVE, message, rule=EXPENSIVE_WARM_POOL.id)


def _volume(job: TrainingJob, costing: Costing) -> Iterator[Finding]:
    """Volumes that cost more than half of what the instances cost."""
    region, gb, count = region_of(job), job.integer(VOLUME), job.integer(COUNT)
    if gb is None:
        return
    if job.tuning is None and count is not None and region is not None:
        rate, seconds = costing.prices.training_volume(region.name), job.integer(MAX_RUNTIME) or DEFAULT_RUNTIME
        if rate is not None and volume_usd(gb, count, seconds, rate.usd) < costing.min_saving:
            return
    volumes, instances = _sum(_lines(job, costing, "volume")), _sum(_lines(job, costing, "training"))
    if volumes >= costing.min_saving and volumes > instances / 2:
        money = costing.prices.money
        message = f"volumes can cost {money(volumes)} beside {money(instances)} for the instances"
        yield Finding.at(VOLUME, message, rule=VOLUME_OUT_OF_PROPORTION.id)


def _lines(job: TrainingJob, costing: Costing, what: str) -> "list[Line]":
    """The lines of one kind of the whole bill: all jobs of a tuning job, if the job is a definition of one."""
    return [line for line in costing.estimate(job.tuning or job).lines if line.what == what]


def _sum(lines: "list[Line]") -> float:
    return sum(line.max_usd for line in lines)
