"""A page for people: one file that needs nothing else, with the verdict first and every finding in its place.

All of it can be read without a script; the script only filters. The content security policy lets in the page's own
style and script, by their hashes, and nothing else. Everything that comes from a request or a file name is text.
"""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.html.charts import cost_figure, rule_figure
from policylint.reports.html.findings import rest, work
from policylint.reports.html.markup import Markup, element, joined
from policylint.reports.html.verdict import heading, masthead
from policylint.shown import renders

_HERE = Path(__file__).parent


@renders
def render(report: Report, context: Context) -> str:
    """The page."""
    style, script = (Markup((_HERE / name).read_text(encoding="utf-8")) for name in ("style.css", "script.js"))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{heading(report)} - policylint"),
        element("style", style),
    )
    figures = [figure for figure in (cost_figure(context.costs), rule_figure(report)) if figure]
    body = element(
        "body",
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
        element("script", script),
    )
    page = element("html", joined(head, Markup("\n"), body), lang="en")
    return f"<!doctype html>\n{page}\n"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
