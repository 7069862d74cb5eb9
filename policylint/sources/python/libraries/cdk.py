"""The AWS CDK in Python (seen with aws-cdk-lib 2.275.0): `SageMakerCreateTrainingJob` of aws_stepfunctions_tasks."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policylint.sources.python.libraries import Library, Sent
from policylint.sources.python.libraries.arguments import Arguments, each, present
from policylint.sources.python.values import Call, Dict, External, Known, Made, Opaque, Value, is_known, known, unknown

_TASKS = "aws_cdk.aws_stepfunctions_tasks"
_ENUMS: Mapping[str, Mapping[str, str]] = {
    "InputMode": {"PIPE": "Pipe", "FILE": "File", "FAST_FILE": "FastFile"},
    "S3DataType": {
        "MANIFEST_FILE": "ManifestFile",
        "S3_PREFIX": "S3Prefix",
        "AUGMENTED_MANIFEST_FILE": "AugmentedManifestFile",
    },
    "S3DataDistributionType": {"FULLY_REPLICATED": "FullyReplicated", "SHARDED_BY_S3_KEY": "ShardedByS3Key"},
    "CompressionType": {"NONE": "None", "GZIP": "Gzip"},
    "RecordWrapperType": {"NONE": "None", "RECORD_IO": "RecordIO"},
}
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_GIBIBYTES = {"gibibytes": 1, "tebibytes": 1024}


def _task(call: Call) -> Iterator[Sent]:
    """`SageMakerCreateTrainingJob(scope, id, training_job_name=..., ...)`."""
    given = Arguments.of_call(call, ("scope", "id"))
    network = given.get("vpc_config")
    members = {
        "TrainingJobName": _text(given.get("training_job_name")),
        "RoleArn": unknown("the task's role", call.at),
        "AlgorithmSpecification": _algorithm(given.get("algorithm_specification")),
        "InputDataConfig": each(given.get("input_data_config"), _channel),
        "OutputDataConfig": _output(given.get("output_data_config")),
        "ResourceConfig": _resources(given.get("resource_config"), call),
        "StoppingCondition": _stopping(given.get("stopping_condition"), call),
        "HyperParameters": _texts(given.get("hyperparameters")),
        "Environment": _texts(given.get("environment")),
        "Tags": _tags(given.get("tags")),
        "VpcConfig": None if network is None else Opaque(at=network.at),
        "EnableNetworkIsolation": given.get("enable_network_isolation"),
    }
    yield Sent("sagemaker:createTrainingJob", present(members), address=given.text("id") or "")


def _struct(value: Value | None, name: str) -> Arguments | None:
    """The members of a struct, which Python writes as an object or as a dict; None where it is neither."""
    if isinstance(value, Made) and value.call.name == f"{_TASKS}.{name}":
        return Arguments.of(value, ())
    if isinstance(value, Dict) and value.more is None:
        return Arguments({str(key): item for key, item in value.entries.items()}, {}, value.at)
    return None


def _algorithm(value: Value | None) -> Any:
    given = _struct(value, "AlgorithmSpecification")
    if given is None:
        return _unknown(value)
    members = {
        "AlgorithmName": _text(given.get("algorithm_name")),
        "TrainingImage": _image(given.get("training_image")),
        "TrainingInputMode": _enum(given.get("training_input_mode"), "InputMode") or "File",
        "MetricDefinitions": each(given.get("metric_definitions"), _metric),
    }
    return present(members)


def _metric(value: Value) -> Any:
    given = _struct(value, "MetricDefinition")
    return _unknown(value) if given is None else present({"Name": given.get("name"), "Regex": given.get("regex")})


def _image(value: Value | None) -> Any:
    """An image of a registry is a text; one of ECR has the account and Region of the stack."""
    if isinstance(value, Made) and value.call.name == f"{_TASKS}.DockerImage.from_registry":
        return _text(Arguments.of(value, ("image_uri",)).get("image_uri"))
    return _unknown(value)


def _channel(value: Value) -> Any:
    given = _struct(value, "Channel")
    if given is None:
        return _unknown(value)
    members = {
        "ChannelName": _text(given.get("channel_name")),
        "DataSource": _source(given.get("data_source")),
        "CompressionType": _enum(given.get("compression_type"), "CompressionType"),
        "ContentType": _text(given.get("content_type")),
        "InputMode": _enum(given.get("input_mode"), "InputMode"),
        "RecordWrapperType": _enum(given.get("record_wrapper_type"), "RecordWrapperType"),
    }
    return present(members)


def _source(value: Value | None) -> Any:
    outer = _struct(value, "DataSource")
    given = None if outer is None else _struct(outer.get("s3_data_source"), "S3DataSource")
    if given is None:
        return _unknown(value)
    members = {
        "S3Uri": _location(given.get("s3_location")),
        "S3DataType": _enum(given.get("s3_data_type"), "S3DataType") or "S3Prefix",
        "S3DataDistributionType": _enum(given.get("s3_data_distribution_type"), "S3DataDistributionType"),
        "AttributeNames": given.get("attribute_names"),
    }
    return {"S3DataSource": present(members)}


def _location(value: Value | None) -> Any:
    """A location in S3, which the CDK writes as an https URL of the stack's Region."""
    return _unknown(value)


