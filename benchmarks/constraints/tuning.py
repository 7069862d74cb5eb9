"""Constraints on tuning jobs that a rule states beside the one of its own failing example, each with a mutation."""

from typing import Any

from benchmarks.constraints.constraint import Constraint, tuning
from policylint.examples import TUNING_JOB, example
from policylint.job import TUNING
from policylint.path import REMOVED

_CONFIG = "HyperParameterTuningJobConfig"
_STRATEGY, _RANGES = f"{_CONFIG}.Strategy", f"{_CONFIG}.ParameterRanges"
_OBJECTIVE = f"{_CONFIG}.HyperParameterTuningJobObjective"
_LIMITS = f"{_CONFIG}.ResourceLimits"
_JOBS, _PARALLEL, _RUNTIME = (
    f"{_LIMITS}.MaxNumberOfTrainingJobs",
    f"{_LIMITS}.MaxParallelTrainingJobs",
    f"{_LIMITS}.MaxRuntimeInSeconds",
)
_PATIENCE = f"{_CONFIG}.TuningJobCompletionCriteria.BestObjectiveNotImproving.MaxNumberOfTrainingJobsNotImproving"
_EARLY = f"{_CONFIG}.TrainingJobEarlyStoppingType"
_HYPERBAND_CONFIG = f"{_CONFIG}.StrategyConfig.HyperbandStrategyConfig"
_LEAST, _MOST = f"{_HYPERBAND_CONFIG}.MinResource", f"{_HYPERBAND_CONFIG}.MaxResource"
_CONTINUOUS, _INTEGER = f"{_RANGES}.ContinuousParameterRanges", f"{_RANGES}.IntegerParameterRanges"
_CATEGORICAL = f"{_RANGES}.CategoricalParameterRanges"
_RATE, _LAYERS, _OPTIMIZER = f"{_CONTINUOUS}[0]", f"{_INTEGER}[0]", f"{_CATEGORICAL}[0]"
_DEFINITION, _DEFINITIONS = "TrainingJobDefinition", "TrainingJobDefinitions"
_RESOURCES = f"{_DEFINITION}.ResourceConfig"
_FLEXIBLE = f"{_DEFINITION}.HyperParameterTuningResourceConfig"
_WARM_START, _PARENTS = "WarmStartConfig", "WarmStartConfig.ParentHyperParameterTuningJobs"

