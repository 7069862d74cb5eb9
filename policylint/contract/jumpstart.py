"""Contract rules for JumpStart: the buckets that AWS keeps its models and training scripts in.

Source: `jumpstart/region_config.json` of the SageMaker Python SDK 2.257.7 and sagemaker-core 2.27.0 (PyPI): in each
Region `jumpstart-cache-prod-REGION`, and `jumpstart-private-cache-prod-REGION` for models whose licence one has to
accept. What channels, environment and hyperparameters a model takes is in these buckets, and in no package.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from policylint.aws import is_region, s3_location
from policylint.contract.channel import CHANNELS, S3, SOURCE
from policylint.contract.judged import check_of, judged
from policylint.contract.region import region_of
from policylint.documentation import API
from policylint.finding import Finding, Severity, set_value
from policylint.job import TrainingJob
from policylint.path import join
from policylint.rule import Rule

SUBMIT_DIRECTORY = "sagemaker_submit_directory"
ENVIRONMENT = "Environment"
GATED_MODEL = "SageMakerGatedModelS3Uri"
_BUCKET = r"jumpstart-(private-)?cache-prod-([a-z]+(?:-[a-z]+)+-\d)"
_KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_MODEL = "huggingface-training/train-huggingface-text-1b.tar.gz"


def _channel(bucket: str, **more: Any) -> list[Mapping[str, Any]]:
    location = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/{_MODEL}", **more}
    return [{"ChannelName": "model", SOURCE: {S3: location}}]


class Content(NamedTuple):
    """A place where a job names JumpStart's content: its path, what stands there, the bucket's Region, whether it is
    gated, and the S3DataSource that names it (empty for one that is none)."""

    path: str
    uri: str
    region: str
    is_gated: bool
    source: Mapping[str, Any]


@judged(
    Rule(
        "SM3510",
        "jumpstart-content-of-another-region",
        Severity.ERROR,
        since="0.1.0",
        title="JumpStart's content is taken from another Region than the job's",
        why="Channels are read from S3 in the job's own Region: from a bucket of another the download fails after the "
        "instances have started. JumpStart has the same content in each of its Regions. A warning where only the "
        "image tells the job's Region.",
        fix="Take the bucket of the job's Region.",
        source=f"{API}API_S3DataSource.html",
        bad={CHANNELS: _channel("jumpstart-cache-prod-eu-west-1"), "ResourceConfig.VolumeKmsKeyId": _KEY},
        good={CHANNELS: _channel("jumpstart-cache-prod-us-east-1"), "ResourceConfig.VolumeKmsKeyId": _KEY},
    )
)
def jumpstart_content_of_another_region(job: TrainingJob, contents: Sequence[Content]) -> Iterator[Finding]:
    region = region_of(job)
    for content in contents:
        if region and content.region != region.name and is_region(content.region):
            message = f"JumpStart's bucket is in {content.region}, the job in {region}"
            fix = set_value(content.path, content.uri.replace(content.region, region.name, 1), safe=False)
            severity = None if region.certain else Severity.WARNING
            yield Finding.at(content.path, message, severity=severity, fix=fix)


@judged(
    Rule(
        "SM3511",
        "gated-model-without-licence",
        Severity.WARNING,
        since="0.1.0",
        title="A gated JumpStart model whose licence the request does not accept",
        why="Models in jumpstart-private-cache-prod buckets are for those who accept their licence: ModelAccessConfig "
        "says so with AcceptEula, and only true counts. Without it the service gives no access, and the job fails. An "
        "error where it says false.",
        fix="Read the licence, and set ModelAccessConfig.AcceptEula to true.",
        source=f"{API}API_ModelAccessConfig.html",
        bad={CHANNELS: _channel("jumpstart-private-cache-prod-us-east-1")},
        good={CHANNELS: _channel("jumpstart-private-cache-prod-us-east-1", ModelAccessConfig={"AcceptEula": True})},
    )
)
def gated_model_without_licence(job: TrainingJob, contents: Sequence[Content]) -> Iterator[Finding]:
    for content in contents:
        if content.is_gated and content.source and "HubAccessConfig" not in content.source:
            accepted = f"{content.path.rpartition('.')[0]}.ModelAccessConfig.AcceptEula"
            answer = job.get(accepted)
            if answer is False:
                message = "the model is gated, and its licence is not accepted: AcceptEula is false"
                yield Finding.at(accepted, message, severity=Severity.ERROR)
            elif answer is None and not job.unknown(accepted):
                yield Finding.at(content.path, "the model is gated, and ModelAccessConfig accepts no licence")


def _contents(job: TrainingJob) -> Sequence[Content] | None:
    """Where a job names JumpStart's content; None where it does not."""
    return [*_of_channels(job), *_of_settings(job)] or None


def _of_channels(job: TrainingJob) -> Iterator[Content]:
    channels = job.request.get(CHANNELS)
    for index, channel in enumerate(channels if isinstance(channels, list) else ()):
        data = channel.get(SOURCE) if isinstance(channel, dict) else None
        source = data.get(S3) if isinstance(data, dict) else None
        if isinstance(source, dict):
            yield from _content(f"{CHANNELS}[{index}].{SOURCE}.{S3}.S3Uri", source.get("S3Uri"), source)


def _of_settings(job: TrainingJob) -> Iterator[Content]:
    for member, name in ((job.hyperparameters, SUBMIT_DIRECTORY), (ENVIRONMENT, GATED_MODEL)):
        values = job.request.get(member)
        if isinstance(values, dict):
            yield from _content(join(member, name), values.get(name), {})


def _content(path: str, uri: Any, source: Mapping[str, Any]) -> Iterator[Content]:
    if isinstance(uri, str) and "jumpstart-" in uri:
        location = s3_location(uri.strip('"'))  # the SDK writes hyperparameters in JSON
        named = re.fullmatch(_BUCKET, location.bucket) if location else None
        if named:
            yield Content(path, uri, named[2], named[1] is not None, source)


CHECK = check_of(
    _contents,
    (jumpstart_content_of_another_region, gated_model_without_licence),
    (CHANNELS, "HyperParameters", "StaticHyperParameters", ENVIRONMENT),
)
"""The check of all rules about JumpStart's content."""
