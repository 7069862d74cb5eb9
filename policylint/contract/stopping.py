"""Contract rules for StoppingCondition, managed spot and retries: how long a job may wait, run and try again."""

from collections.abc import Iterator

from policylint.aws import arn_account, ecr_image
from policylint.contract.data import table
from policylint.contract.instances import groups
from policylint.contract.region import IMAGE
from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Fix, Severity, remove, set_value
from policylint.instance_types import hardware
from policylint.job import TrainingJob
from policylint.members import DEFAULT_RUNTIME, LONGEST_RUNTIME, MAX_RUNTIME, MAX_WAIT, SPOT
from policylint.path import REMOVED
from policylint.rule import rule
from policylint.unknown import Unknown

STOPPING = "StoppingCondition"
PENDING = "StoppingCondition.MaxPendingTimeInSeconds"
CHECKPOINTS = "CheckpointConfig"
CHECKPOINT_URI = "CheckpointConfig.S3Uri"
ATTEMPTS = "RetryStrategy.MaximumRetryAttempts"

_LONGEST_WAIT = 3600  # of an algorithm that does not checkpoint
_SIGTERM_WINDOW = 120
_MOST_HOURS = 72  # below this a number of seconds is one of hours
_SHORTEST_ATTEMPT = 900  # what API_StoppingCondition recommends to start with

_STOPPING_PAGE = f"{API}API_StoppingCondition.html"
_SPOT_PAGE = f"{GUIDE}model-managed-spot-training.html"
_CHECKPOINT_PAGE = f"{GUIDE}model-checkpoints.html"
_BUILT_IN = {
    IMAGE: "382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1",
    "HyperParameters": {"k": "5", "feature_dim": "10"},
    "InputDataConfig": [
        {
            "ChannelName": "train",
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/train/"}},
        }
    ],
}
_S3 = "s3://acme-ml/churn/checkpoints/"


@rule(
    "SM2402",
    "runtime-over-28-days",
    Severity.ERROR,
    since="0.1.0",
    title="MaxRuntimeInSeconds is more than 28 days",
    why="SageMaker runs no training job longer than 28 days (2,419,200 s); the request is rejected.",
    fix="Ask for at most 2419200 seconds, and let longer training resume from checkpoints in a further job.",
    source=_STOPPING_PAGE,
    members=(MAX_RUNTIME,),
    bad={MAX_RUNTIME: 2_419_201},
    good={MAX_RUNTIME: 2_419_200},
)
def runtime_over_28_days(job: TrainingJob) -> Iterator[Finding]:
    run = job.integer(MAX_RUNTIME)
    if run is not None and run > LONGEST_RUNTIME:
        message = f"{run} s is more than the 28 days ({LONGEST_RUNTIME} s) that a training job may run"
        yield Finding.at(MAX_RUNTIME, message, fix=set_value(MAX_RUNTIME, LONGEST_RUNTIME, safe=False))


@rule(
    "SM2403",
    "spot-wait-shorter-than-run",
    Severity.ERROR,
    since="0.1.0",
    title="MaxWaitTimeInSeconds is less than MaxRuntimeInSeconds",
    why="The wait spans queueing and running together; the service rejects a smaller one.",
    fix="Raise the wait to the run time plus the queueing you accept.",
    source=_STOPPING_PAGE,
    members=(SPOT,),
    bad={SPOT: True, MAX_RUNTIME: 3600, MAX_WAIT: 1800, CHECKPOINT_URI: _S3},
    good={SPOT: True, MAX_RUNTIME: 3600, MAX_WAIT: 3600, CHECKPOINT_URI: _S3},
)
def spot_wait_shorter_than_run(job: TrainingJob) -> Iterator[Finding]:
    spot, run, wait = job.look(SPOT), job.integer(MAX_RUNTIME), job.integer(MAX_WAIT)
    if run is not None and wait is not None and wait < run and (spot is True or isinstance(spot, Unknown)):
        message = f"{wait} s of waiting cannot contain {run} s of running"
        yield Finding.at(MAX_WAIT, message, fix=_wait_for(run, job, safe=False))


@rule(
    "SM2404",
    "spot-without-wait",
    Severity.ERROR,
    since="0.1.0",
    title="Managed spot training without MaxWaitTimeInSeconds",
    why="A spot job must say how long it may wait for capacity and run in all; the service rejects one that does not.",
    fix="Give MaxWaitTimeInSeconds: the run time plus the queueing you accept.",
    source=_SPOT_PAGE,
    members=(SPOT,),
    bad={SPOT: True, MAX_RUNTIME: 3600, CHECKPOINT_URI: _S3},
    good={SPOT: True, MAX_RUNTIME: 3600, MAX_WAIT: 7200, CHECKPOINT_URI: _S3},
)
def spot_without_wait(job: TrainingJob) -> Iterator[Finding]:
    if job.boolean(SPOT) and not job.has(MAX_WAIT):
        run = job.integer(MAX_RUNTIME)
        message = "EnableManagedSpotTraining is true, but MaxWaitTimeInSeconds is not given"
        if run is not None:
            message += f"; it must be at least MaxRuntimeInSeconds, {run} s"
        yield Finding.at(MAX_WAIT, message, fix=_wait_for(run, job, safe=True))


