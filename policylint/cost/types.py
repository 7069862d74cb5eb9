"""What an instance type has: processors, memory, accelerators, local storage, network."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from policylint.data import data_path


class InstanceFacts(NamedTuple):
    """EC2's own facts about a type; None where it states none.

    Memory in GiB, `gpu_memory_gib` of all GPUs together, local NVMe storage in GB (0: volumes are billed instead),
    network in Gbps (of "up to" the peak). Trainium and Inferentia chips count as GPUs of their own model.
    """

    instance_type: str
    vcpus: int | None
    memory_gib: float | None
    gpus: int | None
    gpu_model: str
    gpu_memory_gib: float | None
    local_storage_gb: float | None
    network_gbps: float | None
    efa: bool | None
    source: str


def facts(instance_type: str) -> InstanceFacts | None:
    """The facts of a training type; None for a type that the table does not list."""
    line = _lines().get(instance_type)
    return _parse(line) if line else None


def known_types() -> Mapping[str, str]:
    """The training types that are known, as the keys of a mapping."""
    return _lines()


@cache
def _lines() -> dict[str, str]:
    lines = data_path("pricing/instances.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {line.partition(",")[0]: line for line in lines}


@cache
def _parse(line: str) -> InstanceFacts:
    type_, vcpus, memory, gpus, model, gpu_memory, local, network, efa, source = line.split(",")
    return InstanceFacts(
        type_,
        int(vcpus) if vcpus else None,
        _number(memory),
        int(gpus) if gpus else None,
        model,
        _number(gpu_memory),
        _number(local),
        _number(network),
        efa == "true" if efa else None,
        source,
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
