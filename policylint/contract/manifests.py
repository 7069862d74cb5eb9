"""Contract rules for channels whose S3Uri names a manifest, and for the attributes of augmented manifests."""

from collections.abc import Iterator, Sequence

from policylint.contract.channel import CHANNELS, S3, SOURCE, Channel, channel_rule
from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Severity, remove
from policylint.job import TrainingJob
from policylint.rule import Rule
from policylint.unknown import Unknown

AUGMENTED = "AugmentedManifestFile"
DATA_TYPE = "S3DataType"
ATTRIBUTES = "AttributeNames"

_SOURCE_PAGE = f"{API}API_S3DataSource.html"
_AUGMENTED_PAGE = f"{GUIDE}augmented-manifest.html"
_FIRST = f"{CHANNELS}[0].{SOURCE}.{S3}"
_PLAIN = {
    f"{CHANNELS}[0].ChannelName": "train",
    f"{_FIRST}.S3DataType": "ManifestFile",
    f"{_FIRST}.S3Uri": "s3://acme-ml/churn/train.manifest",
}
_LABELLED = {
    **_PLAIN,
    f"{CHANNELS}[0].InputMode": "Pipe",
    f"{_FIRST}.S3DataType": AUGMENTED,
}
_NAMES = {f"{_FIRST}.{ATTRIBUTES}": ["source-ref", "churn"]}


@channel_rule(
    Rule(
        "SM2104",
        "attribute-names-missing",
        Severity.ERROR,
        since="0.1.0",
        title="An augmented manifest without AttributeNames",
        why="SageMaker sends the algorithm the attributes of each line that AttributeNames lists, in that order: "
        "without a list it sends nothing, and the job fails on an empty pipe, when its instances are already paid for.",
        fix="List the attributes that the algorithm reads, in the order in which it expects them.",
        source=_AUGMENTED_PAGE,
        bad=_LABELLED,
        good={**_LABELLED, **_NAMES},
    ),
    DATA_TYPE,
)
def attribute_names_missing(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for channel in channels:
        if channel.s3.get(DATA_TYPE) == AUGMENTED and channel.s3.get(ATTRIBUTES) in (None, []):
            message = f"channel {channel.title} reads an augmented manifest, but names no attribute of its lines"
            yield Finding.at(f"{channel.s3_path}.{ATTRIBUTES}", message)


@channel_rule(
    Rule(
        "SM2105",
        "attribute-names-without-augmented-manifest",
        Severity.WARNING,
        since="0.1.0",
        title="AttributeNames for data that is not an augmented manifest",
        why="Attributes are those of an augmented manifest's lines; with any other S3DataType the list has no effect, "
        "and labels that the job was to read may be missing.",
        fix="Set S3DataType to AugmentedManifestFile, or remove AttributeNames.",
        source=_SOURCE_PAGE,
        bad={**_PLAIN, **_NAMES},
        good={**_LABELLED, **_NAMES},
    ),
    ATTRIBUTES,
)
def attribute_names_without_augmented_manifest(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for channel in channels:
        kind, names = channel.s3.get(DATA_TYPE), channel.s3.get(ATTRIBUTES)
        if names and not isinstance(names, Unknown) and isinstance(kind, str) and kind != AUGMENTED:
            path = f"{channel.s3_path}.{ATTRIBUTES}"
            yield Finding.at(
                path,
                f"the data of channel {channel.title} is {kind}: it has no attributes",
                fix=remove(path, safe=False),
            )


@channel_rule(
    Rule(
        "SM2117",
        "manifest-at-a-folder",
        Severity.WARNING,
        since="0.1.0",
        title="The S3Uri of a manifest ends in a slash",
        why="With ManifestFile and AugmentedManifestFile the S3Uri names one object, the manifest; a key that ends in "
        "a slash is a folder's, and the job fails when it reads it.",
        fix="Name the manifest's object, or set S3DataType to S3Prefix to take all objects of the folder.",
        source=_SOURCE_PAGE,
        bad={**_PLAIN, f"{_FIRST}.S3Uri": "s3://acme-ml/churn/train/"},
        good=_PLAIN,
    ),
    DATA_TYPE,
)
def manifest_at_a_folder(job: TrainingJob, channels: Sequence[Channel]) -> Iterator[Finding]:
    for channel in channels:
        if channel.s3.get(DATA_TYPE) in ("ManifestFile", AUGMENTED):
            uri = channel.s3.get("S3Uri")
            if isinstance(uri, str) and uri.endswith("/"):
                message = f"{uri} is a folder, but S3DataType {channel.s3[DATA_TYPE]} takes one object"
                yield Finding.at(f"{channel.s3_path}.S3Uri", message)
