"""Draws of credentials, and of what stands around them: `<<maker|filter>>` in a text is replaced by a draw.

Formats are those of the providers' pages; a draw is the same for the same seed.
"""

import base64
import json
import random
import shlex
import string
import zlib
from collections.abc import Callable
from urllib.parse import quote

import regex

from policylint.secrets.checks import BECH32

_WORDS = ("churn", "vision", "forecast", "llama", "encoder", "baseline", "nightly", "sweep", "ranking", "fraud", "acme")
_HUMAN = ("Summer", "Welcome", "Winter", "Hunter", "Dragon", "Munich", "Tiger", "Rocket", "Falcon", "Coffee")
_SIGNS = string.ascii_letters + string.digits + string.punctuation
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_LETTERS = {
    "n": string.digits,
    "hex": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "w": string.ascii_letters + string.digits,
    "x": string.ascii_lowercase + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "k": string.ascii_uppercase + "234567",
    "u": string.ascii_letters + string.digits + "_-",
    "B": "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
}


def draw(text: str, dice: random.Random) -> str:
    return regex.sub(r"<<([\w]+)(?:\|(\w+))?>>", lambda at: _FILTERS[at[2] or ""](_make(at[1], dice)), text)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


_FILTERS: dict[str, Callable[[str], str]] = {
    "": str,
    "url": lambda text: quote(text, safe=""),
    "b64": encoded,
    "sh": shlex.quote,
    "json": json.dumps,
}


def _make(name: str, dice: random.Random) -> str:
    if made := MAKERS.get(name):
        return made(dice)
    letters, count = name.rstrip(string.digits), name.lstrip(string.ascii_letters)
    return _of(dice, _LETTERS[letters], int(count))


def _of(dice: random.Random, letters: str, count: int) -> str:
    return "".join(dice.choices(letters, k=count))


def _bytes(count: int) -> Callable[[random.Random], str]:
    return lambda dice: base64.b64encode(dice.randbytes(count)).decode()


def _shape(shape: str) -> Callable[[random.Random], str]:
    """Text with makers in braces: `hf_{w34}`."""
    return lambda dice: regex.sub(r"\{(\w+)\}", lambda at: _make(at[1], dice), shape)


def _manager(dice: random.Random) -> str:
    """As password managers draw by default: letters, digits and a few signs, each kind at least once."""
    length, signs = dice.choice([(14, "!@#$%^&*"), (16, "!@#$%^&*"), (20, "-_.!*@"), (24, "!@#%^*-_=+")])
    drawn = [dice.choice(one) for one in (string.ascii_lowercase, string.ascii_uppercase, string.digits, signs)]
    drawn += dice.choices(string.ascii_letters + string.digits + signs, k=length - 4)
    dice.shuffle(drawn)
    return "".join(drawn)


def _human(dice: random.Random) -> str:
    ends = (
        f"{dice.randint(2019, 2027)}!",
        f"@{dice.randint(10, 9999)}",
        f"#{dice.randint(1, 99)}x",
        f"_{_of(dice, 'abc', 3)}{dice.randint(1, 99)}",
    )
    return dice.choice(_HUMAN) + dice.choice(ends)


def _dollar(dice: random.Random) -> str:
    """A password with a dollar before a letter, at the start or within."""
    drawn = _manager(dice).replace("$", "x")
    at = dice.choice([0, 0, len(drawn) // 2])
    return f"{drawn[:at]}${dice.choice(string.ascii_letters)}{drawn[at:]}"


def _checked(prefix: str) -> Callable[[random.Random], str]:
    """As GitHub's and npm's tokens: the last six characters are the CRC-32 of the thirty before."""

    def made(dice: random.Random) -> str:
        body, rest, tail = _of(dice, _BASE62, 30), 0, ""
        rest = zlib.crc32(body.encode())
        while rest:
            rest, digit = divmod(rest, 62)
            tail = _BASE62[digit] + tail
        return prefix + body + tail.rjust(6, "0")

    return made


def _grafana(dice: random.Random) -> str:
    body = f"glsa_{_of(dice, _LETTERS['w'], 32)}"
    return f"{body}_{zlib.crc32(body.encode()).to_bytes(4, 'little').hex()}"


def _jwt(dice: random.Random) -> str:
    parts = [{"alg": "HS256", "typ": "JWT"}, {"access": "m", "sub": _of(dice, _LETTERS["x"], 12), "iat": 1780000000}]
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*coded, _of(dice, _LETTERS["u"], 43)])


def _neptune(dice: random.Random) -> str:
    address = "https://app.neptune.ai"
    return encoded(json.dumps({"api_address": address, "api_url": address, "api_key": _make("uuid", dice)}))


