"""COST: what jobs may cost, what keeps that from being told, and the same work for less.

What the rules say is worked out in `policylint.cost.budgets` and `policylint.cost.advice`, which are imported only for
a job that may give a finding: most cost too little for any advice, and a look at the bounds decides.
"""

from policylint.documentation import API, GUIDE, PRICES
from policylint.finding import Severity
from policylint.members import DEFAULT_RUNTIME, KEEP_ALIVE, MAX_RUNTIME, SPOT
from policylint.rule import Rule

_GPUS = {"ResourceConfig": {"InstanceType": "ml.g5.12xlarge", "InstanceCount": 1}}
_FOUR = {"ResourceConfig": {"InstanceType": "ml.g5.12xlarge", "InstanceCount": 4}}
_AUTOTUNED = {"Autotune": {"Mode": "Enabled"}}
_ENCRYPTED = {"EnableInterContainerTrafficEncryption": True}
_DAY = {MAX_RUNTIME: DEFAULT_RUNTIME}
_SAVED = {"CheckpointConfig": {"S3Uri": "s3://acme-ml/churn/checkpoints/"}}

JOB_OVER_BUDGET = Rule(
    "COST1001", "job-over-budget", Severity.ERROR, since="0.1.0",
    title="A job can cost more than its budget allows",
    why="The bill is fixed by what the request lets the job do, and it is due whether or not the result is of use.",
    fix="Lower MaxRuntimeInSeconds, the instance count or the type, or ask whoever answers for the budget to raise it.",
    source=f"{API}API_DescribeTrainingJob.html",
    settings="[[budgets]]\njob = 50", bad={**_GPUS, **_DAY}, good={**_GPUS, MAX_RUNTIME: 21_600},
)  # fmt: skip

TOTAL_OVER_BUDGET = Rule(
    "COST1002", "total-over-budget", Severity.ERROR, since="0.1.0",
    title="The jobs checked together can cost more than their budget allows",
    why="Each job may be small enough, and a sweep or a pull request of many still spend a quarter's money in a night.",
    fix="Submit fewer jobs, lower their limits, or ask whoever answers for the budget to raise it.",
    source=f"{API}API_DescribeTrainingJob.html",
    settings="[[budgets]]\ntotal = 100", bad={**_GPUS, **_DAY}, good={**_GPUS, MAX_RUNTIME: 21_600},
)  # fmt: skip

UNKNOWN_PRICE = Rule(
    "COST1003", "unknown-price", Severity.NOTE, since="0.1.0",
    title="What a job can cost is not known",
    why="A job without a price keeps no budget; here it counts as unknown, never as free. Where a budget is for the"
    " job, the finding is as bad as breaking it.",
    fix="Load AWS's price list with `policylint pricing update` or `import`, or add the rate to a price book of yours.",
    source=PRICES,
    bad={"ResourceConfig": {"InstanceType": "ml.p5e.48xlarge", "InstanceCount": 1}}, good={},
)  # fmt: skip

UNBOUNDED_JOB = Rule(
    "COST1101", "unbounded-job", Severity.ERROR, since="0.1.0",
    title="Nothing bounds how often a job runs, though it has a budget",
    why="A loop, a map over a list that only the run knows, or a tuning job without limits starts as many jobs as it"
    " comes to; no budget can be kept by that, whatever one of them costs.",
    fix="State a limit, such as MaxItems for the list of a map or MaxNumberOfTrainingJobs for a tuning job;"
    " or set `allow-unbounded` under `[cost]`, so that such a job counts by one run.",
    source="https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html",
    operation="CreateHyperParameterTuningJob",
    settings="[[budgets]]\njob = 50",
    bad={**_AUTOTUNED, "HyperParameterTuningJobConfig.ResourceLimits": {"MaxParallelTrainingJobs": 1}},
    good={**_AUTOTUNED,
          "HyperParameterTuningJobConfig.ResourceLimits": {"MaxNumberOfTrainingJobs": 2, "MaxParallelTrainingJobs": 1}},
)  # fmt: skip

