"""AWS's own names: ARNs, ECR images, S3 locations, instance families, and the partition that a Region belongs to."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

# What a text must be like to be an instance type of the API, be it listed or not.
INSTANCE_TYPE = r"ml\.[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|large|\d*xlarge|metal(?:-\d+xl)?)"


class Partition(NamedTuple):
    """A partition: how its Regions begin, and the domains of its endpoints and of its dual-stack image registries.

    Source: `partitions.json` of botocore; https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-dual-stack.html
    """

    name: str
    regions: str
    domain: str
    dual_stack: str = ""


# The last takes the Regions that begin like none of the others.
PARTITIONS = (
    Partition("aws-cn", "cn-", "amazonaws.com.cn", "on.amazonwebservices.com.cn"),
    Partition("aws-us-gov", "us-gov-", "amazonaws.com", "on.aws"),
    Partition("aws-eusc", "eusc-", "amazonaws.eu", "on.amazonwebservices.eu"),
    Partition("aws-iso", "us-iso-", "c2s.ic.gov"),
    Partition("aws-iso-b", "us-isob-", "sc2s.sgov.gov"),
    Partition("aws-iso-e", "eu-isoe-", "cloud.adc-e.uk"),
    Partition("aws-iso-f", "us-isof-", "csp.hci.ic.gov"),
    Partition("aws", "", "amazonaws.com", "on.aws"),
)


def partition_of(region: str) -> Partition:
    """The partition that a Region belongs to, by how its name begins."""
    return next(one for one in PARTITIONS if region.startswith(one.regions))


class Arn(NamedTuple):
    """The parts of an ARN; `region` and `account` are empty for a resource that has none.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str


@lru_cache(maxsize=1024)
def parse_arn(text: str) -> Arn | None:
    """The parts of an ARN; None where the text is not one."""
    parts = text.split(":", 5)
    return Arn(*parts[1:]) if len(parts) == 6 and parts[0] == "arn" else None


def arn_partition(arn: Any) -> str | None:
    """The partition (aws, aws-cn ...) in an ARN; None where the value is not an ARN."""
    found = parse_arn(arn) if isinstance(arn, str) else None
    return found.partition or None if found else None


def arn_region(arn: str) -> str | None:
    """The Region in an ARN; None where the text is not an ARN or its resource has no Region."""
    found = parse_arn(arn)
    return found.region or None if found else None


def arn_account(arn: str) -> str | None:
    """The account in an ARN; None where the text is not an ARN or its resource belongs to no account."""
    found = parse_arn(arn)
    return found.account or None if found else None


def role_account(request: Any) -> str | None:
    """The account of the role that a request's job runs as, of 12 digits: the service takes a role of no other.

    A tuning job has its role in its definition, or in the first of several.
    """
    role = request.get("RoleArn") if isinstance(request, dict) else None
    if not isinstance(role, str) and isinstance(request, dict):
        for name in ("TrainingJobDefinition", "TrainingJobDefinitions"):
            part = request.get(name)
            part = part[0] if isinstance(part, list) and part else part
            role = part.get("RoleArn") if isinstance(part, dict) else role
    account = arn_account(role) if isinstance(role, str) else None
    return account if account and is_account(account) else None


def is_account(text: str) -> bool:
    """Whether a text is the number of an account: 12 digits."""
    return len(text) == 12 and text.isascii() and text.isdigit()


class EcrImage(NamedTuple):
    """What the name of an image in a private ECR registry says, and the `domain` that the registry is at."""

    account: str
    region: str
    repository: str
    domain: str


@lru_cache(maxsize=1024)
def ecr_image(image: str) -> EcrImage | None:
    """The parts of an image's name; None where it is not in a private ECR registry.

    Registries are at ACCOUNT.dkr.ecr.REGION.DOMAIN, and dual-stack ones at ACCOUNT.dkr-ecr.REGION.DOMAIN, each with
    a twin for FIPS. Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
    """
    registry, _, name = image.partition("/")
    account, _, host = registry.partition(".")
    for label, domains in _REGISTRIES.items():
        if host.startswith(label):
            region, _, domain = host[len(label) :].partition(".")
            repository = name.partition("@")[0].partition(":")[0]
            is_ecr = region and domain in domains and is_account(account)
            return EcrImage(account, region, repository, domain) if is_ecr else None
    return None


