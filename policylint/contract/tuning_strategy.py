"""Contract rules for a tuning job's strategy and limits: how it searches, how many jobs it may run, when it stops."""

from collections.abc import Iterator

from policylint.contract.data import table
from policylint.contract.tuning_space import (
    AUTOTUNE,
    CATEGORICAL,
    CONFIG,
    CONTINUOUS,
    DEFINITIONS,
    INTEGER,
    MAX_JOBS,
    PARALLEL,
    RANGES,
    STRATEGY,
    combinations,
    definitions,
    spaces,
)
from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Severity, remove, set_value
from policylint.job import TuningJob
from policylint.path import REMOVED
from policylint.rule import rule
from policylint.unknown import Unknown

RUNTIME = f"{CONFIG}.ResourceLimits.MaxRuntimeInSeconds"
EARLY_STOPPING = f"{CONFIG}.TrainingJobEarlyStoppingType"
STRATEGY_CONFIG = f"{CONFIG}.StrategyConfig"
LEAST = f"{CONFIG}.StrategyConfig.HyperbandStrategyConfig.MinResource"
MOST = f"{CONFIG}.StrategyConfig.HyperbandStrategyConfig.MaxResource"
CRITERIA = f"{CONFIG}.TuningJobCompletionCriteria"
PATIENCE = f"{CONFIG}.TuningJobCompletionCriteria.BestObjectiveNotImproving.MaxNumberOfTrainingJobsNotImproving"

_HOW_PAGE = f"{GUIDE}automatic-model-tuning-how-it-works.html"
_THREE_LAYERS = {
    f"{RANGES}.{CONTINUOUS}": REMOVED,
    f"{RANGES}.{INTEGER}": [{"Name": "layers", "MinValue": "2", "MaxValue": "4"}],
}


@rule(
    "SM2711",
    "tuning-limits-untenable",
    Severity.ERROR,
    since="0.1.0",
    title="The limits of the tuning job contradict each other, or what automatic model tuning allows",
    why="More jobs at once than in all cannot be, and the quotas of a tuning job (100 jobs at once; 750 in all, 10000 "
    "by random search) cannot be raised any further: the service rejects both. A warning for a run time over 30 days, "
    "which the guide gives as the limit although the API's model admits more, for a completion criterion that can "
    "never be met, and for a tuning job without any limit, which is billed for all that it runs.",
    fix="Lower the limit that is too high, or give the one that is missing.",
    source=f"{GUIDE}automatic-model-tuning-limits.html",
    scope="TuningJob",
    bad={MAX_JOBS: 4, PARALLEL: 5},
    good={MAX_JOBS: 5, PARALLEL: 5},
)
def tuning_limits_untenable(job: TuningJob) -> Iterator[Finding]:
    total, parallel, runtime = job.integer(MAX_JOBS), job.integer(PARALLEL), job.integer(RUNTIME)
    patience, limits = job.integer(PATIENCE), table("tuning_limits")
    if total is not None and parallel is not None and parallel > total:
        message = f"{parallel} training jobs at once are more than the {total} in all"
        yield Finding.at(PARALLEL, message, fix=set_value(PARALLEL, total, safe=False))
    elif parallel is not None and parallel > limits["parallel_training_jobs"]:
        message = (
            f"{parallel} training jobs at once; no tuning job may run more than {limits['parallel_training_jobs']}"
        )
        yield Finding.at(PARALLEL, message)
    strategy = job.string(STRATEGY) or ""
    most = limits["training_jobs"].get(strategy)
    if total is not None and most is not None and total > most:
        yield Finding.at(MAX_JOBS, f"{total} training jobs; a {strategy} search may run {most} at most")
    if runtime is not None and runtime > limits["runtime_in_seconds"]:
        message = f"{runtime} s is more than the 30 days ({limits['runtime_in_seconds']} s) that a tuning job may run"
        yield Finding.at(RUNTIME, message, severity=Severity.WARNING)
    if patience is not None and total is not None and patience >= total:
        message = f"{patience} training jobs without improvement are not seen before the {total} in all have run"
        yield Finding.at(PATIENCE, message, severity=Severity.WARNING)
    if strategy and strategy != "Grid" and not any(map(job.has, (MAX_JOBS, RUNTIME, CRITERIA, AUTOTUNE))):
        message = f"nothing limits the {strategy} search: neither a number of training jobs nor a run time"
        yield Finding.at(MAX_JOBS, message, severity=Severity.WARNING)


