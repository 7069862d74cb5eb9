"""Compares policylint's tables of AWS's images with the SageMaker SDK that is installed beside it, in all Regions.

`scripts/sdk-tests` runs it in the environments of both versions of the SDK, with policylint in them; it ends in 1 where
anything differs. Each configuration's repositories must be in the accounts that `account_of` gives, and
`image_uris.retrieve` must give what Python sources are resolved to, for every version, alias and Python of every
framework with images for training, on CPUs, GPUs and p4d.
"""

import contextlib
import io
import itertools
import json
import logging
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from policylint.aws_images import account_of
from policylint.sources.python.libraries.images import Asked, image

TYPES = ("ml.m5.xlarge", "ml.g5.xlarge", "ml.p4d.24xlarge")
REFUSALS = (ValueError, KeyError, TypeError, AttributeError)


def sdk() -> tuple[int, Any, Path]:
    """The version of the SDK, its module of images and the folder of its configurations."""
    try:
        found, version = import_module("sagemaker.core.image_uris"), 3
    except ImportError:
        found, version = import_module("sagemaker.image_uris"), 2
    file = found.__file__
    assert file is not None
    return version, found, Path(file).parent / "image_uri_config"


def accounts(value: Any, registries: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each repository of a configuration with a Region and the account that has it there."""
    if isinstance(value, dict):
        registries = value.get("registries", registries)
        if "repository" in value:
            yield from ((value["repository"], region, account) for region, account in registries.items())
        for key, part in value.items():
            if key != "registries":
                yield from accounts(part, registries)


def questions(framework: str, config: Mapping[str, Any], version: int) -> Iterator[Asked]:
    """What is asked about a framework, everywhere."""
    only = config if "scope" in config else config["training"]
    aliases = only.get("version_aliases", {})
    for one in (*only["versions"], *aliases):
        entry = only["versions"][aliases.get(one, one)]
        inner = entry.get("version_aliases", {}) if framework.startswith("huggingface") else {}
        bases = [*(key for key in entry if key.startswith(("pytorch", "tensorflow"))), *inner]
        for base in bases or [None]:
            found = entry.get(inner.get(base, base), entry)
            pythons = found.get("py_versions") or ([] if "repository" in found else list(found))
            regions = sorted({region for _, region, _ in accounts(found, {})} | {"xx-nowhere-1"})
            for python, region, type_ in itertools.product(pythons or [None], regions, TYPES):
                yield Asked(framework, region, one, python, type_, base=base, sdk=version)


def answer(retrieve: Any, asked: Asked) -> str | None:
    """What the SDK says, None where it refuses; it speaks on both streams."""
    arguments = {
        "framework": asked.framework,
        "region": asked.region,
        "version": asked.version,
        "py_version": asked.python,
        "instance_type": asked.instance_type,
        "image_scope": "training",
        "base_framework_version": asked.base,
    }
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            found: str = retrieve(**{key: value for key, value in arguments.items() if value is not None})
        except REFUSALS:
            return None
    return found


def main() -> int:
    """Compare, say how much was compared and what differs."""
    version, module, folder = sdk()
    logging.disable()
    module.config_for_framework = cache(module.config_for_framework)  # each call reads files anew
    module.utils._botocore_resolver = cache(module.utils._botocore_resolver)
    configs = {file.stem: json.loads(file.read_bytes()) for file in sorted(folder.glob("*.json"))}
    differences, compared = [], 0
    for name, config in configs.items():
        for repository, region, account in accounts(config, {}):
            compared += 1
            if account_of(repository, region) != account:
                differences.append(f"{name}: {repository} in {region}")
    print(f"accounts: {compared} compared, {len(differences)} differ")
    asked_about, answered, unknown = 0, 0, 0
    for name, config in configs.items():
        if "training" not in config.get("scope", list(config)) or "neuron" in name or name.endswith("compiler"):
            continue
        for asked in questions(name, config, version):
            said, own = answer(module.retrieve, asked), image(asked)
            asked_about += 1
            answered += said is not None
            unknown += own is None and said is not None
            if own not in (said, None):
                differences.append(f"{asked}: {said} is {own} here")
    print(f"images: {asked_about} asked for, {answered} given; {unknown} of these are not known here")
    print("\n".join(differences[:20]), f"{len(differences)} differences", sep="\n")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
