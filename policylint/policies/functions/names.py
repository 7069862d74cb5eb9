"""Functions that know AWS's names: what is in one, and which tags are there."""

from functools import lru_cache
from typing import Any

from policylint import aws
from policylint.policies.functions.declaring import LIST, MAP, TEXT, function
from policylint.policies.meaning import projected
from policylint.policies.types import STRING, array, structure
from policylint.unknown import Unknown

_ARN = structure(dict.fromkeys(aws.Arn._fields, STRING), "what arn() gives")
_S3 = structure(dict.fromkeys(aws.S3Location._fields, STRING), "what s3() gives")
_IMAGE = structure(
    dict.fromkeys(("registry", "account", "region", "repository", "tag", "digest"), STRING.nullable),
    "what image() gives",
)


@function(
    TEXT,
    result=_ARN.nullable,
    example="arn('arn:aws:iam::123456789012:role/train').account",
    gives="123456789012",
)
def arn(text: str | None) -> dict[str, str] | None:
    """The parts of an ARN: `partition`, `service`, `region`, `account`, `resource`; null for what is not an ARN."""
    found = aws.parse_arn(text) if text else None
    return found._asdict() if found else None


@function(TEXT, result=_S3.nullable, example="s3('s3://acme-ml/churn/').bucket", gives="acme-ml")
def s3(text: str | None) -> dict[str, str] | None:
    """`bucket` and `key` of an S3 URI or an https address of S3; null for anything else."""
    found = aws.s3_location(text) if text else None
    return found._asdict() if found else None


@function(
    TEXT,
    result=_IMAGE.nullable,
    example="image('123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:1.4').tag",
    gives="1.4",
)
def image(text: str | None) -> dict[str, str | None] | None:
    """The parts of a container image's name: `registry`, `repository`, `tag`, `digest`, and for a private registry of
    ECR its `account` and `region`; what is not there is null."""
    if not text:
        return None
    found, ecr = aws.parse_image(text), aws.ecr_image(text)
    return {
        "registry": found.registry,
        "account": ecr.account if ecr else None,
        "region": ecr.region if ecr else None,
        "repository": found.repository,
        "tag": found.tag,
        "digest": found.digest,
    }


@function(TEXT, result=STRING.nullable, example="instance_family('ml.p5.48xlarge')", gives="p5")
def instance_family(instance_type: str | None) -> str | None:
    """The family of an instance type."""
    return aws.instance_family(instance_type or "")


@function(
    LIST,
    MAP,
    result=array(STRING),
    example="missing_tags(['owner', 'team'], `{\"Owner\": \"ads\"}`)",
    gives=["owner (Owner is another tag)", "team"],
)
def missing_tags(required: list[Any] | None, tags: dict[str, Any] | None) -> list[Any]:
    """The keys of a list that tags lack, or give an empty value; each with the key that was probably meant for it, as
    that may differ in case alone."""
    there = {} if tags is None else tags
    found: list[Any] = []
    for key in required or []:
        value = there.get(key)
        if isinstance(value, Unknown):
            found.append(value)
        elif value == "":
            found.append(f"{key} (its value is empty)")
        elif value is None:
            meant = _alike(str(key), tuple(there))
            found.append(key if meant is None else f"{key} ({meant} is another tag)")
    return projected(found)


@lru_cache(maxsize=256)  # the same tags come again with each job of a team
def _alike(key: str, others: tuple[str, ...]) -> str | None:
    """The key that differs from another in what people confuse alone, if there is one."""
    folded = _folded(key)
    return next((other for other in others if _folded(other) == folded), None)


def _folded(key: str) -> str:
    """A tag's key without what people confuse in it."""
    return key.casefold().translate(_CONFUSED)


_CONFUSED = str.maketrans("", "", "-_ ")
