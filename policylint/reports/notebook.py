"""Findings as a piece of HTML for the cell of a notebook, with its own style and without scripts.

Notebooks are kept and shared: the piece holds what the report holds, in which secrets are hidden. Where a viewer takes
styles away, the words are left.
"""

from collections.abc import Iterator

from policylint.finding import ShownFinding
from policylint.report import Report
from policylint.reports.html.markup import Child, Markup, element
from policylint.reports.html.palette import by_scheme, dark, light
from policylint.reports.wording import documentation, place, remarks, title, verdict
from policylint.shown import Shown, own, renders

_PIECE = ".policylint"
_VERDICT = own("")
# JupyterLab and VS Code have themes of their own, whatever the system prefers.
_STYLE = Markup(
    "\n".join(
        (
            by_scheme(_PIECE),
            light(f'[data-jp-theme-light="true"] {_PIECE}, body.vscode-light {_PIECE}'),
            dark(f'[data-jp-theme-light="false"] {_PIECE}, body.vscode-dark {_PIECE}'),
            ".policylint th, .policylint td { padding: 4px 8px; text-align: left; vertical-align: top; }",
            ".policylint a { color: var(--link); }",
            *(
                f".policylint .{name} {{ color: var(--{name}); font-weight: bold; }}"
                for name in ("error", "warning", "note")
            ),
        )
    )
)


@renders
def fragment(report: Report, headline: Shown = _VERDICT) -> str:
    """The headline (default: the verdict) and a table of the findings, worst first."""
    columns = element("tr", *(element("th", name) for name in ("", "Where", "Rule", "What")))
    rows = [_row(report, finding) for finding in report.ranked()]
    return element(
        "div",
        element("style", _STYLE),
        element("p", element("strong", "policylint:"), " ", headline or verdict(report)),
        element("table", element("thead", columns), element("tbody", *rows)) if rows else None,
        *(element("p", sentence) for sentence in remarks(report)),
        class_="policylint",
    )


def _row(report: Report, finding: ShownFinding) -> Markup:
    severity = report.severity_of(finding).value
    known = report.rules.get(finding.rule)
    name = title(known) if known else finding.rule
    address = documentation(known) if known else None
    cells: tuple[Child, ...] = (
        element("span", severity, class_=severity),
        element("code", place(finding)),
        element("a", name, href=address, rel="noopener", target="_blank") if address else name,
    )
    return element("tr", *(element("td", cell) for cell in cells), element("td", *_what(finding)))


def _what(finding: ShownFinding) -> Iterator[Child]:
    yield finding.message.strip()
    for line in finding.help.strip().splitlines():
        yield Markup("<br>")
        yield element("em", line)
