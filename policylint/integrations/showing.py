"""Showing a person what a guard found but does not stop: as HTML in a notebook, else on standard error."""

import sys

from policylint.integrations.confirming import in_notebook
from policylint.report import Report


def show(report: Report, headline: str) -> None:
    """Show findings below a headline."""
    if in_notebook():
        from IPython import display

        from policylint.reports.notebook import fragment

        display.display(display.HTML(fragment(report, headline)))  # type: ignore[no-untyped-call]
        return
    from policylint.reports import Context, render

    text = render("text", report, Context(quiet=True)) if report.findings else ""
    print(f"policylint: {headline}", *(f"  {line}" for line in text.splitlines()), sep="\n", file=sys.stderr)  # noqa: T201
