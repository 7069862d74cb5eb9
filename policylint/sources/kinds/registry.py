"""The registry of kinds of content, asked in order.

A kind is a module here with one object `KIND` that satisfies `policylint.sources.document.Kind`, and its line in the
table: the top-level member without which a document is not of the kind. So a module is loaded only for documents that
may need it. Kinds that wrap requests come before the bare requests, which may look like them.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from policylint.sources.document import Kind
from policylint.sources.kinds.bare import KINDS as BARE

CONFIGURATION = "resources in configuration"  # whose kind looks at all that is in it
MODULES = {
    "States": "asl",
    "Resource": "task",
    "apiVersion": "ack",
    "Resources": "cloudformation",
    "format_version": "terraform",
    "Steps": "pipeline",
    "definition": "calls",
    "serviceRequestPayload": "calls",
    "PipelineDefinition": "calls",
    "TrainingSpecification": "calls",
    "Target": "calls",
    "Api": "calls",
    "operator": "airflow",
    "method": "flyte",
    "SchemaVersion": "sdk_config",
    "algorithm_specification": "kfp",
    "model_artifact_path": "kfp_sagemaker",
    "resource": "terraform_json",
    "TrainingJobArn": "answers",
    "HyperParameterTuningJobArn": "answers",
    "ProcessingJobArn": "answers",
    "TransformJobArn": "answers",
    "AutoMLJobArn": "answers",
    "TrainingSessionArn": "answers",
    "JobArn": "answers",
    CONFIGURATION: "hcl",
    "calls in source": "code",
    "program of a notebook": "notebook",
}


def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order in which they are asked."""
    return (*map(load, dict.fromkeys(MODULES.values())), load("task", "PAYLOAD"), *BARE)


def candidates(value: Any) -> Iterator[Kind]:
    """The kinds that a value may be of, by its top-level members, in the order in which they are asked."""
    if isinstance(value, dict):
        for member, module in MODULES.items():
            if member in value:
                yield load(module)
        if any(isinstance(key, str) and key.endswith(".$") for key in value):
            yield load("task", "PAYLOAD")
    yield from BARE


def load(module: str, name: str = "KIND") -> Kind:
    """The kind that a module here has under a name."""
    kind: Kind = getattr(import_module(f"{__package__}.{module}"), name)
    return kind
