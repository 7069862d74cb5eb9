"""Contract rules for TrainingImage: its path, the registry that it is in, and how the job gets at it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from policylint.aws import ecr_image, partition_of
from policylint.aws_images import aws_image, path_in
from policylint.contract.region import IMAGE, region_of
from policylint.counting import counted
from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Severity, remove, set_value
from policylint.job import TrainingJob
from policylint.rule import rule
from policylint.schema.wording import quoted

IMAGE_CONFIG = "AlgorithmSpecification.TrainingImageConfig"
ACCESS_MODE = f"{IMAGE_CONFIG}.TrainingRepositoryAccessMode"
CREDENTIALS = f"{IMAGE_CONFIG}.TrainingRepositoryAuthConfig"
VPC = "VpcConfig"

_REGISTRY_PAGE = f"{GUIDE}docker-containers-adapt-your-own-private-registry.html"
_SUBNETS = {VPC: {"SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"], "Subnets": ["subnet-0a1b2c3d4e5f60718"]}}
_PROVIDER = "arn:aws:lambda:us-east-1:123456789012:function:registry-login"
_LOGIN = {f"{CREDENTIALS}.TrainingRepositoryCredentialsProviderArn": _PROVIDER}
_PRIVATE = "registry.example.com/churn:1.4"
_REPOSITORY = r"[a-z0-9]+(?:(?:\.|__?|-+|/)[a-z0-9]+)*"
_TAG = r"\w[\w.-]{0,127}"
_DIGITS = 12  # of an account
_DIGEST = r"sha256:[0-9a-f]{64}"


@rule(
    "SM2006",
    "malformed-training-image",
    Severity.ERROR,
    since="0.1.0",
    title="TrainingImage is not a path of an image in a registry",
    why="The image is pulled from the registry that its path names: without one, or with a repository, tag or digest "
    "that cannot exist, there is nothing to pull, and the service rejects the request. Whether the repository and the "
    "image exist, and whether the role may pull them, only the account knows.",
    fix="Write registry/repository:tag or registry/repository@digest, without https://.",
    source=f"{API}API_AlgorithmSpecification.html",
    members=(IMAGE,),
    bad={IMAGE: "churn:1.4"},
    good={IMAGE: "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"},
    shared=True,
)
def malformed_training_image(job: TrainingJob) -> Iterator[Finding]:
    image = job.string(IMAGE) or ""
    fault = _fault(image) if image else None
    if fault:
        bare = image.partition("://")[2]
        fix = set_value(IMAGE, bare, safe=False) if bare and not _fault(bare) else None
        yield Finding.at(IMAGE, f"{quoted(image)} {fault}", fix=fix)


@rule(
    "SM2007",
    "registry-out-of-reach",
    Severity.ERROR,
    since="0.1.0",
    title="The training image's registry cannot be reached",
    why="SageMaker itself pulls from private repositories of Amazon ECR only. Any other registry is reached through "
    "your own VPC, if TrainingImageConfig says so and VpcConfig says which; else the service rejects the request.",
    fix="Give TrainingImageConfig with TrainingRepositoryAccessMode Vpc, and a VpcConfig whose subnets lead to the "
    "registry; or push the image to ECR.",
    source=_REGISTRY_PAGE,
    members=(IMAGE,),
    bad={IMAGE: _PRIVATE, **_SUBNETS},
    good={IMAGE: _PRIVATE, ACCESS_MODE: "Vpc", **_SUBNETS},
)
def registry_out_of_reach(job: TrainingJob) -> Iterator[Finding]:
    image = job.string(IMAGE)
    if not image or _fault(image):
        return
    registry, mode = image.partition("/")[0], job.look(ACCESS_MODE)
    if mode == "Vpc":
        if not job.has(VPC):
            yield Finding.at(VPC, f"{registry} is to be reached through the VPC (mode Vpc), but VpcConfig is not given")
    elif mode in (None, "Platform") and not _is_ecr(registry):
        if job.tuning is not None:
            yield Finding.at(
                IMAGE, f"{registry} is not a private registry of Amazon ECR, and tuning jobs pull from no other"
            )
        else:
            message = f"{registry} is not a private registry of Amazon ECR: TrainingImageConfig must give the mode Vpc"
            if not job.has(VPC):
                message += ", and VpcConfig the way there"
            yield Finding.at(IMAGE, message, fix=set_value(ACCESS_MODE, "Vpc", safe=False))


@rule(
    "SM2008",
    "registry-access-without-effect",
    Severity.WARNING,
    since="0.1.0",
    title="Access to a private registry is configured, but not used",
    why="Mode Platform is how images are pulled from Amazon ECR anyway, with the job's role: credentials for a private "
    "registry are not asked for, and the Lambda function that provides them is never called.",
    fix="Set TrainingRepositoryAccessMode to Vpc for a private registry; for ECR remove TrainingImageConfig.",
    source=f"{API}API_TrainingImageConfig.html",
    members=(IMAGE_CONFIG,),
    bad={ACCESS_MODE: "Platform", **_LOGIN},
    good={IMAGE: _PRIVATE, ACCESS_MODE: "Vpc", **_LOGIN, **_SUBNETS},
)
def registry_access_without_effect(job: TrainingJob) -> Iterator[Finding]:
    image = job.string(IMAGE)
    if job.string(ACCESS_MODE) == "Platform" and image and _is_ecr(image.partition("/")[0]):
        if job.has(CREDENTIALS):
            message = "these credentials are never asked for: TrainingRepositoryAccessMode is Platform, not Vpc"
            yield Finding.at(CREDENTIALS, message, fix=remove(IMAGE_CONFIG, safe=False))
        else:
            message = "mode Platform has no effect: it is how an image in Amazon ECR is pulled anyway"
            yield Finding.at(IMAGE_CONFIG, message, severity=Severity.NOTE, fix=remove(IMAGE_CONFIG, safe=False))


@rule(
    "SM2009",
    "image-in-another-region",
    Severity.ERROR,
    since="0.1.0",
    title="The training image is in another Region than the job",
    why="The service takes images from the ECR registries of its own Region alone, and rejects the request otherwise: "
    "\"Invalid DNS suffix 'amazonaws.com' for region 'us-east-1' in training image. Please provide the valid ...\". A "
    "warning where the image is pulled through your own VPC, which may lead to another Region.",
    fix="Use the repository of the job's Region: ECR replicates images, and AWS has registries in each Region.",
    source="https://github.com/aws-samples/mlops-amazon-sagemaker/issues/9",
    members=(IMAGE,),
    bad={
        "ResourceConfig.VolumeKmsKeyId": "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    },
    good={
        "ResourceConfig.VolumeKmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    },
    shared=True,
)
def image_in_another_region(job: TrainingJob) -> Iterator[Finding]:
    image = job.string(IMAGE)
    own = ecr_image(image) if image else None
    region = region_of(job) if own else None
    if image and own and region and region.path != IMAGE and region.name != own.region:
        theirs = aws_image(image)
        there = path_in(theirs, region.name) if theirs else None
        fix = set_value(IMAGE, there, safe=False) if there else None
        message = f"the image is in {own.region}, the job in {region}"
        severity = Severity.WARNING if job.look(ACCESS_MODE) not in (None, "Platform") else None
        yield Finding.at(IMAGE, message, severity=severity, fix=fix)


@lru_cache(maxsize=256)
def _fault(image: str) -> str | None:
    """What is wrong with the path of an image, in words that follow it; None where it is well formed."""
    registry, slash, rest = image.partition("/")
    name, _, digest = rest.partition("@")
    repository, _, tag = name.partition(":")
    if "://" in image:
        return "is a URL: a path begins with the registry itself"
    if any(character.isspace() for character in image):
        return "has a space in it"
    if not (_is_ecr(registry) or (slash and ("." in registry or ":" in registry))):
        return "names no registry: that comes first, as in 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"
    if not repository:
        return "names a registry, but no repository in it"
    if not re.fullmatch(_REPOSITORY, repository):
        case = ": repositories are lower-case" if repository.lower() != repository else ""
        return f"has no repository that can exist: {quoted(repository)}{case}"
    if ":" in name and not re.fullmatch(_TAG, tag, re.ASCII):
        return f"has no tag that can exist: {quoted(tag)}"
    if "@" in rest and not re.fullmatch(_DIGEST, digest):
        return "has no digest that can exist: one is sha256: and 64 hexadecimal digits"
    return _wrong_account(registry) or _wrong_domain(registry)


def _wrong_account(registry: str) -> str | None:
    account = registry.partition(".")[0]
    if _is_ecr(registry) and account.isdecimal() and len(account) != _DIGITS:
        return f"has an account of {counted(len(account), 'digit')}: one has {_DIGITS}"
    return None


def _wrong_domain(registry: str) -> str | None:
    named = ecr_image(f"{registry}/")
    if named is None:
        return None
    own = partition_of(named.region)
    if named.domain in (own.domain, own.dual_stack):
        return None
    return f"is at the wrong domain: the registries of {named.region} are at {own.domain}"


def _is_ecr(registry: str) -> bool:
    """Whether a registry is a private one of Amazon ECR, by either of its names or a placeholder for one."""
    return ".dkr.ecr" in registry or ".dkr-ecr." in registry
