"""Checks: what a provider's tokens hold beside random characters: checksums, encodings, signatures.

A token that matches a format but fails its check was mistyped, cut, or made up, and opens nothing; it isn't reported.
Each check can also complete a token, which is how the tests get true ones without any in the source.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

from policylint.secrets.randomness import randomness

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class Check(NamedTuple):
    """`holds` says whether a token is sound; `complete` makes a sound one of a token that only has the format.

    `account` reads from a token whose it is, or gives "".
    """

    holds: Callable[[str], bool]
    complete: Callable[[str], str]
    account: Callable[[str], str] = lambda _: ""


def decode_base64(text: str) -> bytes | None:
    """The bytes behind base64 or base64url, with or without padding; None if it is neither."""
    if "-" in text or "_" in text:
        text = text.translate(_URL_SAFE)
    try:
        return binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except (binascii.Error, ValueError):
        return None


def decode_object(text: str) -> dict[str, Any] | None:
    """The JSON object behind base64; None if there is none."""
    data = decode_base64(text)
    if data is None:
        return None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def encode_object(value: dict[str, Any]) -> str:
    """A JSON object as base64url without padding, as JWTs have it."""
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


_URL_SAFE = str.maketrans("-_", "+/")


def _base(number: int, digits: str, width: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, len(digits))
        text = digits[digit] + text
    return text.rjust(width, digits[0])


def _tail(width: int, compute: Callable[[str], str]) -> Check:
    """A check whose last `width` characters follow from all before them."""
    return Check(
        lambda token: token[-width:] == compute(token[:-width]),
        lambda token: token[:-width] + compute(token[:-width]),
    )


def _crc(text: str) -> int:
    return zlib.crc32(text.encode())


# GitHub's and npm's: the CRC-32 of the 30 characters between prefix and checksum, in base 62.
CRC_BASE62 = _tail(6, lambda body: _base(_crc(body[body.index("_") + 1 :]), _BASE62, 6))
# Bitbucket's and Atlassian's: the CRC-32 of all before, in uppercase hexadecimal.
CRC_HEX = _tail(8, lambda body: f"{_crc(body):08X}")
# Grafana's: the CRC-32 of all before the last underscore, its bytes in little-endian order.
CRC_GRAFANA = _tail(8, lambda body: _crc(body.removesuffix("_")).to_bytes(4, "little").hex())
# GitLab's routable tokens: a length in base 36, then the CRC-32 of all before in base 36.
CRC_GITLAB = _tail(7, lambda body: _base(_crc(body), _BASE36, 7))


def _bech32_checksum(body: str) -> str:
    """The checksum of BIP 173 for a bech32 text in uppercase without its last six characters."""
    prefix, _, data = body.lower().rpartition("1")
    values = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    values += [_BECH32.index(c) for c in data] + [0] * 6
    remainder = 1
    for value in values:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            remainder ^= generator if top >> bit & 1 else 0
    remainder ^= 1
    return "".join(_BECH32[remainder >> 5 * (5 - i) & 31] for i in range(6)).upper()


BECH32 = _tail(6, _bech32_checksum)


def _base58_length(text: str) -> int:
    number = 0
    for character in text:
        number = number * 58 + _BASE58.index(character)
    return (number.bit_length() + 7) // 8


# An Artifactory key is 54 bytes in base 58, its first characters the same in all.
BASE58_54 = Check(lambda token: _base58_length(token) == 54, lambda token: token)


def _aws_account(token: str) -> str:
    """The account that an access key id belongs to: bits 46 to 7 of its base-32 part, in ids made since about 2019."""
    if token[4] < "Q":
        return ""
    number = int.from_bytes(base64.b32decode(token[4:])[:6], "big")
    return f"{(number & 0x7FFFFFFFFF80) >> 7:012d}"


def _is_aws_key_id(token: str) -> bool:
    """Whether a key id is of an account, and no word in capitals: one id in thirty has no digit either."""
    worded = token.isalpha() and randomness(token[4:].lower()) < _WORDED
    return len(_aws_account(token)) in (0, 12) and not worded


_WORDED = -10.0  # bits that letters drawn at random hardly ever stay below
AWS_KEY_ID = Check(_is_aws_key_id, lambda token: f"{token[:4]}Q{token[5:]}", _aws_account)


def _of_object(strip: str, keys: tuple[str, ...]) -> Check:
    """A check that a token's base64, after a prefix and before an underscore or a dot, is JSON with the given keys."""

    def payload(token: str) -> str:
        return token.removeprefix(strip).partition("_" if strip.startswith("sntrys") else ".")[0]

    def holds(token: str) -> bool:
        value = decode_object(payload(token))
        return value is not None and set(keys) <= value.keys()

    def complete(token: str) -> str:
        body = encode_object({key: f"https://{key}.example/{token[len(strip) :][-24:]}" for key in keys})
        signature = f"_{token[-43:]}" if strip.startswith("sntrys") else ""
        return strip + body + signature

    return Check(holds, complete)


