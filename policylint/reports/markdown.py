"""Markdown for a pull-request comment or a step summary: the verdict, a table, and the rules' reasons folded away.

Everything that comes from a request or a file name is text to the reader: it can make no link, image, mention,
formula, HTML or table cell. GitHub takes 65,536 characters for a comment; the table is cut before, the verdict never.
"""

import re
from collections.abc import Iterable, Sequence

from policylint.counting import counted
from policylint.finding import Severity, ShownFinding
from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.visible import visible
from policylint.reports.wording import documentation, place, remarks, tally, title, unread_total, verdict
from policylint.rule import Rule
from policylint.shown import renders

LIMIT = 60_000
_FOR_TABLE = 45_000
_FOR_UNREAD = 10_000
_LONGEST = 1_000
TABLE = "\n| | Where | Rule | What |\n|---|---|---|---|\n"
SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}
_SPECIAL = re.compile(r"[\\`*_\[\]~$|<>&]|[@#](?=\w)|(?:https?|ftp)(?=://)|www(?=\.)", re.IGNORECASE)
_ENTITIES = {"\\": "&#92;", "|": "&#124;", "<": "&lt;", ">": "&gt;", "&": "&amp;"}


@renders
def render(report: Report, context: Context) -> str:
    """The summary; with `quiet`, without the rules' reasons."""
    findings = report.ranked()
    sign = SIGNS[report.severity_of(findings[0])] if findings else "✅" if report.jobs else SIGNS[Severity.WARNING]
    outcome = tally(report) if findings or report.jobs else "nothing checked"
    said = [verdict(report), *remarks(report), *([unread_total(report)] if report.unread else ())]
    head = f"### {sign} policylint: {outcome}\n\n{' '.join(said)}\n{_unread(report)}"
    if not findings:
        return head
    rows = fitting((row(report, finding) for finding in findings), _FOR_TABLE - len(head))
    table = TABLE + "".join(rows)
    left_out = len(findings) - len(rows)
    if left_out:
        table += f"\n{counted(left_out, 'more finding')}, none worse than these, left out for length.\n"
    return head + table + ("" if context.quiet else reasons(report, findings[: len(rows)], LIMIT - len(head + table)))


def _unread(report: Report) -> str:
    """What speaks of training and was not read, folded."""
    if not report.unread:
        return ""
    opening, closing = "\n<details>\n<summary>What was not read</summary>\n\n", "\n</details>\n"
    items = (f"- {code(item.file)}: {prose(item.reason)}. {prose(item.advice)}\n" for item in report.unread)
    return opening + "".join(fitting(items, _FOR_UNREAD)) + closing


def prose(text: str) -> str:
    """Any text as Markdown that shows just this text, inside a table cell or out of one."""
    text = visible(text)
    return _SPECIAL.sub(_escape, text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


def code(text: str) -> str:
    """Any text as code."""
    text = visible(text)
    if re.search(r"[\\`|]", text) or len(text) > _LONGEST or text != text.strip() or not text:
        return f"<code>{prose(text)}</code>"
    return f"`{text}`"


def _escape(match: re.Match[str]) -> str:
    special = match[0]
    if len(special) > 1 or special in "@#":
        # A comment ends the word for whoever looks for links and mentions, and is not seen.
        return f"{special}<!-- -->"
    return _ENTITIES.get(special) or f"\\{special}"


def row(report: Report, finding: ShownFinding, address: str | None = None) -> str:
    """A finding as a row of four cells; its place leads to the address, if there is one."""
    severity = report.severity_of(finding)
    what = prose(finding.message.strip())
    if finding.path and finding.file:
        what = f"{code(finding.path)}: {what}"
    if finding.help:
        what += f"<br>{prose(' '.join(finding.help.split()))}"
    at = f"[{code(place(finding))}]({address})" if address else code(place(finding))
    return f"| {SIGNS[severity]} {severity.value} | {at} | {prose(finding.rule)} | {what} |\n"


def _link(rule: Rule) -> str:
    address = documentation(rule)
    return f"[{prose(title(rule))}]({address})" if address else prose(title(rule))


def reasons(report: Report, findings: Sequence[ShownFinding], room: int) -> str:
    """The rules behind the findings, in the order in which these name them, folded."""
    named = dict.fromkeys(finding.rule for finding in findings)
    rules = [report.rules[name] for name in named if name in report.rules]
    opening, closing = "\n<details>\n<summary>Why these matter</summary>\n\n", "\n</details>\n"
    items = fitting(
        (f"- **{_link(rule)}**: {prose(rule.title)}. {prose(rule.why)}\n" for rule in rules),
        room - len(opening + closing),
    )
    return opening + "".join(items) + closing if items else ""


def fitting(lines: Iterable[str], room: int) -> list[str]:
    """The first lines, as many as fit together into `room` characters."""
    fitting = []
    for line in lines:
        room -= len(line)
        if room < 0:
            break
        fitting.append(line)
    return fitting
