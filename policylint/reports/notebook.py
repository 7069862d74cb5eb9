"""Findings as a piece of HTML for the cell of a notebook, with its own style and without scripts or links to follow.

Notebooks are kept and shared: the piece holds what the report holds, in which secrets are hidden.
"""

from html import escape

from policylint.finding import Severity, ShownFinding
from policylint.report import Report
from policylint.reports.visible import visible
from policylint.reports.wording import documentation, place, remarks, title, verdict
from policylint.shown import Shown, own, renders

_COLOURS = {Severity.ERROR: "#b3261e", Severity.WARNING: "#8a5a00", Severity.NOTE: "#37618e"}
_VERDICT = own("")
_CELL = "text-align:left;vertical-align:top;padding:4px 8px"


@renders
def fragment(report: Report, headline: Shown = _VERDICT) -> str:
    """The headline (default: the verdict) and a table of the findings, worst first."""
    head = headline or verdict(report)
    sentences = "".join(f"<p>{_text(sentence)}</p>" for sentence in remarks(report))
    rows = "".join(_row(report, finding) for finding in report.ranked())
    columns = "".join(f'<th style="{_CELL}">{name}</th>' for name in ("", "Where", "Rule", "What"))
    table = f"<table><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    return f'<div class="policylint"><p><strong>policylint:</strong> {_text(head)}</p>{table}{sentences}</div>'


def _row(report: Report, finding: ShownFinding) -> str:
    severity = report.severity_of(finding)
    known = report.rules.get(finding.rule)
    name = _text(title(known) if known else finding.rule)
    address = documentation(known) if known else None
    if address:
        name = f'<a href="{escape(address)}" rel="noopener" target="_blank">{name}</a>'
    what = _text(finding.message.strip())
    if finding.help:
        what += f"<br><em>{_text(finding.help.strip())}</em>"
    sign = f'<span style="color:{_COLOURS[severity]};font-weight:bold">{severity.value}</span>'
    cells = (sign, f"<code>{_text(place(finding))}</code>", name, what)
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _text(text: str) -> str:
    return escape(visible(text))
