"""Hyperparameters as they are meant: the SageMaker SDK writes texts as JSON, in quotes, where a job has a script.

So `HyperParameters.backbone` is `llama-70b`, whether the request has `llama-70b` or `"llama-70b"`: to the container
they are the same. Seen with sagemaker 2.257.7: frameworks, and an Estimator with source_dir, write so;
`set_hyperparameters` of a framework does it twice; tuners write the values of categories so.
"""

import json
from collections.abc import Mapping
from typing import Any

from policylint.job import Job, derived
from policylint.sources.partial import OpenMap

_TEXTS = frozenset(("HyperParameters", "StaticHyperParameters", "Values"))
_ABOVE = frozenset(
    (
        "CategoricalParameterRanges",
        "HyperParameterRanges",
        "HyperParameterTuningJobConfig",
        "ParameterRanges",
        "TrainingJobDefinition",
        "TrainingJobDefinitions",
    )
)
_NAMES = _TEXTS | _ABOVE


@derived
def plain(job: Job) -> Mapping[str, Any]:
    """A job's request with its hyperparameters as they are meant: the request itself where that makes no difference."""
    found: Mapping[str, Any] = _plain(job.request)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        items = [_plain(item) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if not isinstance(value, dict):
        return value
    changed = {}
    for name in _NAMES & value.keys():
        member = value[name]
        meant = _meant(member) if name in _TEXTS else _plain(member)
        if meant is not member:
            changed[name] = meant
    return {**value, **changed} if changed else value


def _meant(texts: Any) -> Any:
    """A map or a list of hyperparameters with each text as it is meant."""
    if not isinstance(texts, dict | list):
        return texts
    for item in texts.values() if isinstance(texts, dict) else texts:
        if item.__class__ is str and item[:1] == '"':
            break
    else:
        return texts
    if isinstance(texts, list):
        return [unquoted(item) for item in texts]
    found = {name: unquoted(item) for name, item in texts.items()}
    return OpenMap(found, texts.more) if isinstance(texts, OpenMap) else found


def unquoted(value: Any) -> Any:
    """The text that a text writes as JSON, however often; any other value as it is."""
    while isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"':
        try:
            inner = json.loads(value)
        except ValueError:
            return value
        if not isinstance(inner, str):
            return value
        value = inner
    return value
