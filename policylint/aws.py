"""AWS's own names: ARNs, ECR images, S3 locations, and what each says of partition, Region and account."""

from functools import lru_cache
from typing import Any, NamedTuple

_ECR = ("ecr", "ecr-fips")


def arn_partition(arn: Any) -> str | None:
    """The partition (aws, aws-cn ...) in an ARN; None where the value is no ARN."""
    return arn.split(":", 2)[1] if isinstance(arn, str) and arn.startswith("arn:") else None


@lru_cache(maxsize=1024)
def arn_region(arn: str) -> str | None:
    """The Region in an ARN; None where the text is no ARN or its resource has no Region."""
    parts = arn.split(":", 5)
    return parts[3] or None if len(parts) == 6 and parts[0] == "arn" else None


@lru_cache(maxsize=1024)
def arn_account(arn: str) -> str | None:
    """The account in an ARN; None where the text is no ARN or its resource belongs to no account."""
    parts = arn.split(":", 5)
    return parts[4] or None if len(parts) == 6 and parts[0] == "arn" else None


class EcrImage(NamedTuple):
    """What the name of an image in a private ECR registry tells."""

    account: str
    region: str
    repository: str


@lru_cache(maxsize=1024)
def ecr_image(image: str) -> EcrImage | None:
    """The parts of an image's name; None where it is in no private ECR registry."""
    registry, _, name = image.partition("/")
    labels = registry.split(".")
    if len(labels) > 4 and labels[1] == "dkr" and labels[2] in _ECR and labels[0].isdigit():
        return EcrImage(labels[0], labels[3], name.partition("@")[0].partition(":")[0])
    return None
