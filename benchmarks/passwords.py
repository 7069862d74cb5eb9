"""Passwords as the common generators draw them, in the usual places: the share that is found.

python -m benchmarks.passwords [DRAWS]
"""

import base64
import json
import random
import shlex
import string
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from policylint.job import TRAINING
from policylint.secrets.scanner import Scanner

_ALPHANUMERIC = string.ascii_letters + string.digits
_ALL = _ALPHANUMERIC + string.punctuation
LENGTHS = (12, 14, 16, 20, 24, 32)


def _of(letters: str) -> Callable[[random.Random], str]:
    return lambda dice: "".join(dice.choices(letters, k=dice.choice(LENGTHS)))


def _each(*kinds: str) -> Callable[[random.Random], str]:
    """Of all the kinds of letters, each at least once."""

    def made(dice: random.Random) -> str:
        drawn = [dice.choice(kind) for kind in kinds]
        drawn += dice.choices("".join(kinds), k=dice.choice(LENGTHS) - len(kinds))
        dice.shuffle(drawn)
        return "".join(drawn)

    return made


def _base64(dice: random.Random) -> str:
    return base64.b64encode(dice.randbytes(dice.choice((9, 12, 16, 18, 24, 32)))).decode()


def _groups(dice: random.Random) -> str:
    """As Apple's: three groups of six, one capital and one digit."""
    drawn = dice.choices(string.ascii_lowercase, k=18)
    upper, digit = dice.sample(range(18), 2)
    drawn[upper], drawn[digit] = drawn[upper].upper(), dice.choice(string.digits)
    return "-".join("".join(drawn[at : at + 6]) for at in (0, 6, 12))


# By the documentation and sources of each generator, with its defaults.
GENERATORS: dict[str, Callable[[random.Random], str]] = {
    "Secrets Manager's GetRandomPassword": _each(
        string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation
    ),
    "the same for RDS, without / @ quotes": _each(
        string.ascii_lowercase, string.ascii_uppercase, string.digits, "!#$%&()*+,-.:;<=>?[]^_`{|}~"
    ),
    "openssl rand -base64": _base64,
    "openssl rand -hex": lambda dice: dice.randbytes(dice.choice((8, 12, 16, 20, 32))).hex(),
    "1Password": _each(string.ascii_lowercase, string.ascii_uppercase, string.digits, "!@.-_*"),
    "Bitwarden": _each(string.ascii_lowercase, string.ascii_uppercase, string.digits, "!@#$%^&*"),
    "Bitwarden, letters and digits": _each(string.ascii_lowercase, string.ascii_uppercase, string.digits),
    "KeePass": _of(_ALPHANUMERIC),
    "KeePassXC, with signs": _of(_ALL),
    "Apple": _groups,
    "Django's secret key": _of(string.ascii_lowercase + string.digits + "!@#$%^&*(-_=+)"),
    "pwgen": _each(string.ascii_lowercase, string.ascii_uppercase, string.digits),
    "tr -dc a-zA-Z0-9": _of(_ALPHANUMERIC),
    "all signs of ASCII": _of(_ALL),
}


def _environment(password: str) -> dict[str, Any]:
    return {"Environment": {"DB_PASSWORD": password}}


def _hyperparameter(password: str) -> dict[str, Any]:
    return {"HyperParameters": {"mlflow_tracking_password": password}}


def _url(password: str) -> dict[str, Any]:
    return {"Environment": {"DATABASE_URL": f"postgresql://svc:{quote(password, safe='')}@db.internal:5432/ml?a=b"}}


def _command(password: str) -> dict[str, Any]:
    line = f"docker login -u ci -p {shlex.quote(password)} registry.example.com && python train.py"
    return {"AlgorithmSpecification": {"ContainerEntrypoint": ["bash", "-c", line]}}


def _exported(password: str) -> dict[str, Any]:
    line = f"export DB_PASSWORD={shlex.quote(password)}; python train.py --epochs 3"
    return {"AlgorithmSpecification": {"ContainerEntrypoint": ["bash", "-c", line]}}


def _argument(password: str) -> dict[str, Any]:
    return {"AlgorithmSpecification": {"ContainerArguments": ["--db-password", password, "--epochs", "3"]}}


def _json(password: str) -> dict[str, Any]:
    return {"HyperParameters": {"config": json.dumps({"db": {"host": "db1", "password": password, "port": 5432}})}}


PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "environment": _environment,
    "hyperparameter": _hyperparameter,
    "URL": _url,
    "command": _command,
    "exported": _exported,
    "argument": _argument,
    "JSON in a string": _json,
}


def missed(draws: int) -> Iterator[tuple[str, str, bool]]:
    """Each generator and place so many times, and whether the drawn password was not found."""
    scanner = Scanner()
    for generator, made in GENERATORS.items():
        dice = random.Random(generator)
        for _ in range(draws):
            password = made(dice)
            for place, put in PLACES.items():
                found = scanner.scan(put(password), TRAINING)
                yield generator, place, not any(secret.value == password for secret in found)


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    by_generator, by_place, total = Counter[str](), Counter[str](), 0
    for generator, place, lost in missed(draws):
        total += 1
        by_generator[generator] += int(lost)
        by_place[place] += int(lost)
    print(f"{total} passwords, recall {1 - by_generator.total() / total:.4f}")
    for counted, each in ((by_generator, draws * len(PLACES)), (by_place, draws * len(GENERATORS))):
        for name, count in counted.items():
            print(f"  {name:<40} {1 - count / each:.4f}")


if __name__ == "__main__":
    main()
