"""JUnit XML, as Jenkins, GitLab and Azure DevOps read it: a suite for each file, a test case for each finding.

A finding at or above `fail_on` is a failure, input that could not be judged an error, a lesser finding a test that
passes and says so in its output, a suppressed one a skipped test. A run without findings is one test that passes.
"""

from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as ET

from policylint.finding import ShownFinding
from policylint.report import Report, Suppressed
from policylint.reports.context import Context
from policylint.reports.visible import visible
from policylint.reports.wording import place, remarks, slashed, unread, verdict, where
from policylint.shown import renders

_Case = tuple[ET.Element, str]


@renders
def render(report: Report, context: Context) -> str:
    """The document. Attributes and text hold visible characters alone, all of which XML 1.0 can hold."""
    root = ET.Element("testsuites", name="policylint")
    cases = sorted(_cases(report, context), key=lambda case: case[1])
    for file, group in groupby(cases, key=lambda case: case[1]):
        suite = ET.SubElement(root, "testsuite", name=visible(file) or "policylint")
        suite.extend(case for case, _ in group)
        _count(suite)
    if not cases:
        suite = ET.SubElement(root, "testsuite", name="policylint")
        ET.SubElement(suite, "testcase", classname="policylint", name=verdict(report))
        _count(suite)
    said = [*remarks(report), *unread(report)]
    if said:
        ET.SubElement(root[-1], "system-out").text = "\n".join(said)
    _count(root)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _cases(report: Report, context: Context) -> Iterator[_Case]:
    for finding in report.findings:
        severity = report.severity_of(finding)
        case = _case(finding)
        if report.keeps_unjudged(finding):
            outcome = "error"
        elif severity.at_least(context.fail_on):
            outcome = "failure"
        else:
            outcome = "system-out"
        result = ET.SubElement(case, outcome)
        if outcome != "system-out":
            result.set("type", severity.value)
            result.set("message", visible(finding.message.strip()))
        result.text = _text(report, finding)
        yield case, finding.file
    for suppressed in report.suppressed:
        yield _skipped(suppressed), suppressed.finding.file


def _skipped(suppressed: Suppressed) -> ET.Element:
    case = _case(suppressed.finding)
    ET.SubElement(case, "skipped", message=visible(f"suppressed: {suppressed.words}"))
    return case


def _case(finding: ShownFinding) -> ET.Element:
    name = f"{visible(finding.rule)} {where(finding)}"
    if finding.position:
        name += f" ({finding.position.line}:{finding.position.column})"
    case = ET.Element("testcase", classname=visible(finding.file) or "policylint", name=name)
    if finding.file and finding.position:
        case.set("file", visible(slashed(finding.file)))
        case.set("line", str(finding.position.line))
    return case


def _text(report: Report, finding: ShownFinding) -> str:
    severity = report.severity_of(finding).value
    lines = [f"{place(finding)}: {visible(finding.rule)} [{severity}] {visible(finding.message.strip())}"]
    if finding.help:
        lines.append(f"help: {visible(' '.join(finding.help.split()))}")
    return "\n".join(lines)


def _count(suite: ET.Element) -> None:
    for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(1 for _ in suite.iter(tag))))
