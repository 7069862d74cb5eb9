"""The estimate of a job: the most that it can cost, what it likely costs, and the arithmetic behind both."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from policylint.contract.region import region_of
from policylint.cost.billing import STOP_GRACE, billable_seconds, instance_usd, tuning_seconds, volume_usd, wall_clock
from policylint.cost.demand import Demand, Group, RuleInstance, Runs, demand, runs
from policylint.cost.prices import Prices, Rate
from policylint.cost.show import duration, rate, usd
from policylint.cost.spot import Saving, expected_saving
from policylint.cost.types import facts, known_types
from policylint.job import Job, TrainingJob, TuningJob
from policylint.nearest import did_you_mean

NO_REGION = "the Region is not known: state it with --region or as `region` in the configuration"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill.

    `what` is "training", "volume", "warm pool", "warm pool volume", "rule" or "rule volume"; `path` the part of the
    request that asks for it, `instance_type` that of the instances whose line it is. `max_usd` holds if the job runs to
    its limit; `expected_usd` is None where no runtime is expected. `arithmetic` shows how `max_usd` came about.
    """

    what: str
    path: str
    instance_type: str
    max_usd: float
    expected_usd: float | None
    arithmetic: str
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a job can cost, in USD.

    Attributes:
        max_usd: the bill if the job runs to its limit, on demand; None where a part of it has no known price.
        expected_usd: the bill with the expected runtime and, for spot, the expected saving; None: not claimed.
        per_hour_usd: what an hour of running costs, all parallel jobs together; None where a price is not known.
        known_usd: the lines that are known, together; `max_usd` where nothing is unknown.
        grace_usd: what the two minutes to save after a stop at the limit add at most; not in `max_usd`.
        wall_clock_seconds: the longest that the job runs, waiting not counted.
        expected_seconds: the expected runtime of one training job.
        jobs: the most training jobs that run; None for a tuning job that states no number.
        gpu_hours: GPU-hours at the limit; None where a type's GPUs are not known.
        unknowns: what keeps a part from being priced; notes: what the figures take for granted.
    """

    job: str = ""
    file: str = ""
    kind: str = "TrainingJob"
    region: str | None = None
    as_of: str = ""
    max_usd: float | None = None
    expected_usd: float | None = None
    per_hour_usd: float | None = None
    known_usd: float = 0.0
    grace_usd: float = 0.0
    wall_clock_seconds: float | None = None
    expected_seconds: float | None = None
    jobs: int | None = 1
    gpu_hours: float | None = None
    prepaid: bool = False
    lines: tuple[Line, ...] = ()
    unknowns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def approximate(self) -> bool:
        """Whether some rate stands in for one that is not known."""
        return any(line.rate and line.rate.approximate for line in self.lines)

    @property
    def oldest_price(self) -> str:
        """The day of the oldest rate, or the empty string."""
        return min((line.rate.as_of for line in self.lines if line.rate), default="")


@dataclass(slots=True)
class _Bill:
    """Lines and words as they come together."""

    lines: list[Line] = field(default_factory=list)
    unknowns: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    per_hour: float = 0.0
    gpu_hours: float | None = 0.0

    @property
    def max_usd(self) -> float:
        """What is known of the most; beyond everything where a part is unknown, so that it counts as the worst."""
        return float("inf") if self.unknowns else sum(line.max_usd for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Time:
    """Job-seconds of a demand, at the limit and as expected, and the arithmetic of the former."""

    most: float
    text: str
    expected: float | None
    pools: int
    parallel: int


def estimate(job: Job, prices: Prices, *, expected_seconds: float | None = None) -> Estimate:
    """Price a training job, or a tuning job by its dearest definition.

    Args:
        job: the request, with its facts.
        prices: the rates and their day.
        expected_seconds: how long one training job is expected to run; it never exceeds the job's limit.

    Raises:
        PriceBookError: a price book cannot be used.
    """
    unknowns: list[str] = []
    if isinstance(job, TuningJob):
        repeat = runs(job, unknowns)
        parts = list(job.definitions())
        if not parts:
            unknowns.append("no training job definition is known here")
    else:
        repeat, parts = Runs(), [_training(job)]
    bills = [(part, *_bill(part, prices, repeat, expected_seconds)) for part in parts]
    if not bills or unknowns:
        return Estimate(job.name, job.file, job.kind, _region(parts), prices.day, unknowns=tuple(unknowns), jobs=None)
    part, wanted, time, bill = max(bills, key=lambda item: item[3].max_usd)
    if len(bills) > 1:
        bill.notes.append(f"of {len(bills)} definitions the dearest counts for every job: {part.prefix}")
    return _finish(job, part, prices, repeat, wanted, time, bill, expected_seconds)


def _finish(
    job: Job,
    part: TrainingJob,
    prices: Prices,
    repeat: Runs,
    wanted: Demand,
    time: _Time | None,
    bill: _Bill,
    expected_seconds: float | None,
) -> Estimate:
    known = sum(line.max_usd for line in bill.lines)
    whole = not bill.unknowns
    expected = [line.expected_usd for line in bill.lines if line.expected_usd is not None]
    seconds = None if wanted.seconds is None else float(wanted.seconds)
    clock = seconds
    if isinstance(job, TuningJob) and seconds is not None:
        rounds = None if repeat.jobs is None else wall_clock(repeat.jobs, repeat.parallel, seconds)
        clock = min(bound for bound in (rounds, repeat.limit, float("inf")) if bound is not None)
    return Estimate(
        job=job.name,
        file=job.file,
        kind=job.kind,
        region=_region([part]),
        as_of=prices.day,
        max_usd=known if whole else None,
        expected_usd=sum(expected) if whole and time is not None and time.expected is not None else None,
        per_hour_usd=bill.per_hour if whole else None,
        known_usd=known,
        grace_usd=0.0 if time is None else bill.per_hour / time.parallel * time.pools * STOP_GRACE / 3600.0,
        wall_clock_seconds=clock,
        expected_seconds=None if expected_seconds is None or seconds is None else min(expected_seconds, seconds),
        jobs=repeat.jobs,
        gpu_hours=bill.gpu_hours if whole else None,
        prepaid=any(group.prepaid for groups in wanted.choices for group in groups),
        lines=tuple(bill.lines),
        unknowns=tuple(bill.unknowns),
        notes=tuple(bill.notes),
    )


def _training(job: Job) -> TrainingJob:
    return job if isinstance(job, TrainingJob) else TrainingJob(job.request, job.origin, job.facts, job.file)


def _region(parts: Iterable[TrainingJob]) -> str | None:
    return next((region.name for part in parts if (region := region_of(part))), None)


def _bill(
    job: TrainingJob, prices: Prices, repeat: Runs, expected_seconds: float | None
) -> tuple[Demand, _Time | None, _Bill]:
    wanted = demand(job)
    told = region_of(job)
    region = told.name if told else None
    time = _time(wanted, repeat, expected_seconds)
    unknowns = list(wanted.unknowns)
    if told is None:
        unknowns.append(NO_REGION)
    elif told.path:
        wanted.notes.append(f"the Region is taken to be {told}")
    if region is None or time is None or not wanted.choices:
        return wanted, time, _Bill(unknowns=unknowns, notes=list(wanted.notes))
    bills = [_of_groups(groups, wanted, time, prices, region) for groups in wanted.choices]
    bill = max(bills, key=lambda one: one.max_usd)
    bill.unknowns[:0] = unknowns
    bill.notes[:0] = wanted.notes
    if len(bills) > 1:
        bill.notes.append(
            f"of {len(bills)} alternatives the dearest counts: {wanted.choices[bills.index(bill)][0].path}"
        )
    _add_rules(bill, wanted, time, prices, region)
    return wanted, time, bill


def _time(wanted: Demand, repeat: Runs, expected_seconds: float | None) -> _Time | None:
    if wanted.seconds is None:
        return None
    seconds = float(wanted.seconds)
    most = tuning_seconds(repeat.jobs, seconds, repeat.parallel, repeat.limit)
    if most is None:
        return None
    text = duration(seconds)
    if repeat.jobs != 1 or repeat.limit is not None:
        text = f"{repeat.jobs} jobs x {text}"
        if repeat.jobs is None or (repeat.limit is not None and most < repeat.jobs * seconds):
            text = f"{repeat.parallel} at a time x {duration(repeat.limit or 0)}"
    expected = None
    if expected_seconds is not None:
        expected = tuning_seconds(repeat.jobs, min(expected_seconds, seconds), repeat.parallel, repeat.limit)
    return _Time(most, text, expected, repeat.jobs or repeat.parallel, repeat.parallel)


def _of_groups(groups: Iterable[Group], wanted: Demand, time: _Time, prices: Prices, region: str) -> _Bill:
    bill = _Bill()
    for group in groups:
        price = None if group.prepaid else prices.training(group.type, region)
        if price is None and not group.prepaid:
            bill.unknowns.append(no_price(group.type, region, prices))
            continue
        _add_instances(bill, group, price, wanted, time, region)
        _add_volume(bill, group, wanted, time, prices, region)
    return bill


def _add_instances(bill: _Bill, group: Group, price: Rate | None, wanted: Demand, time: _Time, region: str) -> None:
    known = facts(group.type)
    if known is None or known.gpus is None:
        bill.gpu_hours = None
    elif bill.gpu_hours is not None:
        bill.gpu_hours += known.gpus * group.count * time.most / 3600.0
    if price is None:
        bill.lines.append(
            Line("training", group.path, group.type, 0.0, 0.0, f"{group.type}: prepaid by a training plan")
        )
        return
    bill.per_hour += group.count * price.usd * time.parallel
    saving = expected_saving(group.type, region) if wanted.spot else Saving(0.0, "")
    expected = None
    if time.expected is not None:
        expected = instance_usd(billable_seconds(time.expected, saving.part), group.count, price.usd)
    if wanted.spot:
        bill.notes.append(
            f"spot is expected to save {saving.part:.0%} ({saving.basis}); the most is the on-demand rate"
        )
    at = f"{group.count:,} x {group.type}"
    most = instance_usd(time.most, group.count, price.usd)
    text = f"{at} x {time.text} x {rate(price.usd)}/h = {usd(most)}"
    bill.lines.append(Line("training", group.path, group.type, most, expected, text, price))
    if wanted.keep_alive:
        pool = instance_usd(wanted.keep_alive * time.pools, group.count, price.usd)
        text = f"{_times(time.pools)}{at} x {duration(wanted.keep_alive)} x {rate(price.usd)}/h = {usd(pool)}"
        expected = None if time.expected is None else pool
        bill.lines.append(Line("warm pool", group.path, group.type, pool, expected, text, price))


def _add_volume(bill: _Bill, group: Group, wanted: Demand, time: _Time, prices: Prices, region: str) -> None:
    known = facts(group.type)
    if known is not None and known.local_storage_gb:
        return
    if group.volume_gb is None:
        bill.notes.append(f"{group.path} states no VolumeSizeInGB: no volume is in the figures")
        return
    if known is None or known.local_storage_gb is None:
        bill.notes.append(f"whether {group.type} has local storage is not known: its volume is in the figures")
    price = prices.training_volume(region)
    gb, count = group.volume_gb, group.count
    bill.per_hour += volume_usd(gb, count, 3600.0, price.usd) * time.parallel
    most = volume_usd(gb, count, time.most, price.usd)
    expected = None if time.expected is None else volume_usd(gb, count, time.expected, price.usd)
    at = f"{count:,} x {gb:,} GB"
    a_month = f"{rate(price.usd)}/GB-month / 730 h"
    text = f"{at} x {time.text} x {a_month} = {usd(most)}"
    bill.lines.append(Line("volume", group.path, group.type, most, expected, text, price))
    if wanted.keep_alive:
        pool = volume_usd(gb, count, wanted.keep_alive * time.pools, price.usd)
        text = f"{_times(time.pools)}{at} x {duration(wanted.keep_alive)} x {a_month} = {usd(pool)}"
        bill.lines.append(
            Line("warm pool volume", group.path, group.type, pool, None if expected is None else pool, text, price)
        )


def _add_rules(bill: _Bill, wanted: Demand, time: _Time, prices: Prices, region: str) -> None:
    for asked in wanted.rules:
        price = prices.processing(asked.type, region)
        if price is None:
            bill.unknowns.append(f"{asked.path}: no processing rate of {asked.type} in {region} is known")
            continue
        bill.per_hour += price.usd * time.parallel
        bill.lines.append(_rule_line("rule", asked, time, price, 1.0, f"{asked.type} x {time.text}"))
        if asked.volume_gb:
            price = prices.processing_volume(region)
            bill.per_hour += volume_usd(asked.volume_gb, 1, 3600.0, price.usd) * time.parallel
            at = f"{asked.volume_gb:,} GB x {time.text}"
            bill.lines.append(_rule_line("rule volume", asked, time, price, asked.volume_gb, at))


def _rule_line(what: str, asked: RuleInstance, time: _Time, price: Rate, quantity: float, at: str) -> Line:
    if what == "rule":
        most = instance_usd(time.most, quantity, price.usd)
        expected = None if time.expected is None else instance_usd(time.expected, quantity, price.usd)
        return Line(what, asked.path, asked.type, most, expected, f"{at} x {rate(price.usd)}/h = {usd(most)}", price)
    most = volume_usd(quantity, 1, time.most, price.usd)
    expected = None if time.expected is None else volume_usd(quantity, 1, time.expected, price.usd)
    return Line(
        what, asked.path, asked.type, most, expected, f"{at} x {rate(price.usd)}/GB-month / 730 h = {usd(most)}", price
    )


def _times(pools: int) -> str:
    return f"{pools:,} x " if pools > 1 else ""


def no_price(instance_type: str, region: str, prices: Prices) -> str:
    """Why a type has no price in a Region, with the nearest name where one of the two is unheard of."""
    from policylint.cost.rates import offered

    if instance_type not in known_types():
        return (
            f"{instance_type!r} is no training instance type that is known{did_you_mean(instance_type, known_types())}"
        )
    regions = prices.regions()
    if region not in regions:
        return f"no price is known in the Region {region!r}{did_you_mean(region, regions)}"
    seen = offered().get((region, instance_type))
    history = f"training offered it there on {seen}" if seen else "training has not been seen to offer it there"
    return f"no training rate of {instance_type} in {region} is known ({history})"
