"""Contract rules for channels that read a file system (EFS, FSx for Lustre): its network, its mode, its directory."""

import re
from collections.abc import Iterator, Sequence

from policylint.contract.channel import CHANNELS, FILE_SYSTEM, SOURCE, Channel, channel_rule
from policylint.contract.input_modes import PIPE_OPTIONS
from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Severity, remove, set_value
from policylint.job import TrainingJob
from policylint.rule import Rule

VPC = "VpcConfig"
SHUFFLE = "ShuffleConfig"

_MODES_PAGE = f"{GUIDE}model-access-training-data.html"
_EFS_PAGE = "https://docs.aws.amazon.com/efs/latest/ug/how-it-works.html"
_MOUNT_NAME = re.compile(r"[A-Za-z0-9_-]{1,8}")
_FIRST = f"{CHANNELS}[0]"
_DISK = f"{_FIRST}.{SOURCE}.{FILE_SYSTEM}"
_LUSTRE = {
    VPC: {"Subnets": ["subnet-0a1b2c3d4e5f60718"], "SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"]},
    f"{_FIRST}.ChannelName": "train",
    f"{_DISK}.FileSystemId": "fs-0a1b2c3d4e5f60718",
    f"{_DISK}.FileSystemType": "FSxLustre",
    f"{_DISK}.FileSystemAccessMode": "ro",
    f"{_DISK}.DirectoryPath": "/k3rgbevm/churn",
}


@channel_rule(
    Rule(
        "SM2112",
        "file-system-outside-vpc",
        Severity.ERROR,
        since="0.1.0",
        title="A file system for a job that is in no VPC",
        why="EFS and FSx file systems are mounted over the network of their VPC. Without VpcConfig the instances run "
        "outside of it and reach neither, so the job fails.",
        fix="Give VpcConfig a subnet that reaches the file system and a security group that it admits (NFS: port 2049; "
        "Lustre: ports 988 and 1018 to 1023).",
        source=_EFS_PAGE,
        bad={name: value for name, value in _LUSTRE.items() if name != VPC},
        good=_LUSTRE,
    ),
    FILE_SYSTEM,
)
def file_system_outside_vpc(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    if not job.has(VPC):
        for channel in channels:
            if channel.file_system:
                message = f"channel {channel.title} reads a file system, but the job has no VpcConfig to reach it by"
                yield Finding.at(channel.file_system_path, message)


@channel_rule(
    Rule(
        "SM2113",
        "file-system-outside-file-mode",
        Severity.ERROR,
        since="0.1.0",
        title="A file system in a channel that is not in File mode",
        why="Pipe and FastFile mode stream objects from Amazon S3; a file system is mounted, which File mode does.",
        fix="Set the channel's InputMode to File: nothing is copied, the directory is mounted.",
        source=_MODES_PAGE,
        bad={**_LUSTRE, f"{_FIRST}.InputMode": "FastFile"},
        good={**_LUSTRE, f"{_FIRST}.InputMode": "File"},
    ),
    FILE_SYSTEM,
)
def file_system_outside_file_mode(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for channel in channels:
        if channel.file_system and channel.mode in ("Pipe", "FastFile"):
            message = f"channel {channel.title} is in {channel.mode} mode, but a file system needs File mode"
            path = f"{channel.path}.InputMode"
            yield Finding.at(path, message, fix=set_value(path, "File", safe=False))


@channel_rule(
    Rule(
        "SM2114",
        "directory-without-mount-name",
        Severity.ERROR,
        since="0.1.0",
        title="The DirectoryPath of an FSx for Lustre file system does not begin with its mount name",
        why="Lustre is mounted by its mount name: fsx for a SCRATCH_1 file system, else a name of up to 8 letters and "
        "digits that FSx chose. A path that begins with anything else cannot be mounted, and the job fails.",
        fix="Begin DirectoryPath with the MountName that `aws fsx describe-file-systems` shows, then the directory.",
        source=f"{API}API_ClusterFsxLustreConfig.html",
        bad={**_LUSTRE, f"{_DISK}.DirectoryPath": "/training-data/churn"},
        good=_LUSTRE,
    ),
    FILE_SYSTEM,
)
def directory_without_mount_name(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for channel in channels:
        directory = channel.file_system.get("DirectoryPath")
        if isinstance(directory, str) and channel.file_system.get("FileSystemType") == "FSxLustre":
            first = directory.lstrip("/").partition("/")[0]
            if not _MOUNT_NAME.fullmatch(first):
                has = f"{first!r} is not a mount name (1 to 8 letters, digits, _ and -)" if first else "it has none"
                message = f"{directory!r} does not begin with the mount name of the file system: {has}"
                yield Finding.at(f"{channel.file_system_path}.DirectoryPath", message)


@channel_rule(
    Rule(
        "SM2115",
        "s3-option-for-file-system",
        Severity.WARNING,
        since="0.1.0",
        title="Gzip, RecordIO or shuffling for a channel that reads a file system",
        why="CompressionType, RecordWrapperType and ShuffleConfig act on the S3 objects that SageMaker hands on; a "
        "file system is mounted as it is, so the data comes neither unpacked nor wrapped nor shuffled.",
        fix="Remove the option, and unpack or shuffle in the training script.",
        source=f"{API}API_Channel.html",
        bad={**_LUSTRE, f"{_FIRST}.{SHUFFLE}": {"Seed": 7}},
        good={**_LUSTRE, f"{_FIRST}.CompressionType": "None"},
    ),
    FILE_SYSTEM,
)
def s3_option_for_file_system(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for channel in channels:
        if channel.file_system and not channel.s3:
            options = [option for option, value in PIPE_OPTIONS if channel.given.get(option) == value]
            for option in options + [SHUFFLE] * isinstance(channel.given.get(SHUFFLE), dict):
                path = f"{channel.path}.{option}"
                message = f"{option} has no effect: channel {channel.title} reads a file system"
                yield Finding.at(path, message, fix=remove(path, safe=False))
