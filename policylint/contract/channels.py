"""Contract rules for what a channel is: one name, one source, data of its own; and the check of all channel rules."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from policylint.contract.channel import (
    CHANNELS,
    DATASET,
    FILE_SYSTEM,
    S3,
    SOURCE,
    Channel,
    channel_check,
    channel_rule,
)
from policylint.contract.channel_groups import (
    channel_for_undefined_group,
    channels_partly_assigned_to_groups,
    group_without_channel,
    sharding_on_one_instance,
)
from policylint.contract.file_systems import (
    directory_without_mount_name,
    file_system_outside_file_mode,
    file_system_outside_vpc,
    s3_option_for_file_system,
)
from policylint.contract.input_modes import (
    augmented_manifest_outside_pipe_mode,
    least_volume_for_file_mode,
    pipe_option_outside_pipe_mode,
)
from policylint.contract.jumpstart import GATED_MODEL
from policylint.contract.manifests import (
    attribute_names_missing,
    attribute_names_without_augmented_manifest,
    manifest_at_a_folder,
)
from policylint.documentation import API
from policylint.finding import Finding, Severity, remove
from policylint.job import TrainingJob
from policylint.rule import Rule

_JUMPSTART = "https://github.com/aws/sagemaker-python-sdk/blob/master/sagemaker-train/src/sagemaker/train/defaults.py"


def _channel(name: str, folder: str, **more: Any) -> dict[str, Any]:
    uri = f"s3://acme-ml/churn/{folder}"
    return {"ChannelName": name, SOURCE: {S3: {"S3DataType": "S3Prefix", "S3Uri": uri, **more}}}


_TRAIN, _TEST = _channel("train", "train/"), _channel("test", "test/")
_DISK = {
    "FileSystemId": "fs-0a1b2c3d4e5f60718",
    "FileSystemType": "EFS",
    "FileSystemAccessMode": "ro",
    "DirectoryPath": "/churn",
}
_VPC = {"Subnets": ["subnet-0a1b2c3d4e5f60718"], "SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"]}
_GATED = {f"Environment.{GATED_MODEL}": "s3://acme-ml/llama/"}


@channel_rule(
    Rule(
        "SM2101",
        "repeated-channel-name",
        Severity.ERROR,
        since="0.1.0",
        title="Two channels have the same name",
        why="A channel is a folder or a pipe of its name in the container, and the service rejects one name for two. "
        "The SageMaker Python SDK adds channels of its own (code, sm_drivers, recipe): their names are taken as well.",
        fix="Rename one of the two, or remove it.",
        source=f"{API}API_CreateTrainingJob.html",
        bad={CHANNELS: [_TRAIN, {**_TEST, "ChannelName": "train"}]},
        good={CHANNELS: [_TRAIN, _TEST]},
    ),
    "ChannelName",
)
def repeated_channel_name(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    first: dict[str, Channel] = {}
    for channel in channels:
        name = channel.given.get("ChannelName")
        if isinstance(name, str):
            other = first.setdefault(name, channel)
            if other is not channel:
                fix = remove(channel.path) if channel.given == other.given else None
                yield Finding.at(f"{channel.path}.ChannelName", f"{other.path} is named {name!r} already", fix=fix)


@channel_rule(
    Rule(
        "SM2102",
        "channel-without-one-source",
        Severity.ERROR,
        since="0.1.0",
        title="A channel has no data source, or several",
        why="A channel brings the data of one place: S3, a file system or a data set. With none there is nothing to "
        "bring, with two the service does not know which, and refuses the job.",
        fix="Keep one data source; make a channel of its own for each other one.",
        source=f"{API}API_DataSource.html",
        bad={CHANNELS: [{"ChannelName": "train", SOURCE: {**_TRAIN[SOURCE], FILE_SYSTEM: _DISK}}], "VpcConfig": _VPC},
        good={CHANNELS: [{"ChannelName": "train", SOURCE: {FILE_SYSTEM: _DISK}}], "VpcConfig": _VPC},
    ),
    SOURCE,
)
def channel_without_one_source(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for channel in channels:
        if len(channel.source) != 1 and isinstance(channel.given.get(SOURCE), dict):
            given = [name for name in (S3, FILE_SYSTEM, DATASET) if channel.source.get(name) is not None]
            if len(given) != 1:
                has = " and ".join(given) or "no data source"
                yield Finding.at(f"{channel.path}.{SOURCE}", f"channel {channel.title} has {has}; it takes exactly one")


@channel_rule(
    Rule(
        "SM2107",
        "conflicting-jumpstart-channels",
        Severity.WARNING,
        since="0.1.0",
        title="Channels of a JumpStart model that it does not take together",
        why="A JumpStart training script reads its data from one channel, train or training, and its model either from "
        f"the channel model or from where {GATED_MODEL} points. Of two it uses one, unseen, and the job may be paid "
        "for with the wrong one; the SageMaker Python SDK refuses both.",
        fix="Keep one of the two.",
        source=_JUMPSTART,
        bad={CHANNELS: [_TRAIN, _channel("model", "model/")], **_GATED},
        good={CHANNELS: [_TRAIN, _TEST], **_GATED},
    ),
    "ChannelName",
)
def conflicting_jumpstart_channels(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    environment = job.request.get("Environment")
    is_gated = isinstance(environment, dict) and GATED_MODEL in environment
    if is_gated or any("HubAccessConfig" in channel.s3 for channel in channels):
        names = {channel.given.get("ChannelName"): channel for channel in channels if _is_named(channel)}
        if is_gated and "model" in names:
            message = f"Environment has {GATED_MODEL}, which names the model already"
            yield Finding.at(f"{names['model'].path}.ChannelName", message)
        if "train" in names and "training" in names:
            message = f"{names['train'].path} is 'train': a JumpStart model reads one of 'train' and 'training'"
            yield Finding.at(f"{names['training'].path}.ChannelName", message)


def _is_named(channel: Channel) -> bool:
    return isinstance(channel.given.get("ChannelName"), str)


@channel_rule(
    Rule(
        "SM2116",
        "channels-of-the-same-data",
        Severity.WARNING,
        since="0.1.0",
        title="Two channels bring the same objects",
        why="An S3Prefix takes every key that begins with it, so .../train takes .../train-extra/ too. The objects are "
        "loaded twice, and a model that is tested on what it has learnt looks better than it is. (Pipes of the same "
        "data for as many readers are fine.)",
        fix="Give each channel a prefix of its own, and end it with a slash.",
        source=f"{API}API_S3DataSource.html",
        bad={CHANNELS: [_channel("train", "data"), _channel("test", "data-2026/")]},
        good={CHANNELS: [_channel("train", "data/"), _channel("test", "data-2026/")]},
    ),
    "S3Uri",
)
def channels_of_the_same_data(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for one, other in combinations(channels, 2):
        first, second = _prefix(one), _prefix(other)
        if first and second and (first.startswith(second) or second.startswith(first)) and not _share(one, other):
            short, long = sorted((first, second), key=len)
            if short.rstrip("/") == long.rstrip("/"):
                message = f"channel {other.title} brings the same objects as channel {one.title}: {long}"
                yield Finding.at(f"{other.s3_path}.S3Uri", message)
            elif not short.endswith("/") and long[len(short)] != "/" and _has_key(short):
                greedy, taken = (one, other) if first == short else (other, one)
                message = f"the prefix {short} takes the objects of channel {taken.title} as well: {long}"
                yield Finding.at(f"{greedy.s3_path}.S3Uri", message)


def _prefix(channel: Channel) -> str | None:
    uri = channel.s3.get("S3Uri")
    return uri if isinstance(uri, str) and channel.s3.get("S3DataType") == "S3Prefix" else None


def _share(one: Channel, other: Channel) -> bool:
    """Whether two channels may well bring the same data: to different instance groups, or by a pipe for each reader."""
    return one.mode == other.mode == "Pipe" or one.s3.get("InstanceGroupNames") != other.s3.get("InstanceGroupNames")


def _has_key(uri: str) -> bool:
    """Whether a location goes beyond a bucket, whose name is no prefix but whole."""
    return "/" in uri.partition("://")[2]


CHECK = channel_check(
    repeated_channel_name,
    channel_without_one_source,
    augmented_manifest_outside_pipe_mode,
    attribute_names_missing,
    attribute_names_without_augmented_manifest,
    pipe_option_outside_pipe_mode,
    conflicting_jumpstart_channels,
    channel_for_undefined_group,
    channels_partly_assigned_to_groups,
    group_without_channel,
    sharding_on_one_instance,
    file_system_outside_vpc,
    file_system_outside_file_mode,
    directory_without_mount_name,
    s3_option_for_file_system,
    channels_of_the_same_data,
    manifest_at_a_folder,
    least_volume_for_file_mode,
)
