"""Contract rules for how instances are asked for: one way, whole, each name once, and what does not combine with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from policylint.contract.instances import CONFIGS, GROUPS, MEMBERS, PREFERENCES, RESOURCES, TUNING_RESOURCES, groups
from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Severity, remove
from policylint.job import TrainingJob
from policylint.members import COUNT, KEEP_ALIVE, SPOT, TYPE
from policylint.path import REMOVED
from policylint.rule import rule
from policylint.unknown import Unknown

PLAN = "ResourceConfig.TrainingPlanArn"
PLACEMENT = "ResourceConfig.InstancePlacementConfig"
PLACEMENTS = "ResourceConfig.InstancePlacementConfig.PlacementSpecifications"
INSTANCE_GROUPS = f"{RESOURCES}.{GROUPS}"
INSTANCE_PREFERENCES = f"{RESOURCES}.{PREFERENCES}"

_RESOURCE_PAGE = f"{API}API_ResourceConfig.html"
_TUNING_PAGE = f"{API}API_HyperParameterTuningResourceConfig.html"
_READ_ONLY = ("SelectedInstanceType", "SelectedInstanceCount")
_DATA = {"InstanceGroupName": "data", "InstanceType": "ml.m5.xlarge", "InstanceCount": 1}
_TRAIN = {"InstanceGroupName": "train", "InstanceType": "ml.c5.xlarge", "InstanceCount": 2}
_CLUSTER = {TYPE: REMOVED, COUNT: REMOVED, INSTANCE_GROUPS: [_DATA, _TRAIN]}
_CHOICE = {
    TYPE: REMOVED,
    INSTANCE_PREFERENCES: [{"InstanceType": "ml.m5.xlarge"}, {"InstanceType": "ml.m5.2xlarge"}],
}


@rule(
    "SM2501",
    "instances-asked-for-twice",
    Severity.ERROR,
    since="0.1.0",
    title="Instances are asked for in more than one way",
    why="InstanceType with InstanceCount, InstanceGroups, InstancePreferences and InstanceConfigs (tuning) exclude "
    "each other: the service rejects a request that leaves open which of them counts.",
    fix="Keep one way to ask for instances.",
    source=_RESOURCE_PAGE,
    members=MEMBERS,
    bad={INSTANCE_GROUPS: [_DATA, _TRAIN]},
    good=_CLUSTER,
)
def instances_asked_for_twice(job: TrainingJob) -> Iterator[Finding]:
    for member in MEMBERS:
        resources = job.request.get(member)
        if isinstance(resources, dict):
            lists = [name for name in (GROUPS, CONFIGS, PREFERENCES) if _is_given(resources.get(name))]
            for name in lists:
                plain = ("InstanceType",) if name == PREFERENCES else ("InstanceType", "InstanceCount")
                others = [other for other in plain if _is_given(resources.get(other))] + lists[: lists.index(name)]
                if others:
                    message = f"{name} cannot stand beside {' and '.join(others)}"
                    yield Finding.at(f"{member}.{name}", message)
    if _is_given(job.request.get(RESOURCES)) and _is_given(job.request.get(TUNING_RESOURCES)):
        message = "ResourceConfig asks for instances too; a training definition takes one of the two"
        yield Finding.at(TUNING_RESOURCES, message, severity=Severity.WARNING)


@rule(
    "SM2502",
    "instances-half-stated",
    Severity.ERROR,
    since="0.1.0",
    title="The type or the number of instances is missing",
    why="A job needs a type and a number of instances, and a list of preferences needs one number for all or one for "
    "each: the service rejects a request that leaves it open.",
    fix="Give InstanceType and InstanceCount, or InstanceGroups, or InstancePreferences with their counts.",
    source=_RESOURCE_PAGE,
    bad={COUNT: REMOVED},
    good={COUNT: 1},
)
def instances_half_stated(job: TrainingJob) -> Iterator[Finding]:
    if job.tuning is not None and RESOURCES not in job.request and TUNING_RESOURCES not in job.request:
        yield Finding.at("", "the definition asks for no instances: it has no ResourceConfig")
    for member in MEMBERS:
        resources = job.request.get(member)
        if isinstance(resources, dict):
            if resources.get(PREFERENCES) is not None:
                yield from _half_counted(member, resources)
            elif not (resources.get(GROUPS) or resources.get(CONFIGS)):
                missing = [name for name in ("InstanceType", "InstanceCount") if resources.get(name) is None]
                if len(missing) == 2:
                    yield Finding.at(
                        member, f"{member} asks for no instances: neither their type nor their number is given"
                    )
                elif missing:
                    yield Finding.at(
                        f"{member}.{missing[0]}", f"{missing[0]} is missing: {member} gives the other half alone"
                    )


def _half_counted(member: str, resources: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with the counts of preferences: one for all, or one for each, but not both and not neither."""
    preferences, common = resources[PREFERENCES], resources.get("InstanceCount")
    if not isinstance(preferences, list) or not all(isinstance(entry, dict) for entry in preferences):
        return
    counted = [entry.get("InstanceCount") is not None for entry in preferences]
    some = f"{sum(counted)} of {len(counted)} preferences have an InstanceCount of their own"
    if common is not None and any(counted):
        yield Finding.at(f"{member}.InstanceCount", f"InstanceCount is for all preferences, but {some}")
    elif common is None and not all(counted):
        place = f"{member}.{PREFERENCES}[{counted.index(False)}].InstanceCount"
        yield Finding.at(place, f"InstanceCount is missing: {some}, and {member} has none for all of them")


