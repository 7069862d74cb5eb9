"""HyperparameterTuner of the SageMaker SDK's version 3 (seen with sagemaker-train 1.27.0): the tuning job it makes.

It builds its training jobs anew from a trainer, and leaves out what it does not know of: isolation, encryption between
containers, the volume's key, warm pools, the command.
"""

from typing import Any

from policylint.dataclass_ import dataclass
from policylint.schema.snapshot import snapshot
from policylint.sources.python.libraries import trainers
from policylint.sources.python.libraries.arguments import Arguments, class_of, entries, present, texted
from policylint.sources.python.libraries.shapes import PACKAGES, arguments, converted, shape, structure
from policylint.sources.python.libraries.trainers import Trainer, trainer_of
from policylint.sources.python.libraries.tuners import ranges
from policylint.sources.python.values import Dict, List, Made, Opaque, Value, is_known, unknown

_NAMES = (
    "model_trainer", "objective_metric_name", "hyperparameter_ranges", "metric_definitions", "strategy",
    "objective_type", "max_jobs", "max_parallel_jobs", "max_runtime_in_seconds", "tags", "base_tuning_job_name",
    "warm_start_config", "strategy_config", "completion_criteria_config", "early_stopping_type", "model_trainer_name",
    "random_seed", "autotune", "hyperparameters_to_keep_static",
)  # fmt: skip
_PACKAGES = " ".join(PACKAGES)


@dataclass(frozen=True, slots=True)
class Tuner:
    """A tuner: its arguments, and its trainer."""

    given: Arguments
    trainer: Trainer


def tuner_of(value: Value | None) -> Tuner | None:
    """The tuner that a value is; None where it is none, or its trainer is not understood."""
    if class_of(value, _PACKAGES) != "HyperparameterTuner" or not isinstance(value, Made):
        return None
    given = Arguments.of(value, _NAMES)
    trainer = trainer_of(given.get("model_trainer"))
    return None if trainer is None else Tuner(given, trainer)


def tuning_job(tuner: Tuner, inputs: Value | None, name: Value | None) -> dict[str, Any]:
    """The request of `tuner.tune(inputs, job_name=name)`."""
    given = tuner.given
    members = {
        "HyperParameterTuningJobName": name if name is not None else unknown("the job's name", given.at),
        "HyperParameterTuningJobConfig": _config(given),
        "TrainingJobDefinition": _definition(tuner, inputs),
        "WarmStartConfig": structure(given.get("warm_start_config"), shape("HyperParameterTuningJobWarmStartConfig")),
        "Tags": _tags(tuner),
        "Autotune": None if given.flag("autotune") is None else Opaque(at=given.at),
    }
    return present(members)


def _config(given: Arguments) -> dict[str, Any]:
    limits = {
        "MaxNumberOfTrainingJobs": given.or_else("max_jobs", 1),
        "MaxParallelTrainingJobs": given.or_else("max_parallel_jobs", 1),
        "MaxRuntimeInSeconds": given.flag("max_runtime_in_seconds"),
    }
    objective = {"Type": given.or_else("objective_type", "Maximize"), "MetricName": given.get("objective_metric_name")}
    members = {
        "Strategy": given.or_else("strategy", "Bayesian"),
        "ResourceLimits": present(limits),
        "HyperParameterTuningJobObjective": present(objective),
        "ParameterRanges": _ranges(given.get("hyperparameter_ranges")),
        "TrainingJobEarlyStoppingType": given.or_else("early_stopping_type", "Off"),
        "RandomSeed": given.flag("random_seed"),
        "StrategyConfig": structure(given.get("strategy_config"), shape("HyperParameterTuningJobStrategyConfig")),
        "TuningJobCompletionCriteria": structure(
            given.get("completion_criteria_config"), shape("TuningJobCompletionCriteria")
        ),
    }
    return present(members)


def _ranges(value: Value | None) -> Any:
    found = ranges(value, quoted=False)
    return found if isinstance(found, Value) else {name: items for name, items in found.items() if items}