@rule(
    "SM2405",
    "wait-without-spot",
    Severity.ERROR,
    since="0.1.0",
    title="MaxWaitTimeInSeconds without managed spot training",
    why="Only spot jobs wait for capacity; the service rejects MaxWaitTimeInSeconds on any other job.",
    fix="Remove MaxWaitTimeInSeconds, or set EnableManagedSpotTraining to true if spot was meant.",
    source=f"{API}API_CreateTrainingJob.html",
    members=(MAX_WAIT,),
    bad={MAX_RUNTIME: 3600, MAX_WAIT: 7200},
    good={SPOT: True, MAX_RUNTIME: 3600, MAX_WAIT: 7200, CHECKPOINT_URI: _S3},
)
def wait_without_spot(job: TrainingJob) -> Iterator[Finding]:
    spot, wait = job.look(SPOT), job.integer(MAX_WAIT)
    if wait is not None and (spot is None or spot is False):
        state = "not given" if spot is None else "false"
        message = f"{wait} s of waiting is for spot jobs only; EnableManagedSpotTraining is {state}"
        yield Finding.at(MAX_WAIT, message, fix=remove(MAX_WAIT))


@rule(
    "SM2406",
    "spot-wait-over-an-hour-without-checkpointing",
    Severity.ERROR,
    since="0.1.0",
    title="MaxWaitTimeInSeconds over an hour for a built-in algorithm that does not checkpoint",
    why="A job that cannot resume may lose all its work to each interruption: SageMaker lets its algorithms that "
    "keep no checkpoints wait for 3,600 s on spot at most, whatever CheckpointConfig says.",
    fix="Lower the wait (and with it the run time) to 3600 seconds, or train on demand.",
    source=_CHECKPOINT_PAGE,
    members=(SPOT,),
    bad={SPOT: True, MAX_RUNTIME: 3600, MAX_WAIT: 7200, **_BUILT_IN},
    good={SPOT: True, MAX_RUNTIME: 3600, MAX_WAIT: 3600, **_BUILT_IN},
)
def spot_wait_over_an_hour_without_checkpointing(job: TrainingJob) -> Iterator[Finding]:
    wait = job.integer(MAX_WAIT)
    if wait is not None and wait > _LONGEST_WAIT and job.boolean(SPOT):
        algorithm = _algorithm_without_checkpoints(job)
        if algorithm:
            message = (
                f"{wait} s is more than the {_LONGEST_WAIT} s that {algorithm}, which keeps no checkpoints, may wait"
            )
            yield Finding.at(MAX_WAIT, message)


@rule(
    "SM2407",
    "spot-without-checkpoints",
    Severity.WARNING,
    since="0.1.0",
    title="Managed spot training without CheckpointConfig",
    why="When spot capacity is reclaimed, a job without checkpoints starts from zero, and is billed for both runs.",
    fix="Give CheckpointConfig an S3Uri, and let the training script save to and resume from its LocalPath.",
    source=_SPOT_PAGE,
    members=(SPOT,),
    bad={SPOT: True, MAX_RUNTIME: 3600, MAX_WAIT: 7200},
    good={SPOT: True, MAX_RUNTIME: 3600, MAX_WAIT: 7200, CHECKPOINT_URI: _S3},
)
def spot_without_checkpoints(job: TrainingJob) -> Iterator[Finding]:
    if job.boolean(SPOT) and not job.has(CHECKPOINTS) and not _algorithm_without_checkpoints(job):
        run = job.integer(MAX_RUNTIME)
        lost = "all work done" if run is None else f"up to {run} s of work"
        yield Finding.at(SPOT, f"without CheckpointConfig an interruption loses {lost}")


@rule(
    "SM2408",
    "retries-short-of-time",
    Severity.WARNING,
    since="0.1.0",
    title="MaxRuntimeInSeconds leaves the retries little time",
    why="With a RetryStrategy, MaxRuntimeInSeconds limits all attempts together, not each: a limit sized for one ends "
    "the job in the middle of the next, and everything run so far is billed.",
    fix="Raise MaxRuntimeInSeconds to what all attempts may take together, or lower MaximumRetryAttempts.",
    source=_STOPPING_PAGE,
    members=("RetryStrategy",),
    bad={MAX_RUNTIME: 3600, ATTEMPTS: 30},
    good={MAX_RUNTIME: 28_800, ATTEMPTS: 30},
)
def retries_short_of_time(job: TrainingJob) -> Iterator[Finding]:
    run, retries = job.integer(MAX_RUNTIME), job.integer(ATTEMPTS)
    if run is not None and retries is not None and retries > 0 and run // (retries + 1) < _SHORTEST_ATTEMPT:
        share = run // (retries + 1)
        message = f"{run} s for {retries + 1} attempts together leaves each {share} s, less than {_SHORTEST_ATTEMPT} s"
        yield Finding.at(MAX_RUNTIME, message)


