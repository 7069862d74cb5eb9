"""Compiled Kubeflow pipelines: tasks of the older component that trains by itself, with parameters of its own.

What it makes of them is from its source, version 0.7 to 1.1:
https://github.com/kubeflow/pipelines/tree/master/components/aws/sagemaker/train
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from policylint.job import TRAINING, Facts, Job
from policylint.path import Route
from policylint.sources.kinds.expressions import written
from policylint.sources.kinds.kfp import constant, is_parameter
from policylint.sources.kinds.translation import Translation
from policylint.unknown import Unknown

_TELLING = ("model_artifact_path", "channels", "role")
_CONSTANT = ("runtimeValue", "constant")


class Task:
    """The parameters of a task that trains."""

    name = "kfp-train"
    title = "Kubeflow pipeline task"

    def recognises(self, value: Any) -> bool:
        """Whether the parameters without which the component does not run are given."""
        if not isinstance(value, dict) or not all(name in value for name in _TELLING):
            return False
        return all(isinstance(item, dict) and is_parameter(item) for item in value.values())

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The job that the component makes of them."""
        translation = Translation()
        translation.routes[()] = ()
        request: dict[Any, Any] = {}
        for name, (path, converted, default) in _PARAMETERS.items():
            given = _value(value.get(name), converted, default)
            if given is not None:
                _put(request, path, given)
                if name in value:
                    translation.routes[path] = (name, *(() if isinstance(given, Unknown) else _CONSTANT))
        if request.get("EnableManagedSpotTraining") is False:
            request["StoppingCondition"].pop("MaxWaitTimeInSeconds", None)
            request.pop("CheckpointConfig", None)
        if "TrainingJobName" not in request:
            request["TrainingJobName"] = Unknown("the component's own name")
        region = constant(value.get("region"))
        yield translation.job(TRAINING, request), Facts(region=region if isinstance(region, str) else None)


def _value(parameter: Any, converted: Callable[[Any], Any], default: Any) -> Any:
    """A parameter as the request has it; None where it is not given, or empty."""
    if parameter is None:
        return default
    given = constant(parameter)
    if given is None:
        return Unknown(written(parameter))
    return default if given in ("", {}, []) else converted(given)


def _put(request: dict[Any, Any], path: Route, value: Any) -> None:
    for step in path[:-1]:
        request = request.setdefault(step, {})
    request[path[-1]] = value


def _as_it_is(value: Any) -> Any:
    return value


def _integer(value: Any) -> Any:
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _boolean(value: Any) -> Any:
    return {"true": True, "false": False}.get(str(value).lower(), value)


def _json(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _listed(value: Any) -> Any:
    return value.split(",") if isinstance(value, str) else value


def _pairs(key: str, item: str) -> Callable[[Any], Any]:
    def converted(value: Any) -> Any:
        read = _json(value)
        return [{key: name, item: one} for name, one in read.items()] if isinstance(read, dict) else read

    return converted


_Parameter = tuple[tuple[str, ...], Callable[[Any], Any], Any]
_PARAMETERS: Mapping[str, _Parameter] = {
    "job_name": (("TrainingJobName",), _as_it_is, None),
    "role": (("RoleArn",), _as_it_is, None),
    "image": (("AlgorithmSpecification", "TrainingImage"), _as_it_is, None),
    "algorithm_name": (("AlgorithmSpecification", "AlgorithmName"), _as_it_is, None),
    "training_input_mode": (("AlgorithmSpecification", "TrainingInputMode"), _as_it_is, "File"),
    "metric_definitions": (("AlgorithmSpecification", "MetricDefinitions"), _pairs("Name", "Regex"), None),
    "hyperparameters": (("HyperParameters",), _json, None),
    "channels": (("InputDataConfig",), _json, None),
    "instance_type": (("ResourceConfig", "InstanceType"), _as_it_is, "ml.m4.xlarge"),
    "instance_count": (("ResourceConfig", "InstanceCount"), _integer, 1),
    "volume_size": (("ResourceConfig", "VolumeSizeInGB"), _integer, 30),
    "resource_encryption_key": (("ResourceConfig", "VolumeKmsKeyId"), _as_it_is, None),
    "max_run_time": (("StoppingCondition", "MaxRuntimeInSeconds"), _integer, 86_400),
    "max_wait_time": (("StoppingCondition", "MaxWaitTimeInSeconds"), _integer, 86_400),
    "model_artifact_path": (("OutputDataConfig", "S3OutputPath"), _as_it_is, None),
    "output_encryption_key": (("OutputDataConfig", "KmsKeyId"), _as_it_is, None),
    "vpc_security_group_ids": (("VpcConfig", "SecurityGroupIds"), _listed, None),
    "vpc_subnets": (("VpcConfig", "Subnets"), _listed, None),
    "network_isolation": (("EnableNetworkIsolation",), _boolean, True),
    "traffic_encryption": (("EnableInterContainerTrafficEncryption",), _boolean, False),
    "spot_instance": (("EnableManagedSpotTraining",), _boolean, False),
    "checkpoint_config": (("CheckpointConfig",), _json, None),
    "tags": (("Tags",), _pairs("Key", "Value"), None),
}

KIND = Task()