@rule(
    "SM2503",
    "zero-instances",
    Severity.ERROR,
    since="0.1.0",
    title="An InstanceCount of 0",
    why="The API's model admits 0, since a description of a cluster may hold it; a job on no instances cannot be made.",
    fix="Ask for at least one instance, or leave the group out.",
    source=_RESOURCE_PAGE,
    members=MEMBERS,
    bad={COUNT: 0},
    good={COUNT: 1},
)
def zero_instances(job: TrainingJob) -> Iterator[Finding]:
    for path in {asked.count_path: None for asked in groups(job) if asked.count == 0}:
        yield Finding.at(path, "0 instances; the least is 1")
    for path, placement in job.each(PLACEMENTS):
        if placement.get("InstanceCount") == 0:
            yield Finding.at(f"{path}.InstanceCount", "0 instances on an UltraServer; the least is 1")


@rule(
    "SM2504",
    "repeated-instance-group",
    Severity.ERROR,
    since="0.1.0",
    title="Two instance groups have the same name",
    why="Channels and the training script know groups only by name; the service rejects two of one name.",
    fix="Give each instance group a name of its own.",
    source=f"{API}API_InstanceGroup.html",
    members=(INSTANCE_GROUPS,),
    bad={**_CLUSTER, f"{INSTANCE_GROUPS}[1].InstanceGroupName": "data"},
    good=_CLUSTER,
)
def repeated_instance_group(job: TrainingJob) -> Iterator[Finding]:
    yield from _repeated(job, INSTANCE_GROUPS, "InstanceGroupName", "is the name of")


def _repeated(job: TrainingJob, path: str, member: str, relation: str) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for place, entry in job.each(path):
        value = entry.get(member)
        if isinstance(value, str) and first.setdefault(value, place) != place:
            yield Finding.at(f"{place}.{member}", f"{value!r} {relation} {first[value]} already")


@rule(
    "SM2505",
    "warm-pool-of-spot-or-mixed-instances",
    Severity.ERROR,
    since="0.1.0",
    title="KeepAlivePeriodInSeconds with managed spot training or instance groups",
    why="Warm pools are kept for on-demand instances of one type: they cannot be used with spot capacity, nor with a "
    "heterogeneous cluster.",
    fix="Remove KeepAlivePeriodInSeconds, or train on demand on one instance type.",
    source=f"{GUIDE}train-warm-pools.html",
    members=(KEEP_ALIVE,),
    bad={**_CLUSTER, KEEP_ALIVE: 1800},
    good={KEEP_ALIVE: 1800},
)
def warm_pool_of_spot_or_mixed_instances(job: TrainingJob) -> Iterator[Finding]:
    period = job.integer(KEEP_ALIVE)
    if period:
        spot, listed = job.boolean(SPOT), job.sequence(INSTANCE_GROUPS)
        reasons = (["EnableManagedSpotTraining is true"] if spot else []) + (
            ["InstanceGroups is given"] if listed else []
        )
        if reasons:
            message = f"a warm pool of {period} s cannot be kept: {' and '.join(reasons)}"
            yield Finding.at(KEEP_ALIVE, message, fix=remove(KEEP_ALIVE, safe=False))


