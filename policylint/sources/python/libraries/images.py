"""`image_uris.retrieve` of the SageMaker SDK: the image that arguments come to, from a table.

Only images for training are in the table, `frameworks` of `policylint.aws_images`. What the SDK refuses is None here,
as is what depends on a Region that is not known.
"""

import re
from collections.abc import Mapping
from typing import Any

from policylint.aws import partition_of
from policylint.aws_images import account_of, table
from policylint.dataclass_ import dataclass
from policylint.sources.python.libraries.arguments import Arguments
from policylint.sources.python.libraries.tables import positional
from policylint.sources.python.values import Call, Known, NotPlain, Opaque, Value, plain

_FAMILY = re.compile(r"^ml[\._]([a-z\d\-]+)\.?\w*$")
# Tags of these get a suffix on p4d, and with smdistributed.
_LATER_CUDA = {
    "tensorflow-2.3-gpu-py37": "cu110-ubuntu18.04-v3",
    "tensorflow-2.3.1-gpu-py37": "cu110-ubuntu18.04",
    "tensorflow-2.3.2-gpu-py37": "cu110-ubuntu18.04",
    "tensorflow-1.15-gpu-py37": "cu110-ubuntu18.04-v8",
    "tensorflow-1.15.4-gpu-py37": "cu110-ubuntu18.04",
    "tensorflow-1.15.5-gpu-py37": "cu110-ubuntu18.04",
    "mxnet-1.8-gpu-py37": "cu110-ubuntu16.04-v1",
    "mxnet-1.8.0-gpu-py37": "cu110-ubuntu16.04",
    "pytorch-1.6-gpu-py36": "cu110-ubuntu18.04-v3",
    "pytorch-1.6.0-gpu-py36": "cu110-ubuntu18.04",
    "pytorch-1.6-gpu-py3": "cu110-ubuntu18.04-v3",
    "pytorch-1.6.0-gpu-py3": "cu110-ubuntu18.04",
}
_ARM = frozenset({"c7g", "m6g", "m6gd", "c6g", "c6gd", "c6gn", "r6g", "r6gd", "m7g", "r7g"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What an image is asked for by, of which version of the SDK; `base` is the framework below HuggingFace's, with its
    version."""

    framework: str
    region: str
    version: str | None = None
    python: str | None = None
    instance_type: str | None = None
    scope: str | None = "training"
    distribution: Mapping[str, Any] | None = None
    base: str | None = None
    sdk: int = 2


def retrieve(call: Call) -> Value:
    """What a call of `image_uris.retrieve` comes to in version 2 of the SDK."""
    return _retrieved(call, 2)


def retrieve_of_version_3(call: Call) -> Value:
    """The same in version 3, which takes the same arguments."""
    return _retrieved(call, 3)


def _retrieved(call: Call, sdk: int) -> Value:
    given = Arguments.of_call(call, positional("image_uris.retrieve"))
    asked = _asked(given, sdk)
    uri = None if asked is None else image(asked)
    return Opaque(at=call.at) if uri is None else Known(uri, call.at)


_UNDERSTOOD = {
    "framework", "region", "version", "py_version", "instance_type", "image_scope", "distribution",
    "base_framework_version", "sagemaker_session",
}  # fmt: skip


def _asked(given: Arguments, sdk: int) -> Asked | None:
    values = {name: given.get(name) for name in (*_UNDERSTOOD, *given.values)}
    if any(value is not None and name not in _UNDERSTOOD for name, value in values.items()):
        return None
    try:
        shown = {name: None if value is None else plain(value) for name, value in values.items() if name[:4] != "sage"}
    except NotPlain:
        return None
    if not isinstance(shown["framework"], str) or not isinstance(shown["region"], str):
        return None
    return Asked(
        shown["framework"],
        shown["region"],
        shown["version"],
        shown["py_version"],
        shown["instance_type"],
        shown["image_scope"],
        shown["distribution"],
        shown["base_framework_version"],
        sdk,
    )


def image(asked: Asked) -> str | None:
    """The image for training by its arguments; None where the SDK gives none, or one that the table does not have."""
    family = _family(asked.instance_type)
    framework = asked.framework
    if framework in ("pytorch", "huggingface") and family.startswith(("trn", "inf")):
        return None  # the Neuron images' tags depend on more than the table holds
    if family in _ARM or asked.scope not in (None, "training") or (family.startswith("trn") and framework != "pytorch"):
        return None
    config = _config(framework, asked.sdk)
    if config is None or (asked.scope is None and not _about_training(framework, config)):
        return None
    return _of_version(asked, config)


def _config(framework: str, sdk: int) -> Mapping[str, Any] | None:
    """What a version of the SDK knows of a framework; None where it knows no images for training."""
    tables = table("frameworks")
    found: Mapping[str, Any] | None = tables["frameworks"].get(framework)
    return tables["frameworks3"].get(framework, found) if sdk == 3 else found


def _about_training(framework: str, config: Mapping[str, Any]) -> bool:
    """Whether the SDK takes a framework without a scope for training."""
    scopes = set(config["scopes"])
    return (
        framework in ("xgboost", "sklearn")
        or len(scopes) == 1
        or (config["shared"] and scopes == {"training", "inference"})
    )


def _latest(asked: Asked, config: Mapping[str, Any]) -> str | None:
    """The version that is taken where none is named: the greater of the first and the last in the SDK's table."""
    versions: list[str] = list(config["versions"])
    if not config["shared"]:
        if asked.scope is None:
            return None
        if "latest" in config.get("version_aliases", {}):
            named: str = config["version_aliases"]["latest"]
            return named
    ends = (versions[0], versions[-1])
    if "latest" in ends or any(re.search(r"[^\d.]", version) for version in ends):
        return None
    return max(ends, key=lambda version: [int(number) for number in version.split(".")])


def _of_version(asked: Asked, config: Mapping[str, Any]) -> str | None:
    versions, aliases = config["versions"], config.get("version_aliases", {})
    version = asked.version or _latest(asked, config)
    if len(versions) == 1 and version not in aliases:
        version = next(iter(versions))
    if version is None or (version not in versions and version not in aliases):
        return None
    found = versions[aliases.get(version, version)]
    if asked.framework == "huggingface":
        version = aliases.get(version, version)
        found = found.get(found.get("version_aliases", {}).get(asked.base, asked.base))
        if found is None:
            return None
    return _of_python(asked, version, config, found)


def _of_python(asked: Asked, version: str, config: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    offered = found.get("py_versions") if "repository" in found else list(found)
    python = asked.python if offered else None
    if offered and python is None and len(offered) == 1:
        python = offered[0]
    if offered and python not in offered:
        return None
    found = found.get(python or "") or found
    processors = config.get("processors") or found.get("processors")
    processor = _processor(asked.instance_type, processors)
    if processors and processor not in processors:
        return None
    return _uri(asked, version, found, processor, python)


def _uri(asked: Asked, version: str, found: Mapping[str, Any], processor: str | None, python: str | None) -> str | None:
    if asked.region not in table("frameworks")["regions"][found["regions"]]:
        return None
    prefix = found.get("tag_prefix", version)
    if asked.framework == "huggingface" and asked.base:
        transformers = version if asked.sdk == 3 else asked.version
        prefix = f"{asked.base.removeprefix('pytorch').removeprefix('tensorflow')}-transformers{transformers}"
    container = found.get("container_version", {}).get(processor)
    if not found.get("processor_in_tag", True):
        processor = None
    tag = "-".join(part for part in (prefix, processor, python, container) if part)
    if _family(asked.instance_type) == "p4d" or "smdistributed" in (asked.distribution or {}):
        tag = "-".join(part for part in (tag, _LATER_CUDA.get(f"{asked.framework}-{tag}")) if part)
    repository, domain = found["repository"], partition_of(asked.region).domain
    return f"{account_of(repository, asked.region)}.dkr.ecr.{asked.region}.{domain}/{repository}:{tag}"


def _processor(instance_type: str | None, processors: list[str] | None) -> str | None:
    if not processors:
        return None
    if not instance_type:
        return processors[0] if len(processors) == 1 else None
    if instance_type.startswith("local"):
        return "cpu" if instance_type == "local" else "gpu"
    family = _family(instance_type)
    if family in processors:
        return family
    return "gpu" if family[:1] in ("g", "p") else "cpu" if family else None


def _family(instance_type: str | None) -> str:
    match = _FAMILY.match(instance_type or "")
    return match[1] if match else ""


GIVES = {
    "sagemaker.image_uris.retrieve": retrieve,
    "sagemaker.core.image_uris.retrieve": retrieve_of_version_3,
    "sagemaker.core.image_uris.image_uris.retrieve": retrieve_of_version_3,
}
"""The calls whose result is an image."""
