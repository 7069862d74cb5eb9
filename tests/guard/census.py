"""Which operations of AWS's API models can start machines or hold a definition that does, by their shapes.

Reads botocore's models as they lie in its package: JSON, one folder for each service.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore

DATA = Path(botocore.__file__).parent / "data"
_MAY = re.compile(
    rb"InstanceType|[Hh]yper[Pp]arameters|[Tt]rainingData|TrainingJobDefinition|[Dd]efinition\"|[Tt]emplate|DesiredState|[Pp]atchDocument|ocument\"|Payload"
)
_TEXTS = frozenset(
    {
        "definition",
        "desiredstate",
        "inputtemplate",
        "jobconfigdocument",
        "patchdocument",
        "pipelinedefinition",
        "servicerequestpayload",
        "templatebody",
        "targetinput",
    }
)
"""Members that hold documents as text, in lowercase."""

_TRAINS = frozenset({"hyperparameters", "trainingdata", "trainingdataconfig"})
"""Members of what trains a model, whatever runs it, in lowercase."""


def models() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The newest model of each service that may reach machines, by botocore's name for the service."""
    for service in sorted(folder for folder in DATA.iterdir() if folder.is_dir()):
        versions = sorted(service.glob("*/service-2.json.gz"))
        if versions:
            content = gzip.decompress(versions[-1].read_bytes())
            if _MAY.search(content):
                yield service.name, json.loads(content)


def reaching(model: Mapping[str, Any]) -> set[str]:
    """The operations whose parameters reach machines with a count, a training definition, or text of a document."""
    shapes = model["shapes"]
    found = set()
    for name, operation in model["operations"].items():
        if "input" in operation and any(
            _tells(shapes, shape) for shape in _reached(shapes, operation["input"]["shape"])
        ):
            found.add(name)
    return found


def _reached(shapes: Mapping[str, Any], first: str) -> Iterator[str]:
    seen, waiting = set[str](), [first]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            shape = shapes[name]
            waiting += [member["shape"] for member in shape.get("members", {}).values()]
            waiting += [shape[part]["shape"] for part in ("member", "value") if part in shape]


def _tells(shapes: Mapping[str, Any], name: str) -> bool:
    members = shapes[name].get("members", {})
    machines = any("instancetype" in one.lower() for one in members) and any("Count" in one for one in members)
    defined = name == "TrainingJobDefinition" or "TrainingJobDefinition" in members
    texts = any(
        one.lower() in _TEXTS and shapes[member["shape"]]["type"] == "string" for one, member in members.items()
    )
    return machines or defined or texts or any(one.lower() in _TRAINS for one in members)


def reaching_schema(schema: Mapping[str, Any]) -> bool:
    """Whether a resource's properties, by its JSON schema, reach machines with a count, or text of a document."""
    definitions = schema.get("definitions", {})
    seen, waiting = set[str](), [schema.get("properties", {})]
    while waiting:
        node = waiting.pop()
        for key, value in node.items() if isinstance(node, dict) else ():
            if key == "$ref" and isinstance(value, str) and value not in seen:
                seen.add(value)
                waiting.append(definitions.get(value.rpartition("/")[2], {}))
        names = list(node) if isinstance(node, dict) else []
        machines = any("instancetype" in one.lower() for one in names) and any("Count" in one for one in names)
        if machines or any(one.lower() in _TEXTS for one in names):
            return True
        waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return False
