"""HyperparameterTuner of the SageMaker SDK's version 2 (seen with 2.257.7): the tuning job that it makes.

It takes an estimator's settings over, but for those that a tuning job's definition has no place for in this SDK.
"""

from typing import Any

from policylint.dataclass_ import dataclass
from policylint.sources.python.libraries import estimators
from policylint.sources.python.libraries.arguments import Arguments, as_json, class_of, each, entries, present, texted
from policylint.sources.python.libraries.estimators import Estimator, estimator_of
from policylint.sources.python.libraries.inputs import input_mode
from policylint.sources.python.libraries.tables import positional
from policylint.sources.python.values import Dict, External, Known, List, Made, Opaque, Value, is_known, known, unknown

_RANGES = {"ContinuousParameter": "Continuous", "CategoricalParameter": "Categorical", "IntegerParameter": "Integer"}
_MODULES = {
    "Estimator": "sagemaker.estimator",
    "PyTorch": "sagemaker.pytorch.estimator",
    "HuggingFace": "sagemaker.huggingface.estimator",
    "TensorFlow": "sagemaker.tensorflow.estimator",
    "XGBoost": "sagemaker.xgboost.estimator",
    "SKLearn": "sagemaker.sklearn.estimator",
}
_OBJECTIVE = "HyperParameterTuningJobObjective"
_WARM_STARTS = {
    "IDENTICAL_DATA_AND_ALGORITHM": "IdenticalDataAndAlgorithm",
    "TRANSFER_LEARNING": "TransferLearning",
}


@dataclass(frozen=True, slots=True)
class Tuner:
    """A tuner: its arguments, its estimator, and what it was made by."""

    given: Arguments
    estimator: Estimator
    made: Made


def tuner_of(value: Value | None) -> Tuner | None:
    """The tuner that a value is; None where it is none, or its estimator is not understood."""
    if class_of(value, "sagemaker") != "HyperparameterTuner" or not isinstance(value, Made):
        return None
    given = Arguments.of(value, positional("HyperparameterTuner"))
    estimator = estimator_of(_estimator(given, value))
    return None if estimator is None else Tuner(given, estimator, value)


def _estimator(given: Arguments, made: Made) -> Value | None:
    """The estimator of a tuner; one that was changed through the tuner is not clear any more."""
    value = given.get("estimator")
    first = Arguments.of_call(made.call, positional("HyperparameterTuner")).get("estimator")
    if isinstance(value, Made) or not isinstance(first, Made):
        return value
    return Made(first.call, first.at, first.events, unclear=True)


def tuning_job(tuner: Tuner, inputs: Value | None, name: Value | None, metadata: Value | None) -> dict[str, Any]:
    """The request of `tuner.fit(inputs, job_name=name, include_cls_metadata=metadata)`."""
    members = {
        "HyperParameterTuningJobName": name if name is not None else unknown("the job's name", tuner.given.at),
        "HyperParameterTuningJobConfig": config(tuner),
        "TrainingJobDefinition": _definition(tuner, inputs, name, metadata),
        "WarmStartConfig": warm_start(tuner.given.get("warm_start_config")),
        "Tags": _tags(tuner),
        "Autotune": _autotune(tuner.given.flag("autotune")),
    }
    return present(members)


def tuning_jobs(made: Made, inputs: Value | None, name: Value | None, metadata: Value | None) -> dict[str, Any] | None:
    """The request of `HyperparameterTuner.create(estimator_dict=...).fit(...)`; None where its estimators are not
    understood."""
    given = Arguments.of(made, positional("HyperparameterTuner.create"))
    tuners = {key: _named(made, given, key, value) for key, value in entries(given.get("estimator_dict"))}
    known_ones = {key: tuner for key, tuner in tuners.items() if tuner is not None}
    if not known_ones or len(known_ones) < len(tuners):
        return None
    first = known_ones[min(known_ones)]
    shared = {key: item for key, item in config(first).items() if key not in ("ParameterRanges", _OBJECTIVE)}
    members = {
        "HyperParameterTuningJobName": name if name is not None else unknown("the job's name", given.at),
        "HyperParameterTuningJobConfig": shared,
        "TrainingJobDefinitions": [
            _one_of_several(known_ones[key], key, inputs, metadata) for key in sorted(known_ones)
        ],
        "WarmStartConfig": warm_start(given.get("warm_start_config")),
        "Tags": _tags(first),
        "Autotune": _autotune(given.flag("autotune")),
    }
    return present(members)


def _named(made: Made, given: Arguments, key: str, estimator: Value) -> Tuner | None:
    """The tuner that stands for one of several estimators."""
    found = estimator_of(estimator)
    shared = {name: value for name, value in given.values.items() if not name.endswith("_dict")}
    own = {name.removesuffix("_dict"): _entry(given.get(name), key) for name in given.values if name.endswith("_dict")}
    values = {**shared, **{name: value for name, value in own.items() if value is not None}}
    return None if found is None else Tuner(Arguments(values, given.keys, given.at), found, made)


