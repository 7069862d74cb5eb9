"""Amazon Web Services: access keys, session tokens, Bedrock and CodeArtifact, presigned URLs."""

import re

from policylint.secrets import checks
from policylint.secrets.detector import Detector, Kind
from policylint.secrets.randomness import is_filler, is_hexadecimal

_ROLE = (
    "give the permissions to the role in RoleArn: the job gets temporary credentials of its own, and needs no key in"
    " the request"
)
_KEY_IDS = ("aws-access-key-id", "aws-temporary-key-id")
_KEYS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html"
_SESSIONS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html"
_PRESIGNED = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html"


def _has_key_id(match: re.Match[str]) -> bool:
    """Whether the query that a signature stands in also names the key it was made with."""
    around = match.string[max(0, match.start() - 1024) : match.end() + 1024].lower()
    return "awsaccesskeyid=" in around or "googleaccessid=" in around or "key-pair-id=" in around


def _is_key_pair(match: re.Match[str]) -> bool:
    """Whether what stands behind a key id is drawn at random, and no digest."""
    return not is_hexadecimal(match["secret"]) and not is_filler(match["secret"])


DETECTORS = (
    Detector(
        "aws-access-key-id", "AWS", "access key id",
        ("AKIA{k16}", "ABIA{k16}", "ACCA{k16}"),
        check=checks.AWS_KEY_ID, revoke=_KEYS, instead=_ROLE, variable="AWS_ACCESS_KEY_ID",
    ),
    Detector(
        "aws-temporary-key-id", "AWS", "temporary access key id", ("ASIA{k16}",),
        check=checks.AWS_KEY_ID, revoke=_SESSIONS, instead=_ROLE, variable="AWS_ACCESS_KEY_ID",
    ),
    Detector(
        "aws-secret-access-key", "AWS", "secret access key", ("{b40}",),
        context=("aws", "secretaccess", "secretkey", "s3", "minio", "accesskey"),
        revoke=_KEYS, instead=_ROLE, variable="AWS_SECRET_ACCESS_KEY",
    ),
    Detector(
        "aws-key-pair", "AWS", "secret access key beside its id", keywords=("akia", "asia"), judge=_is_key_pair,
        pattern=r"A[KS]IA[A-Z2-7]{16}\\?[\s\"':;,|/=&]{1,8}(?P<secret>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])",
        revoke=_KEYS, instead=_ROLE, variable="AWS_SECRET_ACCESS_KEY",
        true=("AKIAQ{k15}:{w40}", "AKIAQ{k15},{w40}"), false=("AKIAQ{k15}:{h40}",), covers=_KEY_IDS,
    ),
    Detector(
        "aws-session-token", "AWS", "session token",
        ("IQoJb3JpZ2luX2Vj{e200-2000}", "FwoGZXIvYXdz{e200-2000}", "FQoGZXIvYXdz{e200-2000}"),
        revoke=_SESSIONS, instead=_ROLE, variable="AWS_SESSION_TOKEN",
    ),
    Detector(
        "aws-bedrock-api-key", "AWS", "Bedrock API key", ("ABSKQmVkcm9ja0FQSUtleS{e40-1000}",),
        check=checks.BEDROCK_LONG, instead=_ROLE, variable="AWS_BEARER_TOKEN_BEDROCK",
        revoke="https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html",
    ),
    Detector(
        "aws-bedrock-temporary-key", "AWS", "short-lived Bedrock API key",
        ("bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{e40-4000}",),
        check=checks.BEDROCK_SHORT, instead=_ROLE, variable="AWS_BEARER_TOKEN_BEDROCK",
        revoke="https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-revoke.html",
    ),
    Detector(
        "aws-codeartifact-token", "AWS", "CodeArtifact token",
        ("eyJ2ZXI{u20-255}.{u0-400}.{u16-255}.{u100-2000}.{u16-64}",),
        check=checks.CODE_ARTIFACT, variable="CODEARTIFACT_AUTH_TOKEN",
        instead="let the job call codeartifact:GetAuthorizationToken with its role when it starts",
        revoke="https://docs.aws.amazon.com/codeartifact/latest/ug/tokens-authentication.html",
    ),
    Detector(
        "aws-presigned-url", "AWS", "presigned URL",
        kind=Kind.URL, keywords=("x-amz-signature=", "x-amz-signature%3d"), covers=_KEY_IDS,
        pattern=r"(?i:X-Amz-Signature)(?:=|%3[Dd])(?P<secret>[0-9a-f]{64})(?![0-9A-Za-z])",
        revoke=_PRESIGNED, instead="name the object by its s3:// URI in InputDataConfig and let the role read it",
        true=(
            "https://bucket.s3.amazonaws.com/data.tar.gz?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=604800"
            "&X-Amz-SignedHeaders=host&X-Amz-Signature={h64}",
        ),
        false=("https://docs.example.com/?topic=X-Amz-Signature={h12}",),
    ),
    Detector(
        "aws-presigned-url-v2", "AWS", "presigned URL (signature version 2)",
        kind=Kind.URL, keywords=("signature=",), judge=_has_key_id, covers=_KEY_IDS,
        pattern=r"Signature=(?P<secret>[A-Za-z0-9%+/_~-]{26,600}(?:=|%3[Dd])?)",
        revoke=_PRESIGNED, instead="name the object by its s3:// URI in InputDataConfig and let the role read it",
        true=("https://bucket.s3.amazonaws.com/a.csv?AWSAccessKeyId=key&Expires=1790000000&Signature={w27}%3D",),
        false=("Signature={w27}%3D",),
    ),
)  # fmt: skip