_LOSS = {"Type": "Minimize", "MetricName": "validation:loss"}
_THREE_LAYERS = {_CONTINUOUS: REMOVED, _INTEGER: [{"Name": "layers", "MinValue": "2", "MaxValue": "4"}], _JOBS: 3}
_TWO_OPTIMIZERS = {_CONTINUOUS: REMOVED, _CATEGORICAL: [{"Name": "optimizer", "Values": ["sgd", "adam"]}], _JOBS: 2}
_GRID = {**_TWO_OPTIMIZERS, _STRATEGY: "Grid", _JOBS: REMOVED}
_HYPERBAND = {_STRATEGY: "Hyperband", _MOST: 30}
_CONFIGS = [
    {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    {"InstanceType": "ml.c5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
]
_CHOOSING = {_RESOURCES: REMOVED, f"{_FLEXIBLE}.InstanceConfigs": _CONFIGS}
_FLEXIBLY = {_RESOURCES: REMOVED, _FLEXIBLE: {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}}
_ON_GPU = {_RESOURCES: REMOVED, _FLEXIBLE: {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1}}
_PARENT = {
    f"{_WARM_START}.WarmStartType": "TransferLearning",
    _PARENTS: [{"HyperParameterTuningJobName": "churn-1"}, {"HyperParameterTuningJobName": "churn-2"}],
}


def _ranges(name: str, count: int) -> dict[str, Any]:
    listed = [{"Name": f"{name}-{index}", "MinValue": "0.01", "MaxValue": "0.1"} for index in range(count)]
    return {"ContinuousParameterRanges": listed}


def _several(environment: int = 0) -> dict[str, Any]:
    """Changes to a tuning job of two definitions, each with that many environment variables."""
    listed = [
        {
            **TUNING_JOB[_DEFINITION],
            "DefinitionName": name,
            "TuningObjective": _LOSS,
            "HyperParameterRanges": _ranges(name, 1),
            **({"Environment": {f"V{index}": "1" for index in range(environment)}} if environment else {}),
        }
        for name in ("small", "large")
    ]
    return {_OBJECTIVE: REMOVED, _RANGES: REMOVED, _DEFINITION: REMOVED, _DEFINITIONS: listed}


def _static(count: int) -> dict[str, Any]:
    return {f"{_DEFINITION}.StaticHyperParameters": {f"static-{index}": "1" for index in range(count)}}


def _metrics(count: int) -> dict[str, Any]:
    listed = [{"Name": f"metric-{index}", "Regex": "loss=([0-9.]+)"} for index in range(count - 1)]
    defined = TUNING_JOB[_DEFINITION]["AlgorithmSpecification"]["MetricDefinitions"]
    return {f"{_DEFINITION}.AlgorithmSpecification.MetricDefinitions": [*defined, *listed]}


_CASELESS = Constraint(
    "SM2907",
    "of tuning jobs, by case alone",
    TUNING,
    (example(TUNING, {}), example(TUNING, {"HyperParameterTuningJobName": "churn-tuning-2"})),
    (example(TUNING, {}), example(TUNING, {"HyperParameterTuningJobName": "Churn-Tuning"})),
)

CONSTRAINTS: tuple[Constraint, ...] = (
    tuning(
        "SM2007",
        "of a tuning job, which pulls from ECR alone",
        {f"{_DEFINITION}.AlgorithmSpecification.TrainingImage": "registry.example.com/churn:1.4"},
    ),
    tuning(
        "SM2206", "of a tuning job", {f"{_FLEXIBLE}.VolumeKmsKeyId": "1234abcd-12ab-34cd-56ef-1234567890ab"}, _ON_GPU
    ),
    tuning("SM2501", "InstanceConfigs beside InstanceType", {f"{_FLEXIBLE}.InstanceType": "ml.m5.xlarge"}, _CHOOSING),
    tuning(
        "SM2501",
        "ResourceConfig beside a tuning job's own",
        {_RESOURCES: TUNING_JOB[_DEFINITION]["ResourceConfig"]},
        _FLEXIBLY,
    ),
    tuning("SM2502", "a definition of a tuning job without any", {_RESOURCES: REMOVED}),
    tuning("SM2510", "larger than that storage, in a tuning job", {f"{_FLEXIBLE}.VolumeSizeInGB": 500}, _ON_GPU),
    _CASELESS,
    tuning("SM2701", "both", {_DEFINITIONS: [{**TUNING_JOB[_DEFINITION], "TuningObjective": _LOSS}]}),
    tuning("SM2701", "neither", {_DEFINITION: REMOVED}),
    tuning("SM2701", "a definition without a name", {f"{_DEFINITIONS}[1].DefinitionName": REMOVED}, _several()),
    tuning(
        "SM2702",
        "AllocationStrategy without InstanceConfigs",
        {f"{_FLEXIBLE}.AllocationStrategy": "Prioritized"},
        _FLEXIBLY,
    ),
    tuning("SM2702", "KeepAlivePeriodInSeconds", {f"{_RESOURCES}.KeepAlivePeriodInSeconds": 600}),
    tuning("SM2703", "missing for a Random search", {_OBJECTIVE: REMOVED}, {_STRATEGY: "Random"}),
    tuning(
        "SM2703", "missing in one of several definitions", {f"{_DEFINITIONS}[1].TuningObjective": REMOVED}, _several()
    ),
    tuning("SM2703", "a common one for several definitions", {_OBJECTIVE: _LOSS}, _several()),
    tuning("SM2703", "stated twice", {f"{_DEFINITION}.TuningObjective": _LOSS}),
    tuning("SM2711", "more than 100 at once", {_PARALLEL: 101}, {_JOBS: 200}),
    tuning("SM2711", "more than 750 in all", {_JOBS: 751}),
    tuning("SM2711", "more than 10,000 by random search", {_JOBS: 10_001}, {_STRATEGY: "Random"}),
    tuning("SM2711", "a run time over 30 days", {_RUNTIME: 2_592_001}, {_RUNTIME: 2_592_000}),
    tuning("SM2711", "a criterion that is never met", {_PATIENCE: 20}, {_PATIENCE: 19}),
    tuning("SM2711", "no limit at all", {_JOBS: REMOVED}),
    tuning("SM2706", "a single value", {f"{_RATE}.MinValue": "0.1"}),
    tuning("SM2706", "a word for a number", {f"{_RATE}.MaxValue": "high"}),
    tuning("SM2706", "a fraction for a whole number", {f"{_LAYERS}.MaxValue": "4.5"}, _THREE_LAYERS),
    tuning("SM2706", "a value listed twice", {f"{_OPTIMIZER}.Values[2]": "sgd"}, _TWO_OPTIMIZERS),
    tuning(
        "SM2707", "ReverseLogarithmic for integers", {f"{_LAYERS}.ScalingType": "ReverseLogarithmic"}, _THREE_LAYERS
    ),
    tuning(
        "SM2707",
        "ReverseLogarithmic below 0",
        {f"{_RATE}.MinValue": "-0.1"},
        {f"{_RATE}.ScalingType": "ReverseLogarithmic"},
    ),
    tuning(
        "SM2707",
        "ReverseLogarithmic up to 1",
        {f"{_RATE}.MaxValue": "1"},
        {f"{_RATE}.ScalingType": "ReverseLogarithmic"},
    ),
    tuning(
        "SM2708", "two ranges", {f"{_CONTINUOUS}[1]": {"Name": "learning-rate", "MinValue": "0.2", "MaxValue": "0.3"}}
    ),
    tuning(
        "SM2708",
        "a range and an example for Autotune",
        {f"{_RANGES}.AutoParameters[0]": {"Name": "learning-rate", "ValueHint": "0.01"}},
        {"Autotune.Mode": "Enabled"},
    ),
    tuning("SM2709", "100 hyperparameters, to which SageMaker adds one", _static(99), _static(98)),
    tuning(
        "SM2709",
        "31 hyperparameters searched",
        {_LAYERS: {"Name": "layers", "MinValue": "2", "MaxValue": "4"}},
        {_RANGES: _ranges("rate", 30)},
    ),
    tuning(
        "SM2709",
        "49 environment variables over two definitions",
        {f"{_DEFINITIONS}[1].Environment.V24": "1"},
        _several(24),
    ),
    tuning("SM2709", "21 metrics", _metrics(21), _metrics(20)),
    tuning(
        "SM2713",
        "Grid with a continuous range",
        {_CONTINUOUS: [{"Name": "learning-rate", "MinValue": "0.01", "MaxValue": "0.1"}]},
        _GRID,
    ),
    tuning("SM2713", "Grid with fewer jobs than combinations", {_JOBS: 1, _PARALLEL: 1}, _GRID),
    tuning(
        "SM2713",
        "Grid of more than 750 combinations",
        {
            f"{_OPTIMIZER}.Values": [str(n) for n in range(30)],
            f"{_CATEGORICAL}[1]": {"Name": "layers", "Values": [str(n) for n in range(26)]},
        },
        _GRID,
    ),
    tuning("SM2713", "Hyperband with MinResource not less than MaxResource", {_LEAST: 30}, _HYPERBAND),
    tuning("SM2713", "Hyperband with MaxResource over 20,000", {_MOST: 20_001}, _HYPERBAND),
    tuning("SM2713", "Hyperband without MaxResource or epochs", {f"{_CONFIG}.StrategyConfig": REMOVED}, _HYPERBAND),
    tuning("SM2713", "StrategyConfig for another strategy", {_STRATEGY: "Bayesian"}, _HYPERBAND),
    tuning("SM2713", "early stopping of several algorithms", {_EARLY: "Auto"}, {**_several(), _EARLY: "Off"}),
    tuning("SM2705", "several algorithms", _PARENT, _several()),
    tuning("SM2705", "a grid search", _PARENT, _GRID),
    tuning("SM2705", "a parent without a name", {f"{_PARENTS}[1]": {}}, _PARENT),
    tuning("SM2705", "a parent named twice", {f"{_PARENTS}[1].HyperParameterTuningJobName": "churn-1"}, _PARENT),
    tuning("SM2710", "ranges in the configuration, for several definitions", {_RANGES: _ranges("rate", 1)}, _several()),
    tuning("SM2710", "ranges in both places", {f"{_DEFINITION}.HyperParameterRanges": _ranges("momentum", 1)}),
    tuning(
        "SM2710",
        "examples without Autotune",
        {"Autotune": REMOVED},
        {"Autotune.Mode": "Enabled", f"{_RANGES}.AutoParameters[0]": {"Name": "momentum", "ValueHint": "0.9"}},
    ),
)
