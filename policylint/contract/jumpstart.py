"""Contract rules for JumpStart: the buckets that AWS keeps its models and training scripts in.

Source: `jumpstart/region_config.json` of the SageMaker Python SDK 2.257.7 and sagemaker-core 2.27.0 (PyPI): in each
Region `jumpstart-cache-prod-REGION`, and `jumpstart-private-cache-prod-REGION` for models whose licence one has to
accept. What channels, environment and hyperparameters a model takes is in these buckets, and in no package.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policylint.aws import is_region, s3_location
from policylint.contract.channel import CHANNELS, S3, SOURCE
from policylint.contract.region import region_of
from policylint.documentation import API
from policylint.finding import Finding, Severity, set_value
from policylint.job import TrainingJob
from policylint.path import join
from policylint.rule import rule

SUBMIT_DIRECTORY = "sagemaker_submit_directory"
GATED_MODEL = "SageMakerGatedModelS3Uri"
_BUCKET = re.compile(r"jumpstart-(private-)?cache-prod-([a-z]+(?:-[a-z]+)+-\d)")
_KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_MODEL = "huggingface-training/train-huggingface-text-1b.tar.gz"


def _channel(bucket: str, **more: Any) -> list[Mapping[str, Any]]:
    location = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/{_MODEL}", **more}
    return [{"ChannelName": "model", SOURCE: {S3: location}}]


@rule(
    "SM3510",
    "jumpstart-content-of-another-region",
    Severity.ERROR,
    since="0.1.0",
    title="JumpStart's content is taken from another Region than the job's",
    why="Channels are read from S3 in the job's own Region: from a bucket of another the download fails after the "
    "instances have started. JumpStart has the same content in each of its Regions. A warning where only the image "
    "tells the job's Region.",
    fix="Take the bucket of the job's Region.",
    source=f"{API}API_S3DataSource.html",
    members=(CHANNELS, "HyperParameters", "StaticHyperParameters", "Environment"),
    bad={CHANNELS: _channel("jumpstart-cache-prod-eu-west-1"), "ResourceConfig.VolumeKmsKeyId": _KEY},
    good={CHANNELS: _channel("jumpstart-cache-prod-us-east-1"), "ResourceConfig.VolumeKmsKeyId": _KEY},
)
def jumpstart_content_of_another_region(job: TrainingJob) -> Iterator[Finding]:
    for path, uri in _locations(job):
        named = _BUCKET.fullmatch(_bucket(uri.strip('"')))  # the SDK writes hyperparameters in JSON
        region = region_of(job) if named else None
        if named and region and named[2] != region.name and is_region(named[2]):
            message = f"JumpStart's bucket is in {named[2]}, the job in {region}"
            fix = set_value(path, uri.replace(named[2], region.name, 1), safe=False)
            severity = None if region.certain else Severity.WARNING
            yield Finding.at(path, message, severity=severity, fix=fix)


@rule(
    "SM3511",
    "gated-model-without-licence",
    Severity.WARNING,
    since="0.1.0",
    title="A gated JumpStart model whose licence the request does not accept",
    why="Models in jumpstart-private-cache-prod buckets are for those who accept their licence: ModelAccessConfig says "
    "so with AcceptEula, and only true counts. Without it the service gives no access, and the job fails. An error "
    "where it says false.",
    fix="Read the licence, and set ModelAccessConfig.AcceptEula to true.",
    source=f"{API}API_ModelAccessConfig.html",
    members=(CHANNELS,),
    bad={CHANNELS: _channel("jumpstart-private-cache-prod-us-east-1")},
    good={CHANNELS: _channel("jumpstart-private-cache-prod-us-east-1", ModelAccessConfig={"AcceptEula": True})},
)
def gated_model_without_licence(job: TrainingJob) -> Iterator[Finding]:
    for place, _ in job.each(CHANNELS):
        source = f"{place}.{SOURCE}.{S3}"
        uri, accepted = job.string(f"{source}.S3Uri"), f"{source}.ModelAccessConfig.AcceptEula"
        named = _BUCKET.fullmatch(_bucket(uri)) if uri else None
        if named and named[1] and not job.has(f"{source}.HubAccessConfig") and not job.unknown(accepted):
            answer = job.get(accepted)
            if answer is False:
                message = "the model is gated, and its licence is not accepted: AcceptEula is false"
                yield Finding.at(accepted, message, severity=Severity.ERROR)
            elif answer is None:
                yield Finding.at(f"{source}.S3Uri", "the model is gated, and ModelAccessConfig accepts no licence")


def _bucket(uri: str) -> str:
    location = s3_location(uri)
    return location.bucket if location else ""


def _locations(job: TrainingJob) -> Iterator[tuple[str, str]]:
    """The places where a job names JumpStart's content, with what stands there."""
    paths = [f"{place}.{SOURCE}.{S3}.S3Uri" for place, _ in job.each(CHANNELS)]
    paths += [join(job.hyperparameters, SUBMIT_DIRECTORY), join("Environment", GATED_MODEL)]
    for path in paths:
        uri = job.string(path)
        if uri and "jumpstart-" in uri:
            yield path, uri