_DOMAINS = frozenset(one.domain for one in PARTITIONS)
_DUAL_STACK = frozenset(one.dual_stack for one in PARTITIONS if one.dual_stack)
_REGISTRIES = {
    "dkr.ecr.": _DOMAINS,
    "dkr.ecr-fips.": _DOMAINS,
    "dkr-ecr.": _DUAL_STACK,
    "dkr-ecr-fips.": _DUAL_STACK,
}


class Image(NamedTuple):
    """The parts of a container image's name; None for what it does not say."""

    registry: str | None
    repository: str
    tag: str | None
    digest: str | None


@lru_cache(maxsize=1024)
def parse_image(image: str) -> Image:
    """The parts of a container image's name, in whichever registry; a first part with a dot or a port is a registry.

    Source: https://github.com/distribution/reference
    """
    name, _, digest = image.partition("@")
    first, slash, rest = name.partition("/")
    has_registry = bool(slash) and (any(sign in first for sign in ".:") or first == "localhost")
    registry, path = (first, rest) if has_registry else (None, name)
    repository, _, tag = path.partition(":")
    return Image(registry, repository, tag or None, digest or None)


class S3Location(NamedTuple):
    """A bucket and a key, or the prefix of keys; the key is empty for the whole bucket."""

    bucket: str
    key: str


# The label that hosts of S3's buckets have: `s3`, an old `s3-REGION`, `s3-fips`. An access point's name is no bucket's.
_S3_LABEL = re.compile(r"s3(?!-accesspoint|-object-lambda)(?:-[a-z0-9-]+)?")
_HTTPS = "https://"


def s3_host(uri: str) -> str | None:
    """The host of an https address of S3, as it is written; None where the text is no such address."""
    if uri[: len(_HTTPS)].lower() != _HTTPS:
        return None
    host = uri[len(_HTTPS) :].partition("/")[0]
    return host if any(label == "s3" or label.startswith("s3-") for label in host.lower().split(".")) else None


@lru_cache(maxsize=1024)
def s3_location(uri: str) -> S3Location | None:
    """Bucket and key of an S3 URI, s3://BUCKET/KEY, or of an https address of S3; None where the text is neither.

    The bucket is the first part of the path, or of the host: s3.REGION.DOMAIN/BUCKET/KEY, BUCKET.s3.REGION.DOMAIN/KEY,
    each also dual-stack, for FIPS and through a VPC endpoint.
    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    """
    if uri.startswith("s3://"):
        bucket, _, key = uri[5:].partition("/")
    else:
        host = s3_host(uri)
        if host is None:
            return None
        path = uri[len(_HTTPS) + len(host) :].partition("?")[0].lstrip("/")
        named = _bucket_in(host)
        if named is None:
            return None
        bucket, _, key = (named, "", path) if named else path.partition("/")
    return S3Location(bucket, key) if bucket else None


def _bucket_in(host: str) -> str | None:
    """The bucket that a host of S3 names: what is before its last label of S3. "" where the path names the bucket, None
    where neither does."""
    labels = host.lower().partition(":")[0].split(".")
    last = max((at for at, label in enumerate(labels) if _S3_LABEL.fullmatch(label)), default=None)
    if last is None:
        return None
    before = labels[:last]
    if before and before[-1].startswith("vpce-"):  # bucket.vpce-1a2b-3c4d.s3.REGION.vpce.DOMAIN
        before = before[:-2]
    return ".".join(before)


def instance_family(instance_type: str) -> str | None:
    """`p5` of `ml.p5.48xlarge`; None where the text is not an instance type."""
    parts = instance_type.split(".")
    return parts[1] if len(parts) == 3 and parts[0] == "ml" else None
