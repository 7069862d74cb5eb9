"""The AWS Step Functions Data Science SDK (seen with stepfunctions 2.3.0 on sagemaker 2.257.7), and Airflow's exports.

Its steps take estimators over by `sagemaker.workflow.airflow`, which leaves out what it has no place for.
"""

from collections.abc import Iterator
from typing import Any

from policylint.sources.python.libraries import Library, Sent, estimators, tuners
from policylint.sources.python.libraries.arguments import Arguments, present
from policylint.sources.python.libraries.estimators import Estimator, estimator_of
from policylint.sources.python.libraries.hooks import debug_hook
from policylint.sources.python.libraries.source_notes import workflow_notes
from policylint.sources.python.libraries.tables import positional
from policylint.sources.python.libraries.tuners import Tuner, tuner_of
from policylint.sources.python.values import Call, Dict, Opaque, Value, is_known, unknown

_TRAINING = (
    "state_id", "estimator", "job_name", "data", "hyperparameters", "mini_batch_size", "experiment_config",
    "wait_for_completion", "tags", "output_data_config_path",
)  # fmt: skip
_TUNING = ("state_id", "tuner", "job_name", "data", "wait_for_completion", "tags")
_LOST = ("RandomSeed", "StrategyConfig", "TuningJobCompletionCriteria")
_MODULES = ("stepfunctions.steps", "stepfunctions.steps.sagemaker")


def training_config(estimator: Estimator, inputs: Value | None, name: Value | None) -> dict[str, Any]:
    """The members of `sagemaker.workflow.airflow.training_config`."""
    return present(
        {
            "TrainingJobName": name if name is not None else unknown("the job's name", estimator.given.at),
            **_base(estimator, inputs, name),
            "HyperParameters": estimators.hyperparameters(estimator, name) or None,
            "Tags": estimators.tags(estimator.given.get("tags")),
        }
    )


def _exported(call: Call) -> Iterator[Sent]:
    """`sagemaker.workflow.airflow.training_config(estimator, inputs, job_name)`, which an operator is given."""
    given = Arguments.of_call(call, positional("training_config"))
    estimator = estimator_of(given.get("estimator"))
    if estimator is not None:
        request = training_config(estimator, given.get("inputs"), given.get("job_name"))
        yield Sent("sagemaker:createTrainingJob", request, notes=tuple(workflow_notes(estimator)))


def _exported_tuner(call: Call) -> Iterator[Sent]:
    """`sagemaker.workflow.airflow.tuning_config(tuner, inputs, job_name)`."""
    given = Arguments.of_call(call, positional("tuning_config"))
    tuner = tuner_of(given.get("tuner"))
    if tuner is not None:
        name = given.or_else("job_name", unknown("the job's name", call.at))
        request = _tuning_config(tuner, given.get("inputs"), name, tuner.given.get("tags"))
        notes = tuple(workflow_notes(tuner.estimator))
        yield Sent("sagemaker:createHyperParameterTuningJob", request, notes=notes)


def _base(estimator: Estimator, inputs: Value | None, name: Value | None) -> dict[str, Any]:
    given = estimator.given
    algorithm = {
        "TrainingImage": estimators.image(estimator),
        "TrainingInputMode": given.or_else("input_mode", "File"),
        "MetricDefinitions": given.get("metric_definitions"),
    }
    place, folder = given.get("checkpoint_s3_uri"), given.get("checkpoint_local_path")
    return {
        **estimators.common(estimator, inputs),
        "RoleArn": given.get("role"),
        "AlgorithmSpecification": present(algorithm),
        "ResourceConfig": estimators.resources(given, estimator.kind),
        "CheckpointConfig": {"S3Uri": place, "LocalPath": folder} if place and folder else None,
    }


def _training_step(call: Call) -> Iterator[Sent]:
    """`TrainingStep(state_id, estimator, job_name, data, ...)`."""
    given = Arguments.of_call(call, _TRAINING)
    estimator = estimator_of(given.get("estimator"))
    if estimator is None:
        return
    name = _text_or_unknown(given.get("job_name"))
    request = training_config(estimator, given.get("data"), name)
    changed = {
        "DebugHookConfig": _hook(estimator),
        "DebugRuleConfigurations": None if estimator.given.get("rules") is None else Opaque(at=call.at),
        "HyperParameters": _merged(estimator, request.get("HyperParameters"), given.get("hyperparameters")),
        "ExperimentConfig": given.get("experiment_config"),
        "Tags": estimators.tags(given.get("tags")),
    }
    path = given.get("output_data_config_path")
    if path is not None:
        changed["OutputDataConfig"] = {**request["OutputDataConfig"], "S3OutputPath": path}
    request = present({**request, **present(changed)})
    request.update(_override(request, given.get("parameters")))
    yield Sent(
        "sagemaker:createTrainingJob",
        request,
        address=given.text("state_id") or "",
        notes=tuple(workflow_notes(estimator)),
    )


