"""policylint checks Amazon SageMaker training-job requests before they are submitted.

    report = policylint.check(request)
    report.ok, [finding.path for finding in report.findings]

    policylint.estimate(request).max_usd

`check` is the engine that `policylint check` runs, on one request in memory; `estimate` what `policylint cost` tells.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pathlib import Path

    from policylint.cost.estimate import Estimate
    from policylint.finding import Finding, Severity
    from policylint.guards.attach import guard, unguard
    from policylint.guards.blocked import Blocked
    from policylint.report import Report
    from policylint.settings.config import Config

__all__ = [
    "Blocked",
    "Config",
    "Estimate",
    "Finding",
    "Report",
    "Severity",
    "__version__",
    "check",
    "estimate",
    "guard",
    "unguard",
]

_HOMES = {
    "Blocked": "policylint.guards.blocked",
    "Config": "policylint.settings.config",
    "Estimate": "policylint.cost.estimate",
    "Finding": "policylint.finding",
    "Report": "policylint.report",
    "Severity": "policylint.finding",
    "guard": "policylint.guards.attach",
    "unguard": "policylint.guards.attach",
}


def check(
    request: Mapping[str, Any],
    *,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    environment: str | None = None,
    region: str | None = None,
    account: str | None = None,
    config: "Config | None" = None,
) -> "Report":
    """Judge one request as boto3's `create_training_job` or `create_hyper_parameter_tuning_job` takes it.

    Args:
        request: the keyword arguments of the call. Strings that hold template expressions are not judged.
        select: the rules that are on, by id, prefix of ids, or name; default: the configuration's.
        ignore: the rules that are off.
        environment: where the job belongs, such as "prod"; a fact for policies.
        region: the AWS Region that the request is sent to.
        account: the AWS account that the request is sent to.
        config: settings; default: policylint's own defaults. No file is looked for.

    Returns:
        The report; its findings have a path but no file and no position.

    Raises:
        TypeError: the request is not a dict.
        UnknownSelectorError: `select`, `ignore` or the configuration names a rule that does not exist.
    """
    from policylint.memory import check as check_in_memory

    return check_in_memory(
        request,
        select=select,
        ignore=ignore,
        environment=environment,
        region=region,
        account=account,
        config=config,
    )


def estimate(
    request: Mapping[str, Any],
    *,
    environment: str | None = None,
    region: str | None = None,
    as_of: str | None = None,
    expected_runtime: str | int | None = None,
    books: "Sequence[Path] | None" = None,
    discount: float | None = None,
    config: "Config | None" = None,
) -> "Estimate":
    """What one request can cost, as boto3's `create_training_job` or `create_hyper_parameter_tuning_job` takes it.

    Args:
        request: the keyword arguments of the call.
        environment: where the job belongs, such as "prod".
        region: the AWS Region that it is sent to; default: the one that the request itself tells.
        as_of: the day whose prices hold, as 2026-09-24; default: today.
        expected_runtime: how long one training job is expected to run, in seconds or as "45m", "2h".
        books: price books of your own, the strongest first.
        discount: your discount on list prices, in percent.
        config: settings (`pricing`, `cost`), over which the arguments have the last word. No file is looked for.

    Returns:
        The estimate in USD; whatever is unknown in it is listed, and makes `max_usd` None.

    Raises:
        TypeError: the request is not a dict.
        ConfigError: `as_of`, `expected_runtime`, a discount or a price book cannot be used.
    """
    from policylint.cost.api import estimate as estimate_in_memory

    return estimate_in_memory(
        request,
        environment=environment,
        region=region,
        as_of=as_of,
        expected_runtime=expected_runtime,
        books=books,
        discount=discount,
        config=config,
    )


def __getattr__(name: str) -> Any:
    """The other public names, imported when first used: `import policylint` stays cheap beside boto3."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'policylint' has no attribute {name!r}")
