"""The estimate of a job: the most that it can cost, what it likely costs, and the arithmetic behind both."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from policylint.contract.region import region_of
from policylint.cost.billing import STOP_GRACE, tuning_seconds, wall_clock
from policylint.cost.charges import Charges, JobSeconds, Line, add_rules, asked, charges_of
from policylint.cost.demand import Demand, Trials, demand, demand_of_other, runs_of, trials
from policylint.cost.prices import Prices
from policylint.counting import counted
from policylint.dataclass_ import dataclass
from policylint.durations import show_duration
from policylint.job import Job, OtherJob, TrainingJob, TuningJob, as_training
from policylint.money import Basis
from policylint.runs import ONCE, Runs

_MOST_RUNS = 10**12
NO_REGION = "the Region is not known: state it with --region or as `region` in the configuration"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a job can cost, in USD.

    Attributes:
        region_assumed: whether nothing states the Region, and another part of the request tells it.
        max_usd: the bill if the job runs to its limit each time that it can run, on demand; None where a part of it has
            no known price, or nothing bounds how often it runs.
        expected_usd: the bill with the expected runtime and, for spot, the expected saving; None: not claimed.
        per_hour_usd: what an hour of running costs, all parallel jobs together; None where a price is not known.
        known_usd: the lines that are known, together; `max_usd` where nothing is unknown; 0 where nothing bounds it.
        run_usd: what one run costs at most; None where a part of it has no known price.
        runs: how often the job can run each time that what it stands in is started, with reasons; where there is no
            number, the lines are those of one run.
        asked: the instances and the time that are asked for, in words, where a price is not known; "" where these are
            not known either.
        grace_usd: what the two minutes to save after a stop at the limit add at most; not in `max_usd`; None where a
            price is not known.
        wall_clock_seconds: the longest that the job runs at a time, waiting not counted.
        expected_seconds: the expected runtime of one training job.
        jobs: the most training jobs that run; None where no number is stated.
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
    run_usd: float | None = None
    runs: Runs = ONCE
    asked: str = ""
    grace_usd: float | None = None
    wall_clock_seconds: float | None = None
    expected_seconds: float | None = None
    jobs: int | None = 1
    gpu_hours: float | None = None
    prepaid: bool = False
    region_assumed: bool = False
    lines: tuple[Line, ...] = ()
    unknowns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def unbounded(self) -> str:
        """Why nothing bounds how often it runs; empty where something does."""
        return self.runs.unbounded

    @property
    def approximate(self) -> bool:
        """Whether some rate stands in for one that is not known."""
        return any(line.rate and line.rate.approximate for line in self.lines)

    @property
    def basis(self) -> Mapping[Basis, float]:
        """How much of `known_usd` rests on what; an assumed Region comes on top of what the prices are."""
        found: dict[Basis, float] = {}
        for line in self.lines if self.runs.most is not None else ():
            if line.rate:
                found[line.rate.basis] = found.get(line.rate.basis, 0.0) + line.max_usd
        if self.region_assumed and found:
            found["assumed"] = sum(found.values())
        return found

    @property
    def oldest_price(self) -> str:
        """The day of the oldest rate, or the empty string."""
        return min((line.rate.as_of for line in self.lines if line.rate), default="")


def estimate(job: Job, prices: Prices, *, expected_seconds: float | None = None, extra: Runs = ONCE) -> Estimate:
    """Price a job, or a tuning job by its most expensive definition.

    Args:
        job: the request, with its facts.
        prices: the rates and their day.
        expected_seconds: how long one training job is expected to run; it never exceeds the job's limit.
        extra: how often what the job stands in is started.

    Raises:
        PriceBookError: a price book cannot be used.
    """
    unknowns: list[str] = []
    if isinstance(job, TuningJob):
        searched = trials(job, unknowns)
        often = job.facts.runs.times(Runs.without_bound(searched.unbounded) if searched.unbounded else ONCE)
        repeat = Repeat(searched, _within_reason(extra.times(often)))
        parts = list(job.definitions())
        if not parts:
            unknowns.append("no training job definition is known here")
        bills = [(part, *_bill(part, demand(part), prices, repeat, expected_seconds)) for part in parts]
    else:
        parts = [_training(job)]
        wanted = demand_of_other(job) if isinstance(job, OtherJob) else demand(parts[0])
        repeat = Repeat(Trials(), _within_reason(extra.times(runs_of(job, wanted))))
        bills = [(parts[0], *_bill(parts[0], wanted, prices, repeat, expected_seconds))]
    if not bills or unknowns:
        region = _region(parts)
        return Estimate(
            job.name, job.file, job.kind, region, prices.day, unknowns=tuple(unknowns), jobs=None, runs=repeat.runs
        )
    part, wanted, time, bill = max(bills, key=lambda item: item[3].max_usd)
    if len(bills) > 1:
        bill.notes.append(f"of {len(bills)} definitions the most expensive counts for every job: {part.prefix}")
    return _finish(job, part, prices, repeat, wanted, time, bill, expected_seconds)


def _within_reason(runs: Runs) -> Runs:
    """The same, or no number where it is beyond any that can be meant."""
    if runs.most is None or runs.most <= _MOST_RUNS:
        return runs
    return Runs.without_bound(f"it can run more than {_MOST_RUNS:,} times")


class Repeat(NamedTuple):
    """The training jobs of one run of a job, and how often it runs."""

    trials: Trials
    runs: Runs

    @property
    def most(self) -> int:
        """The number by which the lines are multiplied: 1 where there is none."""
        return 1 if self.runs.most is None else self.runs.most

    @property
    def jobs(self) -> int | None:
        """The most training jobs of all runs; None where no number is known."""
        return None if self.trials.jobs is None or self.runs.most is None else self.trials.jobs * self.runs.most


def _finish(
    job: Job,
    part: TrainingJob,
    prices: Prices,
    repeat: Repeat,
    wanted: Demand,
    time: JobSeconds | None,
    bill: Charges,
    expected_seconds: float | None,
) -> Estimate:
    known = sum(line.max_usd for line in bill.lines)
    priced, bounded = not bill.unknowns, repeat.runs.most is not None
    whole = priced and bounded
    expected = [line.expected_usd for line in bill.lines if line.expected_usd is not None]
    seconds = None if wanted.seconds is None else float(wanted.seconds)
    clock, searched = seconds, repeat.trials
    if isinstance(job, TuningJob) and seconds is not None:
        rounds = None if searched.jobs is None else wall_clock(searched.jobs, searched.parallel, seconds)
        clock = min((bound for bound in (rounds, searched.limit) if bound is not None), default=None)
    notes = list(bill.notes)
    if repeat.runs.why and bounded:
        notes.append(f"it can run {counted(repeat.most, 'time')}: {repeat.runs.reasons}")
    elif not bounded:
        notes.append(f"how often it runs is unbounded, because {repeat.runs.unbounded}: the figures are of one run")
    return Estimate(
        job=job.name,
        file=job.file,
        kind=job.kind,
        region=_region([part]),
        region_assumed=bool((told := region_of(part)) and told.path),
        as_of=prices.day,
        max_usd=known if whole else None,
        expected_usd=sum(expected) if whole and time is not None and time.expected is not None else None,
        per_hour_usd=bill.per_hour if priced else None,
        known_usd=known if bounded else 0.0,
        run_usd=known / repeat.most if priced and repeat.most else None,
        runs=repeat.runs,
        asked="" if priced else bill.asked,
        grace_usd=bill.per_hour / time.parallel * time.pools * STOP_GRACE / 3600.0 if whole and time else None,
        wall_clock_seconds=clock,
        expected_seconds=None if expected_seconds is None or seconds is None else min(expected_seconds, seconds),
        jobs=repeat.jobs,
        gpu_hours=bill.gpu_hours if whole else None,
        prepaid=any(bool(group.plan) for groups in wanted.choices for group in groups),
        lines=tuple(bill.lines),
        unknowns=tuple(bill.unknowns),
        notes=tuple(notes),
    )


def _training(job: Job) -> TrainingJob:
    if isinstance(job, OtherJob):
        return as_training(job)
    return job if isinstance(job, TrainingJob) else TrainingJob(job.request, job.origin, job.facts, job.file)


def _region(parts: Iterable[TrainingJob]) -> str | None:
    return next((region.name for part in parts if (region := region_of(part))), None)


def _bill(
    job: TrainingJob, wanted: Demand, prices: Prices, repeat: Repeat, expected_seconds: float | None
) -> tuple[Demand, JobSeconds | None, Charges]:
    told = region_of(job)
    region = told.name if told else None
    time = _time(wanted, repeat, expected_seconds)
    unknowns = list(wanted.unknowns)
    if told is None:
        unknowns.append(NO_REGION)
    elif told.path:
        wanted.notes.append(f"the Region is taken to be {told}")
    if region is None or time is None or not wanted.choices:
        bill = Charges(unknowns, wanted.notes)
        bill.asked = asked(wanted.choices[0], time) if wanted.choices else ""
        return wanted, time, bill
    bills = [charges_of(groups, wanted, time, prices, region) for groups in wanted.choices]
    bill = max(bills, key=lambda one: one.max_usd)
    bill.unknowns[:0] = unknowns
    bill.notes[:0] = wanted.notes
    if len(bills) > 1:
        bill.notes.append(
            f"of {len(bills)} alternatives the most expensive counts: {wanted.choices[bills.index(bill)][0].path}"
        )
    add_rules(bill, wanted, time, prices, region)
    return wanted, time, bill


def _time(wanted: Demand, repeat: Repeat, expected_seconds: float | None) -> JobSeconds | None:
    if wanted.seconds is None:
        return None
    seconds, searched, runs = float(wanted.seconds), repeat.trials, repeat.runs
    one = tuning_seconds(searched.jobs, seconds, searched.parallel, searched.limit)
    if one is None:  # nothing bounds the tuning job: the figures are those of one training job
        one, searched = seconds, Trials()
    text = show_duration(seconds)
    if searched.jobs != 1 or searched.limit is not None:
        text = f"{searched.jobs} jobs x {text}"
        if searched.jobs is None or (searched.limit is not None and one < searched.jobs * seconds):
            text = f"{searched.parallel} at a time x {show_duration(searched.limit or 0)}"
    if repeat.most != 1:
        text = f"{counted(repeat.most, 'run')} x {text}"
    expected = None
    if expected_seconds is not None and runs.usual is not None:
        expected = tuning_seconds(searched.jobs, min(expected_seconds, seconds), searched.parallel, searched.limit)
        expected = None if expected is None else expected * runs.usual
    pools = (searched.jobs or searched.parallel) * repeat.most
    return JobSeconds(one * repeat.most, text, expected, pools, searched.parallel, searched.parallel * repeat.most)
