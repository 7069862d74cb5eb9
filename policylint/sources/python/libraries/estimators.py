"""Estimators of the SageMaker SDK's version 2 (seen with 2.257.7): the members of a training job that they make.

What the SDK adds by itself is added as it does; what it makes when it runs (names, buckets, uploads) is unknown.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.sources.python.libraries import images
from policylint.sources.python.libraries.arguments import (
    Arguments,
    as_json,
    class_of,
    each,
    present,
    texted,
)
from policylint.sources.python.libraries.hooks import debug_hook, profiler, profiler_rules, tensor_board
from policylint.sources.python.libraries.inputs import channel, channels, feature_dim, input_mode
from policylint.sources.python.libraries.sessions import bucket_of, local_session, region_of
from policylint.sources.python.libraries.tables import hyperparameters as table_of
from policylint.sources.python.libraries.tables import positional
from policylint.sources.python.values import (
    Call,
    Known,
    List,
    Made,
    NotPlain,
    Opaque,
    Value,
    is_known,
    known,
    plain,
    unknown,
)

FRAMEWORKS = {
    "PyTorch": "pytorch",
    "HuggingFace": "huggingface",
    "TensorFlow": "tensorflow",
    "XGBoost": "xgboost",
    "SKLearn": "sklearn",
}
_DEEP = ("PyTorch", "HuggingFace", "TensorFlow")
ALGORITHMS = {
    "FactorizationMachines": "factorization-machines",
    "IPInsights": "ipinsights",
    "KMeans": "kmeans",
    "KNN": "knn",
    "LDA": "lda",
    "LinearLearner": "linear-learner",
    "NTM": "ntm",
    "Object2Vec": "object2vec",
    "PCA": "pca",
    "RandomCutForest": "randomcutforest",
}
"""The classes for Amazon's own algorithms, with the names of their images."""
OTHERS = ("AlgorithmEstimator", "Chainer", "JumpStartEstimator", "MXNet", "RLEstimator")
"""Classes of which only what they are given is known: the rest is in catalogues, or in tables not held here."""
KINDS = ("Estimator", *FRAMEWORKS, *ALGORITHMS, *OTHERS)
"""The classes that are understood."""
_MERGED = ("hyperparameters", "environment", "tags", "metric_definitions", "model_uri")
"""What these classes add something to."""

_OLD_NAMES = {
    "train_instance_count": "instance_count",
    "train_instance_type": "instance_type",
    "train_max_run": "max_run",
    "train_use_spot_instances": "use_spot_instances",
    "train_max_wait": "max_wait",
    "train_volume_size": "volume_size",
    "train_volume_kms_key": "volume_kms_key",
}


@dataclass(frozen=True, slots=True)
class Estimator:
    """An estimator: its class, its arguments, and what it was made by."""

    kind: str
    given: Arguments
    made: Made

    @property
    def framework(self) -> str:
        """The framework of its class; "" for the plain Estimator."""
        return FRAMEWORKS.get(self.kind, "")

    @property
    def region(self) -> str | None:
        """The Region of its session, where the source shows it."""
        return region_of(self.given.get("sagemaker_session"))


def estimator_of(value: Value | None) -> Estimator | None:
    """The estimator that a value is; None where it is none that is understood."""
    kind = class_of(value, "sagemaker")
    if kind not in KINDS or not isinstance(value, Made):
        return None
    given = Arguments.of(value, positional(kind)).renamed(_OLD_NAMES)
    if kind in OTHERS:
        merged = {name: Opaque(at=given.values[name].at) for name in _MERGED if name in given.values}
        given = Arguments({**given.values, **merged}, given.keys, given.at, clear=False)
    return Estimator(kind, given, value)


def is_local(estimator: Estimator) -> bool:
    """Whether an estimator runs on the machine itself and submits nothing."""
    given = estimator.given
    return given.text("instance_type") in ("local", "local_gpu") or local_session(given.get("sagemaker_session"))


