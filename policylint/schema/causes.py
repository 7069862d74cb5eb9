"""The slips behind a string that the API refuses, as a person would name them: one slash too few, a user for a role.

Each says what the string is, as the end of a message that begins with the member's name, and what was likely meant.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Cause(NamedTuple):
    """What a string is instead, and the value that is meant: with `certain`, by everyone who writes this."""

    says: str
    meant: str | None = None
    certain: bool = True


_ROLE = "arn:aws:iam::ACCOUNT:role/NAME"
_S3_SLIP = re.compile(r"(?i)s3[an]?(?::/*|/+)(?=[a-z0-9])")
_S3_ARN = re.compile(r"arn:aws[a-z-]*:s3:::(.+)")
_BARE = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[^\s]*")
_IAM = re.compile(r"arn:(aws[a-z-]*):(iam|sts)::(?:([^:/]*):)?([a-z-]+)/(.*)")
_KINDS = {"user": "a user", "group": "a group", "policy": "a policy", "instance-profile": "an instance profile"}
_ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}")
_NAME = re.compile(r"[a-zA-Z0-9-]+")

_OTHER_SCHEMES = {
    "gs": "Google Cloud Storage",
    "hdfs": "HDFS",
    "file": "a local folder",
    "abfs": "Azure storage",
    "abfss": "Azure storage",
    "wasb": "Azure storage",
    "wasbs": "Azure storage",
}


def _s3(text: str) -> Cause | None:
    arn = _S3_ARN.fullmatch(text)
    if arn:
        return Cause("is an ARN; S3 locations are written s3://BUCKET/PREFIX", f"s3://{arn[1]}")
    stripped = text.strip()
    slip = _S3_SLIP.match(stripped)
    if slip:
        start, rest = slip[0], stripped[slip.end() :]
        return Cause(_scheme(start), f"s3://{rest}")
    scheme, separator, _ = text.partition("://")
    if separator and scheme.lower() in _OTHER_SCHEMES:
        return Cause(f"is in {_OTHER_SCHEMES[scheme.lower()]}, which a job cannot read; copy the data to S3")
    if text.startswith(("/", "./", "../", "~")):
        return Cause("is a local path, which a job cannot read; give an S3 location, s3://BUCKET/PREFIX")
    if _BARE.fullmatch(text):
        return Cause("lacks the scheme s3://", f"s3://{text}", certain=False)
    return None


def _scheme(start: str) -> str:
    """What is wrong with the beginning of an S3 location."""
    scheme, colon, slashes = start.partition(":")
    if not colon:
        return "lacks the colon of s3://"
    if scheme.lower() != "s3":
        return f"has Hadoop's scheme {scheme}; the API takes s3"
    if scheme != "s3":
        return "has an uppercase scheme; the API takes s3"
    count = {0: "no slash", 1: "one slash"}.get(len(slashes), f"{len(slashes)} slashes")
    return f"has {count} after s3:, where two belong" if len(slashes) != 2 else "has spaces around it"


def _role(text: str) -> Cause | None:
    arn = _IAM.fullmatch(text)
    if arn is None:
        if _ROLE_NAME.fullmatch(text):
            return Cause(f"is a role's name; give its ARN, {_ROLE}")
        return None
    partition, service, account, kind, name = arn.groups()
    if service == "sts" and kind == "assumed-role":
        role = f"arn:{partition}:iam::{account}:role/{name.partition('/')[0]}"
        return Cause("is the ARN of a session of a role; give the role's", role, certain=False)
    if kind != "role":
        return Cause(f"is the ARN of {_KINDS.get(kind, kind)}; a job takes a role, {_ROLE}")
    if not account:
        return Cause(f"has no account ID; write {_ROLE}")
    if account.isdigit() and len(account) != 12:
        return Cause(f"has an account ID of {len(account)} digits; account IDs have 12")
    return None


def _name(text: str) -> Cause | None:
    if not _NAME.fullmatch(text):
        return None
    ends = [where for where, at in (("start", 0), ("end", -1)) if text[at] == "-"]
    return Cause(f"must not {' or '.join(ends)} with a hyphen") if ends else None


_OF_PATTERN: Mapping[str, Callable[[str], Cause | None]] = {
    "(https|s3)://([^/]+)/?(.*)": _s3,
    "arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+": _role,
    **{f"[a-zA-Z0-9](-*[a-zA-Z0-9]){{0,{most}}}": _name for most in (31, 62, 63, 119)},
}


def cause(pattern: str, text: str) -> Cause | None:
    """The slip that a string of some pattern shows; None where none is known."""
    known = _OF_PATTERN.get(pattern)
    return known(text) if known else None


_SHORT = {"read": "ro", "readonly": "ro", "read-only": "ro", "readwrite": "rw", "read-write": "rw", "write": "rw"}
_SHORTEST_PREFIX = 3


def abbreviated(text: str, values: tuple[str, ...]) -> str | None:
    """The one value that a word is the beginning of, or that it means: `Max` for Maximize, `read` for ro."""
    folded = text.casefold()
    if _SHORT.get(folded) in values:
        return _SHORT[folded]
    found = [value for value in values if value.casefold().startswith(folded)]
    return found[0] if len(found) == 1 and len(text) >= _SHORTEST_PREFIX else None
