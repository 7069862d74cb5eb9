"""Contract rules for S3 locations: whether they are in S3, their buckets' names, and results that land among the input.

One check reports them all, in one walk over the locations.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from policylint.contract.channel import CHANNELS, channels
from policylint.contract.region import region_of
from policylint.finding import Finding, Severity
from policylint.job import TrainingJob
from policylint.rule import Check, Rule

OUTPUT = "OutputDataConfig.S3OutputPath"
CHECKPOINTS = "CheckpointConfig"

_API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
_WRITTEN = (
    ("OutputDataConfig", "S3OutputPath"),
    (CHECKPOINTS, "S3Uri"),
    ("DebugHookConfig", "S3OutputPath"),
    ("ProfilerConfig", "S3OutputPath"),
    ("TensorBoardOutputConfig", "S3OutputPath"),
)
_S3, _HTTPS = "s3://", "https://"
_BUCKET_PAGE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"
_EXAMPLES = "amzn-s3-demo-"
_OLD_REGION = "us-east-1"
_STRANGE = re.compile(r"[^a-z0-9.-]")
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
_OLD_NAME = re.compile(r"[A-Za-z0-9._-]{3,255}")
_TRAIN = {
    f"{CHANNELS}[0].ChannelName": "train",
    f"{CHANNELS}[0].DataSource.S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/"},
}

OUTSIDE_S3 = Rule(
    "SM211",
    "location-outside-s3",
    Severity.ERROR,
    since="0.1.0",
    title="A location is an https address that is not S3's",
    why="The pattern of S3 locations admits any https address, but the service reads and writes Amazon S3 alone: the "
    "job is refused, or fails with its result lost.",
    fix="Write the location as s3://BUCKET/PREFIX.",
    source=f"{_API}API_OutputDataConfig.html",
    bad={OUTPUT: "https://models.acme.example/churn/"},
    good={OUTPUT: "https://s3.us-east-1.amazonaws.com/acme-ml/churn/"},
)
OUTPUT_IN_INPUT = Rule(
    "SM254",
    "output-within-input",
    Severity.WARNING,
    since="0.1.0",
    title="A result is written to where the job loads data from",
    why="What lies below an input's prefix is training data to the next run, its predecessors' models included; what "
    "lies below CheckpointConfig.S3Uri is copied into the container at each start. Both grow with every run, and cost "
    "time, disk and wrong results.",
    fix="Write results outside of every prefix that the job loads.",
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/model-train-storage.html",
    bad={**_TRAIN, OUTPUT: "s3://acme-ml/churn/models/"},
    good={**_TRAIN, OUTPUT: "s3://acme-ml/models/churn/"},
)
BUCKET_NAME = Rule(
    "SM255",
    "impossible-bucket-name",
    Severity.ERROR,
    since="0.1.0",
    title="An S3 bucket cannot have this name",
    why="Bucket names have 3 to 63 lower-case letters, digits, dots and hyphens, so there is no such bucket, and the "
    "job fails. A warning where an old bucket may have it after all (until March 2018 us-east-1 allowed capitals, "
    "underscores and 255 characters), and for the names that AWS keeps for its documentation. Whether a bucket exists, "
    "in the job's Region, with objects below the prefix that the role may list, is known to the account alone.",
    fix="Correct the bucket's name; `aws s3 ls` lists those that exist.",
    source=_BUCKET_PAGE,
    bad={OUTPUT: "s3://<your-bucket>/churn/models/"},
    good={OUTPUT: "s3://acme-ml/churn/models/"},
)


class Location(NamedTuple):
    """An S3 location of a request: where it stands, what messages call it, whether the job loads all that lies below it
    when it starts, and whether it writes there."""

    path: str
    uri: str
    title: str
    loaded: bool
    written: bool


def locations(job: TrainingJob) -> Iterator[Location]:
    """The S3 locations of a job, as far as they are known."""
    for channel in channels(job):
        uri = channel.s3.get("S3Uri")
        if isinstance(uri, str):
            loaded = channel.s3.get("S3DataType") == "S3Prefix"
            yield Location(f"{channel.s3_path}.S3Uri", uri, f"channel {channel.title}", loaded, written=False)
    for member, name in _WRITTEN:
        config = job.request.get(member)
        uri = config.get(name) if isinstance(config, dict) else None
        if isinstance(uri, str):
            yield Location(f"{member}.{name}", uri, member, loaded=member == CHECKPOINTS, written=True)


def _judge(job: TrainingJob) -> Iterator[Finding]:
    """The faults of a job's S3 locations, each by itself and together."""
    found = list(locations(job))
    for location in found:
        if location.uri.startswith(_S3):
            bucket = _bucket(location.uri)
            fault = _bucket_fault(bucket)
            if fault:
                yield Finding.at(location.path, fault, rule=BUCKET_NAME.id, severity=_bucket_severity(bucket, job))
        elif location.uri.startswith(_HTTPS) and not _is_s3(location.uri):
            yield Finding.at(location.path, f"{_host(location.uri)} is no address of S3", rule=OUTSIDE_S3.id)
    for written in found:
        if written.written:
            yield from _loaded_again(written, found)


