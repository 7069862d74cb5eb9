"""Contract rules for what an instance type implies: its storage, where it is offered, what has succeeded it."""

from collections.abc import Iterator

from policylint.aws import instance_family
from policylint.contract.data import table
from policylint.contract.instances import CONFIGS, MEMBERS, RESOURCES, TUNING_RESOURCES, Instances, groups
from policylint.contract.region import region_of
from policylint.documentation import API, PRICES
from policylint.finding import Finding, Severity, remove, set_value
from policylint.instance_types import Hardware, hardware, listed_regions, offers, offers_as_of
from policylint.job import TrainingJob
from policylint.members import TYPE, VOLUME, VOLUME_KEY
from policylint.path import REMOVED
from policylint.rule import rule

TUNING_VOLUME = f"{TUNING_RESOURCES}.VolumeSizeInGB"

_RESOURCE_PAGE = f"{API}API_ResourceConfig.html"
_USUAL_VOLUME = 30  # what the SageMaker Python SDK asks for by default
_STOCKHOLM = {
    VOLUME_KEY: "arn:aws:kms:eu-north-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "AlgorithmSpecification.TrainingImage": "123456789012.dkr.ecr.eu-north-1.amazonaws.com/churn:1.4",
}


@rule(
    "SM2509",
    "volume-size-missing",
    Severity.ERROR,
    since="0.1.0",
    title="No VolumeSizeInGB for an instance type without local storage",
    why="An EBS-only instance has no disk but the volume that the request sizes; without a size no job can be made.",
    fix="Give VolumeSizeInGB: room for the input (in File mode), checkpoints, the model and scratch data.",
    source=_RESOURCE_PAGE,
    members=(RESOURCES,),
    bad={VOLUME: REMOVED},
    good={VOLUME: REMOVED, TYPE: "ml.g5.xlarge"},
)
def volume_size_missing(job: TrainingJob) -> Iterator[Finding]:
    if not job.has(VOLUME) or job.integer(VOLUME) == 0:
        for asked in groups(job):
            known = hardware(asked.type)
            if known and known.local_storage_gb == 0 and asked.path.startswith(RESOURCES):
                given = 0 if job.has(VOLUME) else "missing"
                message = f"{asked.type} has no local storage: it needs an EBS volume, and VolumeSizeInGB is {given}"
                yield Finding.at(VOLUME, message, fix=set_value(VOLUME, _USUAL_VOLUME, safe=False))
                return


@rule(
    "SM2510",
    "volume-size-for-local-storage",
    Severity.WARNING,
    since="0.1.0",
    title="VolumeSizeInGB for instance types that have local storage",
    why="On types with NVMe storage no EBS volume is made: the job gets what the instance has. More is not to be had "
    "(a tuning job may not even ask for it), and the job runs out of disk; a smaller size means nothing.",
    fix="Remove VolumeSizeInGB, or choose a type whose storage is large enough.",
    source=_RESOURCE_PAGE,
    members=MEMBERS,
    bad={TYPE: "ml.g5.xlarge", VOLUME: 500},
    good={TYPE: "ml.g5.4xlarge", VOLUME: REMOVED},
)
def volume_size_for_local_storage(job: TrainingJob) -> Iterator[Finding]:
    for member in MEMBERS:
        path = f"{member}.VolumeSizeInGB"
        size = job.integer(path) if member in job.request else None
        if size:
            yield from _judge_size(path, size, [asked for asked in groups(job) if asked.path.startswith(member)])
    if TUNING_RESOURCES in job.request:
        for asked in groups(job):
            path = f"{asked.path}.VolumeSizeInGB"
            size = job.integer(path) if CONFIGS in path else None
            if size:
                yield from _judge_size(path, size, [asked])