def training_job(
    estimator: Estimator,
    inputs: Value | None,
    name: Value | None,
    experiment: Value | None = None,
    batch: Value | None = None,
) -> dict[str, Any]:
    """The request of `estimator.fit(inputs, job_name=name, experiment_config=experiment)`; `batch` is the size of
    batches that an algorithm of Amazon's is given."""
    given = estimator.given
    is_algorithm = estimator.kind in ALGORITHMS
    members = {
        "TrainingJobName": name if name is not None else unknown("the job's name", given.at),
        "AlgorithmSpecification": Opaque(estimator.kind, given.at)
        if estimator.kind in OTHERS
        else _algorithm(estimator, inputs),
        "HyperParameters": _of_algorithm(estimator, inputs, batch)
        if is_algorithm
        else _or_none(hyperparameters(estimator, name)),
        "Environment": given.get("environment"),
        "Tags": _tags(given),
        "EnableNetworkIsolation": given.flag("enable_network_isolation"),
        "EnableInterContainerTrafficEncryption": given.flag("encrypt_inter_container_traffic"),
        "ExperimentConfig": experiment,
        "DebugHookConfig": debug_hook(given, estimator.framework, output_path(given), estimator.region),
        "ProfilerConfig": profiler(given, output_path(given), estimator.region),
        "TensorBoardOutputConfig": tensor_board(given),
        "RetryStrategy": _structure(MaximumRetryAttempts=given.get("max_retry_attempts")),
        "InfraCheckConfig": _structure(EnableInfraCheck=given.get("enable_infra_check")),
        "RemoteDebugConfig": _structure(EnableRemoteDebug=given.get("enable_remote_debug")),
        "SessionChainingConfig": _structure(EnableSessionTagChaining=given.get("enable_session_tag_chaining")),
        "DebugRuleConfigurations": _rules(given.flag("rules")),
        "ProfilerRuleConfigurations": _rules(given.flag("rules") or profiler_rules(given)),
        **common(estimator, inputs),
        "ResourceConfig": resources(given, estimator.kind),
        "CheckpointConfig": checkpoints(given),
    }
    return present(members)


def common(estimator: Estimator, inputs: Value | None) -> dict[str, Any]:
    """The members that the SDK makes in one way for training jobs, tuning jobs and Airflow."""
    given = estimator.given
    return {
        "RoleArn": role(given.get("role")),
        "InputDataConfig": _input_data(estimator, inputs),
        "OutputDataConfig": present(
            {
                "S3OutputPath": output_path(given),
                "KmsKeyId": given.get("output_kms_key"),
                "CompressionType": _if_true(given.flag("disable_output_compression"), "NONE"),
            }
        ),
        "StoppingCondition": present(
            {
                "MaxRuntimeInSeconds": given.or_else("max_run", 86400),
                "MaxWaitTimeInSeconds": given.flag("max_wait"),
            }
        ),
        "VpcConfig": _vpc(given),
        "EnableManagedSpotTraining": given.flag("use_spot_instances"),
    }


def role(value: Value | None) -> Value:
    """A role as it is sent: a name without a slash becomes an ARN by a call."""
    text = known(value)
    if value is None or (isinstance(text, str) and "/" not in text):
        return Opaque(at=value.at if value else None)
    return value


def output_path(given: Arguments) -> Any:
    """S3OutputPath: the session's bucket where none is given."""
    value = given.get("output_path")
    if value is not None:
        return value
    bucket = bucket_of(given.get("sagemaker_session"))
    return unknown("s3://{default bucket}/", given.at) if bucket is None else Known(f"s3://{bucket}/", given.at)


def checkpoints(given: Arguments) -> Any:
    """CheckpointConfig: a local path alone is dropped."""
    place = given.flag("checkpoint_s3_uri")
    if place is None:
        return None
    return present({"S3Uri": place, "LocalPath": given.flag("checkpoint_local_path")})