@rule(
    "SM2712",
    "fewer-combinations-than-jobs",
    Severity.ERROR,
    since="0.1.0",
    title="MaxNumberOfTrainingJobs is more than the combinations of values that there are",
    why="No combination is tried twice: where all ranges are finite, the service rejects more jobs than combinations.",
    fix="Ask for as many jobs as there are combinations at most, or widen the ranges.",
    source=f"{API}API_ResourceLimits.html",
    scope="TuningJob",
    bad={**_THREE_LAYERS, MAX_JOBS: 4},
    good={**_THREE_LAYERS, MAX_JOBS: 3},
)
def fewer_combinations_than_jobs(job: TuningJob) -> Iterator[Finding]:
    total = job.integer(MAX_JOBS)
    count = None if total is None else _combinations(job)
    if total is not None and count is not None and count < total:
        message = f"{total} training jobs are more than the {count} combinations of the values in the ranges"
        is_enough = (job.integer(PARALLEL) or 1) <= count and (job.integer(PATIENCE) or 0) < count
        yield Finding.at(MAX_JOBS, message, fix=set_value(MAX_JOBS, count, safe=False) if is_enough else None)


def _combinations(job: TuningJob) -> int | None:
    """How many combinations a tuning job of a single definition can try; None where that is not known."""
    found = spaces(job)
    if len(found) != 1 or (DEFINITIONS in job.request and len(job.sequence(DEFINITIONS)) != 1):
        return None
    return combinations(job, found[0])


@rule(
    "SM2713",
    "strategy-in-conflict",
    Severity.ERROR,
    since="0.1.0",
    title="A setting that the strategy of the search does not allow",
    why="A grid search takes categorical ranges only, and runs each combination once; Hyperband stops jobs early by "
    "itself, between a least and a most resource (the most it can take from a static epochs hyperparameter), and "
    "alone has a StrategyConfig; early stopping is for a single algorithm. The service rejects what does not fit.",
    fix="Remove the setting, or choose the strategy that it belongs to.",
    source=_HOW_PAGE,
    scope="TuningJob",
    bad={STRATEGY: "Hyperband", MOST: 30, EARLY_STOPPING: "Auto"},
    good={STRATEGY: "Hyperband", MOST: 30, EARLY_STOPPING: "Off"},
)
def strategy_in_conflict(job: TuningJob) -> Iterator[Finding]:
    config = job.mapping(CONFIG)
    strategy = config.get("Strategy")
    if strategy == "Grid":
        yield from _unfit_for_grid(job)
    elif strategy == "Hyperband":
        yield from _unfit_for_hyperband(job)
    elif isinstance(strategy, str) and isinstance(config.get("StrategyConfig"), dict):
        message = f"StrategyConfig is for Hyperband; the strategy is {strategy}"
        yield Finding.at(STRATEGY_CONFIG, message, fix=remove(STRATEGY_CONFIG, safe=False))
    if config.get("TrainingJobEarlyStoppingType") == "Auto":
        count = len(job.sequence(DEFINITIONS))
        if strategy == "Hyperband" or count > 1:
            reason = (
                "Hyperband stops training jobs by itself" if count < 2 else f"{count} algorithms are tuned, not one"
            )
            message = f"early stopping must be Off: {reason}"
            yield Finding.at(EARLY_STOPPING, message, fix=set_value(EARLY_STOPPING, "Off", safe=False))


def _unfit_for_grid(job: TuningJob) -> Iterator[Finding]:
    for space in spaces(job):
        for kind in (INTEGER, CONTINUOUS):
            if space.listed(kind) and isinstance(space.listed(kind), list):
                message = f"a Grid search takes no {kind}: list the values in {CATEGORICAL}"
                yield Finding.at(f"{space.path}.{kind}", message)
    total, count = job.integer(MAX_JOBS), _combinations(job)
    most = table("tuning_limits")["training_jobs"]["Grid"]
    if count is not None and count > most and (total is None or total <= most):
        yield Finding.at(MAX_JOBS, f"the ranges have {count} combinations; a Grid search may run {most} at most")
    elif total is not None and count is not None and total < count:
        message = f"a Grid search runs all {count} combinations, not {total}: leave the number out, or give {count}"
        yield Finding.at(MAX_JOBS, message, fix=remove(MAX_JOBS, safe=False))


def _unfit_for_hyperband(job: TuningJob) -> Iterator[Finding]:
    least, most, limits = job.integer(LEAST), job.integer(MOST), table("tuning_limits")
    if least is not None and most is not None and least >= most:
        yield Finding.at(LEAST, f"MinResource {least} is not less than MaxResource {most}")
    if most is not None and most > limits["hyperband_max_resource"]:
        yield Finding.at(MOST, f"{most} is more than the {limits['hyperband_max_resource']} that MaxResource may be")
    if not job.has(MOST) and not job.has(AUTOTUNE):
        names = limits["epoch_hyperparameters"]
        for path, definition in definitions(job):
            static = definition.get("StaticHyperParameters")
            given = static if isinstance(static, dict) else {}
            if not isinstance(static, Unknown) and not any(name in given for name in names):
                message = f"MaxResource is missing, and {path}.StaticHyperParameters has none of {', '.join(names)}"
                yield Finding.at(MOST, message)
                return
