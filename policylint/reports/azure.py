"""Azure DevOps logging commands: each error and warning an issue of the run, on its line.

https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
"""

from policylint.finding import Severity, ShownFinding
from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.visible import visible
from policylint.reports.wording import inert, place, remarks, slashed, verdict, where
from policylint.shown import renders


@renders
def render(report: Report, context: Context) -> str:
    """The commands, worst first, and the summary as plain lines below them unless `quiet`.

    Azure DevOps knows errors and warnings alone: notes are plain lines, too.
    """
    lines = [_line(report, finding) for finding in report.ranked()]
    if not context.quiet:
        lines += [verdict(report), *remarks(report)]
    return "".join(f"{line}\n" for line in lines)


def _line(report: Report, finding: ShownFinding) -> str:
    severity = report.severity_of(finding)
    message = inert(visible(finding.message.strip()))
    if severity is Severity.NOTE:
        return inert(f"{place(finding)}: {visible(finding.rule)} [{severity.value}] {message}")
    properties: dict[str, str | int] = {"type": severity.value}
    if finding.file:
        properties["sourcepath"] = visible(slashed(finding.file))
    if finding.position:
        properties |= {"linenumber": finding.position.line, "columnnumber": finding.position.column}
    properties["code"] = visible(finding.rule)
    written = "".join(f"{name}={_property(str(value))};" for name, value in properties.items())
    if finding.path:
        message = f"{inert(where(finding))}: {message}"
    if finding.help:
        message += f" ({inert(visible(' '.join(finding.help.split())))})"
    return f"##vso[task.logissue {written}]{message.replace('%', '%AZP25')}"


def _property(text: str) -> str:
    return text.replace("%", "%AZP25").replace(";", "%3B").replace("]", "%5D")