def _pypi(dice: random.Random) -> str:
    """A macaroon as PyPI makes: version, location, identifier, caveat, signature."""
    name = json.dumps([1, _make("uuid", dice)]).encode()
    packets = b"\x02\x01\x08pypi.org\x02" + bytes([36]) + _make("uuid", dice).encode() + b"\x00"
    packets += b"\x02" + bytes([len(name)]) + name + b"\x00\x00\x06\x20" + dice.randbytes(32)
    return "pypi-" + base64.urlsafe_b64encode(packets).decode().rstrip("=")


def _bedrock(dice: random.Random) -> str:
    return "ABSK" + encoded(
        f"BedrockAPIKey-{_of(dice, _LETTERS['x'], 4)}-at-{_of(dice, string.digits, 12)}:{_make('b64_32', dice)}"
    )


def _pem(dice: random.Random) -> str:
    """The body of a key in lines, with the opening bytes that each kind of key has."""
    return "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ" + _of(dice, _LETTERS["w"], 350)


_NO_QUOTES = "".join(sorted(set(string.punctuation) - set("\"'\\/@")))


def _each(letters: dict[str, int]) -> Callable[[random.Random], str]:
    """So many of each set of letters, shuffled."""

    def made(dice: random.Random) -> str:
        drawn = [letter for kind, count in letters.items() for letter in dice.choices(kind, k=count)]
        dice.shuffle(drawn)
        return "".join(drawn)

    return made


def _secrets_manager(signs: str) -> Callable[[random.Random], str]:
    """As GetRandomPassword draws by default: 32 of all letters, digits and signs, each kind at least once."""
    kinds = dict.fromkeys((string.ascii_lowercase, string.ascii_uppercase, string.digits, signs), 1)
    return _each(kinds | {string.ascii_letters + string.digits + signs: 28})


def _words(dice: random.Random) -> str:
    """As password managers draw phrases: words with a separator, capitals and a digit."""
    drawn = [word.title() for word in dice.sample(["correct", "horse", "battery", "staple", "velvet", "onion"], 4)]
    drawn[dice.randrange(4)] += _of(dice, string.digits, 1)
    return dice.choice("-._").join(drawn)


def _grafana_cloud(dice: random.Random) -> str:
    return encoded(json.dumps({"o": _of(dice, string.digits, 6), "n": "ml", "k": _of(dice, _LETTERS["w"], 24)}))


def _one_password(dice: random.Random) -> str:
    account = {"signInAddress": "acme.1password.com", "email": f"{_of(dice, _LETTERS['x'], 13)}@1password.com"}
    account |= {"srpX": _of(dice, _LETTERS["hex"], 64), "secretKey": _make("b64_32", dice)}
    return encoded(json.dumps(account)).rstrip("=")


def _session(dice: random.Random) -> str:
    return "IQoJb3JpZ2luX2Vj" + base64.b64encode(dice.randbytes(480)).decode()


def _jfrog(dice: random.Random) -> str:
    return encoded(f"reftkn:01:1793527810:{_of(dice, _LETTERS['w'], 28)}")


