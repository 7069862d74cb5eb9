"""Whole outputs of each format, compared with the files in `golden/`."""

from dataclasses import replace
from pathlib import Path

import pytest

from policylint.finding import Severity
from policylint.report import Report
from policylint.reports import FORMATS, Context, Fixable, render
from tests.golden import assert_golden
from tests.reports.sample import COSTS, COSTS_ALONE, FROM_MEMORY, NOTHING, PASSED, REPORT, line

GOLDEN = Path(__file__).parent / "golden"
PLAIN = Context(line=line)
FIXABLE = Context(line=line, fixable=lambda: Fixable(1, 1))

CASES = {
    "text.txt": ("text", REPORT, FIXABLE),
    "text-colour.txt": ("text", REPORT, replace(FIXABLE, colour=True)),
    "text-quiet.txt": ("text", REPORT, Context(line=line, quiet=True)),
    "text-statistics.txt": ("text", REPORT, replace(FIXABLE, statistics=True)),
    "text-verbose.txt": ("text", REPORT, replace(FIXABLE, verbose=True, show_source=True)),
    "text-narrow.txt": ("text", REPORT, replace(FIXABLE, width=48)),
    "text-memory.txt": ("text", FROM_MEMORY, PLAIN),
    "text-passed.txt": ("text", PASSED, PLAIN),
    "text-nothing.txt": ("text", NOTHING, PLAIN),
    "report.json": ("json", REPORT, PLAIN),
    "report.jsonl": ("jsonl", REPORT, PLAIN),
    "report.sarif": ("sarif", REPORT, PLAIN),
    "memory.sarif": ("sarif", FROM_MEMORY, PLAIN),
    "github.txt": ("github", REPORT, PLAIN),
    "github-memory.txt": ("github", FROM_MEMORY, Context(quiet=True)),
    "azure.txt": ("azure", REPORT, PLAIN),
    "gitlab.json": ("gitlab", REPORT, PLAIN),
    "junit.xml": ("junit", REPORT, PLAIN),
    "junit-fail-on-note.xml": ("junit", REPORT, Context(fail_on=Severity.NOTE)),
    "junit-passed.xml": ("junit", PASSED, PLAIN),
    "report.html": ("html", REPORT, Context(line=line, costs=COSTS)),
    "memory.html": ("html", FROM_MEMORY, PLAIN),
    "passed.html": ("html", PASSED, Context(costs=COSTS_ALONE)),
    "nothing.html": ("html", NOTHING, PLAIN),
    "markdown.md": ("markdown", REPORT, PLAIN),
    "markdown-memory.md": ("markdown", FROM_MEMORY, Context(quiet=True)),
    "markdown-passed.md": ("markdown", PASSED, PLAIN),
    "markdown-nothing.md": ("markdown", NOTHING, PLAIN),
}


@pytest.mark.golden
@pytest.mark.parametrize("name", CASES)
def test_output_is_as_reviewed(name: str) -> None:
    kind, report, context = CASES[name]
    assert_golden(render(kind, report, context), GOLDEN / name)


def test_every_format_has_a_golden_file_and_every_golden_file_a_case() -> None:
    assert {kind for kind, _, _ in CASES.values()} == set(FORMATS)
    assert {file.name for file in GOLDEN.iterdir()} == set(CASES)


def test_no_suffix_means_two_formats() -> None:
    suffixes = [suffix for kind in FORMATS.values() for suffix in kind.suffixes]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.parametrize("report", [PASSED, NOTHING, FROM_MEMORY], ids=["passed", "nothing", "memory"])
@pytest.mark.parametrize("name", FORMATS)
def test_output_needs_no_context_and_ends_in_a_line_break(name: str, report: Report) -> None:
    output = render(name, report)
    assert output == "" if name == "jsonl" and not report.findings else output.endswith("\n")