@rule(
    "SM2409",
    "runtime-within-sigterm-window",
    Severity.WARNING,
    since="0.1.0",
    title="MaxRuntimeInSeconds is below the 120 seconds that a job has to save its work",
    why="At its limit a job gets SIGTERM and 120 seconds to save the model: one that may run for less than that is "
    "stopped before it has anything to save, and you pay for the start-up and get nothing.",
    fix="Raise MaxRuntimeInSeconds to what the training takes, download of data and image included.",
    source=_STOPPING_PAGE,
    members=(MAX_RUNTIME,),
    bad={MAX_RUNTIME: 60},
    good={MAX_RUNTIME: 120},
)
def runtime_within_sigterm_window(job: TrainingJob) -> Iterator[Finding]:
    run = job.integer(MAX_RUNTIME)
    if run is not None and 0 < run < _SIGTERM_WINDOW:
        message = f"{run} s of running is less than the {_SIGTERM_WINDOW} s between SIGTERM and the end"
        fix = None
        if run <= _MOST_HOURS:
            message = f"MaxRuntimeInSeconds is {run} seconds: did you mean {run} hours ({run * 3600})?"
            fix = set_value(MAX_RUNTIME, run * 3600, safe=False)
        yield Finding.at(MAX_RUNTIME, message, fix=fix)


@rule(
    "SM2410",
    "runtime-left-to-default",
    Severity.WARNING,
    since="0.1.0",
    title="MaxRuntimeInSeconds is not given",
    why="Without a limit a job that hangs runs for the default of one day (86,400 s), and all of it is billed, on "
    "each of its instances.",
    fix="Give MaxRuntimeInSeconds: what the training takes at worst.",
    source=_STOPPING_PAGE,
    members=(STOPPING,),
    bad={MAX_RUNTIME: REMOVED},
    good={MAX_RUNTIME: 7200},
)
def runtime_left_to_default(job: TrainingJob) -> Iterator[Finding]:
    stopping = job.request[STOPPING]
    if isinstance(stopping, dict) and stopping.get("MaxRuntimeInSeconds") is None:
        message = f"no limit is given: the job may run, and be billed, for {DEFAULT_RUNTIME} s (1 day)"
        yield Finding.at(MAX_RUNTIME, message)


@rule(
    "SM2401",
    "pending-limit-without-accelerators",
    Severity.WARNING,
    since="0.1.0",
    title="MaxPendingTimeInSeconds on instances without accelerators",
    why="MaxPendingTimeInSeconds acts on accelerated instance types alone (GPU, Trainium): a job on CPU-only types may "
    "stay pending for longer, in spite of the limit.",
    fix="Remove MaxPendingTimeInSeconds, and watch for pending jobs by other means.",
    source=_STOPPING_PAGE,
    members=(PENDING,),
    bad={PENDING: 7200},
    good={PENDING: 7200, "ResourceConfig.InstanceType": "ml.g5.xlarge", "ResourceConfig.VolumeSizeInGB": REMOVED},
)
def pending_limit_without_accelerators(job: TrainingJob) -> Iterator[Finding]:
    pending = job.integer(PENDING)
    if pending is None:
        return
    types = [asked.type for asked in groups(job)]
    known = [hardware(type_) for type_ in types]
    if types and all(found and not found.gpus for found in known):
        names = ", ".join(sorted({type_ for type_ in types if type_}))
        message = f"{pending} s has no effect: no instance of the job has an accelerator ({names})"
        yield Finding.at(PENDING, message, fix=remove(PENDING, safe=False))


def _wait_for(run: int | None, job: TrainingJob, *, safe: bool) -> Fix | None:
    """The fix that waits no longer than the job runs; None where that is not known or would itself be a fault."""
    if run is None or (run > _LONGEST_WAIT and _algorithm_without_checkpoints(job)):
        return None
    return set_value(MAX_WAIT, run, safe=safe)


def _algorithm_without_checkpoints(job: TrainingJob) -> str | None:
    """The built-in algorithm that the job trains, where it is one that cannot checkpoint: known by its repository, in a
    registry of another account than the role's."""
    image, role = job.string(IMAGE), job.string("RoleArn")
    named = ecr_image(image) if image else None
    if named is None or role is None or arn_account(role) in (None, named.account):
        return None
    return named.repository if named.repository in table("checkpointing")["without"] else None
