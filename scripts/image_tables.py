"""Writes what the SageMaker SDK knows of AWS's images: `policylint/aws_images/data/`, for rules and for Python sources.

    .venv/bin/python -m scripts.image_tables                    from the versions that the tables are held to
    .venv/bin/python -m scripts.image_tables --newest           from the newest
    .venv/bin/python -m scripts.image_tables --newest --check   what the newest has and the tables lack

Needs the package index, for the SDK's two packages without what they depend on. `images.json`: the repositories, with
the accounts that have them by Region, what they are for and which processors they know. `frameworks.json`: the
configurations of images for training as the SDK's `image_uris.retrieve` reads them, of version 2 and, where it differs,
of version 3; in place of accounts they have the Regions that a version is in, since a repository is in one account of a
Region whatever the version.
"""

import datetime
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from scripts.sdk_tables import written

DATA = Path(__file__).parent.parent / "policylint/aws_images/data"
PACKAGES = {"sagemaker": "2.257.7", "sagemaker-core": "2.27.0"}
NEWEST = {"sagemaker": "<3", "sagemaker-core": ""}

# The SDK's names of configurations that are variants of another's framework.
FAMILIES = {
    "coach-mxnet": "coach",
    "coach-tensorflow": "coach",
    "hyperpod-recipes-neuron": "pytorch",
    "pytorch-amzn2023": "pytorch",
    "pytorch-neuron": "pytorch",
    "pytorch-training-compiler": "pytorch",
    "huggingface-training-compiler": "huggingface",
    "huggingface-neuron": "huggingface",
    "huggingface-neuronx": "huggingface",
    "ray-pytorch": "ray",
    "ray-tensorflow": "ray",
}
# A repository that several configurations name belongs to the first of these that does, else to the first by name.
FIRST = ("xgboost", "pytorch", "tensorflow", "mxnet", "huggingface", "djl-lmi")
ValueT = TypeVar("ValueT")


class Sdk(NamedTuple):
    """The SDK's configurations of images by their names, of version 2 and of version 3, and what these are called."""

    name: str
    version2: Mapping[str, Any]
    version3: Mapping[str, Any]


def install(requirements: list[str], folder: Path) -> None:
    """Put packages into a folder, without what they depend on.

    Raises:
        subprocess.CalledProcessError: the package index cannot be reached, or has no such package.
    """
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
    subprocess.run([*command, *requirements], check=True)


def read(folder: Path) -> Sdk:
    """The configurations of both versions, whose packages share a folder: version 3 is a part of its own in it."""
    installed = {one.metadata["Name"]: one.version for one in metadata.distributions(path=[str(folder)])}
    name = f"sagemaker {installed['sagemaker']} and sagemaker-core {installed['sagemaker-core']}"
    return Sdk(name, _configs(folder / "sagemaker"), _configs(folder / "sagemaker/core"))


def _configs(folder: Path) -> dict[str, Any]:
    files = sorted((folder / "image_uri_config").glob("*.json"))
    found = {file.stem: json.loads(file.read_bytes()) for file in files}
    return {name: config for name, config in found.items() if _is_of_images(config)}


def images(sdk: Sdk, today: str) -> dict[str, Any]:
    """The table of repositories: of each the family, the scopes, and the accounts as a number in `registries`.

    A registry is one text, `REGION=ACCOUNT REGION=ACCOUNT ...`: it is read ten times as fast as an object.
    """
    found: dict[str, dict[str, Any]] = {}
    for configs in (sdk.version2, sdk.version3):
        for name in sorted(configs, key=lambda one: (FIRST.index(one) if one in FIRST else len(FIRST), one)):
            for entry in _entries(configs[name]):
                family = FAMILIES.get(name, name)
                known = found.setdefault(
                    entry.repository, {"family": family, "scopes": set(), "processors": set(), "accounts": {}}
                )
                known["scopes"] |= set(entry.scopes)
                known["processors"] |= set(entry.processors)
                for region, account in entry.registries.items():
                    if known["accounts"].setdefault(region, account) != account:
                        raise ValueError(f"{entry.repository} is in two accounts of {region}: the table has one")
    registries: list[str] = []
    repositories = {
        repository: {
            "family": known["family"],
            "scopes": sorted(known["scopes"]),
            "processors": sorted(known["processors"]),
            "registries": _number(
                " ".join(f"{region}={known['accounts'][region]}" for region in sorted(known["accounts"])), registries
            ),
        }
        for repository, known in sorted(found.items())
    }
    return {"source": _source(sdk), "as_of": today, "registries": registries, "repositories": repositories}


