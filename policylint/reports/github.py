"""GitHub Actions workflow commands: each finding an annotation on its line.

GitHub shows ten annotations of a severity for a step; the log holds them all.
"""

from policylint.finding import Severity, ShownFinding
from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.visible import visible
from policylint.reports.wording import remarks, slashed, title, verdict, where
from policylint.shown import renders

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


@renders
def render(report: Report, context: Context) -> str:
    """The commands, worst first, and the summary as plain lines below them unless `quiet`."""
    lines = [command(report, finding) for finding in report.ranked()]
    if not context.quiet:
        lines += [verdict(report), *remarks(report)]
    return "".join(f"{line}\n" for line in lines)


def command(report: Report, finding: ShownFinding) -> str:
    """The annotation of a finding, a line."""
    rule = report.rules.get(finding.rule)
    properties: dict[str, str | int] = {"file": visible(slashed(finding.file))} if finding.file else {}
    if finding.position:
        position = finding.position
        properties["line"] = position.line
        properties["endLine"] = position.end_line
        # GitHub refuses columns where the end is on another line.
        if position.line == position.end_line:
            properties["col"] = position.column
            properties["endColumn"] = position.end_column
    properties["title"] = visible(title(rule) if rule else finding.rule)
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = visible(finding.message.strip())
    if finding.path:
        message = f"{where(finding)}: {message}"
    if finding.help:
        message += "\n" + "\n".join(map(visible, finding.help.strip().splitlines()))
    return f"::{_COMMANDS[report.severity_of(finding)]} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
