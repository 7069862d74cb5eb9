"""policylint checks Amazon SageMaker training-job requests before they are submitted.

    report = policylint.check(request)
    report.ok, [finding.path for finding in report.findings]

`check` is the engine that `policylint check` runs, on one request in memory.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from policylint.config import Config
    from policylint.finding import Finding, Severity
    from policylint.integrations.attaching import guard, unguard
    from policylint.integrations.blocked import Blocked
    from policylint.report import Report

__all__ = ["Blocked", "Config", "Finding", "Report", "Severity", "__version__", "check", "guard", "unguard"]

_HOMES = {
    "Blocked": "policylint.integrations.blocked",
    "Config": "policylint.config",
    "Finding": "policylint.finding",
    "Report": "policylint.report",
    "Severity": "policylint.finding",
    "guard": "policylint.integrations.attaching",
    "unguard": "policylint.integrations.attaching",
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


def __getattr__(name: str) -> Any:
    """The other public names, imported when first used: `import policylint` stays cheap beside boto3."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'policylint' has no attribute {name!r}")