def frameworks(sdk: Sdk, today: str) -> dict[str, Any]:
    """The configurations with images for training; `regions` in them is a number in the table's own `regions`."""
    regions: list[list[str]] = []
    second = {name: _trained(config, regions) for name, config in sdk.version2.items() if _trains(config)}
    third = {name: _trained(config, regions) for name, config in sdk.version3.items() if _trains(config)}
    return {
        "source": _source(sdk),
        "as_of": today,
        "regions": regions,
        "frameworks": second,
        "frameworks3": {name: config for name, config in third.items() if config != second.get(name)},
    }


class _Entry(NamedTuple):
    repository: str
    scopes: tuple[str, ...]
    processors: tuple[str, ...]
    registries: Mapping[str, str]


_NOWHERE = _Entry("", (), (), {})


def _entries(config: Any, inherited: _Entry = _NOWHERE) -> Iterator[_Entry]:
    """Each place of a configuration that names a repository, with what is said there or above it."""
    if not isinstance(config, dict):
        return
    here = _Entry(
        config.get("repository", inherited.repository),
        tuple(config.get("scope", inherited.scopes)),
        tuple(config.get("processors", inherited.processors)),
        config.get("registries", inherited.registries),
    )
    if "repository" in config:
        yield here
    for key, value in config.items():
        if key not in ("registries", "version_aliases", "container_version"):
            names_scope = isinstance(value, dict) and "versions" in value
            yield from _entries(value, here._replace(scopes=(key,)) if names_scope else here)


def _is_of_images(config: Any) -> bool:
    return isinstance(config, dict) and ("versions" in config or any("versions" in one for one in _parts(config)))


def _parts(config: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (one for one in config.values() if isinstance(one, dict))


def _trains(config: Mapping[str, Any]) -> bool:
    return "training" in config.get("scope", list(config))


def _trained(config: Mapping[str, Any], regions: list[list[str]]) -> dict[str, Any]:
    only = config if "scope" in config else config["training"]
    kept = {key: value for key, value in only.items() if key != "scope"}
    scopes = config.get("scope", list(config))
    return {"scopes": scopes, "shared": "scope" in config, **_with_regions(kept, regions)}


def _with_regions(value: Any, regions: list[list[str]]) -> Any:
    """The same with a number in place of each map of registries: which Regions they are in."""
    if not isinstance(value, dict):
        return value
    found = {key: _with_regions(item, regions) for key, item in value.items() if key != "registries"}
    if "registries" in value:
        found["regions"] = _number(sorted(value["registries"]), regions)
    return found


def _number(value: ValueT, known: list[ValueT]) -> int:
    """The place of a value in a list, where it is put if it isn't there."""
    if value not in known:
        known.append(value)
    return known.index(value)


def _source(sdk: Sdk) -> str:
    return f"image_uri_config of the SageMaker Python SDK (PyPI, {sdk.name})"


def tables(sdk: Sdk) -> dict[str, dict[str, Any]]:
    """The tables by their names, with the day of those that are there."""
    made = {"images": images, "frameworks": frameworks}
    return {name: make(sdk, _shipped(name)["as_of"]) for name, make in made.items()}


def _shipped(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / f"{name}.json").read_bytes())
    return found


def news(sdk: Sdk) -> list[str]:
    """What the SDK has and the tables lack or have otherwise, in words: repositories, and versions by framework."""
    made = tables(sdk)
    before = {name: _shipped(name) for name in made}
    found = []
    for part, table in (("repositories", "images"), ("frameworks", "frameworks"), ("frameworks3", "frameworks")):
        known, there = before[table][part], made[table][part]
        for name, entry in there.items():
            versions = set(entry.get("versions", ())) - set(known.get(name, {}).get("versions", ()))
            if name not in known:
                found.append(f"{name} is new in {part}")
            elif versions:
                found.append(f"{name} has the new versions {', '.join(sorted(versions))} in {part}")
    kept = ("source", "as_of")
    same = all(
        {key: value for key, value in table.items() if key not in kept}
        == {key: value for key, value in before[name].items() if key not in kept}
        for name, table in made.items()
    )
    return found if found or same else ["accounts or Regions have changed"]


def refresh(sdk: Sdk) -> None:
    """Write the tables anew where the SDK says something else than they do."""
    today = datetime.date.today().isoformat()
    for name, table in tables(sdk).items():
        if table != _shipped(name):
            (DATA / f"{name}.json").write_text(written({**table, "as_of": today}), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Refresh the tables, or with --check only say what is new; then 1 where anything is."""
    versions = NEWEST if "--newest" in arguments else {name: f"=={version}" for name, version in PACKAGES.items()}
    with tempfile.TemporaryDirectory() as made:
        install([f"{name}{version}" for name, version in versions.items()], Path(made))
        sdk = read(Path(made))
    told = news(sdk)
    print(f"{sdk.name}: {'; '.join(told) or 'nothing that the tables lack'}")
    if "--check" not in arguments:
        refresh(sdk)
        return 0
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
