"""What a job asks for, in the terms in which it is billed: instances, seconds, volumes, warm pools, rule instances.

A value that is missing where one is needed, unknown, or beyond reason is reported in words, never counted as 0.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from policylint.contract.data import table
from policylint.cost.rates import PROCESSING as PROCESSING_RATES
from policylint.cost.rates import TRAINING as TRAINING_RATES
from policylint.job import (
    AUTOML,
    AUTOML_V2,
    JOB,
    TRAINING_SESSION,
    TRANSFORM,
    Job,
    OtherJob,
    TrainingJob,
    TuningJob,
    as_training,
)
from policylint.members import (
    DEFAULT_RUNTIME,
    KEEP_ALIVE,
    LARGEST_VOLUME,
    LONGEST_KEEP_ALIVE,
    LONGEST_RUNTIME,
    LONGEST_TUNING,
    MAX_RUNTIME,
    SPOT,
)
from policylint.runs import Runs
from policylint.unknown import Unknown

LIMITS = "HyperParameterTuningJobConfig.ResourceLimits"
RULES = ("DebugRuleConfigurations", "ProfilerRuleConfigurations")

# What the service refuses has no price: these are the bounds that rules hold requests to, or beyond any sense.
MOST_INSTANCES = 65_535
MOST_JOBS = 10_000

UNKNOWN_PLAN = "(not known here)"
_FREE_EVALUATOR = "/sagemaker-debugger-rules"


class Group(NamedTuple):
    """Instances of one type. `volume_gb` is None where no size is stated; `plan` is the ARN of the training plan whose
    they are, UNKNOWN_PLAN where that is not known here, and empty where they are of none."""

    path: str
    type: str
    instances: int
    volume_gb: int | None
    plan: str = ""


class RuleInstance(NamedTuple):
    """The processing instance of a custom debugger or profiler rule."""

    path: str
    type: str
    volume_gb: int


class Demand:
    """What one job asks for, at the rates of a component of SageMaker: `rates.TRAINING` or `rates.PROCESSING`.

    `choices` are the sets of groups of which the service takes one (most jobs have a single choice); `unknowns` say
    what keeps the demand from being priced, `notes` what a reader of the figure should know.
    """

    __slots__ = ("choices", "component", "keep_alive", "notes", "rules", "seconds", "spot", "unknowns")

    def __init__(self, component: str = TRAINING_RATES) -> None:
        self.component = component
        self.choices: list[tuple[Group, ...]] = []
        self.seconds: int | None = None
        self.spot = False
        self.keep_alive = 0
        self.rules: list[RuleInstance] = []
        self.unknowns: list[str] = []
        self.notes: list[str] = []


class Trials(NamedTuple):
    """The training jobs of a tuning job: `jobs` (None: no number is stated), `parallel` at a time, within `limit` s.

    `unbounded` says why nothing limits them; empty where something does.
    """

    jobs: int | None = 1
    parallel: int = 1
    limit: int | None = None
    unbounded: str = ""


def demand(job: TrainingJob) -> Demand:
    """Read what a training job asks for."""
    found = Demand()
    if job.has("ServerlessJobConfig"):
        found.unknowns.append("a serverless job is billed by the token, at a price that is not published")
        return found
    found.seconds = _runtime(job, found)
    found.spot = job.boolean(SPOT) is True
    if job.unknown(SPOT):
        found.notes.append(f"{SPOT} is not known here: the figures count without spot")
    found.keep_alive = _whole(job, KEEP_ALIVE, 0, LONGEST_KEEP_ALIVE, found, absent=0) or 0
    found.choices = [groups for groups in _choices(job, found) if groups]
    found.rules = list(_rules(job, found))
    return found


def trials(job: TuningJob, unknowns: list[str]) -> Trials:
    """Read how many training jobs a tuning job may start; what is not known goes to `unknowns`."""
    found = Demand()
    found.unknowns = unknowns
    quotas = table("tuning_limits")
    most = quotas["training_jobs"].get(job.string("HyperParameterTuningJobConfig.Strategy"), MOST_JOBS)
    jobs = _whole(job, f"{LIMITS}.MaxNumberOfTrainingJobs", 1, most, found, absent=0)
    at_once = quotas["parallel_training_jobs"]
    parallel = _whole(job, f"{LIMITS}.MaxParallelTrainingJobs", 1, at_once, found, absent=1)
    limit = _whole(job, f"{LIMITS}.MaxRuntimeInSeconds", 1, LONGEST_TUNING, found, absent=0)
    if jobs == 0 and job.string("HyperParameterTuningJobConfig.Strategy") == "Grid":
        jobs = _grid_size(job)
    unbounded = ""
    if not jobs and not limit and not unknowns:
        unbounded = "neither MaxNumberOfTrainingJobs nor a MaxRuntimeInSeconds bounds the tuning job"
        if job.string("Autotune.Mode") == "Enabled":
            unbounded += ", and Autotune chooses both"
    return Trials(jobs or None, min(parallel or 1, jobs or MOST_JOBS), limit or None, unbounded)


_NOT_PRICED = {
    TRANSFORM: "a transform job states no limit of time: what it can cost is not known",
    AUTOML: "an AutoML job chooses its instances itself: what it can cost is not known",
    AUTOML_V2: "an AutoML job chooses its instances itself: what it can cost is not known",
    TRAINING_SESSION: "no price of training sessions is known",
    JOB: "no price of such jobs is known",
}
"""Why nothing bounds the cost of other jobs; processing jobs are priced."""


def demand_of_other(job: OtherJob) -> Demand:
    """Read what a job that is no training job asks for, as far as that can be priced."""
    if job.operation in _NOT_PRICED:
        found = Demand()
        found.unknowns.append(_NOT_PRICED[job.operation])
        return found
    found = demand(as_training(job))
    found.component = PROCESSING_RATES
    found.choices = [tuple(group._replace(path=job.native(group.path)) for group in groups) for groups in found.choices]
    for told in (found.unknowns, found.notes):
        told[:] = [_in_own_words(job, text) for text in told]
    return found


def _in_own_words(job: OtherJob, text: str) -> str:
    """A text that begins with a path in a training job, with the job's own path."""
    path, space, rest = text.partition(" ")
    return f"{job.native(path)}{space}{rest}" if path[:1].isupper() and "." in path else text


