"""What a report says of itself."""

from dataclasses import replace

import pytest

from policylint.finding import Severity, ShownFinding
from policylint.report import Report
from tests.reports.sample import FINDINGS, PASSED, REPORT


def holding(*findings: ShownFinding) -> Report:
    return replace(REPORT, findings=findings)


JUDGED = FINDINGS[1:]
WARNING = FINDINGS[2]
NOTE = FINDINGS[7]


@pytest.mark.parametrize(
    ("report", "fail_on", "code"),
    [
        pytest.param(PASSED, Severity.NOTE, 0, id="nothing found"),
        pytest.param(holding(NOTE), Severity.ERROR, 0, id="a note under error"),
        pytest.param(holding(NOTE), Severity.WARNING, 0, id="a note under warning"),
        pytest.param(holding(NOTE), Severity.NOTE, 1, id="a note at note"),
        pytest.param(holding(WARNING), Severity.WARNING, 1, id="a warning at warning"),
        pytest.param(holding(WARNING, *JUDGED), Severity.ERROR, 1, id="an error among others"),
        pytest.param(REPORT, Severity.ERROR, 2, id="a file not judged, whatever else was found"),
    ],
)
def test_exit_code(report: Report, fail_on: Severity, code: int) -> None:
    assert report.exit_code(fail_on) == code


def test_counts_add_up() -> None:
    assert (REPORT.errors, REPORT.warnings, REPORT.notes) == (8, 1, 1)
    assert REPORT.unjudged
    assert not REPORT.ok
    assert not holding(*JUDGED).unjudged
    assert holding(WARNING, NOTE).ok


def test_a_finding_without_severity_has_its_rules() -> None:
    finding = replace(WARNING, severity=None)
    assert holding(finding).severity_of(finding) is Severity.WARNING
    assert holding(finding).warnings == 1


def test_ranked_puts_the_worst_first_and_keeps_the_order_of_equals() -> None:
    report = holding(NOTE, WARNING, *JUDGED)
    errors = [finding for finding in JUDGED if finding.severity is Severity.ERROR]
    assert report.ranked() == [*errors, WARNING, WARNING, NOTE, NOTE]
