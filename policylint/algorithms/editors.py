"""Hyperparameters in the JSON Schema for editors: where the image is that of a built-in algorithm, what it takes.

They are offered and described, and refuse nothing: whether the image is AWS's own only its whole path says.
"""

from typing import Any

from policylint.algorithms.algorithm import Algorithm, algorithm
from policylint.algorithms.hyperparameter import Hyperparameter
from policylint.algorithms.recognition import REPOSITORIES
from policylint.algorithms.show import summary
from policylint.job import TRAINING, TUNING

_DEFINITION = "HyperParameterTrainingJobDefinition"


def with_hyperparameters(schema: dict[str, Any], operation: str) -> dict[str, Any]:
    """The schema of an operation, with what built-in algorithms take where it has hyperparameters."""
    if operation == TRAINING:
        return {**schema, "allOf": _conditions("HyperParameters")}
    if operation == TUNING:
        definitions = schema["$defs"]
        definition = {**definitions[_DEFINITION], "allOf": _conditions("StaticHyperParameters")}
        return {**schema, "$defs": {**definitions, _DEFINITION: definition}}
    return schema


def _conditions(member: str) -> list[dict[str, Any]]:
    return [
        {
            "if": _has_image(repository),
            "then": {"properties": {member: {"properties": _properties(found)}}},
        }
        for repository, name in REPOSITORIES.items()
        if (found := algorithm(name)) is not None
    ]


def _has_image(repository: str) -> dict[str, Any]:
    image = {"properties": {"TrainingImage": {"pattern": rf"\.ecr[^/]*/{repository}(?:[:@]|$)"}}}
    return {
        "properties": {"AlgorithmSpecification": {**image, "required": ["TrainingImage"]}},
        "required": ["AlgorithmSpecification"],
    }


def _properties(found: Algorithm) -> dict[str, Any]:
    return {name: _property(row) for name, row in found.hyperparameters.items()}


def _property(row: Hyperparameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": summary(row)}
    values = [*row.words, *(row.values if row.type == "enum" else ("true", "false") if row.type == "boolean" else ())]
    if values:
        schema["anyOf"] = [{"enum": values}, {}]
    if row.default is not None:
        schema["default"] = row.default
    return schema
