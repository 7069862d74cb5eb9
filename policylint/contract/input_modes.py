"""Contract rules for the input mode that a channel has in effect: what only Pipe mode takes, and File mode's disk."""

from collections.abc import Iterator, Sequence

from policylint.contract.channel import CHANNELS, S3, SOURCE, Channel, channel_rule
from policylint.contract.instances import MEMBERS, groups
from policylint.contract.manifests import ATTRIBUTES, AUGMENTED, DATA_TYPE
from policylint.documentation import API
from policylint.finding import Finding, Severity, remove, set_value
from policylint.instance_types import hardware
from policylint.job import TrainingJob
from policylint.rule import Rule

COMPRESSION = "CompressionType"
WRAPPER = "RecordWrapperType"
PIPE_OPTIONS = ((COMPRESSION, "Gzip"), (WRAPPER, "RecordIO"))

_LEAST_VOLUME = 1  # GB
_FIRST = f"{CHANNELS}[0]"
_TRAIN = {
    f"{_FIRST}.ChannelName": "train",
    f"{_FIRST}.{SOURCE}.{S3}": {DATA_TYPE: "S3Prefix", "S3Uri": "s3://acme-ml/churn/train/"},
}
_LABELLED = {
    **_TRAIN,
    f"{_FIRST}.{SOURCE}.{S3}.S3Uri": "s3://acme-ml/churn/train.manifest",
    f"{_FIRST}.{SOURCE}.{S3}.{DATA_TYPE}": AUGMENTED,
    f"{_FIRST}.{SOURCE}.{S3}.{ATTRIBUTES}": ["source-ref", "churn"],
}


@channel_rule(
    Rule(
        "SM2103",
        "augmented-manifest-outside-pipe-mode",
        Severity.ERROR,
        since="0.1.0",
        title="An augmented manifest in a channel that is not in Pipe mode",
        why="SageMaker reads an augmented manifest line by line into a pipe; neither File nor FastFile mode supports "
        "it, and the job fails.",
        fix="Set the channel's InputMode to Pipe, if the algorithm can read a pipe; else use a plain manifest.",
        source=f"{API}API_S3DataSource.html",
        bad=_LABELLED,
        good={**_LABELLED, f"{_FIRST}.InputMode": "Pipe"},
    ),
    DATA_TYPE,
)
def augmented_manifest_outside_pipe_mode(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for channel in channels:
        if channel.s3.get(DATA_TYPE) == AUGMENTED and channel.mode in ("File", "FastFile"):
            message = f"channel {channel.title} is in {channel.mode} mode, but an augmented manifest needs Pipe mode"
            path = f"{channel.path}.InputMode"
            yield Finding.at(path, message, fix=set_value(path, "Pipe", safe=False))


@channel_rule(
    Rule(
        "SM2106",
        "pipe-option-outside-pipe-mode",
        Severity.ERROR,
        since="0.1.0",
        title="Gzip or RecordIO for a channel that is not in Pipe mode",
        why="SageMaker unpacks (CompressionType Gzip) and wraps (RecordWrapperType RecordIO) what it sends through a "
        "pipe. In File mode the service rejects the job: both must be None or left out. FastFile mode shows objects as "
        "they are: the API reference gives compression no meaning there.",
        fix="Remove the option, and let the algorithm unpack the objects; or set the channel's InputMode to Pipe.",
        source=f"{API}API_Channel.html",
        bad={**_TRAIN, f"{_FIRST}.{COMPRESSION}": "Gzip"},
        good={**_TRAIN, f"{_FIRST}.{COMPRESSION}": "Gzip", f"{_FIRST}.InputMode": "Pipe"},
    ),
    COMPRESSION,
    WRAPPER,
)
def pipe_option_outside_pipe_mode(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for channel in channels:
        if channel.s3 and channel.mode in ("File", "FastFile"):
            severity = Severity.ERROR if channel.mode == "File" else Severity.WARNING
            for option, value in PIPE_OPTIONS:
                if channel.given.get(option) == value:
                    message = f"{option} {value} is for Pipe mode; channel {channel.title} is in {channel.mode} mode"
                    path = f"{channel.path}.{option}"
                    yield Finding.at(path, message, severity=severity, fix=remove(path, safe=False))


@channel_rule(
    Rule(
        "SM2118",
        "least-volume-for-file-mode",
        Severity.WARNING,
        since="0.1.0",
        title="File mode on a volume of the least size",
        why="In File mode the volume holds all input, besides the model, checkpoints and scratch data. One of 1 GB "
        "fills up with little data, and the job fails for want of space after its instances have started.",
        fix="Size the volume for the input and the output together, or use FastFile or Pipe mode, which need no copy.",
        source=f"{API}API_ResourceConfig.html",
        bad={**_TRAIN, "ResourceConfig.VolumeSizeInGB": 1},
        good={**_TRAIN, f"{_FIRST}.InputMode": "FastFile", "ResourceConfig.VolumeSizeInGB": 1},
    ),
    S3,
)
def least_volume_for_file_mode(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for member in MEMBERS:
        if member in job.request and job.integer(f"{member}.VolumeSizeInGB") == _LEAST_VOLUME:
            loaded = [channel.title for channel in channels if channel.s3 and channel.mode == "File"]
            known = [hardware(asked.type) for asked in groups(job)]
            if loaded and any(found and not found.local_storage_gb for found in known):
                message = f"{_LEAST_VOLUME} GB is to hold all data of {', '.join(loaded)} beside the model"
                yield Finding.at(f"{member}.VolumeSizeInGB", message)
