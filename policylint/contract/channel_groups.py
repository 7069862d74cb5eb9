"""Contract rules for which instances a channel feeds: the groups of a heterogeneous cluster, and sharding."""

from collections.abc import Iterator, Sequence
from typing import Any

from policylint.algorithms.recognition import recognised
from policylint.contract.channel import CHANNELS, S3, SOURCE, Channel, are_all_known, channel_rule
from policylint.contract.instances import GROUPS, RESOURCES, groups, most_instances
from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Severity, set_value
from policylint.job import TrainingJob
from policylint.nearest import did_you_mean
from policylint.path import REMOVED
from policylint.rule import Rule

ASSIGNED = "InstanceGroupNames"
DISTRIBUTION = "S3DataDistributionType"

_SOURCE_PAGE = f"{API}API_S3DataSource.html"
_CLUSTER_PAGE = f"{GUIDE}train-heterogeneous-cluster-configure.html"
_INSTANCE_GROUPS = f"{RESOURCES}.{GROUPS}"


def _channel(name: str, **more: Any) -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://acme-ml/churn/{name}/", **more}
    return {"ChannelName": name, SOURCE: {S3: source}}


_CLUSTER = {
    f"{RESOURCES}.InstanceType": REMOVED,
    f"{RESOURCES}.InstanceCount": REMOVED,
    _INSTANCE_GROUPS: [
        {"InstanceGroupName": "data", "InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
        {"InstanceGroupName": "train", "InstanceType": "ml.c5.xlarge", "InstanceCount": 2},
    ],
}
_BOTH = ["data", "train"]


@channel_rule(
    Rule(
        "SM2108",
        "channel-for-undefined-group",
        Severity.ERROR,
        since="0.1.0",
        title="InstanceGroupNames names a group that ResourceConfig does not define",
        why="A channel can feed only the instance groups of its own job: the service rejects any other name.",
        fix="Correct the name, or define the group in ResourceConfig.InstanceGroups.",
        source=_SOURCE_PAGE,
        bad={**_CLUSTER, CHANNELS: [_channel("train", InstanceGroupNames=["data", "trian"])]},
        good={**_CLUSTER, CHANNELS: [_channel("train", InstanceGroupNames=_BOTH)]},
    ),
    ASSIGNED,
)
def channel_for_undefined_group(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    defined = _defined(job)
    if defined is not None:
        for channel in channels:
            for index, name in enumerate(_assigned(channel)):
                if isinstance(name, str) and name not in defined:
                    known = f"the groups are {', '.join(map(repr, defined))}" if defined else "there are no groups"
                    message = f"no instance group is named {name!r}; {known}{did_you_mean(name, defined)}"
                    yield Finding.at(f"{channel.s3_path}.{ASSIGNED}[{index}]", message)


@channel_rule(
    Rule(
        "SM2109",
        "channels-partly-assigned-to-groups",
        Severity.ERROR,
        since="0.1.0",
        title="Some channels name instance groups, others do not",
        why="Either all channels or none say which instance groups they feed: the service rejects a mixture.",
        fix="Give InstanceGroupNames to every channel; list all groups where the data is for all.",
        source=_CLUSTER_PAGE,
        bad={**_CLUSTER, CHANNELS: [_channel("train", InstanceGroupNames=_BOTH), _channel("test")]},
        good={**_CLUSTER, CHANNELS: [_channel(name, InstanceGroupNames=_BOTH) for name in ("train", "test")]},
    ),
    ASSIGNED,
)
def channels_partly_assigned_to_groups(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    assigned = [channel.title for channel in channels if _assigned(channel)]
    if assigned:
        everywhere = list(_defined(job) or ())
        for channel in channels:
            if channel.s3 and channel.s3.get(ASSIGNED) in (None, []):
                path = f"{channel.s3_path}.{ASSIGNED}"
                message = f"channel {channel.title} names no instance group, but {', '.join(assigned)} does"
                fix = set_value(path, everywhere, safe=False) if everywhere else None
                yield Finding.at(path, message, fix=fix)


@channel_rule(
    Rule(
        "SM2110",
        "group-without-channel",
        Severity.NOTE,
        since="0.1.0",
        title="An instance group that no channel feeds",
        why="All channels name the groups that they feed, and none names this one: its instances get no data. That is "
        "right where they receive it from another group, and a group that idles at full price where they do not.",
        fix="Add the group to the InstanceGroupNames of the channels that it is to read.",
        source=_CLUSTER_PAGE,
        bad={**_CLUSTER, CHANNELS: [_channel("train", InstanceGroupNames=["data"])]},
        good={**_CLUSTER, CHANNELS: [_channel("train", InstanceGroupNames=_BOTH)]},
    ),
    ASSIGNED,
)
def group_without_channel(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    lists = [_assigned(channel) for channel in channels]
    if all(lists) and are_all_known(job):
        fed = [name for names in lists for name in names]
        defined = _defined(job) or []
        if all(name in defined for name in fed):  # else a name is unknown here, or misspelt: another rule's
            for index, name in enumerate(defined):
                if name not in fed:
                    yield Finding.at(f"{_INSTANCE_GROUPS}[{index}]", f"no channel names the instance group {name!r}")


@channel_rule(
    Rule(
        "SM2111",
        "sharding-on-one-instance",
        Severity.NOTE,
        since="0.1.0",
        title="ShardedByS3Key, but the channel feeds one instance",
        why="Sharding gives each instance its part of the objects; one gets them all, so nothing is shared out. "
        "(The reverse wastes money: with more instances than objects some get none and idle. How many objects there "
        "are is known to the account alone.)",
        fix="Check that one instance was meant; else raise InstanceCount.",
        source=_SOURCE_PAGE,
        bad={CHANNELS: [_channel("train", S3DataDistributionType="ShardedByS3Key")]},
        good={
            CHANNELS: [_channel("train", S3DataDistributionType="ShardedByS3Key")],
            f"{RESOURCES}.InstanceCount": 2,
        },
    ),
    DISTRIBUTION,
)
def sharding_on_one_instance(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for channel in channels:
        is_sharded = channel.s3.get(DISTRIBUTION) == "ShardedByS3Key" and _instances(job, channel) == 1
        if is_sharded and not _must_be_sharded(job, channel):
            message = f"channel {channel.title} feeds one instance: there is nothing to shard"
            yield Finding.at(f"{channel.s3_path}.{DISTRIBUTION}", message)


def _must_be_sharded(job: TrainingJob, channel: Channel) -> bool:
    """Whether the built-in algorithm that the job runs takes the channel in no other way."""
    algorithm = recognised(job)
    name = channel.given.get("ChannelName")
    row = algorithm.channels.get(name) if algorithm is not None and isinstance(name, str) else None
    return row is not None and row.get("distribution") == "ShardedByS3Key"


def _instances(job: TrainingJob, channel: Channel) -> int | None:
    """How many instances a channel feeds; None where that is not known."""
    if channel.s3.get(ASSIGNED) in (None, []):
        return most_instances(job)
    names = _assigned(channel)
    fed = [asked.count for asked in groups(job) if _name(job, asked.path) in names]
    counts = [count for count in fed if count is not None]
    return sum(counts) if len(counts) == len(names) else None


def _name(job: TrainingJob, group: str) -> str | None:
    return job.string(f"{group}.InstanceGroupName")


def _assigned(channel: Channel) -> Sequence[Any]:
    names = channel.s3.get(ASSIGNED)
    return names if isinstance(names, list) else ()


def _defined(job: TrainingJob) -> list[str] | None:
    """The names of the instance groups that the job defines; None where they are not all known."""
    resources = job.request.get(RESOURCES)
    defined = (resources.get(GROUPS) or []) if isinstance(resources, dict) else None
    if not isinstance(defined, list):
        return None
    names = [group.get("InstanceGroupName") for group in defined if isinstance(group, dict)]
    known = [name for name in names if isinstance(name, str)]
    return known if len(known) == len(defined) else None
