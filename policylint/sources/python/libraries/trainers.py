"""ModelTrainer of the SageMaker SDK's version 3 (seen with sagemaker-train 1.27.0): the training job that it makes."""

from collections.abc import Iterator
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.schema.snapshot import snapshot
from policylint.sources.python.libraries.arguments import Arguments, bare_or_json, class_of, present, texted
from policylint.sources.python.libraries.sessions import bucket_of
from policylint.sources.python.libraries.shapes import PACKAGES, arguments, converted, shape, structure
from policylint.sources.python.values import (
    Call,
    Dict,
    Event,
    Known,
    List,
    Made,
    Opaque,
    Value,
    is_known,
    known,
    unknown,
)

_PACKAGES = " ".join(PACKAGES)
_DRIVERS = "/opt/ml/input/data/sm_drivers"
_START = f"chmod +x {_DRIVERS}/sm_train.sh && {_DRIVERS}/sm_train.sh"
BUILDERS = {
    "with_tensorboard_output_config": "tensorboard_output_config",
    "with_retry_strategy": "retry_strategy",
    "with_infra_check_config": "infra_check_config",
    "with_session_chaining_config": "session_chaining_config",
    "with_remote_debug_config": "remote_debug_config",
    "with_checkpoint_config": "checkpoint_config",
    "with_metric_definitions": "metric_definitions",
}
"""The methods that give a trainer something, and return it."""

_SWITCHES = {
    "infra_check_config": ("InfraCheckConfig", "EnableInfraCheck"),
    "session_chaining_config": ("SessionChainingConfig", "EnableSessionTagChaining"),
    "remote_debug_config": ("RemoteDebugConfig", "EnableRemoteDebug"),
}


@dataclass(frozen=True, slots=True)
class Trainer:
    """A trainer: its arguments, what its builder methods were given, and what it was made by."""

    given: Arguments
    built: Arguments
    made: Made


def trainer_of(value: Value | None) -> Trainer | None:
    """The trainer that a value is; None where it is none."""
    if class_of(value, _PACKAGES) != "ModelTrainer" or not isinstance(value, Made):
        return None
    given = Arguments.of(value, ())
    calls = {event.name: event.call for event in value.events if event.name in BUILDERS and event.call}
    values: dict[str, Value] = {}
    for name, call in calls.items():
        bound = Arguments.of_call(call, (BUILDERS[name],))
        values[BUILDERS[name]] = bound.get(BUILDERS[name]) or Known(None, call.at)
    return Trainer(given, Arguments(values, {}, value.at), value)


def built(call: Call) -> Value | None:
    """What a call of one of the builder methods comes to: the trainer, which has been given something."""
    trainer = call.receiver
    if not isinstance(trainer, Made):
        return None
    return Made(trainer.call, trainer.at, (*trainer.events, Event(call.method, call)), unclear=trainer.unclear)


def training_job(trainer: Trainer, inputs: Value | None) -> dict[str, Any]:
    """The request of `trainer.train(input_data_config=inputs)`."""
    given = trainer.given
    network = arguments(given.get("networking"))
    compute = arguments(given.get("compute"))
    members = {
        "TrainingJobName": unknown("the job's name", given.at),
        "AlgorithmSpecification": _algorithm(trainer),
        "HyperParameters": hyperparameters(given),
        "InputDataConfig": _or_none(channels(trainer, inputs)),
        "ResourceConfig": resources(given),
        "VpcConfig": vpc(given),
        "RoleArn": role(given),
        "Tags": tags(given),
        "StoppingCondition": stopping(given),
        "OutputDataConfig": output(given),
        "CheckpointConfig": checkpoints(trainer),
        "Environment": _environment(given.get("environment")),
        "EnableManagedSpotTraining": compute.get("enable_managed_spot_training"),
        "EnableInterContainerTrafficEncryption": network.get("enable_inter_container_traffic_encryption"),
        "EnableNetworkIsolation": network.get("enable_network_isolation"),
        "RetryStrategy": structure(trainer.built.get("retry_strategy"), shape("RetryStrategy")),
        "TensorBoardOutputConfig": _tensor_board(trainer),
        **_switches(trainer),
    }
    return present(members)


def uploads(trainer: Trainer) -> Iterator[Value]:
    """The command and its arguments, which the SDK writes into a script that it uploads."""
    source = arguments(trainer.given.get("source_code"))
    command, more = source.get("command"), source.get("args")
    if command is not None:
        yield command
    if isinstance(more, List) and more.more is None:
        yield from more.items