def runs_of(job: Job, found: Demand) -> Runs:
    """How often a job can run: by what it stands in, and by AWS Batch, which may cut its seconds short."""
    batch = job.facts.batch
    if batch is None:
        return job.facts.runs
    if isinstance(batch.attempt_seconds, Unknown):
        found.notes.append("after how long AWS Batch ends the job is not known here")
    elif isinstance(batch.attempt_seconds, int) and found.seconds is not None:
        found.seconds = min(found.seconds, batch.attempt_seconds)
    if not isinstance(batch.attempts, int):
        return job.facts.runs.times(Runs.without_bound("how often AWS Batch may run the job is not known here"))
    return job.facts.runs.times(Runs.attempts(batch.attempts, "AWS Batch"))


def _runtime(job: TrainingJob, found: Demand) -> int | None:
    if not job.has(MAX_RUNTIME):
        found.notes.append(f"{MAX_RUNTIME} is not stated: its default of 1 day counts")
        return DEFAULT_RUNTIME
    return _whole(job, MAX_RUNTIME, 1, LONGEST_RUNTIME, found)


def _choices(job: TrainingJob, found: Demand) -> Iterator[tuple[Group, ...]]:
    tuned, plain = "HyperParameterTuningResourceConfig", "ResourceConfig"
    member = tuned if job.has(tuned) else plain
    if job.unknown(member) or not job.mapping(member):
        found.unknowns.append(f"{member} is {'not known here' if job.unknown(member) else 'missing'}")
        return
    volume = _whole(job, f"{member}.VolumeSizeInGB", 0, LARGEST_VOLUME, found, absent=0) or None
    plan = _plan(job.look(f"{member}.TrainingPlanArn"))
    for name in ("InstanceGroups", "InstancePreferences", "InstanceConfigs"):
        if job.unknown(f"{member}.{name}"):
            found.unknowns.append(f"{member}.{name} is not known here")
    groups = [_group(job, path, found, volume, plan=plan) for path, _ in job.each(f"{member}.InstanceGroups")]
    options = [
        (path, entry)
        for name in ("InstancePreferences", "InstanceConfigs")
        for path, entry in job.each(f"{member}.{name}")
    ]
    if groups:
        yield tuple(group for group in groups if group)
    for path, entry in options:
        own = _whole(job, f"{path}.VolumeSizeInGB", 1, LARGEST_VOLUME, found, absent=0) or volume
        count = None if "InstanceCount" in entry else f"{member}.InstanceCount"
        own_plan = plan or _plan(entry.get("TrainingPlanArns"))
        group = _group(job, path, found, own, count=count, plan=own_plan)
        yield (group,) if group else ()
    if not groups and not options:
        group = _group(job, member, found, volume, plan=plan)
        yield (group,) if group else ()