def _tuning_step(call: Call) -> Iterator[Sent]:
    """`TuningStep(state_id, tuner, job_name, data, ...)`."""
    given = Arguments.of_call(call, _TUNING)
    tuner = tuner_of(given.get("tuner"))
    if tuner is None:
        return
    labels = given.get("tags") or tuner.given.get("tags")
    request = _tuning_config(tuner, given.get("data"), _text_or_unknown(given.get("job_name")), labels)
    request.update(_override(request, given.get("parameters")))
    notes = tuple(workflow_notes(tuner.estimator))
    yield Sent("sagemaker:createHyperParameterTuningJob", request, address=given.text("state_id") or "", notes=notes)


def _tuning_config(tuner: Tuner, inputs: Value | None, name: Any, labels: Value | None) -> dict[str, Any]:
    return present(
        {
            "HyperParameterTuningJobName": name,
            "HyperParameterTuningJobConfig": _config(tuner),
            "TrainingJobDefinition": _definition(tuner, inputs),
            "Tags": estimators.tags(labels),
            "WarmStartConfig": tuners.warm_start(tuner.given.get("warm_start_config")),
        }
    )


def _config(tuner: Tuner) -> dict[str, Any]:
    """HyperParameterTuningJobConfig: limits of time, seeds, strategies' settings and criteria to end by are lost."""
    found = tuners.config(tuner)
    limits = {name: item for name, item in found["ResourceLimits"].items() if name != "MaxRuntimeInSeconds"}
    kept = {name: item for name, item in found.items() if name not in _LOST}
    return {**kept, "ResourceLimits": limits}


def _definition(tuner: Tuner, inputs: Value | None) -> dict[str, Any]:
    base = _base(tuner.estimator, inputs, None)
    algorithm = dict(base["AlgorithmSpecification"])
    algorithm.pop("MetricDefinitions", None)
    metrics = tuner.given.get("metric_definitions")
    if metrics is not None:
        algorithm["MetricDefinitions"] = metrics
    return present({**base, "AlgorithmSpecification": algorithm, "StaticHyperParameters": tuners.static(tuner, None)})


def _text_or_unknown(value: Value | None) -> Value | None:
    """A name as it stands; a placeholder of the workflow's input is not known."""
    return value if value is None or is_known(value) else Opaque(at=value.at)


def _hook(estimator: Estimator) -> Any:
    """DebugHookConfig: without the list of collections that `fit` would add."""
    found = debug_hook(estimator.given, estimator.framework, estimators.output_path(estimator.given), estimator.region)
    if isinstance(found, dict) and found.get("CollectionConfigurations") == []:
        del found["CollectionConfigurations"]
    return found


def _merged(estimator: Estimator, own: Any, given: Value | None) -> Any:
    """The hyperparameters of a step that is given more: none of them are made texts then."""
    if given is None:
        return own
    base = estimators.uncoded_hyperparameters(estimator)
    if base is None or not isinstance(given, Dict) or given.more is not None:
        return Opaque(at=given.at)
    return {**base, **{str(key): item for key, item in given.entries.items()}}


def _override(request: dict[str, Any], value: Value | None) -> dict[str, Any]:
    """What `parameters` puts in the place of members, or into them."""
    if value is None:
        return {}
    if not isinstance(value, Dict) or value.more is not None:
        return {name: Opaque(at=value.at) for name in request}
    found: dict[str, Any] = {}
    for key, item in value.entries.items():
        name = str(key).removesuffix(".$")
        found[name] = Opaque(at=item.at) if name != key else _merge(request.get(name), item)
    return found


def _merge(own: Any, given: Value) -> Any:
    if isinstance(own, dict) and isinstance(given, Dict) and given.more is None:
        return {**own, **_override(own, given)}
    return given


LIBRARY = Library(
    name="stepfunctions",
    seen="stepfunctions 2.3.0 on sagemaker 2.257.7",
    sends={
        **{f"{module}.TrainingStep": _training_step for module in _MODULES},
        **{f"{module}.TuningStep": _tuning_step for module in _MODULES},
        "sagemaker.workflow.airflow.training_config": _exported,
        "sagemaker.workflow.airflow.tuning_config": _exported_tuner,
    },
    harmless=("stepfunctions.", "sagemaker."),
    words=("TrainingStep", "TuningStep", "training_config", "tuning_config"),
)