NEPTUNE = _of_object("", ("api_address", "api_key"))
GRAFANA_CLOUD = _of_object("glc_", ("o", "n", "k"))
SENTRY_ORGANISATION = _of_object("sntrys_", ("iat", "url", "org"))
ONE_PASSWORD = _of_object("ops_", ("signInAddress", "email", "secretKey"))


def _is_jwt(token: str) -> bool:
    header, payload, signature = token.split(".")[:3]
    head = decode_object(header)
    signed = head is not None and str(head.get("alg", "none")).lower() != "none" and bool(signature)
    return signed and decode_object(payload) is not None


def _make_jwt(token: str) -> str:
    return f"{encode_object({'alg': 'HS256', 'typ': 'JWT'})}.{encode_object({'sub': token[-20:]})}.{token[-43:]}"


JWT = Check(_is_jwt, _make_jwt)


def _is_jwe(token: str) -> bool:
    head = decode_object(token.split(".", maxsplit=1)[0])
    return head is not None and "enc" in head


CODE_ARTIFACT = Check(
    _is_jwe, lambda token: ".".join([encode_object({"ver": 1, "enc": "A128GCM"}), *token.split(".")[1:]])
)


def _is_macaroon(token: str) -> bool:
    """Whether a PyPI token is a macaroon of version 2: it ends in a field of 32 bytes, its signature."""
    data = decode_base64(token.removeprefix("pypi-"))
    return data is not None and len(data) > 60 and data[-34:-32] == b"\x06\x20"


def _make_macaroon(token: str) -> str:
    filling = token[-96:].encode()
    data = b"\x02\x01\x08pypi.org\x02\x24" + filling[:36] + b"\x00\x02" + filling[36:64] + b"\x00\x00\x06\x20"
    return "pypi-" + base64.urlsafe_b64encode(data + filling[64:]).decode().rstrip("=")


MACAROON = Check(_is_macaroon, _make_macaroon)


def _decodes_to(start: bytes, strip: str = "", size: int = 110) -> Check:
    """A check that a token's base64 begins with given bytes; those completed hold `size` bytes."""

    def holds(token: str) -> bool:
        data = decode_base64(token.removeprefix(strip))
        return data is not None and data.startswith(start)

    def complete(token: str) -> str:
        return strip + base64.b64encode((start + token[-96:].encode().rjust(96, b"0"))[:size]).decode()

    return Check(holds, complete)


BEDROCK_LONG = _decodes_to(b"BedrockAPIKey-", "ABSK")
BEDROCK_SHORT = _decodes_to(b"bedrock.amazonaws.com", "bedrock-api-key-")
JFROG_REFERENCE = _decodes_to(b"reftkn:", size=48)


def _is_ngc(token: str) -> bool:
    data = decode_base64(token) or b""
    name, _, uuid = data.partition(b":")
    return len(name) == 26 and len(uuid) == 36 and uuid.count(b"-") == 4


def _make_ngc(token: str) -> str:
    filling = token.lower().replace("/", "0").replace("+", "1")
    digits = filling[26:58].translate(str.maketrans("ghijklmnopqrstuvwxyz", "01234567890123456789"))
    uuid = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:32]}"
    return base64.b64encode(f"{filling[:26]}:{uuid}".encode()).decode()


NGC = Check(_is_ngc, _make_ngc)


def _is_basic(token: str) -> bool:
    data = decode_base64(token)
    if data is None:
        return False
    try:
        name, colon, password = data.decode().partition(":")
    except UnicodeDecodeError:
        return False
    return bool(colon and password) and name.isprintable() and password.isprintable()


# HTTP's Basic scheme and Docker's `auth`: the base64 of `user:password`.
BASIC = Check(_is_basic, lambda token: base64.b64encode(f"{token[:6]}:{token[6:24]}".encode()).decode())


def _is_elastic(token: str) -> bool:
    data = decode_base64(token) or b""
    return len(data) in (43, 51, 57) and data[20:21] == b":"


# Elasticsearch's: the base64 of an id of 20 characters and a key.
ELASTIC = Check(
    _is_elastic, lambda token: base64.b64encode(f"{token[:20]}:{token[20:42]}".encode().replace(b"/", b"-")).decode()
)
