"""Contract rules for S3 locations: whether they are in S3, their buckets' names, and results that land among the input.

One check reports them all, in one walk over the locations.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from policylint.aws import s3_host
from policylint.contract.channel import CHANNELS, S3, SOURCE, channels
from policylint.contract.region import region_of
from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Severity
from policylint.job import TrainingJob
from policylint.rule import Check, Rule

OUTPUT = "OutputDataConfig.S3OutputPath"
CHECKPOINTS = "CheckpointConfig"

_WRITTEN = tuple(
    (member, name, f"{member}.{name}")
    for member, name in (
        ("OutputDataConfig", "S3OutputPath"),
        (CHECKPOINTS, "S3Uri"),
        ("DebugHookConfig", "S3OutputPath"),
        ("ProfilerConfig", "S3OutputPath"),
        ("TensorBoardOutputConfig", "S3OutputPath"),
    )
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
    "SM2201",
    "location-outside-s3",
    Severity.ERROR,
    since="0.1.0",
    title="A location is an https address that is not S3's",
    why="The pattern of S3 locations admits any https address, but the service reads and writes Amazon S3 alone: the "
    "job is refused, or fails with its result lost.",
    fix="Write the location as s3://BUCKET/PREFIX.",
    source=f"{API}API_OutputDataConfig.html",
    bad={OUTPUT: "https://models.acme.example/churn/"},
    good={OUTPUT: "https://s3.us-east-1.amazonaws.com/acme-ml/churn/"},
    shared=True,
)
OUTPUT_IN_INPUT = Rule(
    "SM2202",
    "output-within-input",
    Severity.WARNING,
    since="0.1.0",
    title="A result is written to where the job loads data from",
    why="What lies below an input's prefix is training data to the next run, its predecessors' models included; what "
    "lies below CheckpointConfig.S3Uri is copied into the container at each start. Both grow with every run, and cost "
    "time, disk and wrong results.",
    fix="Write results outside of every prefix that the job loads.",
    source=f"{GUIDE}model-checkpoints.html",
    bad={**_TRAIN, OUTPUT: "s3://acme-ml/churn/models/"},
    good={**_TRAIN, OUTPUT: "s3://acme-ml/models/churn/"},
)
BUCKET_NAME = Rule(
    "SM2203",
    "impossible-bucket-name",
    Severity.ERROR,
    since="0.1.0",
    title="An S3 bucket cannot have this name",
    why="Bucket names have 3 to 63 lower-case letters, digits, dots and hyphens, so there is no such bucket, and the "
    "job fails. A warning where an old bucket may have it after all (until March 2018 us-east-1 allowed uppercase, "
    "underscores and 255 characters), and for the names that AWS keeps for its documentation. Whether a bucket exists, "
    "in the job's Region, with objects below the prefix that the role may list, is known to the account alone.",
    fix="Correct the bucket's name; `aws s3 ls` lists those that exist.",
    source=_BUCKET_PAGE,
    bad={OUTPUT: "s3://<your-bucket>/churn/models/"},
    good={OUTPUT: "s3://acme-ml/churn/models/"},
    shared=True,
)


class Location(NamedTuple):
    """An S3 location of a request: where it stands (the place of a channel, or the path of a member), whether the job
    loads all that lies below it when it starts, and whether the job writes there."""

    where: int | str
    uri: str
    loaded: bool
    written: bool

    @property
    def path(self) -> str:
        """The path in the request."""
        return self.where if isinstance(self.where, str) else f"{CHANNELS}[{self.where}].{SOURCE}.{S3}.S3Uri"


def locations(job: TrainingJob) -> list[Location]:
    """The S3 locations of a job, as far as they are known."""
    found: list[Location] = []
    for channel in channels(job):
        uri = channel.s3.get("S3Uri")
        if isinstance(uri, str):
            found.append(Location(channel.place, uri, channel.s3.get("S3DataType") == "S3Prefix", written=False))
    for member, name, path in _WRITTEN:
        config = job.request.get(member)
        uri = config.get(name) if isinstance(config, dict) else None
        if isinstance(uri, str):
            found.append(Location(path, uri, member == CHECKPOINTS, written=True))
    return found


def _judge(job: TrainingJob) -> Iterator[Finding]:
    """The faults of a job's S3 locations, each by itself and together."""
    found = locations(job)
    loaded = [(location.uri.rstrip("/"), location) for location in found if location.loaded]
    for location in found:
        uri = location.uri
        if uri.startswith(_S3):
            bucket = uri[len(_S3) :].partition("/")[0]
            fault = _bucket_fault(bucket)
            if fault:
                yield Finding.at(location.path, fault, rule=BUCKET_NAME.id, severity=_bucket_severity(bucket, job))
            for stem, other in loaded if location.written else ():
                if uri.startswith(stem) and other is not location and _holds(other, location):
                    lies = "is" if uri.rstrip("/") == stem else "lies within"
                    message = f"{uri} {lies} {other.uri}, which the job loads ({other.path})"
                    yield Finding.at(location.path, message, rule=OUTPUT_IN_INPUT.id)
                    break
        elif uri.startswith(_HTTPS) and s3_host(uri) is None:
            yield Finding.at(location.path, f"{_host(uri)} is not an address of S3", rule=OUTSIDE_S3.id)


def _holds(loaded: Location, written: Location) -> bool:
    """Whether what is written to one location is among what is loaded from another: the keys that begin with an
    input's prefix; the folder of the checkpoints, the whole bucket."""
    is_folder = loaded.written or loaded.uri.count("/") == _S3.count("/")
    return _folder(written.uri).startswith(_folder(loaded.uri) if is_folder else loaded.uri)


def _folder(uri: str) -> str:
    return f"{uri.rstrip('/')}/"


@lru_cache(maxsize=1024)
def _bucket_fault(name: str) -> str | None:
    """What keeps a bucket from having a name; None for a possible name, for an access point in a bucket's place, and
    for none at all, which is a fault of the location's pattern."""
    if not name or name.startswith("arn:"):
        return None
    if name.startswith(_EXAMPLES):
        return f"{name!r} is a bucket of the documentation's examples: no account has one whose name begins so"
    if "<" in name:
        return f"{name!r} is a placeholder: put the bucket's name in its place"
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


CHECK = Check(
    _judge,
    (OUTSIDE_S3, OUTPUT_IN_INPUT, BUCKET_NAME),
    members=frozenset((CHANNELS, *(member for member, _, _ in _WRITTEN))),
    recalled=True,
    shared=True,
)
