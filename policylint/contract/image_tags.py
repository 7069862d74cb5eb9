"""Which tags AWS's images for training have: what is known of them from the SageMaker SDK's configurations.

A tag is wrong only where the configurations are whole: the built-in algorithms, XGBoost, scikit-learn, and the Deep
Learning Containers, of which the SDK leaves out patch versions, but no minor one. Versions newer than all that are
known are not judged.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from policylint.aws_images import AwsImage, minor, table, version_key
from policylint.nearest import did_you_mean
from policylint.schema.wording import quoted

_CONTAINERS = frozenset(
    {
        "autogluon-training",
        "huggingface-pytorch-training",
        "huggingface-tensorflow-training",
        "mxnet-training",
        "pytorch",
        "pytorch-training",
        "tensorflow-training",
    }
)
_BY_VERSION = frozenset({"sagemaker-xgboost", "sagemaker-scikit-learn"})
_LATEST = "latest"
_GENERIC = frozenset(("py2", "py3"))  # short for a version of Python that the whole tag names


class Offered(NamedTuple):
    """What is known of a repository: Pythons and processors by version or alias; empty where tags name none."""

    pythons: Mapping[str, frozenset[str]]
    processors: Mapping[str, frozenset[str]]

    @property
    def versions(self) -> list[str]:
        """The versions, the oldest first."""
        return sorted(self.pythons, key=version_key)


def fault(image: AwsImage) -> str | None:
    """What is wrong with the tag of an image for training; None where it may well exist."""
    if image.repository in _BY_VERSION:
        return _of_version(image)
    if image.repository in _CONTAINERS:
        return _of_container(image)
    offered = _offered(image.repository)
    if list(offered.pythons) == ["1"] and image.tag not in (None, "1", _LATEST):
        return f"{image.repository} has the tags 1 and latest, not {image.tag!r}"
    return None


def _of_version(image: AwsImage) -> str | None:
    offered = _offered(image.repository)
    versions = offered.versions
    if image.tag in (None, _LATEST, "1"):
        return f"{image.repository} is taken by its version, such as {versions[-1]}, not by {image.tag or 'no tag'}"
    version = image.version or ""
    if version not in versions:
        is_newer = version_key(version) > version_key(versions[-1])
        return None if is_newer else _unknown(image, version, versions)
    if image.processor not in (None, "cpu"):
        return f"{image.repository} {version} has one image for all instances, whose tag says cpu or nothing"
    if image.repository == "sagemaker-xgboost" and image.tag == version and offered.processors[version]:
        return f"the tag of {image.repository} {version} is {version}-cpu-py3"
    return None


def _of_container(image: AwsImage) -> str | None:
    offered = _offered(image.repository)
    versions = offered.versions
    version = image.version
    if image.tag in (None, _LATEST):
        return f"{image.repository} has no tag latest: one names the version, as in {versions[-1]}-..."
    if version is None:
        return f"the tag {image.tag!r} names no version of {image.family}"
    if minor(version) not in map(minor, versions):
        is_newer = version_key(version) > version_key(versions[-1])
        return None if is_newer else _unknown(image, version, versions)
    return _of_known(image, version, offered)


def _of_known(image: AwsImage, version: str, offered: Offered) -> str | None:
    pythons, processors = offered.pythons.get(version), offered.processors.get(version)
    if processors and image.processor and image.processor not in processors:
        return f"{image.repository} {version} is for {' and '.join(sorted(processors))}, not {image.processor}"
    if pythons and image.python and image.python not in pythons and _GENERIC.isdisjoint((image.python, *pythons)):
        return f"{image.repository} {version} has {' and '.join(sorted(pythons))}, not {image.python}"
    return None


def _unknown(image: AwsImage, version: str, versions: list[str]) -> str:
    return f"{image.repository} has no version {quoted(version)}{did_you_mean(version, versions)}"


@cache
def _offered(repository: str) -> Offered:
    pythons: dict[str, frozenset[str]] = {}
    processors: dict[str, frozenset[str]] = {}
    for version, entry, common in _entries(repository):
        pythons[version] = pythons.get(version, frozenset()) | frozenset(entry.get("py_versions") or ())
        processors[version] = processors.get(version, frozenset()) | frozenset(common or entry.get("processors") or ())
    return Offered(pythons, processors)


def _entries(repository: str) -> Iterator[tuple[str, Mapping[str, Any], list[str]]]:
    """The versions of a repository, aliases included, with their configurations and the processors of all."""
    for frameworks in (table("frameworks")["frameworks"], table("frameworks")["frameworks3"]):
        for config in frameworks.values():
            for version, entry in config["versions"].items():
                for inner in _leaves(entry):
                    if inner.get("repository") == repository:
                        yield version, inner, config.get("processors") or []
                        for alias, meant in config.get("version_aliases", {}).items():
                            if meant == version and alias != _LATEST:
                                yield alias, inner, config.get("processors") or []


def _leaves(entry: Any) -> Iterator[Mapping[str, Any]]:
    """The parts of a version's configuration that name a repository."""
    if isinstance(entry, dict):
        if "repository" in entry:
            yield entry
        for part in entry.values():
            yield from _leaves(part)
