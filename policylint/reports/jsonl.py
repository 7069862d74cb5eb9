"""One finding a line, each the object that the JSON report holds: for `grep`, `jq` and streams."""

from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.json_ import finding_object
from policylint.reports.wire import compact
from policylint.shown import renders


@renders
def render(report: Report, context: Context) -> str:
    """The findings alone, without a summary; no findings, no lines."""
    return "".join(f"{compact(finding_object(report, finding))}\n" for finding in report.findings)
