"""How SageMaker bills training, as formulas. Rates are USD an instance-hour or USD a GB-month; times are seconds.

The same functions price one job (`policylint.cost.estimate`) and, compiled, a batch (`policylint.cost.kernel`), so
they hold to plain arithmetic on numbers.
"""

# AWS states no length of the month for volumes; 730 hours (a year's 8,760 over 12) is what its price calculator and
# most public cost models take. A month of 30 days would make volumes 1.4 % more expensive.
HOURS_PER_MONTH = 730.0

# A division costs the batch kernel more than all the rest of a formula, so times are scaled by these.
HOURS_PER_SECOND = 1.0 / 3600.0
MONTHS_PER_SECOND = 1.0 / (HOURS_PER_MONTH * 3600.0)

# API_StoppingCondition: after SIGTERM, 120 seconds to save before the job is ended. They run, so they are billed.
STOP_GRACE = 120


def instance_usd(seconds: float, instances: float, usd_per_hour: float) -> float:
    """Instances are billed by the second, each from the job's start to its end.

    BillableTimeInSeconds counts one instance: "Multiply this value by the number of instances".
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html
    """
    return seconds * instances * usd_per_hour * HOURS_PER_SECOND


def volume_usd(gb: float, instances: float, seconds: float, usd_per_gb_month: float) -> float:
    """Each instance has a volume of its own, billed in GB-months for as long as the instance is there.

    Types with local NVMe storage get no volume, so they are billed none: pass 0 GB for them.
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html (VolumeSizeInGB)
    """
    return gb * instances * seconds * usd_per_gb_month * MONTHS_PER_SECOND


def gb_months(gb: float, instances: float, seconds: float) -> float:
    """The quantity of a volume's line on the bill, in GB-months of 730 hours."""
    return gb * instances * seconds * MONTHS_PER_SECOND


def billable_seconds(training_seconds: float, saving: float) -> float:
    """What managed spot training bills of a run, `saving` being the part (0 to 1) that it is expected to save.

    The discount stands in the billable seconds, which cost the on-demand rate; so the most that a spot job can cost
    is what it costs without spot, with a saving of 0. Waiting for capacity precedes TrainingStartTime and is free.
    https://docs.aws.amazon.com/sagemaker/latest/dg/model-managed-spot-training.html
    """
    return training_seconds * (1.0 - saving)


def spot_saving_percent(training_seconds: float, billed_seconds: float) -> float:
    """The saving as SageMaker shows it: (1 - BillableTimeInSeconds / TrainingTimeInSeconds) x 100.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html

    Raises:
        ValueError: the job did not train at all, so that there is no saving to speak of.
    """
    if not training_seconds > 0 or billed_seconds < 0:
        raise ValueError(f"{billed_seconds} billed of {training_seconds} trained seconds give no saving")
    return (1.0 - billed_seconds / training_seconds) * 100.0


def job_usd(
    billed: float, seconds: float, keep_alive: float, usd_per_second: float, volume_usd_per_second: float
) -> float:
    """Instances and volumes of a job, with the warm pool after it.

    `seconds` is how long it runs, `billed` how many of them are billed for instances (fewer with spot). A warm pool
    keeps instances and volumes after the job, billed at the training rate until it is reused or
    KeepAlivePeriodInSeconds is over.
    https://docs.aws.amazon.com/sagemaker/latest/dg/train-warm-pools.html
    """
    return (billed + keep_alive) * usd_per_second + (seconds + keep_alive) * volume_usd_per_second


def tuning_seconds(jobs: int | None, seconds: float, parallel: int, limit: float | None) -> float | None:
    """The most job-seconds that a tuning job can spend on training; None where nothing bounds them.

    Each of at most MaxNumberOfTrainingJobs is billed as a training job; ResourceLimits.MaxRuntimeInSeconds (`limit`)
    ends them all, when at most MaxParallelTrainingJobs run. Parallelism alone changes the time, not the sum.
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceLimits.html
    """
    bounds = []
    if jobs is not None:
        bounds.append(jobs * seconds)
    if limit is not None:
        bounds.append(parallel * limit)
    return min(bounds, default=None)


def wall_clock(jobs: int, parallel: int, seconds: float) -> float:
    """Seconds until the last of `jobs` equal jobs ends, `parallel` at a time: a whole round for a part of one."""
    return -(-jobs // parallel) * seconds