def _environment(value: Value | None) -> Value | None:
    """Environment variables, where there are any."""
    return None if isinstance(value, Dict) and not value.cells else value


def _algorithm(trainer: Trainer) -> dict[str, Any]:
    given = trainer.given
    source = given.get("source_code")
    members = {
        "AlgorithmName": given.get("algorithm_name"),
        "TrainingImage": given.get("training_image"),
        "TrainingInputMode": given.or_else("training_input_mode", "File"),
        "TrainingImageConfig": structure(given.get("training_image_config"), shape("TrainingImageConfig")),
        "ContainerEntrypoint": None if source is None else ["/bin/bash"],
        "ContainerArguments": None if source is None else ["-c", _START],
        "MetricDefinitions": _metrics(trainer.built.get("metric_definitions")),
    }
    return present(members)


def _metrics(value: Value | None) -> Any:
    return None if value is None else converted(value, snapshot().shapes["MetricDefinitionList"])


def hyperparameters(given: Arguments) -> Any:
    """HyperParameters: texts as they stand, all else as JSON; a text in place of a dict is a file."""
    value = given.get("hyperparameters")
    distributed = given.get("distributed")
    if distributed is not None and (not isinstance(distributed, Made) or arguments(distributed).get("smp") is not None):
        return Opaque(at=distributed.at)
    if value is None:
        return {}
    if not isinstance(value, Dict) or value.more is not None:
        return Opaque(at=value.at)
    return {str(key): texted(item, bare_or_json) for key, item in value.entries.items()}


def channels(trainer: Trainer, inputs: Value | None) -> Any:
    """InputDataConfig: the constructor's channels, overridden by those of `train`, then the SDK's own."""
    given = trainer.given
    first, second = _listed(given.get("input_data_config")), _listed(inputs)
    if first is None or second is None:
        return Opaque(at=given.at)
    by_name: dict[str, Value] = {}
    for channel in (*first, *second):
        name = known(arguments(channel).get("channel_name"))
        if not isinstance(name, str):
            return Opaque(at=channel.at)
        by_name[name] = channel
    found = [_channel(channel) for channel in by_name.values()]
    return found + _own_channels(trainer)


def _listed(value: Value | None) -> list[Value] | None:
    if value is None:
        return []
    return list(value.items) if isinstance(value, List) and value.more is None else None


def _channel(value: Value) -> Any:
    given = arguments(value)
    if class_of(value, _PACKAGES) == "Channel" or _is_channel(given):
        return structure(value, shape("Channel"))
    source = given.get("data_source")
    members = {"ChannelName": given.get("channel_name"), "ContentType": given.get("content_type")}
    kind = class_of(source, _PACKAGES)
    if kind in ("S3DataSource", "FileSystemDataSource"):
        return present(members | {"DataSource": {kind: structure(source, shape(kind))}})
    if isinstance(source, Dict):
        return Opaque(at=value.at)
    return present(members | _s3(source, value))


def _is_channel(given: Arguments) -> bool:
    """Whether a dict in a channel's place is a Channel and no InputData."""
    return isinstance(given.get("data_source"), Dict) or class_of(given.get("data_source"), _PACKAGES) == "DataSource"


def _s3(source: Value | None, at: Value) -> dict[str, Any]:
    text = known(source)
    uploaded = isinstance(text, str) and not text.startswith("s3://")
    uri = unknown("the uploaded data", at.at) if uploaded or source is None else source
    data = {"S3DataType": "S3Prefix", "S3Uri": uri, "S3DataDistributionType": "FullyReplicated"}
    return {"DataSource": {"S3DataSource": data}, "InputMode": "File"}


def _own_channels(trainer: Trainer) -> list[Any]:
    source = trainer.given.get("source_code")
    if source is None:
        return []
    grouped = arguments(trainer.given.get("compute")).get("instance_groups") is not None
    folder = arguments(source).get("source_dir")
    names = ["sm_drivers"] if folder is None else ["code", "sm_drivers"]
    if folder is not None and not is_known(folder):
        return [Opaque(at=source.at)]
    return [Opaque(at=source.at) if grouped else _sdk_channel(name, folder, source) for name in names]


def _sdk_channel(name: str, folder: Value | None, source: Value) -> dict[str, Any]:
    text = known(folder)
    given = folder if name == "code" and isinstance(text, str) and text.startswith("s3://") else None
    return {"ChannelName": name, **_s3(given, source)}


