"""Channels of the SageMaker SDK's version 2: what `fit(inputs)` makes of texts, dicts, TrainingInput and the like."""

from typing import Any

from policylint.sources.python.libraries.arguments import Arguments, class_of, is_none, present
from policylint.sources.python.libraries.tables import positional
from policylint.sources.python.values import Dict, List, Made, Opaque, Value, is_known

_S3 = ("TrainingInput", "s3_input")
_RECORDS = ("RecordSet", "FileSystemRecordSet")


def channels(inputs: Value | None) -> Any:
    """InputDataConfig for inputs of `fit`; None where there are none."""
    if inputs is None or is_none(inputs):
        return None
    if isinstance(inputs, Dict):
        if inputs.more is not None or not all(isinstance(name, str) for name in inputs.entries):
            return Opaque(at=inputs.at)
        return [channel(name, value) for name, value in inputs.entries.items()]
    if isinstance(inputs, List) and inputs.more is None:
        return [_records(one) for one in inputs.items]
    if class_of(inputs, "sagemaker") in _RECORDS:
        return [_records(inputs)]
    if is_known(inputs) or class_of(inputs, "sagemaker") in (*_S3, "FileSystemInput"):
        return [channel("training", inputs)]
    return Opaque(at=inputs.at)


def channel(name: str, source: Value, **more: Any) -> Any:
    """A channel over a location in S3 or a file system."""
    kind = class_of(source, "sagemaker")
    if kind == "FileSystemInput" and isinstance(source, Made):
        return {"ChannelName": name, **_file_system(Arguments.of(source, positional("FileSystemInput")))}
    if isinstance(source, Made) and any(event.name == "config" for event in source.events):
        return Opaque(at=source.at)  # the dict that it has made is changed
    if kind in _S3 and isinstance(source, Made):
        return {"ChannelName": name, **_s3(Arguments.of(source, positional("TrainingInput")))}
    if kind in _RECORDS:
        return Opaque(at=source.at)
    data = {"S3DataType": "S3Prefix", "S3Uri": source, "S3DataDistributionType": "FullyReplicated"}
    return {"ChannelName": name, "DataSource": {"S3DataSource": data}, **more}


def _records(value: Value) -> Any:
    """A channel over records of Amazon's own format, which a record set names."""
    kind = class_of(value, "sagemaker")
    if kind != "RecordSet" or not isinstance(value, Made):
        return Opaque(at=value.at)
    given = Arguments.of(value, positional(kind))
    source = {
        "S3DataType": given.or_else("s3_data_type", "ManifestFile"),
        "S3Uri": given.get("s3_data"),
        "S3DataDistributionType": given.or_else("distribution", "ShardedByS3Key"),
    }
    return {"ChannelName": given.or_else("channel", "train"), "DataSource": {"S3DataSource": present(source)}}


def feature_dim(inputs: Value | None) -> Value:
    """How many features the records have that are given: those of the training channel, of several."""
    several = inputs.items if isinstance(inputs, List) and inputs.more is None else [inputs]
    for one in several:
        if class_of(one, "sagemaker") not in _RECORDS or not isinstance(one, Made):
            break
        given = Arguments.of(one, positional(one.call.method))
        if len(several) == 1 or given.or_else("channel", None) is None or given.text("channel") == "train":
            return given.get("feature_dim") or Opaque(at=one.at)
    return Opaque("feature_dim", inputs.at if inputs is not None else None)


def input_mode(inputs: Value | None) -> Value | None:
    """The mode of a TrainingInput that is given as the only input: the job takes it over."""
    if class_of(inputs, "sagemaker") in _S3 and isinstance(inputs, Made):
        return Arguments.of(inputs, positional("TrainingInput")).get("input_mode")
    return None


def _s3(given: Arguments) -> dict[str, Any]:
    distribution = given.get("distribution")
    if distribution is None and given.flag("target_attribute_name") is None:
        distribution = given.or_else("distribution", "FullyReplicated")
    source = {
        "S3DataType": given.or_else("s3_data_type", "S3Prefix"),
        "S3Uri": given.get("s3_data"),
        "S3DataDistributionType": distribution,
        "InstanceGroupNames": given.get("instance_groups"),
        "AttributeNames": given.get("attribute_names"),
        "HubAccessConfig": given.get("hub_access_config"),
        "ModelAccessConfig": given.get("model_access_config"),
    }
    members = {
        "DataSource": {"S3DataSource": present(source)},
        "CompressionType": given.get("compression"),
        "ContentType": given.get("content_type"),
        "RecordWrapperType": given.get("record_wrapping"),
        "InputMode": given.get("input_mode"),
        "ShuffleConfig": _shuffle(given.get("shuffle_config")),
    }
    return present(members)


def _shuffle(value: Value | None) -> Any:
    if class_of(value, "sagemaker") == "ShuffleConfig" and isinstance(value, Made):
        return present({"Seed": Arguments.of(value, positional("ShuffleConfig")).get("seed")})
    return None if value is None else Opaque(at=value.at)


def _file_system(given: Arguments) -> dict[str, Any]:
    source = {
        "FileSystemId": given.get("file_system_id"),
        "FileSystemType": given.get("file_system_type"),
        "DirectoryPath": given.get("directory_path"),
        "FileSystemAccessMode": given.or_else("file_system_access_mode", "ro"),
    }
    return present({"DataSource": {"FileSystemDataSource": present(source)}, "ContentType": given.get("content_type")})
