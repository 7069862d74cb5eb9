"""An estimate of a request that is in memory already: what `policylint.estimate` does."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from policylint.cost.costing import costing_of
from policylint.cost.estimate import Estimate
from policylint.job import Facts, Job, TrainingJob, TuningJob
from policylint.settings.config import Config
from policylint.unknown import mark_templates

_DEFAULT = Config()


def estimate(
    request: Mapping[str, Any],
    *,
    environment: str | None = None,
    region: str | None = None,
    as_of: str | None = None,
    expected_runtime: str | int | None = None,
    books: Sequence[Path] | None = None,
    discount: float | None = None,
    config: Config | None = None,
) -> Estimate:
    """See `policylint.estimate`."""
    if not isinstance(request, dict):
        raise TypeError(f"a request is a dict of the call's keyword arguments, not {type(request).__name__}")
    config = config or _DEFAULT
    stated = {
        "as_of": as_of,
        "books": books,
        "discount": discount,
        "expected_runtime": None if expected_runtime is None else {"*": expected_runtime},
    }
    terms = costing_of(config, **{name: value for name, value in stated.items() if value is not None})
    is_tuning = any(key.startswith(("HyperParameterTuningJob", "TrainingJobDefinition")) for key in request)
    kind: type[Job] = TuningJob if is_tuning else TrainingJob
    facts = Facts(environment, region).over(Facts(config.environment, config.region, config.account))
    return terms.estimate(kind(mark_templates(request), facts=facts))