def _bucket(uri: str) -> str:
    return uri[len(_S3) :].partition("/")[0]


@lru_cache(maxsize=1024)
def _bucket_fault(name: str) -> str | None:
    """What keeps a bucket from having a name; None for a possible name, and for an access point in a bucket's place."""
    if name.startswith("arn:"):
        return None
    if name.startswith(_EXAMPLES):
        return f"{name!r} is a bucket of the documentation's examples: no account has one whose name begins so"
    if not 3 <= len(name) <= 63:
        return f"the bucket name {name!r} has {len(name)} characters; 3 to 63 are allowed"
    strange = _STRANGE.search(name)
    if strange:
        return f"the bucket name {name!r} has {strange.group()!r}; lower-case letters, digits, '.' and '-' are allowed"
    if not (name[0].isalnum() and name[-1].isalnum()):
        return f"the bucket name {name!r} does not begin and end with a letter or digit"
    if ".." in name:
        return f"the bucket name {name!r} has two dots in a row"
    return f"the bucket name {name!r} has the form of an IP address" if _ADDRESS.fullmatch(name) else None


def _bucket_severity(name: str, job: TrainingJob) -> Severity:
    if name.startswith(_EXAMPLES):
        return Severity.WARNING
    region = region_of(job)
    may_be_old = _OLD_NAME.fullmatch(name) and (region is None or region.name == _OLD_REGION)
    return Severity.WARNING if may_be_old else Severity.ERROR


def _host(uri: str) -> str:
    return uri[len(_HTTPS) :].partition("/")[0]


def _is_s3(uri: str) -> bool:
    """Whether an https address is an endpoint of S3, which has a label `s3` or, in an old form, `s3-REGION`."""
    return any(label == "s3" or label.startswith("s3-") for label in _host(uri).split("."))


def _loaded_again(written: Location, found: Sequence[Location]) -> Iterator[Finding]:
    """That the job, or its next run, loads what it writes to one location: told once."""
    for other in found:
        if other.loaded and other is not written and _below(written.uri).startswith(_prefix(other)):
            message = f"{written.uri} lies within what {other.title} loads: {other.uri}"
            yield Finding.at(written.path, message, rule=OUTPUT_IN_INPUT.id)
            return


def _prefix(location: Location) -> str:
    """What the keys begin with that are loaded: a folder's for checkpoints, and for a whole bucket; else as written."""
    is_folder = location.written or location.uri.count("/") == _S3.count("/")
    return _below(location.uri) if is_folder else location.uri


def _below(folder: str) -> str:
    return f"{folder.rstrip('/')}/"


CHECK = Check(_judge, (OUTSIDE_S3, OUTPUT_IN_INPUT, BUCKET_NAME), members=frozenset((CHANNELS, *dict(_WRITTEN))))