def resources(given: Arguments, kind: str) -> Any:
    """ResourceConfig of a training job."""
    if not given.clear and "instance_type" not in given.values:
        return Opaque(at=given.at)
    groups = given.get("instance_groups") if given.clear else given.values.get("instance_groups")
    members = {
        "VolumeSizeInGB": given.or_else("volume_size", 30),
        "VolumeKmsKeyId": given.get("volume_kms_key"),
        "KeepAlivePeriodInSeconds": given.get("keep_alive_period_in_seconds"),
        "InstanceGroups": each(groups, _group),
        "InstanceCount": instance_count(given, kind) if groups is None else None,
        "InstanceType": given.get("instance_type") if groups is None else None,
        "TrainingPlanArn": given.get("training_plan"),
        "InstancePlacementConfig": given.get("instance_placement_config"),
    }
    return present(members)


def instance_count(given: Arguments, kind: str) -> Any:
    """How many instances: SKLearn takes one where it is not told, and LDA one whatever it is told."""
    if kind == "LDA":
        return 1
    return given.or_else("instance_count", 1) if kind == "SKLearn" else given.get("instance_count")


def image(estimator: Estimator) -> Any:
    """TrainingImage: as given, or the framework's own for the Region, where that is known."""
    given = estimator.given
    value = given.get("image_uri")
    algorithm = ALGORITHMS.get(estimator.kind)
    if algorithm is None and (value is not None or not estimator.framework):
        return value
    uri = _framework_image(estimator) if algorithm is None else _algorithm_image(algorithm, estimator.region)
    return unknown(f"{algorithm or estimator.framework} image", given.at) if uri is None else Known(uri, given.at)


def _algorithm_image(algorithm: str, region: str | None) -> str | None:
    return None if region is None else images.image(images.Asked(algorithm, region, "1", scope=None))


def _framework_image(estimator: Estimator) -> str | None:
    given = estimator.given
    region = given.text("image_uri_region") or estimator.region
    distribution = _plain_or(given.get("distribution"), None)
    if region is None or given.get("compiler_config") is not None or given.get("training_recipe") is not None:
        return None
    if given.get("distribution") is not None and (distribution is None or "torch_distributed" in distribution):
        return None
    base = next(
        (
            f"{name}{given.text(f'{name}_version')}"
            for name in ("pytorch", "tensorflow")
            if given.get(f"{name}_version")
        ),
        None,
    )
    kind = given.scalar("instance_type")
    default = "py3" if estimator.kind in ("XGBoost", "SKLearn") else None
    return images.image(
        images.Asked(
            estimator.framework,
            region,
            given.text("transformers_version" if base else "framework_version"),
            given.text("py_version") or default,
            kind if isinstance(kind, str) else None,
            distribution=distribution,
            base=base,
        )
    )


def _algorithm(estimator: Estimator, inputs: Value | None) -> dict[str, Any]:
    given = estimator.given
    mode = input_mode(inputs)
    access = given.get("training_repository_access_mode")
    provider = given.get("training_repository_credentials_provider_arn")
    members = {
        "TrainingInputMode": mode if mode is not None else given.or_else("input_mode", "File"),
        "TrainingImage": image(estimator),
        "MetricDefinitions": given.get("metric_definitions"),
        "EnableSageMakerMetricsTimeSeries": _metrics(estimator),
        "ContainerEntrypoint": given.get("container_entry_point"),
        "ContainerArguments": given.get("container_arguments"),
        "TrainingImageConfig": access
        and present(
            {
                "TrainingRepositoryAccessMode": access,
                "TrainingRepositoryAuthConfig": _structure(TrainingRepositoryCredentialsProviderArn=provider),
            }
        ),
    }
    return present(members)


def _metrics(estimator: Estimator) -> Any:
    given = estimator.given
    value = given.get("enable_sagemaker_metrics")
    if value is not None or "enable_sagemaker_metrics" in given.values or estimator.kind not in _DEEP:
        return value
    version = given.get("transformers_version" if estimator.kind == "HuggingFace" else "framework_version")
    if estimator.kind == "HuggingFace":
        return True
    if version is None:
        return None
    text = known(version)
    if not isinstance(text, str):
        return Opaque(at=version.at)
    return True if _since(text, (1, 3) if estimator.kind == "PyTorch" else (1, 15)) else None