def _definition(tuner: Tuner, inputs: Value | None) -> dict[str, Any]:
    trainer = tuner.trainer
    given = trainer.given
    compute = arguments(given.get("compute"))
    algorithm = {
        "TrainingImage": given.get("training_image"),
        "TrainingInputMode": given.or_else("training_input_mode", "File"),
        "MetricDefinitions": tuner.given.get("metric_definitions"),
    }
    members = {
        "AlgorithmSpecification": present(algorithm),
        "RoleArn": trainers.role(given),
        "InputDataConfig": _channels(tuner, inputs),
        "OutputDataConfig": trainers.output(given),
        "ResourceConfig": _resources(given),
        "StoppingCondition": trainers.stopping(given),
        "StaticHyperParameters": _static(tuner),
        "EnableManagedSpotTraining": compute.get("enable_managed_spot_training"),
        "Environment": given.get("environment"),
        "CheckpointConfig": trainers.checkpoints(trainer),
        "RetryStrategy": structure(trainer.built.get("retry_strategy"), shape("RetryStrategy")),
        "VpcConfig": trainers.vpc(given),
    }
    return present(members)


def _resources(given: Arguments) -> Any:
    found = trainers.resources(given)
    if isinstance(found, Value):
        return found
    return {name: item for name, item in found.items() if name in ("InstanceType", "InstanceCount", "VolumeSizeInGB")}


def _static(tuner: Tuner) -> Any:
    """StaticHyperParameters: `str()` of each value, where a training job of the same trainer has JSON."""
    given = tuner.trainer.given
    value = given.get("hyperparameters")
    tuned = tuner.given.get("hyperparameter_ranges")
    source = arguments(given.get("source_code"))
    if value is not None and (not isinstance(value, Dict) or value.more is not None):
        return Opaque(at=value.at)
    if not isinstance(tuned, Dict) or tuned.more is not None or tuner.given.flag("autotune") is not None:
        return Opaque(at=tuner.given.at)
    found: dict[str, Any] = {name: texted(item, str) for name, item in entries(value)}
    program = source.get("entry_script")
    if program is not None:
        found["sagemaker_program"] = program
        if source.get("source_dir") is not None:
            found["sagemaker_submit_directory"] = unknown("the uploaded source", given.at)
    return {name: item for name, item in found.items() if name not in tuned.entries}


def _channels(tuner: Tuner, inputs: Value | None) -> Any:
    found = _given_channels(inputs)
    given = tuner.trainer.given
    if isinstance(found, Value) or given.get("input_data_config") is not None:
        return Opaque(at=given.at)
    if arguments(given.get("source_code")).get("entry_script") is not None:
        found = [*found, Opaque("the SDK's own channel", given.at)]
    return found or None


def _given_channels(inputs: Value | None) -> Any:
    if inputs is None:
        return []
    if isinstance(inputs, Dict) and inputs.more is None:
        return [_channel({"ChannelName": name}, item) for name, item in entries(inputs)]
    if isinstance(inputs, List) and inputs.more is None:
        return [_listed(item) for item in inputs.items]
    return [_channel({"ChannelName": "training"}, inputs)] if is_known(inputs) else Opaque(at=inputs.at)


def _listed(value: Value) -> Any:
    given = arguments(value)
    if class_of(value, _PACKAGES) == "Channel":
        return structure(value, shape("Channel"))
    if class_of(value, _PACKAGES) != "InputData" or not is_known(given.get("data_source")):
        return Opaque(at=value.at)
    named = {"ChannelName": given.get("channel_name"), "ContentType": given.get("content_type")}
    return _channel(present(named), given.get("data_source"))


def _channel(named: dict[str, Any], source: Value | None) -> dict[str, Any]:
    data = {"S3DataType": "S3Prefix", "S3Uri": source, "S3DataDistributionType": "FullyReplicated"}
    return {**named, "DataSource": {"S3DataSource": present(data)}}


def _tags(tuner: Tuner) -> Any:
    own, inherited = tuner.given.get("tags"), trainers.tags(tuner.trainer.given)
    if own is None:
        return inherited
    return Opaque(at=own.at) if inherited is not None else converted(own, snapshot().shapes["TagList"])
