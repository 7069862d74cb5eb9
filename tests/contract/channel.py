"""Channels to put into a request: what the tests of the rules about them start from."""

from typing import Any

from policylint.path import REMOVED

TYPE, COUNT, GROUPS = "ResourceConfig.InstanceType", "ResourceConfig.InstanceCount", "ResourceConfig.InstanceGroups"
UNKNOWN = "${value}"


def s3(name: Any, uri: Any = None, *, kind: Any = "S3Prefix", mode: Any = None, **more: Any) -> dict[str, Any]:
    """A channel of S3 data; `more` are members of the channel, else of its S3DataSource."""
    source = {"S3DataType": kind, "S3Uri": uri or f"s3://acme-ml/churn/{name}/"}
    channel = {"ChannelName": name, "DataSource": {"S3DataSource": source}, **({"InputMode": mode} if mode else {})}
    for member, value in more.items():
        (channel if member in ("CompressionType", "RecordWrapperType", "ShuffleConfig") else source)[member] = value
    return channel


def disk(name: str, directory: Any = "/fsx/churn", *, kind: str = "FSxLustre", **more: Any) -> dict[str, Any]:
    """A channel of a file system; `more` are members of the channel."""
    source = {
        "FileSystemId": "fs-0a1b2c3d4e5f60718",
        "FileSystemType": kind,
        "FileSystemAccessMode": "ro",
        "DirectoryPath": directory,
    }
    return {"ChannelName": name, "DataSource": {"FileSystemDataSource": source}, **more}


def cluster(**counts: Any) -> dict[str, Any]:
    """The changes that make a request one for a heterogeneous cluster with these instance groups."""
    groups = [
        {"InstanceGroupName": name, "InstanceType": "ml.m5.xlarge", "InstanceCount": count}
        for name, count in counts.items()
    ]
    return {TYPE: REMOVED, COUNT: REMOVED, GROUPS: groups}
