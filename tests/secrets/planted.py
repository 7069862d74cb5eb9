"""Credentials made up from the detectors' own formats, and the places where people put them."""

import base64
import json
import random
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from policylint.job import TRAINING
from policylint.secrets.detector import Detector, Kind
from policylint.secrets.format import pieces
from policylint.secrets.scanner import Scanner
from policylint.secrets.secret import Secret
from policylint.unknown import mark_templates
from tests.requests import minimal_job

SCANNER = Scanner()


def fill(shape: str, dice: random.Random) -> str:
    """A text of a format with characters drawn at random."""
    return "".join(
        piece.text or "".join(dice.choices(piece.letters, k=dice.randint(piece.least, piece.most)))
        for piece in pieces(shape)
    )


def token(detector: Detector, shape: str, seed: int) -> str:
    """A sound token of a detector, the same for the same seed."""
    dice = random.Random(f"{detector.id} {shape} {seed}")
    while True:
        made = fill(shape, dice)
        if detector.check is not None:
            made = detector.check.complete(made)
            if not detector.check.holds(made):
                continue
        if mixed(made):
            return made


def mixed(made: str) -> bool:
    """Whether a made token has both letters and digits, as all but one in a million have."""
    return any(map(str.isdigit, made)) and any(map(str.isalpha, made))


def texts(detector: Detector, seed: int = 0) -> list[str]:
    """Texts that hold a credential of a detector: a token of each format, or its true examples."""
    if detector.pattern:
        return [fill(example, random.Random(f"{detector.id} {seed}")) for example in detector.true] or [_docker(seed)]
    return [token(detector, shape, seed) for shape in detector.formats]


def _docker(seed: int) -> str:
    password = fill("{w16}", random.Random(seed))
    auth = base64.b64encode(f"robot:{password}".encode()).decode()
    return json.dumps({"auths": {"nvcr.io": {"auth": auth}}})


def name_for(detector: Detector) -> str:
    """A name under which a detector's credential is recognised, or a neutral one where it needs none."""
    return f"{detector.context[0]}_api_key" if detector.context else "setting"


Place = Callable[[str, str], tuple[Mapping[str, Any], str]]

# Where a value can stand: the changes to a request, and the path at which it must be found.
PLACES: dict[str, Place] = {
    "environment": lambda name, text: ({"Environment": {name: text}}, f"Environment.{name}"),
    "hyperparameter": lambda name, text: ({"HyperParameters": {name: text}}, f"HyperParameters.{name}"),
    "quoted by the SDK": lambda name, text: (
        {"HyperParameters": {name: json.dumps(text)}},
        f"HyperParameters.{name}",
    ),
    "nested JSON": lambda name, text: (
        {"HyperParameters": {"config": json.dumps({"logger": {"epochs": 3, name: text}})}},
        "HyperParameters.config",
    ),
    "nested JSON, quoted": lambda name, text: (
        {"HyperParameters": {"config": json.dumps(json.dumps([{name: text}]))}},
        "HyperParameters.config",
    ),
    "name and value members": lambda name, text: (
        {"HyperParameters": {"env": json.dumps([{"name": name, "value": text}])}},
        "HyperParameters.env",
    ),
    "tag": lambda name, text: ({"Tags": [{"Key": name, "Value": text}]}, "Tags[0].Value"),
    "flag and argument": lambda name, text: (
        {"AlgorithmSpecification.ContainerArguments": ["--epochs", "3", f"--{name}", text]},
        "AlgorithmSpecification.ContainerArguments[3]",
    ),
    "base64": lambda name, text: (
        {"Environment": {f"{name}_b64": base64.b64encode(text.encode()).decode()}},
        f"Environment.{name}_b64",
    ),
    "base64 of JSON": lambda name, text: (
        {"Environment": {"payload": base64.b64encode(json.dumps({name: text}).encode()).decode()}},
        "Environment.payload",
    ),
    "rule parameter": lambda name, text: (
        {
            "DebugRuleConfigurations": [
                {"RuleConfigurationName": "r", "RuleEvaluatorImage": "i", "RuleParameters": {name: text}}
            ]
        },
        f"DebugRuleConfigurations[0].RuleParameters.{name}",
    ),
    "member that the API lacks": lambda name, text: ({"Extras": {"deep": [{name: text}]}}, f"Extras.deep[0].{name}"),
}
# Where only one word fits.
WORD_PLACES: dict[str, Place] = {
    "one argument": lambda name, text: (
        {"AlgorithmSpecification.ContainerArguments": [f"--{name}={text}"]},
        "AlgorithmSpecification.ContainerArguments[0]",
    ),
    "shell": lambda name, text: (
        {"AlgorithmSpecification.ContainerEntrypoint": ["sh", "-c", f"export {name}='{text}' && python train.py"]},
        "AlgorithmSpecification.ContainerEntrypoint[2]",
    ),
    "YAML": lambda name, text: (
        {"HyperParameters": {"config": f"epochs: 3\nlogger:\n  {name}: {text}\n  project: churn\n"}},
        "HyperParameters.config",
    ),
    "query": lambda name, text: (
        {"Environment": {"CALLBACK": f"https://hooks.example.com/a?job=7&{name}={quote(text, safe='')}&x=1"}},
        "Environment.CALLBACK",
    ),
    "Hydra override": lambda name, text: (
        {"HyperParameters": {"overrides": f"trainer.max_epochs=3 +logger.{name}={text} data.key=label"}},
        "HyperParameters.overrides",
    ),
}


def scan(changes: Mapping[str, Any]) -> list[Secret]:
    """The secrets in the smallest request with changes."""
    return SCANNER.scan(mark_templates(minimal_job(changes)), TRAINING)


def is_one_word(detector: Detector) -> bool:
    """Whether a detector's credential is a token that stands between spaces."""
    return not detector.pattern and detector.kind is not Kind.URL
