"""The top of the page: what came out, in words, in one bar and in numbers."""

from policylint.counting import counted
from policylint.finding import Severity
from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.html.markup import Markup, element, joined
from policylint.reports.wording import remarks, tally, unread_total, verdict


def heading(report: Report) -> str:
    """The outcome in a few words."""
    if report.findings:
        found = tally(report)
        return found[0].upper() + found[1:]
    return "Nothing was checked" if report.jobs == 0 else verdict(report).rstrip(".")


def masthead(report: Report, context: Context) -> Markup:
    """The page's header."""
    said = [_scope(report), *remarks(report), *([unread_total(report)] if report.unread else ())]
    return element(
        "header",
        element("p", "policylint", class_="brand"),
        element("div", element("h1", heading(report)), _stamp(report, context), class_="outcome"),
        element("p", " ".join(said), class_="lede"),
        _share(report),
        _counts(report),
    )


def _scope(report: Report) -> str:
    if not report.jobs:
        return "No training-job request was judged."
    checked = f"{counted(report.jobs, 'request')} checked"
    if not report.files:
        return f"{checked}."
    files = len({finding.file for finding in report.findings if finding.file})
    found = f"; the findings are in {counted(files, 'file')}" if files else ""
    return f"{checked} in {counted(report.files, 'file')}{found}."


def _stamp(report: Report, context: Context) -> Markup:
    code = report.exit_code(context.fail_on)
    if code == 2 or not (report.jobs or report.findings):
        return element("p", "Not wholly judged", class_="stamp warning" if code != 2 else "stamp error")
    return element("p", "Fails", class_="stamp error") if code else element("p", "Passes", class_="stamp pass")


def _share(report: Report) -> Markup:
    """One bar, in which the findings of each severity take their part."""
    parts = [(severity.value, report.count(severity)) for severity in Severity if report.count(severity)]
    total = sum(number for _, number in parts)
    if not total:
        parts, total = [("pass" if report.jobs else "warning", 1)], 1
    bars, at = [], 0.0
    for name, number in parts:
        wide = 100 * number / total
        gap = 0.3 if at + wide < 99.99 else 0.0
        bars.append(element("rect", class_=name, x=f"{at:.2f}", y=0, width=f"{max(wide - gap, 0.2):.2f}", height=1))
        at += wide
    view = {"viewBox": "0 0 100 1", "preserveAspectRatio": "none", "aria_hidden": "true"}
    return element("svg", *bars, class_="share", **view)


def _counts(report: Report) -> Markup:
    numbers = [
        ("Errors", "error", report.errors),
        ("Warnings", "warning", report.warnings),
        ("Notes", "note", report.notes),
        ("Accepted", "", len(report.suppressed)),
        ("Unknown values", "", report.unknowns),
        ("Requests", "", report.jobs),
        ("Files", "", report.files),
    ]
    entries = [
        element("div", element("dt", name), element("dd", f"{number:,}"), class_=(tone if number else "") or None)
        for name, tone, number in numbers
    ]
    return element("dl", joined(*entries), class_="counts")