def _entry(value: Value | None, key: str) -> Value | None:
    if value is None or (isinstance(value, Dict) and value.more is None):
        return None if value is None else value.entries.get(key)
    return Opaque(at=value.at)


def _one_of_several(tuner: Tuner, key: str, inputs: Value | None, metadata: Value | None) -> dict[str, Any]:
    whole = config(tuner)
    own = _entry(metadata, key) if isinstance(metadata, Dict) else metadata
    definition = _definition(tuner, _entry(inputs, key), None, own)
    return present(
        {
            **definition,
            "DefinitionName": key,
            "TuningObjective": whole[_OBJECTIVE],
            "HyperParameterRanges": whole["ParameterRanges"],
        }
    )


def config(tuner: Tuner) -> dict[str, Any]:
    """HyperParameterTuningJobConfig."""
    given = tuner.given
    strategy = given.or_else("strategy", "Bayesian")
    grid = known(strategy) if isinstance(strategy, Value) else strategy
    limits = {
        "MaxNumberOfTrainingJobs": given.or_else("max_jobs", None if grid == "Grid" else 1),
        "MaxParallelTrainingJobs": given.or_else("max_parallel_jobs", 1),
        "MaxRuntimeInSeconds": given.get("max_runtime_in_seconds"),
    }
    objective = {
        "Type": given.or_else("objective_type", "Maximize"),
        "MetricName": given.get("objective_metric_name"),
    }
    members = {
        "Strategy": strategy,
        "ResourceLimits": present(limits),
        "TrainingJobEarlyStoppingType": given.or_else("early_stopping_type", "Off"),
        "HyperParameterTuningJobObjective": present(objective),
        "RandomSeed": given.get("random_seed"),
        "StrategyConfig": _strategy(given.get("strategy_config")),
        "ParameterRanges": ranges(given.get("hyperparameter_ranges"), quoted=bool(tuner.estimator.framework)),
        "TuningJobCompletionCriteria": _completion(given.get("completion_criteria_config")),
    }
    return present(members)


def ranges(value: Value | None, *, quoted: bool) -> Any:
    """ParameterRanges: numbers are texts, a framework's categories are quoted, kinds without ranges are empty lists."""
    if not isinstance(value, Dict) or value.more is not None:
        return Opaque(at=value.at if value else None)
    found: dict[str, Any] = {f"{kind}ParameterRanges": [] for kind in ("Continuous", "Categorical", "Integer")}
    for name, item in entries(value):
        kind = class_of(item, "sagemaker")
        if kind not in _RANGES or not isinstance(item, Made):
            return Opaque(at=value.at)
        given = Arguments.of(item, positional(kind))
        made = _categories(name, given, quoted=quoted) if kind == "CategoricalParameter" else _range(name, given)
        found[f"{_RANGES[kind]}ParameterRanges"].append(made)
    return found


def _range(name: str, given: Arguments) -> dict[str, Any]:
    members = {
        "Name": name,
        "MinValue": _text(given.get("min_value")),
        "MaxValue": _text(given.get("max_value")),
        "ScalingType": given.or_else("scaling_type", "Auto"),
    }
    return present(members)


def _text(value: Value | None) -> Value | None:
    return None if value is None else texted(value, str)


def _categories(name: str, given: Arguments, *, quoted: bool) -> dict[str, Any]:
    values = given.get("values")
    listed = List([values], values.at) if values is not None and is_known(values) else values
    write = (lambda one: as_json(str(one))) if quoted else str
    return present({"Name": name, "Values": each(listed, lambda one: texted(one, write))})


def _definition(tuner: Tuner, inputs: Value | None, name: Value | None, metadata: Value | None) -> dict[str, Any]:
    given = tuner.estimator.given
    mode = input_mode(inputs)
    algorithm = {
        "TrainingInputMode": mode if mode is not None else given.or_else("input_mode", "File"),
        "TrainingImage": estimators.image(tuner.estimator),
        "MetricDefinitions": tuner.given.get("metric_definitions"),
    }
    members = {
        "StaticHyperParameters": static(tuner, metadata),
        "AlgorithmSpecification": present(algorithm),
        **estimators.common(tuner.estimator, inputs),
        "HyperParameterTuningResourceConfig": _overridden(tuner) or _resources(tuner.estimator),
        "EnableNetworkIsolation": given.flag("enable_network_isolation"),
        "EnableInterContainerTrafficEncryption": given.flag("encrypt_inter_container_traffic"),
        "CheckpointConfig": estimators.checkpoints(given),
        "RetryStrategy": present({"MaximumRetryAttempts": given.get("max_retry_attempts")}) or None,
        "Environment": given.get("environment"),
    }
    return present(members)


