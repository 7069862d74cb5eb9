"""`@remote` and RemoteExecutor of the SageMaker SDK, in both of its versions (seen with 2.257.7 and 3.27.0).

A plain call of a decorated function starts a training job, whose container, channels and arguments are the SDK's own.
"""

from collections.abc import Iterator
from typing import Any

from policylint.sources.python.libraries import Library, Sent
from policylint.sources.python.libraries.arguments import Arguments, entries, present
from policylint.sources.python.libraries.estimators import role, tags
from policylint.sources.python.libraries.sessions import region_of
from policylint.sources.python.values import Call, Dict, Known, List, Made, Opaque, Value, is_known, unknown

_MODULES = ("sagemaker.remote_function", "sagemaker.remote_function.client", "sagemaker.core.remote_function")
_DRIVER = "/opt/ml/input/data/sagemaker_remote_function_bootstrap/job_driver.sh"
_JOB = "sagemaker:createTrainingJob"


def _decorated(call: Call, function: str) -> Iterator[Sent]:
    """A function below `@remote(...)`, or below `@remote` alone."""
    given = Arguments.of_call(call, ("_func",))
    yield Sent(_JOB, _request(given), address=function, beside=_commands(given))


def _submitted(call: Call) -> Iterator[Sent]:
    """`executor.submit(function, ...)`."""
    if isinstance(call.receiver, Made):
        given = Arguments.of(call.receiver, ())
        yield Sent(_JOB, _request(given), beside=_commands(given))


def _commands(given: Arguments) -> tuple[Value, ...]:
    """The commands that run before the function, which the SDK writes into a script that it uploads."""
    commands = given.get("pre_execution_commands")
    return commands.items if isinstance(commands, List) and commands.more is None else ()


def _entered(call: Call) -> Value | None:
    """`with RemoteExecutor(...) as executor`."""
    return call.receiver


def _request(given: Arguments) -> dict[str, Any]:
    at = given.at
    algorithm = {
        "TrainingImage": given.or_else("image_uri", unknown("the SDK's image", at)),
        "TrainingInputMode": "File",
        "ContainerEntrypoint": _entrypoint(given),
        "ContainerArguments": _arguments(given),
    }
    members = {
        "TrainingJobName": unknown("the job's name", at),
        "RoleArn": role(given.get("role")),
        "AlgorithmSpecification": algorithm,
        "InputDataConfig": unknown("the SDK's own channels", at),
        "OutputDataConfig": _output(given),
        "ResourceConfig": _resources(given),
        "StoppingCondition": _stopping(given),
        "RetryStrategy": {"MaximumRetryAttempts": given.or_else("max_retry_attempts", 1)},
        "VpcConfig": _vpc(given),
        "EnableNetworkIsolation": False,
        "EnableInterContainerTrafficEncryption": given.or_else("encrypt_inter_container_traffic", False),
        "EnableManagedSpotTraining": given.or_else("use_spot_instances", False),
        "Environment": _environment(given),
        "Tags": tags(given.get("tags")),
    }
    return present(members)


def _entrypoint(given: Arguments) -> Any:
    """The SDK's own script; Spark, torchrun and MPI have others."""
    special = ("spark_config", "use_torchrun", "use_mpirun")
    if any(given.flag(name) is not None for name in special):
        return unknown("the SDK's script", given.at)
    return ["/bin/bash", _DRIVER]


def _arguments(given: Arguments) -> Any:
    """What the SDK's script is given: flags whose values are made when the program runs."""
    later = ("spark_config", "use_torchrun", "use_mpirun", "nproc_per_node", "job_conda_env")
    if any(given.flag(name) is not None for name in later):
        return unknown("the SDK's arguments", given.at)
    flags = ("s3_base_uri", "region", "client_python_version", "client_sagemaker_pysdk_version", "dependency_settings")
    found: list[Any] = [item for flag in flags for item in (f"--{flag}", unknown(flag, given.at))]
    key = given.get("s3_kms_key")
    return found if key is None else [*found, "--s3_kms_key", key]


def _output(given: Arguments) -> dict[str, Any]:
    compressed = given.flag("disable_output_compression")
    members = {
        "S3OutputPath": unknown("a folder of the job's own", given.at),
        "KmsKeyId": given.get("s3_kms_key"),
        "CompressionType": compressed and ("NONE" if is_known(compressed) else Opaque(at=compressed.at)),
    }
    return present(members)


def _resources(given: Arguments) -> dict[str, Any]:
    members = {
        "InstanceType": given.or_else("instance_type", unknown("instance_type", given.at)),
        "InstanceCount": given.or_else("instance_count", 1),
        "VolumeSizeInGB": given.or_else("volume_size", 30),
        "VolumeKmsKeyId": given.get("volume_kms_key"),
        "KeepAlivePeriodInSeconds": given.or_else("keep_alive_period_in_seconds", 0),
    }
    return present(members)


def _stopping(given: Arguments) -> dict[str, Any]:
    members = {
        "MaxRuntimeInSeconds": given.or_else("max_runtime_in_seconds", 86400),
        "MaxWaitTimeInSeconds": given.get("max_wait_time_in_seconds"),
    }
    return present(members)


def _vpc(given: Arguments) -> Any:
    subnets, groups = given.get("subnets"), given.get("security_group_ids")
    return (
        present({"Subnets": subnets, "SecurityGroupIds": groups})
        if subnets is not None and groups is not None
        else None
    )


def _environment(given: Arguments) -> Any:
    """The variables that are given, the Region, and in version 3 a public key under a secret's name."""
    value: Value | None = given.get("environment_variables")
    if value is not None and (not isinstance(value, Dict) or value.more is not None):
        return Opaque(at=value.at)
    region = region_of(given.get("sagemaker_session"))
    found: dict[str, Any] = {"AWS_DEFAULT_REGION": unknown("the Region", given.at) if region is None else Known(region)}
    return {**found, "REMOTE_FUNCTION_SECRET_KEY": unknown("a key", given.at), **dict(entries(value))}


LIBRARY = Library(
    name="sagemaker remote",
    seen="sagemaker 2.257.7 and 3.27.0",
    sends={f"{module}.RemoteExecutor.submit": _submitted for module in _MODULES},
    gives={f"{module}.RemoteExecutor.__enter__": _entered for module in _MODULES},
    decorators={f"{module}.remote": _decorated for module in _MODULES},
    harmless=("sagemaker.",),
    words=("@remote", "RemoteExecutor"),
)
