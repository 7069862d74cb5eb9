"""A page for people: one file that needs nothing else, with the verdict first and every finding in its place.

All of it can be read without a script; the script only filters. Everything that comes from a request or a file name is
text.
"""

from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.html.figures import cost_figure, rule_figure
from policylint.reports.html.findings import rest, work
from policylint.reports.html.markup import Markup, element
from policylint.reports.html.page import page
from policylint.reports.html.verdict import heading, masthead
from policylint.shown import renders


@renders
def render(report: Report, context: Context) -> str:
    """The page."""
    figures = [figure for figure in (cost_figure(context.costs), rule_figure(report)) if figure]
    return page(
        heading(report),
        element("a", "Skip to the findings", class_="skip", href="#findings"),
        masthead(report, context),
        Markup("\n"),
        element(
            "main",
            element("div", *figures, class_="figures") if figures else None,
            work(report, context),
            rest(report),
        ),
        Markup("\n"),
        element("footer", element("p", f"policylint {report.version}. Exit code {report.exit_code(context.fail_on)}.")),
        script="findings.js",
    )