def static(tuner: Tuner, metadata: Value | None) -> Any:
    """StaticHyperParameters: the estimator's that are not tuned, and what `attach` finds its class by."""
    found = estimators.hyperparameters(tuner.estimator, None)
    tuned = tuner.given.get("hyperparameter_ranges")
    if isinstance(found, Value) or not isinstance(tuned, Dict) or tuned.more is not None:
        return Opaque(at=tuner.given.at)
    if tuner.given.flag("autotune") is not None:
        return Opaque(at=tuner.given.at)
    kept = {key: value for key, value in found.items() if key not in tuned.entries}
    if not tuner.estimator.framework and metadata is not None and not is_known(metadata):
        return Opaque(at=metadata.at)
    if tuner.estimator.framework or known(metadata):
        kind = tuner.estimator.kind
        kept |= {"sagemaker_estimator_class_name": as_json(kind), "sagemaker_estimator_module": as_json(_MODULES[kind])}
    return kept


def _overridden(tuner: Tuner) -> Value | None:
    """What `override_resource_config` puts in the place of the estimator's instances."""
    called = (event.call for event in tuner.made.events if event.name == "override_resource_config" and event.call)
    return next((Opaque(at=call.at) for call in called), None)


def _resources(estimator: Estimator) -> dict[str, Any]:
    given = estimator.given
    members = {
        "InstanceCount": estimators.instance_count(given, estimator.kind),
        "InstanceType": given.get("instance_type"),
        "VolumeSizeInGB": given.or_else("volume_size", 30),
        "VolumeKmsKeyId": given.get("volume_kms_key"),
    }
    return present(members)


def _tags(tuner: Tuner) -> Any:
    """The tuner's tags and those of its estimator that it has not."""
    own = estimators.tags(tuner.given.get("tags"))
    inherited = estimators.tags(tuner.estimator.given.get("tags"))
    if own is None or inherited is None:
        return inherited if own is None else own
    return Opaque(at=tuner.given.at)


def _autotune(value: Value | None) -> Any:
    if value is None:
        return None
    return {"Mode": "Enabled"} if is_known(value) else Opaque(at=value.at)


def warm_start(value: Value | None) -> Any:
    """WarmStartConfig."""
    if class_of(value, "sagemaker") != "WarmStartConfig" or not isinstance(value, Made):
        return None if value is None else Opaque(at=value.at)
    given = Arguments.of(value, positional("WarmStartConfig"))
    kind, parents = given.get("warm_start_type"), given.get("parents")
    name = kind.name.rpartition(".")[2] if isinstance(kind, External) else ""
    members = {
        "WarmStartType": Known(_WARM_STARTS[name], kind.at) if kind and name in _WARM_STARTS else Opaque(at=given.at),
        "ParentHyperParameterTuningJobs": each(parents, lambda one: {"HyperParameterTuningJobName": one}),
    }
    if isinstance(parents, List) and parents.kind == "set" and len(parents.items) > 1:
        members["ParentHyperParameterTuningJobs"] = Opaque(at=parents.at)
    return members


def _strategy(value: Value | None) -> Any:
    if class_of(value, "sagemaker") != "StrategyConfig" or not isinstance(value, Made):
        return None if value is None else Opaque(at=value.at)
    band = Arguments.of(value, positional("StrategyConfig")).get("hyperband_strategy_config")
    if class_of(band, "sagemaker") != "HyperbandStrategyConfig" or not isinstance(band, Made):
        return Opaque(at=value.at)
    given = Arguments.of(band, positional("HyperbandStrategyConfig"))
    limits = {"MaxResource": given.get("max_resource"), "MinResource": given.get("min_resource")}
    return {"HyperbandStrategyConfig": present(limits)}


def _completion(value: Value | None) -> Any:
    kind = "TuningJobCompletionCriteriaConfig"
    if class_of(value, "sagemaker") != kind or not isinstance(value, Made):
        return None if value is None else Opaque(at=value.at)
    given = Arguments.of(value, positional(kind))
    jobs, converged = given.get("max_number_of_training_jobs_not_improving"), given.get("complete_on_convergence")
    members = {
        "BestObjectiveNotImproving": None if jobs is None else {"MaxNumberOfTrainingJobsNotImproving": jobs},
        "ConvergenceDetected": None if converged is None else _convergence(converged),
        "TargetObjectiveMetricValue": given.get("target_objective_metric_value"),
    }
    return present(members)


def _convergence(value: Value) -> Any:
    if not is_known(value):
        return Opaque(at=value.at)
    return {"CompleteOnConvergence": "Enabled" if known(value) else "Disabled"}