def _elastic(dice: random.Random) -> str:
    return encoded(f"{_of(dice, _LETTERS['u'], 20)}:{_of(dice, _LETTERS['u'], 22)}")


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "ascii": lambda dice: _of(dice, _SIGNS, dice.choice([16, 20, 24, 32])),
    "manager": _manager,
    "human": _human,
    "dollar": _dollar,
    "rawdollar": lambda dice: _of(dice, _LETTERS["w"], 8) + "$" + _of(dice, _LETTERS["w"], 9),
    "openssl": lambda dice: _make(dice.choice(["b64_24", "b64_16", "hex32", "b64_32"]), dice),
    "django": lambda dice: _of(dice, string.ascii_lowercase + string.digits + "!@#$%^&*(-_=+)", 50),
    "phrase": lambda dice: " ".join(dice.sample(["correct", "horse", "battery", "staple", "velvet", "onion"], 4)),
    "digits": lambda dice: _of(dice, string.digits, dice.choice([8, 10, 12])),
    "long": lambda dice: _of(dice, _LETTERS["u"], 400),
    "userpass": lambda dice: f"ci:{_manager(dice)}",
    "b64_16": _bytes(16),
    "b64_20": _bytes(20),
    "b64_24": _bytes(24),
    "b64_32": _bytes(32),
    "b64_48": _bytes(48),
    "b64_64": _bytes(64),
    "b64line": _shape("{w42}"),
    "fernet": lambda dice: base64.urlsafe_b64encode(dice.randbytes(32)).decode(),
    "uuid": _shape("{hex8}-{hex4}-4{hex3}-a{hex3}-{hex12}"),
    "awssecret": _bytes(30),
    "akia": lambda dice: (
        "AKIA" + dice.choice("QRSTUVWXYZ234567") + _of(dice, _LETTERS["k"], 14) + dice.choice("234567")
    ),
    "aliyunid": _shape("LTAI5t{w18}"),
    "tencentid": _shape("AKID{w32}"),
    "license": _shape("{U5}-{U5}-{U5}-{U5}-{U5}"),
    "hf": lambda dice: "hf_" + _of(dice, string.ascii_letters, 34),
    "hforg": lambda dice: "api_org_" + _of(dice, string.ascii_letters, 34),
    "wandb": _shape("{hex40}"),
    "wandb1": _shape("wandb_v1_{w27}_{w49}"),
    "comet": _shape("{w25}"),
    "openai": _shape("sk-proj-{u74}T3BlbkFJ{u74}"),
    "openai_old": _shape("sk-{w20}T3BlbkFJ{w20}"),
    "anthropic": _shape("sk-ant-api03-{u93}AA"),
    "ghp": _checked("ghp_"),
    "npm": _checked("npm_"),
    "github_pat": _shape("github_pat_{w22}_{w59}"),
    "gitlab": _shape("glpat-{w20}"),
    "groq": _shape("gsk_{w20}WGdyb3FY{w24}"),
    "xai": _shape("xai-{w80}"),
    "nvapi": _shape("nvapi-{u64}"),
    "ngc": lambda dice: encoded(f"{_of(dice, _LETTERS['x'], 26)}:{_make('uuid', dice)}"),
    "pinecone": _shape("pcsk_{w5}_{w63}"),
    "langsmith": _shape("lsv2_pt_{hex32}_{hex10}"),
    "langfuse": _shape("sk-lf-{uuid}"),
    "replicate": _shape("r8_{w37}"),
    "together": _shape("tgp_v1_{u43}"),
    "perplexity": _shape("pplx-{w48}"),
    "openrouter": _shape("sk-or-v1-{hex64}"),
    "jina": _shape("jina_{hex32}{u28}"),
    "kaggle": _shape("KGAT_{hex32}"),
    "databricks": _shape("dapi{hex32}"),
    "slack": _shape("xoxb-{n12}-{n13}-{w24}"),
    "sendgrid": _shape("SG.{u22}.{u43}"),
    "stripe": _shape("sk_live_{w24}"),
    "dckr": _shape("dckr_pat_{u27}"),
    "entra": _shape("{w3}8Q~{w34}"),
    "googleapi": _shape("AIzaSy{u33}"),
    "tavily": _shape("tvly-dev-{w32}"),
    "vault": _shape("hvs.CAESI{u86}"),
    "grafana": _grafana,
    "prefect": _shape("pnu_{w36}"),
    "dop": _shape("dop_v1_{hex64}"),
    "jwt": _jwt,
    "neptune": _neptune,
    "pypi": _pypi,
    "bedrock": _bedrock,
    "pem": _pem,
    "awsrandom": _secrets_manager(string.punctuation),
    "awsrandomjson": _secrets_manager(_NO_QUOTES),
    "keepass": _each({string.ascii_uppercase: 3, string.ascii_lowercase: 3, string.digits: 3, _BASE62: 11}),
    "bitwarden": _each({string.ascii_uppercase: 4, string.ascii_lowercase: 5, string.digits: 3, "!@#$%^&*": 2}),
    "printable": lambda dice: _of(dice, _SIGNS, dice.choice([12, 14, 18, 22])),
    "printable20": lambda dice: _of(dice, _SIGNS, 20),
    "words": _words,
    "sentence": lambda dice: f"my {dice.choice(_WORDS)} ate {dice.randint(10, 99)} green {dice.choice(_WORDS)}s!",
    "b64_42": _bytes(42),
    "asia": lambda dice: "ASIA" + dice.choice("QRSTUVWXYZ") + _of(dice, _LETTERS["k"], 14) + dice.choice("234567"),
    "session": _session,
    "cfsig": _shape("{w340}__"),
    "azfunction": _shape("{u44}AzFu{w5}Q=="),
    "azsearch": _shape("{w42}AzSeB{w5}"),
    "azdevops": _shape("{w76}AZDO{w4}"),
    "azopenai": _shape("{w52}JQQJ99BKAC{w4}FXJ3w3AAABACOG{w4}"),
    "azstorage": _shape("{w76}+ASt{w5}Q=="),
    "telegram": _shape("{n10}:AA{u33}"),
    "gldt": _shape("gldt-{u20}"),
    "ghbody": _checked(""),
    "grafanacloud": _grafana_cloud,
    "age": lambda dice: BECH32.complete(f"AGE-SECRET-KEY-1{_of(dice, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}"),
    "onepassword": _one_password,
    "jfrogref": _jfrog,
    "elastic": _elastic,
    "word": lambda dice: dice.choice(_WORDS),
    "Word": lambda dice: dice.choice(_WORDS).title(),
    "dna": lambda dice: _of(dice, "ACGT", 60),
    "protein": lambda dice: _of(dice, "ACDEFGHIKLMNPQRSTVWY", 50),
}
