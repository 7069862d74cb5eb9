"""One finding a line, each the object that the JSON report holds: for `grep`, `jq` and streams.

What speaks of training and was not read is a note on a line of its own, under the rule that `--strict-sources` makes an
error of.
"""

from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.json_ import finding_object
from policylint.reports.wire import compact
from policylint.shown import renders


@renders
def render(report: Report, context: Context) -> str:
    """The findings alone, without a summary; no findings, no lines."""
    findings = (*report.findings, *(unread.note for unread in report.unread))
    return "".join(f"{compact(finding_object(report, finding))}\n" for finding in findings)