def _output(value: Value | None) -> Any:
    given = _struct(value, "OutputDataConfig")
    if given is None:
        return _unknown(value)
    key = given.get("encryption_key")
    return present({"S3OutputPath": _location(given.get("s3_output_location")), "KmsKeyId": _unknown(key)})


def _resources(value: Value | None, call: Call) -> Any:
    if value is None:
        return {"InstanceCount": 1, "InstanceType": "ml.m4.xlarge", "VolumeSizeInGB": 10}
    given = _struct(value, "ResourceConfig")
    if given is None:
        return _unknown(value)
    members = {
        "InstanceCount": given.get("instance_count"),
        "InstanceType": _instance_type(given.get("instance_type")),
        "VolumeSizeInGB": _measure(given.get("volume_size"), "aws_cdk.Size", _GIBIBYTES),
        "VolumeKmsKeyId": _unknown(given.get("volume_encryption_key")),
    }
    return present(members)


def _instance_type(value: Value | None) -> Any:
    """`InstanceType("m5.xlarge")` and `InstanceType.of(InstanceClass.M5, ...)`, with `ml.` before it."""
    if not isinstance(value, Made):
        return _unknown(value)
    if value.call.name == "aws_cdk.aws_ec2.InstanceType":
        text = Arguments.of(value, ("instance_type_identifier",)).text("instance_type_identifier")
        return _unknown(value) if text is None else Known(text if text.startswith("ml.") else f"ml.{text}", value.at)
    if value.call.name == "aws_cdk.aws_ec2.InstanceType.of":
        given = Arguments.of(value, ("instance_class", "instance_size"))
        family, size = _member(given.get("instance_class")), _member(given.get("instance_size"))
        if re.fullmatch(r"[A-Z]+\d+[A-Z]*", family) and re.fullmatch(r"(MEDIUM|LARGE|XLARGE)(\d*)", size):
            number = re.fullmatch(r"([A-Z]+)(\d*)", size)
            written = f"{number[2]}{number[1].lower()}" if number else size.lower()
            return Known(f"ml.{family.lower()}.{written}", value.at)
    return _unknown(value)


def _member(value: Value | None) -> str:
    return value.name.rpartition(".")[2] if isinstance(value, External) else ""


def _stopping(value: Value | None, call: Call) -> Any:
    if value is None:
        return {"MaxRuntimeInSeconds": 3600}
    given = _struct(value, "StoppingCondition")
    if given is None:
        return _unknown(value)
    longest = given.get("max_runtime")
    return {"MaxRuntimeInSeconds": 3600 if longest is None else _measure(longest, "aws_cdk.Duration", _SECONDS)}


def _measure(value: Value | None, kind: str, units: Mapping[str, int]) -> Any:
    """A duration in seconds or a size in GiB."""
    prefix, _, unit = value.call.name.rpartition(".") if isinstance(value, Made) else ("", "", "")
    if prefix == kind and unit in units and isinstance(value, Made):
        amount = known(Arguments.of(value, ("amount",)).get("amount"))
        if isinstance(amount, int | float) and not isinstance(amount, bool) and amount * units[unit] % 1 == 0:
            return Known(int(amount * units[unit]), value.at)
    return _unknown(value)


def _enum(value: Value | None, name: str) -> Any:
    member = _member(value)
    if member in _ENUMS[name] and isinstance(value, External) and value.name.startswith(f"{_TASKS}.{name}."):
        return Known(_ENUMS[name][member], value.at)
    return _unknown(value)


def _text(value: Value | None) -> Any:
    return value if value is None or is_known(value) else _unknown(value)


def _texts(value: Value | None) -> Any:
    if isinstance(value, Dict) and value.more is None:
        return {str(key): _text(item) for key, item in value.entries.items()}
    return _unknown(value)


def _tags(value: Value | None) -> Any:
    if isinstance(value, Dict) and value.more is None:
        return [{"Key": str(key), "Value": item} for key, item in value.entries.items()]
    return _unknown(value)


def _unknown(value: Value | None) -> Any:
    return None if value is None else Opaque(at=value.at)


LIBRARY = Library(
    name="aws-cdk",
    seen="aws-cdk-lib 2.275.0",
    sends={f"{_TASKS}.SageMakerCreateTrainingJob": _task},
    harmless=("aws_cdk.", "constructs."),
    words=("SageMakerCreateTrainingJob",),
)
