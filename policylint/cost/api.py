"""`policylint.estimate`: what a request can cost, in one call."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from policylint.cost.estimate import Estimate
from policylint.cost.settings import costing
from policylint.job import Facts, Job, TrainingJob, TuningJob
from policylint.unknown import mark_templates


def estimate(
    request: Mapping[str, Any],
    *,
    region: str | None = None,
    as_of: str = "",
    expected_runtime: str | int | None = None,
    books: Sequence[Path] = (),
    discount: float = 0.0,
    discounts: Mapping[str, float] | None = None,
) -> Estimate:
    """What one request can cost, as boto3's `create_training_job` or `create_hyper_parameter_tuning_job` takes it.

    Args:
        request: the keyword arguments of the call.
        region: the AWS Region that it is sent to; default: the one that its training image is pulled from.
        as_of: the day whose prices hold, as 2026-09-24; default: today.
        expected_runtime: how long one training job is expected to run, in seconds or as "45m", "2h".
        books: price books of your own, the strongest first.
        discount: your discount on list prices, in percent.
        discounts: the same by instance family, which takes the place of the general one.

    Returns:
        The estimate; whatever is unknown in it is listed, and makes `max_usd` None.

    Raises:
        TypeError: the request is not a dict.
        ValueError: `as_of`, `expected_runtime`, a discount or a price book cannot be used.
    """
    if not isinstance(request, dict):
        raise TypeError(f"a request is a dict of the call's keyword arguments, not {type(request).__name__}")
    terms = costing(
        books=books,
        discount=discount,
        discounts=discounts,
        as_of=as_of,
        expected_runtime={} if expected_runtime is None else {"*": expected_runtime},
    )
    is_tuning = any(key.startswith(("HyperParameterTuningJob", "TrainingJobDefinition")) for key in request)
    kind: type[Job] = TuningJob if is_tuning else TrainingJob
    return terms.estimate(kind(mark_templates(request), facts=Facts(region=region)))