def _since(version: str, first: tuple[int, int]) -> bool:
    numbers = tuple(int(part) if part.isdecimal() else 0 for part in version.split(".")[:2])
    return numbers >= first


def hyperparameters(estimator: Estimator, name: Value | None) -> Any:
    """HyperParameters: texts by the rule of the class, and what a program of one's own is started with.

    A plain Estimator writes `str()` of each value, or JSON where it has a source_dir; a framework writes JSON, and JSON
    of JSON for what `set_hyperparameters` gives.
    """
    given = estimator.given
    base = given.get("hyperparameters")
    own = _plain_members(base)
    if own is None:
        return Opaque(at=base.at if base else given.at)
    if estimator.kind in ALGORITHMS:
        return Opaque(f"the arguments of {estimator.kind}", given.at)
    coded = estimator.framework or given.flag("source_dir") is not None
    found: dict[str, Any] = {key: _once(value, json=bool(coded)) for key, value in own.items()}
    for call in _set(estimator.made):
        if call.more is not None:
            return Opaque(at=call.at)
        found |= {key: _set_value(value, estimator) for key, value in call.keywords.items()}
    extra = _program(estimator, name) | _distributed(estimator)
    if None in extra:
        return Opaque(at=given.at)
    return found | extra


_TYPES: Mapping[str, Callable[[Any], Any]] = {"int": int, "float": float, "str": str, "bool": bool, "list": list}
_BATCHES = ("PCA", "LinearLearner", "RandomCutForest", "Object2Vec")
"""The algorithms that take a size of batches of their own where none is given."""


def _of_algorithm(estimator: Estimator, inputs: Value | None, batch: Value | None) -> Any:
    """The hyperparameters of an algorithm of Amazon's: arguments of its class, what its records are, how many it takes
    at once."""
    given = estimator.given
    if not given.clear or given.get("hyperparameters") is not None or _set(estimator.made):
        return Opaque(f"the arguments of {estimator.kind}", given.at)
    own = table_of(estimator.kind)
    values = {attribute: given.get(attribute) for attribute in own}
    values["feature_dim"] = feature_dim(inputs)
    values["mini_batch_size"] = batch if batch is not None else unknown("mini_batch_size", given.at)
    if is_known(batch) and known(batch) is None:
        values["mini_batch_size"] = unknown("the class's own", given.at) if estimator.kind in _BATCHES else None
    found: dict[str, Any] = {"force_dense": "True"} if estimator.kind == "KMeans" else {}
    for attribute, value in values.items():
        if value is not None:
            name, kind = own[attribute]
            found[name] = texted(value, _TYPED[kind]) if kind in _TYPED else Opaque(at=value.at)
    return found


def _typed(make: Callable[[Any], Any]) -> Callable[[Any], str]:
    def text(value: Any) -> str:
        made = make(value)
        return as_json(made) if isinstance(made, list) else str(made)

    return text


_TYPED = {name: _typed(make) for name, make in _TYPES.items()}


def uncoded_hyperparameters(estimator: Estimator) -> dict[str, Any] | None:
    """The hyperparameters before they are made texts, as a plain Estimator without a source_dir keeps them; None for
    others, and where they are not known."""
    own = _plain_members(estimator.given.get("hyperparameters"))
    if own is None or estimator.framework or estimator.kind in ALGORITHMS or _program(estimator, None):
        return None
    found = dict(own)
    for call in _set(estimator.made):
        if call.more is not None:
            return None
        found |= call.keywords
    return found


def _or_none(members: Any) -> Any:
    return None if members == {} else members


def _plain_members(value: Value | None) -> Mapping[str, Value] | None:
    from policylint.sources.python.values import Dict

    if value is None:
        return {}
    if (
        not isinstance(value, Dict)
        or value.more is not None
        or not all(isinstance(key, str | int | float) for key in value.entries)
    ):
        return None
    return {str(key): item for key, item in value.entries.items()}


