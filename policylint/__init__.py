"""policylint checks Amazon SageMaker training-job requests before they are submitted.

    report = policylint.check(request)
    report.ok, [finding.path for finding in report.findings]

    policylint.estimate(request).max_usd

`check` is the engine that `policylint check` runs, on one request in memory; `estimate` is `policylint cost`.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from policylint.cost.estimate import Estimate
    from policylint.finding import Finding, Severity
    from policylint.guards.attach import guard, unguard
    from policylint.guards.blocked import Blocked
    from policylint.history.table import check_table
    from policylint.memory import check, estimate
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
    "check_table",
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
    "check": "policylint.memory",
    "check_table": "policylint.history.table",
    "estimate": "policylint.memory",
    "guard": "policylint.guards.attach",
    "unguard": "policylint.guards.attach",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when first used: `import policylint` stays cheap beside boto3."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'policylint' has no attribute {name!r}")