def _group(
    job: TrainingJob, path: str, found: Demand, volume: int | None, *, plan: str, count: str | None = None
) -> Group | None:
    type_ = _text(job, f"{path}.InstanceType", found)
    number = _whole(job, count or f"{path}.InstanceCount", 1, MOST_INSTANCES, found)
    return Group(path, type_, number, volume, plan) if type_ and number else None


def _plan(value: Any) -> str:
    """The training plan that a member names, the first of several."""
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else value if isinstance(value, str) else UNKNOWN_PLAN


def _rules(job: TrainingJob, found: Demand) -> Iterator[RuleInstance]:
    """The rules that cost: built-in ones run free of charge on SageMaker's own evaluator.

    https://docs.aws.amazon.com/sagemaker/latest/dg/use-debugger-built-in-profiler-rules.html
    """
    for member in RULES:
        if job.unknown(member):
            found.unknowns.append(f"{member} is not known here")
        for path, entry in job.each(member):
            image = entry.get("RuleEvaluatorImage")
            if isinstance(image, str) and _FREE_EVALUATOR in image:
                continue
            if "InstanceType" not in entry:
                found.notes.append(f"{path} states no InstanceType: it counts as a built-in rule, which is free")
                continue
            type_ = _text(job, f"{path}.InstanceType", found)
            volume = _whole(job, f"{path}.VolumeSizeInGB", 0, LARGEST_VOLUME, found, absent=0)
            if type_ and volume is not None:
                yield RuleInstance(path, type_, volume)


def _text(job: Job, path: str, found: Demand) -> str | None:
    value = job.look(path)
    if isinstance(value, str) and value:
        return value
    found.unknowns.append(f"{path} {_state(value)}")
    return None


def _whole(job: Job, path: str, low: int, high: int, found: Demand, *, absent: int | None = None) -> int | None:
    value = job.look(path)
    if value is None and absent is not None:
        return absent
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        shown = value if abs(value) < 1e15 else "beyond any number that can be meant"
        found.unknowns.append(f"{path} is {shown}; a whole number from {low:,} to {high:,} can be priced")
    else:
        found.unknowns.append(f"{path} {_state(value)}")
    return None


def _state(value: Any) -> str:
    if value is None:
        return "is missing"
    return "is not known here" if isinstance(value, Unknown) else "is of a type that cannot be priced"


def _grid_size(job: TuningJob) -> int:
    """The number of combinations of a grid search, whose parameters are all categorical; 0 if that is not known."""
    size = 1
    ranges = job.sequence("HyperParameterTuningJobConfig.ParameterRanges.CategoricalParameterRanges")
    for entry in ranges:
        values = entry.get("Values") if isinstance(entry, Mapping) else None
        size *= len(values) if isinstance(values, list) else 0
    return size if ranges else 0