def _set(made: Made) -> list[Call]:
    return [event.call for event in made.events if event.name == "set_hyperparameters" and event.call is not None]


def _once(value: Value, *, json: bool) -> Value:
    return texted(value, as_json if json else str)


def _set_value(value: Value, estimator: Estimator) -> Value:
    if estimator.framework:
        return texted(value, lambda one: as_json(as_json(one)))
    return _once(value, json=estimator.given.flag("source_dir") is not None)


def _program(estimator: Estimator, name: Value | None) -> dict[Any, Any]:
    """The hyperparameters by which a container finds the program that it is to run."""
    given = estimator.given
    if not any(given.flag(one) is not None for one in ("source_dir", "entry_point", "dependencies")):
        return {}
    at = given.at
    region = estimator.region
    isolated = given.flag("enable_network_isolation")
    source = given.get("source_dir")
    folder: Any = unknown("the uploaded source", at)
    if source is not None and (given.text("source_dir") or "").lower().startswith("s3://"):
        folder = texted(source, as_json)
    if isolated is not None and known(isolated):
        folder = '"/opt/ml/input/data/code/sourcedir.tar.gz"'
    entry = given.get("entry_point")
    return {
        "sagemaker_submit_directory": folder,
        "sagemaker_program": texted(entry, lambda one: as_json(one.rpartition("/")[2]))
        if entry is not None
        else "null",
        "sagemaker_container_log_level": texted(given.or_else("container_log_level", Known(20, at)), as_json),
        "sagemaker_job_name": texted(name, as_json) if name is not None else unknown("the job's name", at),
        "sagemaker_region": Opaque("the Region", at) if region is None else as_json(region),
    }


def _distributed(estimator: Estimator) -> dict[Any, Any]:
    """The hyperparameters that start distributed training; the member None stands for what is not known."""
    given = estimator.given
    distribution = given.get("distribution")
    found: dict[Any, Any] = {}
    if distribution is not None:
        shown = _plain_or(distribution, None)
        if not isinstance(shown, dict) or estimator.kind not in _DEEP:
            return {None: None}
        flags = _flags(shown, estimator)
        if flags is None:
            return {None: None}
        found = {
            key: texted(value, as_json) if isinstance(value, Value) else as_json(value) for key, value in flags.items()
        }
    if given.get("compiler_config") is not None or given.get("training_recipe") is not None:
        return {None: None}
    if estimator.kind == "TensorFlow":
        found |= _model_dir(given, bool(found.get("sagemaker_mpi_enabled") == "true"))
    return found


def _model_dir(given: Arguments, mpi: bool) -> dict[str, Any]:
    value = given.get("model_dir")
    if value is not None and is_known(value) and known(value) is False:
        return {}
    if value is not None:
        return {"model_dir": texted(value, as_json)}
    return {"model_dir": '"/opt/ml/model"' if mpi else unknown("the output path of the job", given.at)}


def _flags(shown: Mapping[str, Any], estimator: Estimator) -> dict[str, Any] | None:
    """The settings of a distribution; None for those that depend on more than the source shows."""
    kinds = {name: value.get("enabled", False) for name, value in shown.items() if isinstance(value, dict)}
    kind = estimator.given.get("instance_type")
    if len(kinds) != len(shown) or "instance_groups" in shown or kind is None:
        return None
    if estimator.kind in ("PyTorch", "HuggingFace"):
        if kinds.get("pytorchddp") and estimator.kind == "HuggingFace":
            return {"sagemaker_pytorch_ddp_enabled": True, "sagemaker_instance_type": kind}
        if "pytorchddp" in kinds:
            return None
        if kinds.get("torch_distributed") and "smdistributed" not in kinds:
            return {"sagemaker_torch_distributed_enabled": True, "sagemaker_instance_type": kind}
    return _plain_flags(shown, kinds, kind)


