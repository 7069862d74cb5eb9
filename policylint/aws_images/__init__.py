"""AWS's own images for SageMaker: what the path of one says, and which account has a repository in a Region.

The tables in `data/` are the SageMaker SDK's own; `scripts/image_tables.py` refreshes them from its wheels.
"""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from policylint.aws import ecr_image, parse_image, partition_of

TRAINING = "training"
_DATA = Path(__file__).parent / "data"
_VERSION = r"\d+(?:\.\d+)*"
_PYTHON = r"py\d+"
_CUDA = r"cu(\d{2,3})"
_PROCESSORS = {"cpu": "cpu", "gpu": "gpu", "neuron": "neuron", "neuronx": "neuron"}
_XGBOOST_ON_GPUS = (1, 2)  # from this version on one image serves CPUs and GPUs, whatever its tag says
_NEURON = ("neuronx", "trn", "inf", "inf2")


class AwsImage(NamedTuple):
    """What the path of one of AWS's images says; None for what it does not.

    `family` is the SDK's name of the framework or algorithm (`xgboost`, `kmeans`, `pytorch`, `huggingface`, `sklearn`,
    `spark`, `clarify`, `sagemaker-tritonserver`, ...), `scopes` what the repository is for (`training`, `inference`,
    `processing`, ...). `version` is the framework's: `2.5.1` of PyTorch, `1.7-1` of XGBoost, `4.36.0` of Hugging Face's
    transformers, whose `base` is `pytorch2.1.0`. `python` is as in the tag, `py311`. `processor` is `cpu`, `gpu` or
    `neuron`; None of an image that serves CPUs and GPUs alike. `cuda` is `12.4`.

    `account` need not be the right one for the Region: `account_of` tells.
    """

    account: str
    region: str
    repository: str
    tag: str | None
    digest: str | None
    family: str
    scopes: tuple[str, ...]
    version: str | None
    base: str | None
    python: str | None
    processor: str | None
    cuda: str | None

    @property
    def trains(self) -> bool:
        """Whether images of this repository are for training, among other things or alone."""
        return TRAINING in self.scopes


@cache
def table(name: str) -> Mapping[str, Any]:
    """The table `data/NAME.json`, read once; not to be changed by its readers."""
    found: Mapping[str, Any] = json.loads((_DATA / f"{name}.json").read_bytes())
    return found


@lru_cache(maxsize=1024)
def is_aws_account(account: str) -> bool:
    """Whether AWS has images of its own in an account, in whatever Region."""
    return any(f"={account}" in registry for registry in table("images")["registries"])


@cache
def regions_of(account: str) -> frozenset[str]:
    """The Regions in which AWS has images of its own in an account."""
    mark = f"={account}"
    return frozenset(
        pair.partition("=")[0]
        for registry in table("images")["registries"]
        for pair in registry.split()
        if pair.endswith(mark)
    )


@cache
def trains_from(account: str) -> bool:
    """Whether AWS has images for training in an account: then what else is there is known as well."""
    mark = f"={account}"
    images = table("images")
    return any(
        mark in images["registries"][known["registries"]] and TRAINING in known["scopes"]
        for known in images["repositories"].values()
    )


def path_in(image: AwsImage, region: str) -> str | None:
    """The path that an image has in a Region, at the registry's plain name; None where the account isn't known."""
    account = account_of(image.repository, region)
    if account is None:
        return None
    tag = f":{image.tag}" if image.tag else ""
    digest = f"@{image.digest}" if image.digest else ""
    return f"{account}.dkr.ecr.{region}.{partition_of(region).domain}/{image.repository}{tag}{digest}"


def version_key(version: str) -> tuple[int, ...]:
    """The numbers of a version, `2.10` after `2.9`."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def minor(version: str) -> str:
    """`2.5` of `2.5.1`."""
    return ".".join(version.split(".")[:2])


def repository_of(name: str) -> Mapping[str, Any] | None:
    """What is known of one of AWS's repositories: its family, scopes and processors, by the SDK or by hand; None of
    another."""
    found: Mapping[str, Any] | None = table("images")["repositories"].get(name)
    return found or table("support")["further_repositories"].get(name)


def account_of(repository: str, region: str) -> str | None:
    """The account that has one of AWS's repositories in a Region; None where that is not known."""
    return registry_of(repository).get(region)


@cache
def registry_of(repository: str) -> Mapping[str, str]:
    """The accounts that have one of AWS's repositories, by Region; empty for a repository that is not AWS's."""
    known = table("images")["repositories"].get(repository)
    if known is None:
        return {}
    pairs = (pair.partition("=") for pair in table("images")["registries"][known["registries"]].split())
    return {region: account for region, _, account in pairs}


@lru_cache(maxsize=1024)
def aws_image(image: str) -> AwsImage | None:
    """What the path of an image says, where it is one of AWS's: a repository of theirs in an account of theirs.

    An account of another Region, or one of AWS's that has other repositories, is enough: such a path is meant so.
    """
    named = ecr_image(image)
    if named is None or not is_aws_account(named.account):
        return None
    known = repository_of(named.repository)
    if known is None:
        return None
    parsed = parse_image(image)
    said = _of_tag(named.repository, known, parsed.tag or "")
    return AwsImage(
        named.account,
        named.region,
        named.repository,
        parsed.tag,
        parsed.digest,
        known["family"],
        tuple(known["scopes"]),
        *said,
    )


def _of_tag(
    repository: str, known: Mapping[str, Any], tag: str
) -> tuple[str | None, str | None, str | None, str | None, str | None]:
    """Version, base, Python, processor and CUDA, as far as a tag says them or the repository has one kind only."""
    parts = tag.split("-")
    python = next((part for part in parts if re.fullmatch(_PYTHON, part)), None)
    cuda = next((_cuda(match[0]) for part in parts if (match := re.fullmatch(_CUDA, part))), None)
    processor = next((_PROCESSORS[part] for part in parts if part in _PROCESSORS), None)
    if processor is None and cuda:
        processor = "gpu"
    if processor is None and known["processors"] and all(one in _NEURON for one in known["processors"]):
        processor = "neuron"
    if processor is None and known["family"] != "xgboost" and len(known["processors"]) == 1:
        processor = _PROCESSORS.get(known["processors"][0], processor)  # an image of XGBoost serves GPUs as well
    version = next((match[0] for part in parts if (match := re.match(_VERSION, part))), None)
    base = None
    if known["family"] in ("xgboost", "sklearn"):
        version = "-".join(parts[:2]) if len(parts) > 1 and parts[1].isdecimal() else parts[0] or None
        if known["family"] == "xgboost" and version and version_key(version) >= _XGBOOST_ON_GPUS:
            processor = None
    elif known["family"] == "huggingface":
        own = next((part for part in parts if part.startswith("transformers")), None)
        framework = "tensorflow" if "tensorflow" in repository else "pytorch"
        base = f"{framework}{version}" if version else None
        version = own.removeprefix("transformers") if own else None
    return version, base, python, processor, cuda


def _cuda(part: str) -> str:
    digits = part.removeprefix("cu")
    return f"{digits[0]}.{digits[1]}" if len(digits) == 2 else f"{digits[:2]}.{digits[2]}"