def _judge_size(path: str, size: int, asked: list[Instances]) -> Iterator[Finding]:
    """What a volume's size means to instances that all have local storage; nothing where one of them may use it."""
    stores = [_local_storage(one) for one in asked]
    least = min(stores, default=0)
    if not least:
        return
    type_ = asked[stores.index(least)].type
    if size > least:
        severity = Severity.ERROR if path == TUNING_VOLUME else Severity.WARNING
        message = f"{size} GB is more than {type_} has: {least} GB of local storage, and no EBS volume beside it"
        yield Finding.at(path, message, severity=severity)
    elif CONFIGS not in path:  # there the API requires a size, be it of use or not
        message = f"VolumeSizeInGB has no effect: {type_} has {least} GB of local storage and gets no EBS volume"
        yield Finding.at(path, message, severity=Severity.NOTE, fix=remove(path, safe=False))


def _local_storage(asked: Instances) -> int:
    known = hardware(asked.type)
    return known.local_storage_gb or 0 if known else 0


@rule(
    "SM2511",
    "instance-type-not-offered-in-region",
    Severity.ERROR,
    since="0.1.0",
    title="The instance type is not offered for training in the Region",
    why="Types differ by Region; where one is not offered the service refuses the job. An error for a type of a "
    "previous generation, which no Region gets any more, in a Region that is known for certain; else a warning, since "
    "the type may have come to the Region after the date of policylint's table. Whether the quota of the type leaves "
    "room for the job (it is 0 for many types at first), only the account knows.",
    fix="Choose a type that the Region offers, or another Region; the pricing page lists both.",
    source=PRICES,
    members=MEMBERS,
    bad={TYPE: "ml.m4.16xlarge", **_STOCKHOLM},
    good={TYPE: "ml.m5.24xlarge", **_STOCKHOLM},
)
def instance_type_not_offered_in_region(job: TrainingJob) -> Iterator[Finding]:
    for asked in groups(job):
        regions = offers(asked.type or "")
        region = region_of(job) if regions else None
        if region and region.name not in regions and region.name in listed_regions():
            is_old = instance_family(asked.type or "") in table("successors")["previous_generation"]
            severity = Severity.ERROR if is_old and region.certain else Severity.WARNING
            message = f"{asked.type} is not known to be offered for training in {region} (as of {offers_as_of()})"
            yield Finding.at(asked.type_path, f"{message}; it is in {_some(sorted(regions))}", severity=severity)


def _some(regions: list[str]) -> str:
    return ", ".join(regions) if len(regions) < 5 else f"{', '.join(regions[:4])} and {len(regions) - 4} other Regions"


@rule(
    "SM2512",
    "superseded-instance-type",
    Severity.WARNING,
    since="0.1.0",
    title="An instance type of an old generation costs more than its successor",
    why="Each second on the old type is more expensive and slower than on the newer one that does the same work.",
    fix="Move to the successor; from K80 GPUs, check that the image's CUDA version knows the newer GPU.",
    source=PRICES,
    members=MEMBERS,
    bad={TYPE: "ml.c4.xlarge"},
    good={TYPE: "ml.c5.xlarge"},
)
def superseded_instance_type(job: TrainingJob) -> Iterator[Finding]:
    successors = table("successors")
    for asked in groups(job):
        entry = successors["types"].get(asked.type)
        if entry and _is_offered(entry["successor"], job):
            message = (
                f"{asked.type} ({entry['has']}) costs {entry['usd_per_hour']} USD an hour in {successors['region']}; "
                f"{entry['successor']} ({entry['successor_has']}) costs {entry['successor_usd_per_hour']} USD"
            )
            replaces = _serves_alike(asked.type, entry["successor"]) and not asked.alternative
            fix = set_value(asked.type_path, entry["successor"], safe=False) if replaces else None
            yield Finding.at(asked.type_path, message, fix=fix)


def _serves_alike(type_: str | None, successor: str) -> bool:
    """Whether a successor has the same disks and accelerators, so that the request needs no other change."""
    old, new = hardware(type_), hardware(successor)
    return old is not None and new is not None and _equipment(old) == _equipment(new)


def _equipment(known: Hardware) -> tuple[int | None, int | None, bool]:
    return known.local_storage_gb, known.gpus, known.nvidia_gpus > 0


def _is_offered(type_: str, job: TrainingJob) -> bool:
    region = region_of(job)
    return region is None or region.name in offers(type_)