def _or_none(found: Any) -> Any:
    return None if found == [] else found


def resources(given: Arguments) -> Any:
    """ResourceConfig: one ml.m5.xlarge of 30 GB where nothing else is said."""
    value = given.get("compute")
    found = structure(value, shape("ResourceConfig"))
    if isinstance(found, Value):
        return found
    found = {} if found is None else found
    compute = arguments(value)
    if compute.get("instance_groups") is None and compute.get("instance_preferences") is None:
        for name, default in (("InstanceType", "ml.m5.xlarge"), ("InstanceCount", 1)):
            if (
                name not in found
                and compute.get("instance_type" if name == "InstanceType" else "instance_count") is None
            ):
                found[name] = default
    if compute.get("volume_size_in_gb") is None:
        found["VolumeSizeInGB"] = 30
    return found


def stopping(given: Arguments) -> Any:
    """StoppingCondition: an hour where none is given; one's own replaces it whole."""
    value = given.get("stopping_condition")
    if value is None:
        return {"MaxRuntimeInSeconds": 3600}
    found = structure(value, shape("StoppingCondition"))
    runtime = arguments(value).values.get("max_runtime_in_seconds")
    if isinstance(found, dict) and runtime is not None and is_known(runtime) and known(runtime) is None:
        found["MaxRuntimeInSeconds"] = 3600
    return found


def output(given: Arguments) -> Any:
    """OutputDataConfig: compressed, and in the session's bucket where none is named. An object of sagemaker-core's own
    class of the name, and a dict, are sent as they are."""
    value = given.get("output_data_config")
    if isinstance(value, Dict) or (isinstance(value, Made) and ".shapes." in value.call.name):
        return structure(value, shape("OutputDataConfig"))
    found = structure(value, shape("OutputDataConfig"))
    if isinstance(found, Value):
        return found
    found = {} if found is None else found
    bucket = bucket_of(given.get("sagemaker_session"))
    base = given.text("base_job_name")
    default: Any = unknown("s3://{default bucket}/{base name}", given.at)
    if bucket is not None and base is not None:
        default = Known(f"s3://{bucket}/{base}", given.at)
    return {"S3OutputPath": default, "CompressionType": "GZIP", **found}


def vpc(given: Arguments) -> Any:
    """VpcConfig, of what the networking says."""
    return structure(given.get("networking"), shape("VpcConfig")) or None


def role(given: Arguments) -> Value:
    """A role as it is sent: what is no ARN becomes one by a call."""
    value = given.get("role")
    text = known(value)
    if value is None or (isinstance(text, str) and not text.startswith("arn:")):
        return Opaque(at=value.at if value else given.at)
    return value


def tags(given: Arguments) -> Any:
    """Tags, as objects or dicts of either spelling."""
    value = given.get("tags")
    if isinstance(value, List) and value.more is None and not value.items:
        return None
    return None if value is None else converted(value, snapshot().shapes["TagList"])


def checkpoints(trainer: Trainer) -> Any:
    """CheckpointConfig: a location and a folder are filled in where they are not given."""
    value = trainer.given.get("checkpoint_config")
    if "checkpoint_config" in trainer.built.values:
        value = trainer.built.values["checkpoint_config"]
    if value is None:
        return None
    found = structure(value, shape("CheckpointConfig")) if not (is_known(value) and known(value) is None) else {}
    if isinstance(found, Value):
        return found
    filled: dict[str, Any] = {"S3Uri": unknown("the checkpoints in the default bucket", value.at)}
    if (
        class_of(value, "sagemaker") == "CheckpointConfig"
        and isinstance(value, Made)
        and ".shapes" not in value.call.name
    ):
        filled["LocalPath"] = "/opt/ml/checkpoints"
    return {**filled, **found}


def _tensor_board(trainer: Trainer) -> Any:
    value = trainer.built.values.get("tensorboard_output_config")
    if value is None:
        return None
    found = structure(trainer.built.get("tensorboard_output_config"), shape("TensorBoardOutputConfig"))
    if isinstance(found, Value):
        return found
    place = unknown("the default bucket", value.at)
    return {"S3OutputPath": place, "LocalPath": "/opt/ml/output/tensorboard", **(found or {})}


def _switches(trainer: Trainer) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, (member, switch) in _SWITCHES.items():
        if name in trainer.built.values:
            value = trainer.built.get(name)
            found[member] = {switch: True} if value is None else structure(value, shape(member))
    return found
