"""GitLab Code Quality (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format)."""

import hashlib
from collections import Counter
from typing import Any

from policylint.finding import Severity, ShownFinding
from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.wire import pretty
from policylint.reports.wording import slashed
from policylint.shown import renders

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}
_NO_FILE = "request"


@renders
def render(report: Report, context: Context) -> str:
    """The list of issues. What could not be judged blocks; errors are critical, warnings major, notes info, as is what
    speaks of training and was not read."""
    seen: Counter[str] = Counter()
    findings = (*report.findings, *(unread.note for unread in report.unread))
    return pretty([_issue(report, finding, seen) for finding in findings])


def _issue(report: Report, finding: ShownFinding, seen: Counter[str]) -> dict[str, Any]:
    lines = {"begin": finding.position.line if finding.position else 1}
    if finding.position and finding.position.end_line > finding.position.line:
        lines["end"] = finding.position.end_line
    return {
        "description": f"{finding.path}: {finding.message}" if finding.path else finding.message,
        "check_name": finding.rule,
        "fingerprint": _fingerprint(finding, seen),
        "severity": "blocker" if report.keeps_unjudged(finding) else _SEVERITIES[report.severity_of(finding)],
        "location": {"path": slashed(finding.file) or _NO_FILE, "lines": lines},
    }


def _fingerprint(finding: ShownFinding, seen: Counter[str]) -> str:
    """GitLab shows only the first issue of a fingerprint, so that repeated ones are numbered."""
    identity = finding.fingerprint or "\0".join((finding.rule, finding.file, finding.job, finding.path))
    seen[identity] += 1
    if finding.fingerprint and seen[identity] == 1:
        return finding.fingerprint
    numbered = f"{identity}\0{seen[identity]}"
    return hashlib.blake2b(numbered.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
