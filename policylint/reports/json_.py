"""The whole report as one JSON document, as `report.schema.json` beside this module describes it.

Within a version members are only added; a change of what one means is a new version.
"""

from typing import Any

from policylint.finding import Fix, Position, ShownFinding
from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.wire import pretty
from policylint.reports.wording import slashed
from policylint.shown import renders

VERSION = "1"


@renders
def render(report: Report, context: Context) -> str:
    """The document, complete whatever the context wishes to see."""
    return pretty(
        {
            "version": VERSION,
            "tool": {"name": "policylint", "version": report.version},
            "summary": {
                "files": report.files,
                "requests": report.jobs,
                "errors": report.errors,
                "warnings": report.warnings,
                "notes": report.notes,
                "suppressed": len(report.suppressed),
                "skipped": len(report.skipped),
                "unknown_values": report.unknowns,
                "unjudged": report.unjudged,
                "exit_code": report.exit_code(context.fail_on),
                "fixed": context.fixes.fixed if context.fixes else 0,
            },
            "findings": [finding_object(report, finding) for finding in report.findings],
            "suppressed": [
                {
                    "finding": finding_object(report, suppressed.finding),
                    "kind": suppressed.kind,
                    "reason": suppressed.words,
                }
                for suppressed in report.suppressed
            ],
            "skipped": [slashed(file) for file in report.skipped],
        }
    )


def finding_object(report: Report, finding: ShownFinding) -> dict[str, Any]:
    """A finding in full; null stands for what it does not have."""
    rule = report.rules.get(finding.rule)
    return {
        "rule": finding.rule,
        "name": rule.name if rule else None,
        "severity": report.severity_of(finding).value,
        "message": finding.message,
        "help": finding.help or None,
        "source": rule.source if rule else None,
        "file": slashed(finding.file) or None,
        "job": finding.job or None,
        "owner": finding.owner or None,
        "path": finding.path,
        "position": _position(finding.position),
        "related_path": finding.related_path,
        "related": [
            {"message": related.message, "position": _position(related.position)} for related in finding.related
        ],
        "fix": _fix(finding.fix),
        "fingerprint": finding.fingerprint or None,
        "properties": finding.properties,
    }


def _position(position: Position | None) -> dict[str, int] | None:
    if position is None:
        return None
    return {
        "line": position.line,
        "column": position.column,
        "end_line": position.end_line,
        "end_column": position.end_column,
    }


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [{"operation": edit.operation, "path": edit.path, "value": edit.value} for edit in fix.edits]
    return {"safe": fix.safe, "edits": edits}
