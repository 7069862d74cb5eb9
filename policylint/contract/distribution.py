"""Contract rules for distributed training: the hyperparameters by which the SageMaker SDK asks the container for it.

The SDK writes them as JSON, texts in quotes, and the training toolkit in the container reads them so. Sources:
estimator.py and fw_utils.py of the SageMaker Python SDK 2.257.7 (PyPI), which refuse most of what is reported here if
they can see it; params.py and runner.py of sagemaker-training 5.1.4 (PyPI).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from policylint.aws_images import aws_image, minor, version_key
from policylint.contract.instances import GROUPS, RESOURCES, Instances, groups
from policylint.contract.judged import check_of, judged
from policylint.contract.region import IMAGE
from policylint.dataclass_ import dataclass
from policylint.documentation import GUIDE
from policylint.finding import Finding, Severity, set_value
from policylint.instance_types import hardware
from policylint.job import TrainingJob, derived
from policylint.nearest import did_you_mean
from policylint.path import REMOVED, join
from policylint.rule import Rule
from policylint.schema.wording import quoted
from policylint.unknown import is_template

INSTANCE_GROUPS = f"{RESOURCES}.{GROUPS}"
DATA_PARALLEL = "sagemaker_distributed_dataparallel_enabled"
TORCHRUN = "sagemaker_torch_distributed_enabled"
MPI = "sagemaker_mpi_enabled"
MIRRORED = "sagemaker_multi_worker_mirrored_strategy_enabled"
PARAMETER_SERVER = "sagemaker_parameter_server_enabled"
PROCESSES = "sagemaker_mpi_num_of_processes_per_host"
MPI_OPTIONS = "sagemaker_mpi_custom_mpi_options"
INSTANCE_TYPE = "sagemaker_instance_type"
GROUPS_OF = "sagemaker_distribution_instance_groups"
MODEL_PARALLEL = "mp_parameters"
STRATEGIES = {
    DATA_PARALLEL: "the data parallel library",
    TORCHRUN: "torchrun",
    MPI: "MPI",
    MIRRORED: "the multi-worker mirrored strategy",
    PARAMETER_SERVER: "the parameter server",
    "sagemaker_pytorch_ddp_enabled": "PyTorch DDP",
    "sagemaker_pytorch_xla_multi_worker_enabled": "PyTorch XLA",
}
# SM_DATAPARALLEL_SUPPORTED_INSTANCE_TYPES and ..._FRAMEWORK_VERSIONS of the SDK, as the guide has them.
_DATA_PARALLEL_TYPES = ("ml.p3.16xlarge", "ml.p3dn.24xlarge", "ml.p4d.24xlarge", "ml.p4de.24xlarge")
_DATA_PARALLEL_VERSIONS = {"tensorflow": ("2.3", "2.11"), "pytorch": ("1.6", "2.2")}

_SDK = "https://github.com/aws/sagemaker-python-sdk/blob/v2.257.7/src/sagemaker"
_TOOLKIT = "https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training"
_DATA_PARALLEL_PAGE = f"{GUIDE}distributed-data-parallel-support.html"
_CLUSTER_PAGE = f"{GUIDE}train-heterogeneous-cluster-configure-distributed.html"
_HYPERPARAMETERS = "HyperParameters"
_ON_A100 = {"ResourceConfig.InstanceType": "ml.p4d.24xlarge", "ResourceConfig.VolumeSizeInGB": REMOVED}
_ON_A10G = {"ResourceConfig.InstanceType": "ml.g5.12xlarge", "ResourceConfig.VolumeSizeInGB": REMOVED}
_DLC = "763104351884.dkr.ecr.us-east-1.amazonaws.com"
_CLUSTER = {
    "ResourceConfig": {
        GROUPS: [
            {"InstanceGroupName": "data", "InstanceType": "ml.c5.18xlarge", "InstanceCount": 1},
            {"InstanceGroupName": "train", "InstanceType": "ml.p3.16xlarge", "InstanceCount": 2},
        ],
        "VolumeSizeInGB": 30,
    }
}


@dataclass(frozen=True, slots=True)
class Distribution:
    """What a job's hyperparameters ask of the container, by their names, as the toolkit reads them; what is not known
    is left out. `path` is that of the member that holds them."""

    values: Mapping[str, Any]
    path: str

    def is_on(self, strategy: str) -> bool:
        """Whether a strategy is asked for."""
        return self.values.get(strategy) is True

    def at(self, name: str) -> str:
        """The path of a hyperparameter."""
        return join(self.path, name)


@derived
def distribution(job: TrainingJob) -> Distribution | None:
    """What a job asks of the container about distribution; None where it asks nothing."""
    given = job.request.get(job.hyperparameters)
    if not isinstance(given, dict):
        return None
    names = [name for name in given if isinstance(name, str) and name in _KNOWN]
    if not names:
        return None
    values = {name: _read(given[name]) for name in names if isinstance(given[name], str)}
    return Distribution({name: value for name, value in values.items() if value is not None}, job.hyperparameters)


_KNOWN = frozenset((*STRATEGIES, PROCESSES, MPI_OPTIONS, INSTANCE_TYPE, GROUPS_OF, MODEL_PARALLEL))


def _read(text: str) -> Any:
    """The value of a hyperparameter, as the toolkit reads it: JSON, else the text itself."""
    import json

    if is_template(text):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def asked_for(job: TrainingJob, asked: Distribution) -> list[Instances]:
    """The instances that train together: of the instance groups that are named, else all."""
    names = asked.values.get(GROUPS_OF)
    if isinstance(names, list) and names:
        places = [place for place, group in job.each(INSTANCE_GROUPS) if group.get("InstanceGroupName") in names]
        return [one for one in groups(job) if one.path in places]
    return list(groups(job))


@judged(
    Rule(
        "SM3501",
        "data-parallel-on-other-instances",
        Severity.WARNING,
        since="0.1.0",
        title="SageMaker's data parallel library on instances that it does not support",
        why="The library is made for the networks and GPUs of ml.p3.16xlarge, ml.p3dn.24xlarge, ml.p4d.24xlarge and "
        "ml.p4de.24xlarge. On others it stops, or hands over to NCCL, and the job gains nothing from it.",
        fix="Take one of these types, or torch_distributed with NCCL.",
        source=_DATA_PARALLEL_PAGE,
        bad={f"{_HYPERPARAMETERS}.{DATA_PARALLEL}": "true", **_ON_A10G},
        good={f"{_HYPERPARAMETERS}.{DATA_PARALLEL}": "true", **_ON_A100},
    )
)
def data_parallel_on_other_instances(job: TrainingJob, asked: Distribution) -> Iterator[Finding]:
    if asked.is_on(DATA_PARALLEL):
        for one in asked_for(job, asked):
            if one.type and hardware(one.type) and one.type not in _DATA_PARALLEL_TYPES:
                message = f"the data parallel library does not support {one.type}"
                yield Finding.at(one.type_path, f"{message}, only {', '.join(_DATA_PARALLEL_TYPES)}")


@judged(
    Rule(
        "SM3502",
        "data-parallel-without-library",
        Severity.WARNING,
        since="0.1.0",
        title="SageMaker's data parallel library with an image that does not have it",
        why="AWS's images have the library for TensorFlow 2.3 to 2.11 and PyTorch 1.6 to 2.2. In others the launcher "
        "finds none, and the job fails, or trains on one instance of those that are paid for.",
        fix="Take an image of one of these versions, or torch_distributed with NCCL.",
        source=_DATA_PARALLEL_PAGE,
        bad={
            IMAGE: f"{_DLC}/huggingface-pytorch-training:2.5.1-transformers4.49.0-gpu-py311-cu124-ubuntu22.04",
            f"{_HYPERPARAMETERS}.{DATA_PARALLEL}": "true",
            **_ON_A100,
        },
        good={
            IMAGE: f"{_DLC}/huggingface-pytorch-training:2.1.0-transformers4.36.0-gpu-py310-cu121-ubuntu20.04",
            f"{_HYPERPARAMETERS}.{DATA_PARALLEL}": "true",
            **_ON_A100,
        },
    )
)
def data_parallel_without_library(job: TrainingJob, asked: Distribution) -> Iterator[Finding]:
    uri = job.string(IMAGE)
    image = aws_image(uri) if uri and asked.is_on(DATA_PARALLEL) else None
    if image is None:
        return
    framework, version = image.family, image.version
    if image.base:
        framework = "tensorflow" if image.base.startswith("tensorflow") else "pytorch"
        version = image.base.removeprefix(framework)
    if framework in _DATA_PARALLEL_VERSIONS and version:
        first, last = _DATA_PARALLEL_VERSIONS[framework]
        if not version_key(first) <= version_key(minor(version)) <= version_key(last):
            name = {"tensorflow": "TensorFlow", "pytorch": "PyTorch"}[framework]
            message = f"the image has {name} {version}, and the data parallel library is there from {first} to {last}"
            yield Finding.at(asked.at(DATA_PARALLEL), message)


@judged(
    Rule(
        "SM3503",
        "torchrun-without-accelerators",
        Severity.WARNING,
        since="0.1.0",
        title="torch_distributed on instances without GPUs or Trainium",
        why="The SageMaker Python SDK supports torchrun on GPUs and Trainium alone: on CPUs the container starts one "
        "process for each instance, with settings for NCCL, which needs GPUs.",
        fix="Take instances with GPUs or Trainium, or start the script without torch_distributed.",
        source=f"{_SDK}/fw_utils.py",
        bad={f"{_HYPERPARAMETERS}.{TORCHRUN}": "true"},
        good={f"{_HYPERPARAMETERS}.{TORCHRUN}": "true", **_ON_A10G},
    )
)
def torchrun_without_accelerators(job: TrainingJob, asked: Distribution) -> Iterator[Finding]:
    if asked.is_on(TORCHRUN):
        for one in asked_for(job, asked):
            known = hardware(one.type)
            if known and not known.gpus:
                yield Finding.at(one.type_path, f"torchrun has no GPU and no Trainium to train on in {one.type}")


@judged(
    Rule(
        "SM3504",
        "hyperparameter-of-another-instance-type",
        Severity.WARNING,
        since="0.1.0",
        title="sagemaker_instance_type is not the type of the instances",
        why="The SDK writes the type for the launcher, which sets up the network by it: EFA for ml.p4d.24xlarge, where "
        "other instances have none. A copied request keeps that of the job before.",
        fix="Write the type of ResourceConfig, in JSON's quotes, or leave the hyperparameter out.",
        source=f"{_TOOLKIT}/smdataparallel.py",
        bad={f"{_HYPERPARAMETERS}.{INSTANCE_TYPE}": '"ml.p4d.24xlarge"'},
        good={f"{_HYPERPARAMETERS}.{INSTANCE_TYPE}": '"ml.m5.xlarge"'},
    )
)
def hyperparameter_of_another_instance_type(job: TrainingJob, asked: Distribution) -> Iterator[Finding]:
    told, types = asked.values.get(INSTANCE_TYPE), [one.type for one in groups(job)]
    if isinstance(told, str) and types and None not in types and told not in types:
        fix = set_value(asked.at(INSTANCE_TYPE), f'"{types[0]}"', safe=False) if len(types) == 1 else None
        message = (
            f"the launcher takes {quoted(told)}, and the job runs on {' and '.join(map(str, dict.fromkeys(types)))}"
        )
        yield Finding.at(asked.at(INSTANCE_TYPE), message, fix=fix)


@judged(
    Rule(
        "SM3505",
        "mpi-processes-beyond-accelerators",
        Severity.WARNING,
        since="0.1.0",
        title="More MPI processes for each host than it has GPUs",
        why="Each process takes a GPU of its own: those beyond the last one share, run out of its memory, or stop. "
        "Fewer than the GPUs may be meant. An error where it is no whole number from 1 up, which mpirun refuses.",
        fix="Ask for as many processes as the instance has GPUs; without a number it is that.",
        source=f"{_TOOLKIT}/runner.py",
        bad={f"{_HYPERPARAMETERS}.{MPI}": "true", f"{_HYPERPARAMETERS}.{PROCESSES}": "8", **_ON_A10G},
        good={f"{_HYPERPARAMETERS}.{MPI}": "true", f"{_HYPERPARAMETERS}.{PROCESSES}": "4", **_ON_A10G},
    )
)
def mpi_processes_beyond_accelerators(job: TrainingJob, asked: Distribution) -> Iterator[Finding]:
    number = asked.values.get(PROCESSES)
    if number is None or asked.values.get(MPI) is False:
        return
    if isinstance(number, str) and number.isdecimal():
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        message = "the processes of a host are a whole number from 1 up"
        yield Finding.at(asked.at(PROCESSES), message, severity=Severity.ERROR)
        return
    for one in asked_for(job, asked):
        known = hardware(one.type)
        if known and known.nvidia_gpus and number > known.nvidia_gpus:
            message = f"{number} processes for each host, and {one.type} has {known.nvidia_gpus} GPUs"
            yield Finding.at(asked.at(PROCESSES), message.replace(" 1 GPUs", " 1 GPU"))


@judged(
    Rule(
        "SM3506",
        "mpi-options-without-mpi",
        Severity.WARNING,
        since="0.1.0",
        title="Options of MPI without MPI",
        why="The container starts mpirun only where sagemaker_mpi_enabled is true: without it the options do nothing, "
        "and each instance trains alone.",
        fix="Set sagemaker_mpi_enabled to true, or remove the options.",
        source=f"{_TOOLKIT}/environment.py",
        bad={f"{_HYPERPARAMETERS}.{PROCESSES}": "4", **_ON_A10G},
        good={f"{_HYPERPARAMETERS}.{MPI}": "true", f"{_HYPERPARAMETERS}.{PROCESSES}": "4", **_ON_A10G},
    )
)
def mpi_options_without_mpi(job: TrainingJob, asked: Distribution) -> Iterator[Finding]:
    hyperparameters = job.mapping(job.hyperparameters)
    if MPI not in hyperparameters or asked.values.get(MPI) is False:
        for name in (PROCESSES, MPI_OPTIONS):
            if asked.values.get(name):
                yield Finding.at(asked.at(name), f"no effect: {MPI} is not true")


@judged(
    Rule(
        "SM3507",
        "strategies-that-exclude-each-other",
        Severity.WARNING,
        since="0.1.0",
        title="Two ways of distributing the training that do not go together",
        why="The container starts the script in one way. TensorFlow's mirrored strategy goes with neither the "
        "parameter server nor SageMaker's libraries, and Trainium takes torch_distributed alone; the SageMaker Python "
        "SDK refuses these.",
        fix="Keep one of them.",
        source=f"{_SDK}/estimator.py",
        bad={
            f"{_HYPERPARAMETERS}.{MIRRORED}": "true",
            f"{_HYPERPARAMETERS}.{PARAMETER_SERVER}": "true",
            **_ON_A10G,
        },
        good={f"{_HYPERPARAMETERS}.{MIRRORED}": "true", f"{_HYPERPARAMETERS}.{PARAMETER_SERVER}": "false", **_ON_A10G},
    )
)
def strategies_that_exclude_each_other(job: TrainingJob, asked: Distribution) -> Iterator[Finding]:
    if asked.is_on(MIRRORED):
        for other in (PARAMETER_SERVER, DATA_PARALLEL):
            if asked.is_on(other):
                message = f"{STRATEGIES[other]} does not go with {STRATEGIES[MIRRORED]}"
                yield Finding.at(asked.at(other), message)
    for one in asked_for(job, asked):
        known = hardware(one.type)
        if known and known.gpus and not known.nvidia_gpus:
            for strategy, name in STRATEGIES.items():
                if strategy != TORCHRUN and asked.is_on(strategy):
                    message = f"{one.type} takes torch_distributed alone, not {name}"
                    yield Finding.at(asked.at(strategy), message)


@judged(
    Rule(
        "SM3508",
        "distribution-on-wrong-groups",
        Severity.ERROR,
        since="0.1.0",
        title="Distributed training on an instance group that is not there, or on several",
        why="In a heterogeneous cluster one group trains together, by the name in "
        "sagemaker_distribution_instance_groups: another name finds no host, and the job fails after the instances "
        "have started. A warning where a cluster names none.",
        fix="Name one group of ResourceConfig.InstanceGroups.",
        source=_CLUSTER_PAGE,
        bad={**_CLUSTER, f"{_HYPERPARAMETERS}.{MPI}": "true", f"{_HYPERPARAMETERS}.{GROUPS_OF}": '["trian"]'},
        good={**_CLUSTER, f"{_HYPERPARAMETERS}.{MPI}": "true", f"{_HYPERPARAMETERS}.{GROUPS_OF}": '["train"]'},
    )
)
def distribution_on_wrong_groups(job: TrainingJob, asked: Distribution) -> Iterator[Finding]:
    names = asked.values.get(GROUPS_OF)
    listed = job.sequence(INSTANCE_GROUPS)
    there = [group.get("InstanceGroupName") for _, group in job.each(INSTANCE_GROUPS)]
    if len(there) != len(listed) or not all(isinstance(name, str) for name in there):
        return  # not all names are known
    if isinstance(names, list) and names:
        for name in names:
            if isinstance(name, str) and name not in there:
                hint = did_you_mean(name, map(str, there))
                yield Finding.at(asked.at(GROUPS_OF), f"there is no instance group {quoted(name)}{hint}")
        if len(names) > 1:
            message = f"{len(names)} instance groups are to train together, and the launcher takes one"
            yield Finding.at(asked.at(GROUPS_OF), message)
    elif len(there) > 1 and GROUPS_OF not in job.mapping(job.hyperparameters):
        for strategy in (MPI, DATA_PARALLEL):
            if asked.is_on(strategy):
                message = f"{GROUPS_OF} does not say which of the groups {STRATEGIES[strategy]} is for"
                yield Finding.at(asked.at(strategy), message, severity=Severity.WARNING)


@judged(
    Rule(
        "SM3509",
        "model-parallel-without-gpus",
        Severity.WARNING,
        since="0.1.0",
        title="SageMaker's model parallel library on instances without GPUs",
        why="The library splits a model over NVIDIA GPUs, by CUDA and NCCL: without any it has nothing to split it "
        "over, and the script fails at its start.",
        fix="Take instances with GPUs, or remove mp_parameters.",
        source=f"{GUIDE}distributed-model-parallel-support-v2.html",
        bad={f"{_HYPERPARAMETERS}.{MODEL_PARALLEL}": '{"partitions": 2}'},
        good={f"{_HYPERPARAMETERS}.{MODEL_PARALLEL}": '{"partitions": 2}', **_ON_A100},
    )
)
def model_parallel_without_gpus(job: TrainingJob, asked: Distribution) -> Iterator[Finding]:
    parameters = asked.values.get(MODEL_PARALLEL)
    if isinstance(parameters, dict) and parameters:
        for one in asked_for(job, asked):
            known = hardware(one.type)
            if known and not known.nvidia_gpus:
                yield Finding.at(
                    one.type_path, f"the model parallel library needs NVIDIA GPUs, and {one.type} has none"
                )


_RULES = (
    data_parallel_on_other_instances,
    data_parallel_without_library,
    torchrun_without_accelerators,
    hyperparameter_of_another_instance_type,
    mpi_processes_beyond_accelerators,
    mpi_options_without_mpi,
    strategies_that_exclude_each_other,
    distribution_on_wrong_groups,
    model_parallel_without_gpus,
)


CHECK = check_of(distribution, _RULES, ("HyperParameters", "StaticHyperParameters"))
"""The check of all rules about distribution."""
