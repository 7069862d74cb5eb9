"""Instance types of training: what each has, and in which Regions it was seen to be offered.

Both tables are refreshed by `scripts/instance_types.py`.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from policylint.tables import shipped


class Hardware(NamedTuple):
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
    local_storage_gb: int | None
    network_gbps: float | None
    efa: bool | None
    source: str

    @property
    def nvidia_gpus(self) -> int:
        """How many GPUs it has that run CUDA; 0 of Trainium's and Inferentia's chips."""
        return self.gpus or 0 if self.gpu_model.startswith("NVIDIA ") else 0


@lru_cache(maxsize=1024)
def hardware(instance_type: str | None) -> Hardware | None:
    """What a training type has; None for a type that the table does not list."""
    row = next(shipped("instances").where("instance_type", instance_type), None) if instance_type else None
    return _parse(*row) if row else None


class Gpu(NamedTuple):
    """What each GPU of a type does; None where that is not known.

    `memory_gb_s` is its memory's bandwidth and `link_gb_s` NVLink's, in GB/s (0: it has none); `tensor_tflops` is FP16
    on tensor cores without sparsity, `fp64_tflops` FP64 without them.
    """

    model: str
    memory_gb_s: float | None
    tensor_tflops: float | None
    fp64_tflops: float | None
    link_gb_s: float | None


@lru_cache(maxsize=256)
def gpu(family: str | None) -> Gpu | None:
    """What the GPUs of an instance family do; None for a family of which the table knows nothing."""
    row = next(shipped("gpus").where("family", family), None) if family else None
    return Gpu(row[1], *(float(cell) if cell else None for cell in row[2:6])) if row else None


@cache
def known_types() -> Mapping[str, None]:
    """The training types that are known, as the keys of a mapping."""
    return shipped("instances").first_fields()


@lru_cache(maxsize=1024)
def offers(instance_type: str) -> Mapping[str, str]:
    """The Regions in which training, or SageMaker at large, was seen to offer a type, each with the day.

    Empty for a type that no list of types by Region names: such a list is older than the type.
    """
    rows = shipped("offered").where("instance_type", instance_type) if instance_type else ()
    return {region: day for region, _, day, _ in rows}


@cache
def listed_regions() -> frozenset[str]:
    """The Regions of which it is known what they offer."""
    return frozenset(shipped("offered").first_fields())


@cache
def offers_as_of() -> str:
    """The day of the newest list that says what is offered where."""
    return max(day for _, _, day, _ in shipped("offered").rows())


def _parse(
    type_: str, vcpus: str, memory: str, gpus: str, model: str, gpu_memory: str, local: str, network: str, efa: str,
    source: str,
) -> Hardware:  # fmt: skip
    return Hardware(
        type_,
        int(vcpus) if vcpus else None,
        float(memory) if memory else None,
        int(gpus) if gpus else None,
        model,
        float(gpu_memory) if gpu_memory else None,
        int(local) if local else None,
        float(network) if network else None,
        efa == "true" if efa else None,
        source,
    )
