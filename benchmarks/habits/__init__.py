"""A labelled set of credentials in the places where people put them, and of what only looks like one.

The kinds, names and places are written down from the habits of people and the public pages of providers, without a
look at the detectors; no credential stands in the files: each is drawn here, the same for the same seed.
"""

import base64
import json
import random
import shlex
import string
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import quote

import regex
import yaml

from policylint import check

_ALGORITHM = "AlgorithmSpecification"
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


class Case(NamedTuple):
    """A request, and the path of its credential; None where it holds none. `kind` names the section it comes from."""

    kind: str
    request: dict[str, Any]
    path: str | None


def cases(file: str, seeds: int, first: int = 0) -> Iterator[Case]:
    """So many draws of each line of `secret.yaml` or `harmless.yaml`."""
    listed = yaml.safe_load(files(__package__).joinpath(file).read_text(encoding="utf-8"))
    for kind, lines in listed.items():
        for number, line in enumerate(lines):
            ((place, text),) = line.items()
            for seed in range(first, first + seeds):
                request, path = _put(place, text, random.Random(f"{kind} {number} {seed}"))
                yield Case(kind, request, path if file == "secret.yaml" else None)


class Measured(NamedTuple):
    """How many credentials and harmless values there were, by kind, and how many findings on each."""

    secrets: Counter[str]
    found: Counter[str]
    harmless: Counter[str]
    alarms: Counter[str]

    @property
    def recall(self) -> float:
        """The share of the credentials that were found where they stand."""
        return self.found.total() / self.secrets.total()

    @property
    def precision(self) -> float:
        """The share of the findings that were of a credential."""
        return self.found.total() / (self.found.total() + self.alarms.total())


def measure(seeds: int, first: int = 0) -> Measured:
    """What policylint finds in so many draws of every line; notes on documented keys don't count."""
    measured = Measured(Counter(), Counter(), Counter(), Counter())
    for case in cases("secret.yaml", seeds, first):
        at = _found(case)
        measured.secrets[case.kind] += 1
        measured.found[case.kind] += case.path in at
        measured.alarms[case.kind] += sum(path != case.path for path in at)
    for case in cases("harmless.yaml", seeds, first):
        measured.harmless[case.kind] += 1
        measured.alarms[case.kind] += len(_found(case))
    return measured


def _found(case: Case) -> list[str]:
    return [found.path for found in check(case.request, select=["SEC"]).findings if found.rule != "SEC1005"]


def _put(place: str, text: str | list[str], dice: random.Random) -> tuple[dict[str, Any], str]:
    where, name, *wraps = place.split()
    if isinstance(text, list):
        member = "ContainerArguments" if where == "A" else "ContainerEntrypoint"
        return {_ALGORITHM: {member: [_draw(one, dice) for one in text]}}, f"{_ALGORITHM}.{member}[{name}]"
    value = _draw(text, dice)
    for wrap in ",".join(wraps).split(","):
        value = value + "\n" if wrap == "line" else _encoded(value) if wrap == "b64" else value
    if where == "T":
        return {"Tags": [{"Key": name, "Value": value}]}, "Tags[0].Value"
    member = {"E": "Environment", "H": "HyperParameters"}[where]
    return {member: {name: value}}, f"{member}.{name}"


def _draw(text: str, dice: random.Random) -> str:
    return regex.sub(r"<<([\w]+)(?:\|(\w+))?>>", lambda at: _FILTERS[at[2] or ""](_make(at[1], dice)), text)


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


_FILTERS: dict[str, Callable[[str], str]] = {
    "": str,
    "url": lambda text: quote(text, safe=""),
    "b64": _encoded,
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
    return _encoded(json.dumps({"api_address": address, "api_url": address, "api_key": _make("uuid", dice)}))


def _pypi(dice: random.Random) -> str:
    """A macaroon as PyPI makes: version, location, identifier, caveat, signature."""
    name = json.dumps([1, _make("uuid", dice)]).encode()
    packets = b"\x02\x01\x08pypi.org\x02" + bytes([36]) + _make("uuid", dice).encode() + b"\x00"
    packets += b"\x02" + bytes([len(name)]) + name + b"\x00\x00\x06\x20" + dice.randbytes(32)
    return "pypi-" + base64.urlsafe_b64encode(packets).decode().rstrip("=")


def _bedrock(dice: random.Random) -> str:
    return "ABSK" + _encoded(
        f"BedrockAPIKey-{_of(dice, _LETTERS['x'], 4)}-at-{_of(dice, string.digits, 12)}:{_make('b64_32', dice)}"
    )


def _pem(dice: random.Random) -> str:
    """The body of a key in lines, with the opening bytes that each kind of key has."""
    return "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ" + _of(dice, _LETTERS["w"], 350)


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
    "ngc": lambda dice: _encoded(f"{_of(dice, _LETTERS['x'], 26)}:{_make('uuid', dice)}"),
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
    "word": lambda dice: dice.choice(_WORDS),
    "Word": lambda dice: dice.choice(_WORDS).title(),
    "dna": lambda dice: _of(dice, "ACGT", 60),
    "protein": lambda dice: _of(dice, "ACDEFGHIKLMNPQRSTVWY", 50),
}
