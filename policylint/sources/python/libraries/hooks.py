"""Debugger, profiler and TensorBoard of the SageMaker SDK's version 2: what is sent of them, also unasked."""

import re
from typing import Any

from policylint.sources.python.libraries.arguments import Arguments, class_of, each, present
from policylint.sources.python.libraries.tables import positional
from policylint.sources.python.values import Made, NotPlain, Opaque, Value, is_known, known, plain

_WITHOUT = frozenset(
    {
        *("ap-south-2", "ap-southeast-3", "ap-southeast-4", "eu-central-2", "eu-south-2", "me-central-1"),
        *("us-gov-east-1", "us-iso-east-1", "us-isob-east-1"),
    }
)
"""Regions in which the SDK takes Debugger and profiler for not supported."""
_TRAINIUM = re.compile(r"^ml[._]trn")


def debug_hook(given: Arguments, framework: str, output_path: Any, region: str | None) -> Any:
    """DebugHookConfig: on unless it is False, PyTorch or TensorFlow keeps checkpoints in a folder of its own, or
    TensorFlow has parameter servers."""
    value = given.get("debugger_hook_config")
    if region in _WITHOUT:
        return None
    servers = _parameter_servers(given) if framework == "tensorflow" else False
    if servers is not False:
        return None if servers else Opaque(at=given.at)
    if value is not None and is_known(value) and known(value) is False:
        return None
    if given.flag("rules") is not None:
        return Opaque(at=given.at)
    if (
        framework in ("pytorch", "tensorflow")
        and given.flag("checkpoint_s3_uri")
        and given.flag("checkpoint_local_path")
    ):
        return None
    if value is None or (is_known(value) and known(value) is True):
        return {"S3OutputPath": output_path, "CollectionConfigurations": []}
    if class_of(value, "sagemaker") != "DebuggerHookConfig" or not isinstance(value, Made):
        return Opaque(at=value.at)
    hook = Arguments.of(value, positional("DebuggerHookConfig"))
    members = {
        "S3OutputPath": hook.or_else("s3_output_path", output_path),
        "LocalPath": hook.get("container_local_output_path"),
        "HookParameters": hook.get("hook_parameters"),
        "CollectionConfigurations": _collections(hook.get("collection_configs")),
    }
    return present(members)


def _parameter_servers(given: Arguments) -> bool | None:
    """Whether a distribution has parameter servers; None where that is not known."""
    distribution = given.get("distribution")
    if distribution is None:
        return False
    try:
        shown = plain(distribution)
    except NotPlain:
        return None
    servers = shown.get("parameter_server") if isinstance(shown, dict) else None
    return bool(servers.get("enabled")) if isinstance(servers, dict) else False


def _collections(value: Value | None) -> Any:
    """One collection keeps its place; several are a set to the SDK, whose order is not known."""
    found = each(value, _collection)
    if isinstance(found, list) and len(found) > 1:
        return Opaque(at=value.at if value else None)
    return [] if found is None else found


def _collection(value: Value) -> Any:
    if class_of(value, "sagemaker") != "CollectionConfig" or not isinstance(value, Made):
        return Opaque(at=value.at)
    given = Arguments.of(value, positional("CollectionConfig"))
    return present({"CollectionName": given.get("name"), "CollectionParameters": given.get("parameters")})


def profiler(given: Arguments, output_path: Any, region: str | None) -> Any:
    """ProfilerConfig: on unless it is disabled, which Trainium instances and some Regions do by themselves."""
    value = given.get("profiler_config")
    kind = given.scalar("instance_type")
    disabled = given.flag("disable_profiler")
    if disabled is not None and not is_known(disabled):
        return Opaque(at=disabled.at)
    if disabled is not None or region in _WITHOUT or (isinstance(kind, str) and _TRAINIUM.match(kind)):
        return {"DisableProfiler": True} if value is None else Opaque(at=value.at)
    if value is None:
        return {"S3OutputPath": output_path, "DisableProfiler": False}
    if class_of(value, "sagemaker") != "ProfilerConfig" or not isinstance(value, Made):
        return Opaque(at=value.at)
    return _profiler(Arguments.of(value, positional("ProfilerConfig")), output_path, value)


def profiler_rules(given: Arguments) -> Value | None:
    """What makes the SDK add rules for the profiler: a configuration that asks for details."""
    value = given.get("profiler_config")
    if class_of(value, "sagemaker") == "ProfilerConfig" and isinstance(value, Made):
        details = Arguments.of(value, positional("ProfilerConfig"))
        return details.get("profile_params") or details.get("framework_profile_params")
    return None if value is None or is_known(value) else Opaque(at=value.at)


def _profiler(given: Arguments, output_path: Any, value: Value) -> Any:
    if given.get("framework_profile_params") is not None or given.get("profile_params") is not None:
        return Opaque(at=value.at)
    disabled = given.flag("disable_profiler")
    members = {
        "S3OutputPath": given.or_else("s3_output_path", output_path) if disabled is None else None,
        "DisableProfiler": False if disabled is None else disabled,
        "ProfilingIntervalInMilliseconds": given.get("system_monitor_interval_millis"),
    }
    return present(members)


def tensor_board(given: Arguments) -> Any:
    """TensorBoardOutputConfig."""
    value = given.get("tensorboard_output_config")
    if class_of(value, "sagemaker") != "TensorBoardOutputConfig" or not isinstance(value, Made):
        return None if value is None else Opaque(at=value.at)
    config = Arguments.of(value, positional("TensorBoardOutputConfig"))
    return present(
        {"S3OutputPath": config.get("s3_output_path"), "LocalPath": config.get("container_local_output_path")}
    )