@rule(
    "SM2506",
    "read-only-member",
    Severity.ERROR,
    since="0.1.0",
    title="A read-only member in a request",
    why="SelectedInstanceType and SelectedInstanceCount are what DescribeTrainingJob reports of a job with "
    "preferences; a request that holds them is not accepted.",
    fix="Remove it; a request copied from a description needs InstancePreferences, or InstanceType and InstanceCount.",
    source=_RESOURCE_PAGE,
    members=tuple(f"{RESOURCES}.{name}" for name in _READ_ONLY),
    bad={"ResourceConfig.SelectedInstanceType": "ml.m5.xlarge"},
    good={},
)
def read_only_member(job: TrainingJob) -> Iterator[Finding]:
    resources = job.mapping(RESOURCES)
    for name in _READ_ONLY:
        if _is_given(resources.get(name)):
            path = f"{RESOURCES}.{name}"
            yield Finding.at(path, f"{name} is read-only: the service sets it, no request may", fix=remove(path))


@rule(
    "SM2507",
    "single-instance-group",
    Severity.WARNING,
    since="0.1.0",
    title="A heterogeneous cluster of a single group",
    why="One group is a cluster of one type, but asked for in a way that rules out warm pools and binds channels and "
    "script to a group's name.",
    fix="Give the group's InstanceType and InstanceCount in ResourceConfig itself, or add the missing group.",
    source=f"{GUIDE}train-heterogeneous-cluster.html",
    members=(INSTANCE_GROUPS,),
    bad={TYPE: REMOVED, COUNT: REMOVED, INSTANCE_GROUPS: [_DATA]},
    good=_CLUSTER,
)
def single_instance_group(job: TrainingJob) -> Iterator[Finding]:
    listed = job.sequence(INSTANCE_GROUPS)
    if len(listed) == 1 and not isinstance(listed[0], Unknown):
        yield Finding.at(
            f"{INSTANCE_GROUPS}[0]", "this is the only group: InstanceType and InstanceCount ask for the same"
        )


@rule(
    "SM2508",
    "instance-preferences-in-conflict",
    Severity.ERROR,
    since="0.1.0",
    title="InstancePreferences beside what they exclude",
    why="Among preferences the service chooses the type itself, from on-demand and training plan capacity alone: it "
    "rejects them with spot, with a placement, with a type listed twice, and with plans given twice.",
    fix="Remove what conflicts, or ask for one InstanceType.",
    source=_RESOURCE_PAGE,
    members=(INSTANCE_PREFERENCES,),
    bad={**_CHOICE, f"{INSTANCE_PREFERENCES}[1].InstanceType": "ml.m5.xlarge"},
    good=_CHOICE,
)
def instance_preferences_in_conflict(job: TrainingJob) -> Iterator[Finding]:
    preferences = job.sequence(INSTANCE_PREFERENCES)
    if not preferences:
        return
    if job.boolean(SPOT):
        yield Finding.at(
            INSTANCE_PREFERENCES, "InstancePreferences exclude EnableManagedSpotTraining: they take no spot"
        )
    if job.get(PLACEMENT) is not None:
        yield Finding.at(PLACEMENT, "InstancePlacementConfig cannot stand beside InstancePreferences")
    if job.get(PLAN) is not None:
        for path, preference in job.each(INSTANCE_PREFERENCES):
            if _is_given(preference.get("TrainingPlanArns")):
                yield Finding.at(
                    f"{path}.TrainingPlanArns", f"{PLAN} is given too: plans stand in one of the two places"
                )
    yield from _repeated(job, INSTANCE_PREFERENCES, "InstanceType", "is preferred by")


def _is_given(value: Any) -> bool:
    """Whether a member is certainly there: an unknown may yet come out as nothing, and an empty list is nothing."""
    return value is not None and value != [] and not isinstance(value, Unknown)