LIMIT_FAR_ABOVE_NEED = Rule(
    "COST2001", "limit-far-above-need", Severity.NOTE, since="0.1.0",
    title="MaxRuntimeInSeconds lets a job run far longer than it is expected to",
    why="A job that hangs is billed until its limit; the limit is the only thing that stops it.",
    fix="Set MaxRuntimeInSeconds to what the job may take at the worst, two or three times what it is expected to.",
    source=f"{API}API_StoppingCondition.html",
    settings='[cost]\nexpected-runtime = {"churn-*" = "1h"}',
    bad={**_GPUS, **_DAY}, good={**_GPUS, MAX_RUNTIME: 10_800},
)  # fmt: skip

SPOT_NOT_USED = Rule(
    "COST2002", "spot-not-used", Severity.NOTE, since="0.1.0",
    title="A job with checkpoints runs on demand where spot would do",
    why="Managed spot training bills the same seconds at a fraction; with checkpoints an interruption costs minutes.",
    fix="Set EnableManagedSpotTraining and a MaxWaitTimeInSeconds, or ignore this rule where a start must not wait.",
    source=f"{GUIDE}model-managed-spot-training.html",
    bad={**_GPUS, **_DAY, **_SAVED},
    good={**_GPUS, **_DAY, **_SAVED, SPOT: True,
          "StoppingCondition.MaxWaitTimeInSeconds": 90_000},
)  # fmt: skip

CHEAPER_INSTANCE_TYPE = Rule(
    "COST2003", "cheaper-instance-type", Severity.NOTE, since="0.1.0",
    title="Another instance type offers the same or more for less",
    why="The same GPUs, processors, memory, storage and network at a lower rate do the same work for less money.",
    fix="Use the type that is named, after a trial run; where only this type will do, ignore the rule.",
    source=PRICES,
    settings="[pricing]\ndiscounts = {m6i = 30}",
    bad={"ResourceConfig.InstanceType": "ml.m5.4xlarge", "ResourceConfig.InstanceCount": 8, **_ENCRYPTED, **_DAY},
    good={"ResourceConfig.InstanceType": "ml.m6i.4xlarge", "ResourceConfig.InstanceCount": 8, **_ENCRYPTED, **_DAY},
)  # fmt: skip

INSTANCES_WITHOUT_DATA = Rule(
    "COST2004", "instances-without-data", Severity.WARNING, since="0.1.0",
    title="More instances than objects to share among them",
    why="ShardedByS3Key gives each object to one instance; the instances beyond the objects are billed for nothing.",
    fix="Split the object into at least as many as there are instances, replicate it, or use one instance.",
    source=f"{API}API_S3DataSource.html",
    bad={"ResourceConfig.InstanceCount": 4, **_ENCRYPTED,
         "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {
             "S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/train.csv",
             "S3DataDistributionType": "ShardedByS3Key"}}}]},
    good={"ResourceConfig.InstanceCount": 4, **_ENCRYPTED,
          "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {
              "S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/train/",
              "S3DataDistributionType": "ShardedByS3Key"}}}]},
)  # fmt: skip

EXPENSIVE_WARM_POOL = Rule(
    "COST2005", "expensive-warm-pool", Severity.NOTE, since="0.1.0",
    title="A warm pool costs much while nothing runs on it",
    why="KeepAlivePeriodInSeconds is billed at the full rate after the job until another job takes the instances.",
    fix="Keep instances warm only for as long as the next job really takes to come.",
    source=f"{GUIDE}train-warm-pools.html",
    bad={**_FOUR, KEEP_ALIVE: 3600, **_ENCRYPTED}, good={**_FOUR, KEEP_ALIVE: 600, **_ENCRYPTED},
)  # fmt: skip

VOLUME_OUT_OF_PROPORTION = Rule(
    "COST2006", "volume-out-of-proportion", Severity.NOTE, since="0.1.0",
    title="Volumes make up a large part of what a job costs",
    why="Every instance has a volume of the stated size, billed for the whole run whether or not it is filled.",
    fix="Set VolumeSizeInGB to what the data, the model and the checkpoints need, or stream the data.",
    source=f"{API}API_ResourceConfig.html",
    bad={"ResourceConfig.VolumeSizeInGB": 16_000, **_DAY}, good={"ResourceConfig.VolumeSizeInGB": 100, **_DAY},
)  # fmt: skip
