"""The sentences that several formats share: places, counts and the verdict on a run."""

import re
from collections.abc import Iterable
from pathlib import PurePath

from policylint.finding import Finding, Severity
from policylint.report import Report
from policylint.reports.visible import visible
from policylint.rule import Rule


def count(number: int, noun: str) -> str:
    """A number with its noun: "no requests", "1 request", "14,000 requests"."""
    return f"{number or 'no':{',' if number else ''}} {noun}{'' if number == 1 else 's'}"


def place(finding: Finding) -> str:
    """FILE:LINE:COLUMN of a finding; a file's start where no position is known, the path where there is no file."""
    if not finding.file:
        return where(finding)
    line, column = (finding.position.line, finding.position.column) if finding.position else (1, 1)
    # Lines begin with this, and one that begins with `::` is a command to a GitHub runner.
    here = "./" if finding.file.lstrip().startswith(":") else ""
    return f"{here}{visible(finding.file)}:{line}:{column}"


def inert(text: str) -> str:
    """Visible text in which no CI system hears a command: Azure DevOps and GitHub look for `##[` anywhere in a line."""
    return re.sub(r"##(?=(?:vso)?\[)", "# #", text, flags=re.IGNORECASE)


def where(finding: Finding) -> str:
    """The path of the member that a finding is about, or "request" for the request as a whole."""
    return visible(finding.path) or "request"


def title(rule: Rule) -> str:
    """A rule's id and name; an organisation's own policies have one word for both."""
    return rule.id if rule.id == rule.name else f"{rule.id} {rule.name}"


def documentation(rule: Rule) -> str | None:
    """The address of the page behind a rule as a valid URI; None where its source is no web page."""
    from urllib.parse import quote

    if not rule.source.startswith(("https://", "http://")):
        return None
    return quote(rule.source, safe=":/?#@!$&*+,;=%~", errors="replace")


def slashed(file: str) -> str:
    """A file as web services know it: with forward slashes, below the folder without a `./`; "" stays "" (no file)."""
    return PurePath(file).as_posix() if file else ""


def tally(report: Report) -> str:
    """How many findings of each severity: "3 errors, 1 warning and 2 notes"; without findings, "no findings"."""
    return tally_of(report, report.findings)


def tally_of(report: Report, findings: Iterable[Finding], adjective: str = "") -> str:
    """The same of some of its findings; with an adjective, "2 new errors"."""
    severities = [report.severity_of(finding) for finding in findings]
    before = f"{adjective} " if adjective else ""
    counts = [(severities.count(severity), f"{before}{severity.value}") for severity in Severity]
    parts = [count(number, noun) for number, noun in counts if number]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or f"no {before}findings"


def verdict(report: Report) -> str:
    """The outcome in one sentence."""
    if report.findings:
        files = _files(report.findings)
        found = f"Found {tally(report)}" + (f" in {count(files, 'file')}" if files else "")
        checked = f"checked {count(report.jobs, 'request')}"
        return f"{found} ({checked} in {count(report.files, 'file')})." if report.files else f"{found} ({checked})."
    if report.jobs == 0:
        return "Found no request to check."
    return "The request passes." if report.jobs == 1 else f"All {report.jobs:,} requests pass."


def remarks(report: Report) -> list[str]:
    """What a reader must know besides the verdict, a sentence each."""
    unjudged = _files(finding for finding in report.findings if report.keeps_unjudged(finding))
    sentences = []
    if report.unjudged:
        what = count(unjudged, "file") if unjudged else "The request"
        sentences.append(f"{what} could not be judged, or only in part, so the exit code is 2.")
    if report.unknowns:
        is_are = "is a template expression" if report.unknowns == 1 else "are template expressions"
        sentences.append(f"{count(report.unknowns, 'value')} {is_are} and could not be judged.")
    if report.suppressed:
        is_are = "is" if len(report.suppressed) == 1 else "are"
        sentences.append(f"{count(len(report.suppressed), 'finding')} {is_are} suppressed.")
    if report.skipped:
        holds = "holds no request and was" if len(report.skipped) == 1 else "hold no request and were"
        sentences.append(f"{count(len(report.skipped), 'file')} {holds} skipped.")
    return sentences


def _files(findings: Iterable[Finding]) -> int:
    return len({finding.file for finding in findings if finding.file})