def _plain_flags(shown: Mapping[str, Any], kinds: Mapping[str, bool], kind: Value) -> dict[str, Any] | None:
    if not kinds.keys() <= {
        "parameter_server",
        "mpi",
        "smdistributed",
        "multi_worker_mirrored_strategy",
        "torch_distributed",
    }:
        return None
    found: dict[str, Any] = {}
    if "parameter_server" in kinds:
        found["sagemaker_parameter_server_enabled"] = kinds["parameter_server"]
    if "mpi" in kinds:
        found["sagemaker_mpi_enabled"] = kinds["mpi"]
        if shown["mpi"].get("processes_per_host"):
            found["sagemaker_mpi_num_of_processes_per_host"] = shown["mpi"]["processes_per_host"]
        found["sagemaker_mpi_custom_mpi_options"] = shown["mpi"].get("custom_mpi_options", "")
    if "smdistributed" in kinds:
        parallel = shown["smdistributed"].get("dataparallel")
        if not isinstance(parallel, dict) or len(shown["smdistributed"]) > 1 or "torch_distributed" in kinds:
            return None
        found["sagemaker_distributed_dataparallel_enabled"] = parallel.get("enabled", False)
        found["sagemaker_instance_type"] = kind
        if parallel.get("enabled"):
            found["sagemaker_distributed_dataparallel_custom_mpi_options"] = parallel.get("custom_mpi_options", "")
    if "multi_worker_mirrored_strategy" in kinds:
        found["sagemaker_multi_worker_mirrored_strategy_enabled"] = kinds["multi_worker_mirrored_strategy"]
    return found


def _input_data(estimator: Estimator, inputs: Value | None) -> Any:
    given = estimator.given
    found = channels(inputs)
    if not given.clear:
        return Opaque(at=given.at)
    model = given.flag("model_uri")
    code = _program(estimator, None) and given.flag("enable_network_isolation")
    if isinstance(found, Value) or not (model or code):
        return found
    found = list(found or ())
    if model is not None:
        name = given.text("model_channel_name") or "model"
        found.append(channel(name, model, ContentType="application/x-sagemaker-model", InputMode="File"))
    if code:
        found.append(channel("code", unknown("the uploaded source", given.at)))
    return found


def tags(value: Value | None) -> Any:
    """Tags as they are sent: a dict becomes a list."""
    from policylint.sources.python.values import Dict

    if isinstance(value, Dict) and value.more is None:
        return [{"Key": key, "Value": item} for key, item in value.entries.items()]
    return value


_JUMPSTART = re.compile(r"s3://jumpstart-(cache|private-cache)-")


def _tags(given: Arguments) -> Any:
    """Tags of an estimator: one whose model or program is JumpStart's gets some more."""
    own = given.get("tags")
    shown = (given.text(name) for name in ("model_uri", "source_dir"))
    if any(text is not None and _JUMPSTART.match(text) for text in shown):
        return Opaque(at=own.at if own is not None else given.at)
    return tags(own)


def _vpc(given: Arguments) -> Any:
    subnets, groups = given.get("subnets"), given.get("security_group_ids")
    if subnets is None and groups is None:
        return None
    return present({"Subnets": subnets, "SecurityGroupIds": groups})


def _group(value: Value) -> Any:
    if class_of(value, "sagemaker") != "InstanceGroup" or not isinstance(value, Made):
        return Opaque(at=value.at)
    given = Arguments.of(value, positional("InstanceGroup"))
    members = {
        "InstanceGroupName": given.get("instance_group_name"),
        "InstanceType": given.get("instance_type"),
        "InstanceCount": given.get("instance_count"),
    }
    return present(members)


def _rules(value: Value | None) -> Any:
    if isinstance(value, List) and value.more is None and not value.items:
        return None
    return None if value is None else Opaque(at=value.at)


def _structure(**members: Any) -> Any:
    return present(members) or None


def _if_true(value: Value | None, then: str) -> Any:
    if value is None:
        return None
    return then if is_known(value) else Opaque(at=value.at)


def _plain_or(value: Value | None, default: Any) -> Any:
    try:
        return default if value is None else plain(value)
    except NotPlain:
        return default
