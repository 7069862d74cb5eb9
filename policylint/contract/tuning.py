"""Contract rules for the parts of a tuning job: its training definitions, its objective and its parents."""

from collections.abc import Iterator, Mapping
from typing import Any

from policylint.aws import arn_account, ecr_image
from policylint.contract.data import table
from policylint.contract.instances import CONFIGS, TUNING_RESOURCES
from policylint.contract.tuning_space import (
    DEFINITION,
    DEFINITIONS,
    OBJECTIVE,
    RANGES,
    STRATEGY,
    definitions,
)
from policylint.documentation import API, GUIDE
from policylint.examples import TUNING_JOB
from policylint.finding import Finding, Severity, remove
from policylint.job import TUNING, TrainingJob, TuningJob
from policylint.members import KEEP_ALIVE
from policylint.nearest import did_you_mean
from policylint.path import REMOVED
from policylint.rule import rule
from policylint.unknown import Unknown

WARM_START = "WarmStartConfig"
PARENTS = "WarmStartConfig.ParentHyperParameterTuningJobs"

_METRICS = f"{DEFINITION}.AlgorithmSpecification.MetricDefinitions"
_NEEDS_OBJECTIVE = ("Bayesian", "Hyperband")
_UNABLE_TO_LEARN = ("Grid", "Hyperband")
_SMALL = {
    **TUNING_JOB[DEFINITION],
    "DefinitionName": "small",
    "TuningObjective": {"Type": "Minimize", "MetricName": "validation:loss"},
    "HyperParameterRanges": {
        "ContinuousParameterRanges": [{"Name": "learning-rate", "MinValue": "0.01", "MaxValue": "0.1"}]
    },
}
_SEVERAL = {
    OBJECTIVE: REMOVED,
    RANGES: REMOVED,
    DEFINITION: REMOVED,
    DEFINITIONS: [_SMALL, {**_SMALL, "DefinitionName": "large"}],
}
_RESOURCES = f"{DEFINITION}.{TUNING_RESOURCES}"
_CHOICE = [
    {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    {"InstanceType": "ml.c5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
]
_CHOOSING = {f"{DEFINITION}.ResourceConfig": REMOVED, f"{_RESOURCES}.{CONFIGS}": _CHOICE}
_PARENT = {f"{WARM_START}.WarmStartType": "TransferLearning", PARENTS: [{"HyperParameterTuningJobName": "churn-1"}]}


@rule(
    "SM2701",
    "training-definitions-unclear",
    Severity.ERROR,
    since="0.1.0",
    title="Not exactly one of TrainingJobDefinition and TrainingJobDefinitions, or definitions without distinct names",
    why="One algorithm is tuned by TrainingJobDefinition, several by TrainingJobDefinitions, whose members are known "
    "apart by DefinitionName alone: the service rejects a request with both, with neither, or with two of one name.",
    fix="Give one of the two members, and each of several definitions a DefinitionName of its own.",
    source=f"{GUIDE}multiple-algorithm-hpo.html",
    scope="TuningJob",
    bad={**_SEVERAL, f"{DEFINITIONS}[1].DefinitionName": "small"},
    good=_SEVERAL,
)
def training_definitions_unclear(job: TuningJob) -> Iterator[Finding]:
    if not job.has(DEFINITION) and not job.has(DEFINITIONS):
        yield Finding.at(DEFINITION, f"there is no job to tune: neither {DEFINITION} nor {DEFINITIONS} is given")
    elif job.get(DEFINITION) is not None and job.sequence(DEFINITIONS):
        message = f"{DEFINITION} is given too; {DEFINITIONS} takes its place where several algorithms are tuned"
        yield Finding.at(DEFINITIONS, message)
    if len(job.sequence(DEFINITIONS)) > 1:
        first: dict[str, str] = {}
        for path, entry in job.each(DEFINITIONS):
            name = entry.get("DefinitionName")
            if name is None:
                yield Finding.at(f"{path}.DefinitionName", "a name is missing: each of several definitions needs one")
            elif isinstance(name, str) and first.setdefault(name, path) != path:
                yield Finding.at(f"{path}.DefinitionName", f"{name!r} is the name of {first[name]} already")


@rule(
    "SM2702",
    "tuning-resources-in-conflict",
    Severity.ERROR,
    since="0.1.0",
    title="HyperParameterTuningResourceConfig sizes what its InstanceConfigs size, or a warm pool is asked for",
    why="Each of the InstanceConfigs brings its own volume, so that VolumeSizeInGB must not be given beside them; "
    "AllocationStrategy orders them and has no effect without them. A tuning job keeps its instances warm between "
    "training jobs by itself, and does not take KeepAlivePeriodInSeconds.",
    fix="Size the volumes in InstanceConfigs, and leave out what has no effect.",
    source=f"{API}API_HyperParameterTuningResourceConfig.html",
    operation=TUNING,
    members=(TUNING_RESOURCES, KEEP_ALIVE),
    bad={**_CHOOSING, f"{_RESOURCES}.VolumeSizeInGB": 30},
    good={**_CHOOSING, f"{_RESOURCES}.AllocationStrategy": "Prioritized"},
)
def tuning_resources_in_conflict(job: TrainingJob) -> Iterator[Finding]:
    if job.tuning is None:
        return
    volume, strategy = f"{TUNING_RESOURCES}.VolumeSizeInGB", f"{TUNING_RESOURCES}.AllocationStrategy"
    if job.get(volume) is not None and job.sequence(f"{TUNING_RESOURCES}.{CONFIGS}"):
        message = "VolumeSizeInGB cannot stand beside InstanceConfigs, each of which sizes its own volume"
        yield Finding.at(volume, message, fix=remove(volume, safe=False))
    if job.get(strategy) is not None and not job.has(f"{TUNING_RESOURCES}.{CONFIGS}"):
        message = "AllocationStrategy has no effect: there are no InstanceConfigs to choose from"
        yield Finding.at(strategy, message, severity=Severity.WARNING, fix=remove(strategy, safe=False))
    if job.get(KEEP_ALIVE):
        message = "a tuning job keeps its instances warm by itself and takes no KeepAlivePeriodInSeconds"
        yield Finding.at(KEEP_ALIVE, message, severity=Severity.WARNING, fix=remove(KEEP_ALIVE, safe=False))


@rule(
    "SM2703",
    "objective-missing-or-misplaced",
    Severity.ERROR,
    since="0.1.0",
    title="The tuning objective is missing, or stands where it does not count",
    why="The search is steered, and the best model chosen, by the objective metric: that of the tuning job's "
    "configuration for a single definition, that of each definition for several. An error where the strategy cannot "
    "do without; a warning where it can (Grid, Random), and where an objective is stated twice or without effect.",
    fix="Give HyperParameterTuningJobObjective for a single definition, TuningObjective in each of several.",
    source=f"{GUIDE}multiple-algorithm-hpo-create-tuning-jobs.html",
    scope="TuningJob",
    bad={OBJECTIVE: REMOVED},
    good={f"{OBJECTIVE}.Type": "Maximize"},
)
def objective_missing_or_misplaced(job: TuningJob) -> Iterator[Finding]:
    objective, single = job.look(OBJECTIVE), job.request.get(DEFINITION)
    count = len(job.sequence(DEFINITIONS)) if DEFINITIONS in job.request else 0
    for path, definition in job.each(DEFINITIONS) if count else ():
        if definition.get("TuningObjective") is None and (count > 1 or objective is None):
            yield Finding.at(f"{path}.TuningObjective", "each of the TrainingJobDefinitions needs its own objective")
    if isinstance(objective, dict) and count > 1:
        message = f"this objective is for {DEFINITION} alone; {DEFINITIONS} have their TuningObjective"
        yield Finding.at(OBJECTIVE, message, severity=Severity.WARNING)
    own = single.get("TuningObjective") if isinstance(single, dict) else None
    if isinstance(objective, dict) and isinstance(own, dict):
        message = f"the objective is stated twice: here and in {OBJECTIVE}"
        yield Finding.at(f"{DEFINITION}.TuningObjective", message, severity=Severity.WARNING)
    elif isinstance(single, dict) and objective is None and own is None:
        strategy = job.string(STRATEGY)
        severity = Severity.ERROR if strategy in _NEEDS_OBJECTIVE else Severity.WARNING
        message = f"there is no objective for the {strategy} search" if strategy else "there is no objective"
        yield Finding.at(OBJECTIVE, message, severity=severity)


@rule(
    "SM2704",
    "objective-metric-undefined",
    Severity.ERROR,
    since="0.1.0",
    title="The objective metric of a custom algorithm is not among its MetricDefinitions",
    why="Only SageMaker's built-in algorithms and algorithm resources bring their metrics along. For any other image "
    "the service reads the objective from the log by the regular expression of a metric definition, and rejects a "
    "tuning job that has none for it. A warning for an image in a registry that is neither your own nor known, and "
    "where nothing is defined for one in an account of AWS's documentation: it stands for another image.",
    fix="Add the metric with its regular expression to AlgorithmSpecification.MetricDefinitions, or correct the name.",
    source=f"{GUIDE}automatic-model-tuning-define-metrics-variables.html",
    scope="TuningJob",
    bad={f"{_METRICS}[0].Name": "validation:accuracy"},
    good={f"{_METRICS}[1]": {"Name": "train:loss", "Regex": "loss=([0-9.]+)"}},
)
def objective_metric_undefined(job: TuningJob) -> Iterator[Finding]:
    common = job.look(OBJECTIVE)
    for place, definition in definitions(job):
        is_common = place == DEFINITION and common is not None
        objective, algorithm = (
            common if is_common else definition.get("TuningObjective"),
            definition.get("AlgorithmSpecification"),
        )
        if isinstance(objective, dict) and isinstance(algorithm, dict):
            metric, defined = objective.get("MetricName"), _names(algorithm.get("MetricDefinitions"))
            if not isinstance(metric, str) or defined is None or metric in defined:
                continue
            severity = _severity_without_definition(algorithm, definition.get("RoleArn"), any_defined=bool(defined))
            if severity is not None:
                path = f"{OBJECTIVE if is_common else f'{place}.TuningObjective'}.MetricName"
                where = f"{place}.AlgorithmSpecification.MetricDefinitions"
                message = f"{metric!r} is not defined in {where}{did_you_mean(metric, defined)}"
                yield Finding.at(path, message, severity=severity)


def _names(metrics: Any) -> list[str] | None:
    """The names that metric definitions give; None where a part of them is not known."""
    entries = [] if metrics is None else metrics if isinstance(metrics, list) else [metrics]
    names = [entry.get("Name") if isinstance(entry, dict) else None for entry in entries]
    known = [name for name in names if isinstance(name, str)]
    return known if len(known) == len(names) else None


def _severity_without_definition(algorithm: Mapping[str, Any], role: Any, *, any_defined: bool) -> Severity | None:
    """How bad it is not to define a metric for the algorithm; None where it may bring its own, or is not known."""
    image = algorithm.get("TrainingImage")
    if not isinstance(image, str) or algorithm.get("AlgorithmName") is not None:
        return None
    named, known = ecr_image(image), table("algorithm_metrics")
    if named is None:
        return Severity.ERROR
    if not any_defined and named.account in known["example_accounts"]:
        return Severity.WARNING
    is_own = isinstance(role, str) and arn_account(role) == named.account
    if is_own or named.repository in known["frameworks"]:
        return Severity.ERROR
    return None if named.repository in known["built_in"] else Severity.WARNING


@rule(
    "SM2705",
    "warm-start-unusable",
    Severity.ERROR,
    since="0.1.0",
    title="A warm start from a parent that cannot be, or for a search that cannot use it",
    why="A warm start needs finished tuning jobs as parents, and is available only where a single algorithm is tuned: "
    "the service rejects anything else. A parent named twice adds nothing, and a grid or Hyperband search does not "
    "choose its combinations by what the parents found (a warning).",
    fix="Name other, finished tuning jobs as parents; tune one algorithm, by Bayesian or random search.",
    source=f"{GUIDE}automatic-model-tuning-warm-start.html",
    scope="TuningJob",
    members=(WARM_START,),
    bad={**_PARENT, f"{PARENTS}[0].HyperParameterTuningJobName": "Churn-Tuning"},
    good=_PARENT,
)
def warm_start_unusable(job: TuningJob) -> Iterator[Finding]:
    if isinstance(job.request[WARM_START], Unknown):
        return
    own, strategy, count = (
        job.string("HyperParameterTuningJobName"),
        job.string(STRATEGY),
        len(job.sequence(DEFINITIONS)),
    )
    if count > 1:
        yield Finding.at(WARM_START, f"a warm start is for a single algorithm: there are {count} {DEFINITIONS}")
    if strategy in _UNABLE_TO_LEARN:
        message = f"a {strategy} search does not use what its parents found; Bayesian and Random do"
        yield Finding.at(WARM_START, message, severity=Severity.WARNING)
    first: dict[str, str] = {}
    for path, parent in job.each(PARENTS):
        name, place = parent.get("HyperParameterTuningJobName"), f"{path}.HyperParameterTuningJobName"
        if name is None:
            yield Finding.at(place, "the parent is not named")
        elif isinstance(name, str):
            if own is not None and name.casefold() == own.casefold():
                yield Finding.at(place, f"{name!r} is this tuning job itself: names are not case-sensitive")
            if first.setdefault(name.casefold(), path) != path:
                message = f"{name!r} is named at {first[name.casefold()]} already"
                yield Finding.at(place, message, severity=Severity.WARNING, fix=remove(path))
