"""The comment on a change: read in ten seconds, whole in any case, and text whatever a request holds."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from policylint.finding import Finding, Severity, ShownFinding
from policylint.money import money, signed
from policylint.report import Report, Suppressed
from policylint.reports.comment import render
from policylint.reports.costs import Cost, Costs, JobCost, Line
from policylint.review import Review
from policylint.shown import Shown, own
from tests.effort import examples
from tests.golden import assert_golden
from tests.reports.sample import COSTS, COSTS_ALONE, FINDINGS, NOTHING, PASSED, REPORT, RULES, job_cost, line_of
from tests.reports.test_formats import ELEMENTS, HOSTILE, Page, anything, findings, something
from tests.shown import as_shown

GOLDEN = Path(__file__).parent / "golden-comments"
JUDGED = replace(REPORT, findings=FINDINGS[1:])
EXISTING = Review(JUDGED, "origin/main", (), FINDINGS[1:])
MAIN = Shown("main")
UNCHANGED = Costs((job_cost("a.json", "a", Cost(5.0), Cost(5.0)),), MAIN)

CASES = {
    "new-and-existing": Review(JUDGED, "origin/main", FINDINGS[1:4], FINDINGS[4:], FINDINGS[:1], COSTS),
    "not-judged": Review(REPORT, "a" * 40, FINDINGS[:1], FINDINGS[1:]),
    "nothing-new": replace(EXISTING, costs=UNCHANGED),
    "nothing-new-and-let-pass": replace(EXISTING, new_only=True, costs=UNCHANGED),
    "passed": Review(PASSED, "origin/main", ()),
    "passed-and-fixed": Review(PASSED, "origin/main", (), (), FINDINGS[1:3]),
    "without-a-base": Review(JUDGED, "", JUDGED.findings, costs=COSTS_ALONE),
    "nothing-checked": Review(NOTHING, "origin/main", ()),
    "over-budget": Review(PASSED, "origin/main", (), costs=COSTS, budget=1000.0),
    "within-budget": Review(PASSED, "", (), costs=COSTS_ALONE, budget=2000.0),
    "budget-unsure": Review(PASSED, "", (), costs=COSTS, budget=1e6),
}


@pytest.mark.golden
@pytest.mark.parametrize("name", CASES)
def test_the_comment_is_as_reviewed(name: str) -> None:
    assert_golden(render(CASES[name]), GOLDEN / f"{name}.md")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("new-and-existing", 1),
        ("not-judged", 2),
        ("nothing-new", 1),
        ("nothing-new-and-let-pass", 0),
        ("passed", 0),
        ("passed-and-fixed", 0),
        ("over-budget", 1),
        ("within-budget", 0),
        ("budget-unsure", 2),
    ],
)
def test_the_exit_code_and_the_sign_agree(name: str, code: int) -> None:
    assert CASES[name].exit_code() == code
    assert render(CASES[name]).startswith("### ❌") == bool(code)


def test_fail_on_counts_for_new_findings_alone_if_so_wished() -> None:
    note = next(finding for finding in FINDINGS if finding.severity is Severity.NOTE)
    review = Review(replace(REPORT, findings=(note, *FINDINGS[1:2])), "main", (note,), FINDINGS[1:2], new_only=True)
    assert (review.exit_code(), replace(review, fail_on=Severity.NOTE).exit_code()) == (0, 1)
    assert replace(review, new_only=False).exit_code() == 1


def test_waivers_come_first_with_who_approved_them_and_their_last_day() -> None:
    finding = FINDINGS[1]
    by_waiver = Suppressed(
        finding, "external", own("An *old* name"), own("waived by sec@acme.example until 2026-12-31")
    )
    by_comment = Suppressed(finding, "inSource", own("in use"))
    text = render(Review(replace(PASSED, suppressed=(by_comment, by_waiver)), "main", ()))
    assert "1 finding is waived. 1 finding is suppressed." in text
    assert "<summary>2 findings are accepted, 1 of them waived</summary>" in text
    waived, accepted = (line for line in text.splitlines() if line.startswith("- "))
    assert waived.endswith(", waived by sec@<!-- -->acme.example until 2026-12-31: An \\*old\\* name")
    assert accepted.endswith(", by comment: in use")
    alone = render(Review(replace(PASSED, suppressed=(by_waiver,)), "main", ()))
    assert "<summary>1 finding is waived</summary>" in alone


def test_places_lead_to_where_they_are() -> None:
    text = render(CASES["new-and-existing"], lambda finding: f"https://github.example/blob/{finding.rule}#L1")
    assert "| ❌ error | [`jobs/churn.json:5:2`](https://github.example/blob/SM120#L1) | SM120 |" in text


def test_however_much_there_is_the_verdict_comes_first_and_all_of_it_fits() -> None:
    many = tuple(
        as_shown(Finding("x" * 300, "m" * 2000, "SM1001", file=f"jobs/{number}.json", fingerprint=str(number)))
        for number in range(3000)
    )
    jobs = tuple(
        job_cost(f"jobs/{n}.json", "n" * 500, Cost(1.0), Cost(2.0 + n, 1.0, lines=(line_of("x", "a" * 900, 1.0),)))
        for n in range(3000)
    )
    suppressed = tuple(Suppressed(finding, "external", Shown("because " * 100)) for finding in many)
    report = Report(many, RULES, 3000, 3000, (), 0, suppressed, "1.2.3")
    for review in (
        Review(report, "main", many[:1500], many[1500:], many, Costs(jobs, MAIN)),
        Review(report, "", many, costs=Costs(jobs)),
    ):
        text = render(review)
        assert 30_000 < len(text) < 65_536 - 200
        assert len(text.encode()) < 1024 * 1024
        assert re.match(r"### ❌ policylint: [13],[50]00 (new )?errors; cost", text)
        assert text.endswith("policylint 1.2.3, compared with `main`.\n" if review.base else "policylint 1.2.3.\n")
        assert text.count("<details>") == text.count("</details>")
        assert "more findings, none worse than these, left out for length." in text
        assert "more jobs left out for length." in text


def shown(text: str) -> Page:
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    return Page(html.replace(' style="text-align:right"', ""))


hostile = anything.map(Shown)
amounts = st.none() | st.builds(
    Cost,
    st.none() | st.floats(0, 1e9),
    st.none() | st.floats(0, 1e9),
    st.lists(hostile, max_size=2).map(tuple),
    st.lists(st.builds(Line, anything, hostile, st.floats(0, 1e9)), max_size=2).map(tuple),
)
costs = st.builds(
    Costs,
    st.lists(st.builds(JobCost, hostile, hostile, amounts, amounts), max_size=3).map(tuple),
    hostile,
    oldest_price=anything,
)


@settings(max_examples=examples(100))
@given(
    st.lists(findings, max_size=2),
    st.lists(findings, max_size=2),
    st.lists(findings, max_size=2),
    st.none() | costs,
    something | st.just(""),
    st.lists(st.builds(Suppressed, findings, st.just("external"), anything), max_size=2),
)
def test_no_text_is_anything_but_text(
    new: list[ShownFinding],
    existing: list[ShownFinding],
    fixed: list[ShownFinding],
    spent: Costs | None,
    base: str,
    suppressed: list[Suppressed],
) -> None:
    report = replace(PASSED, findings=(*new, *existing), suppressed=tuple(suppressed))
    text = render(Review(report, base, tuple(new), tuple(existing), tuple(fixed), spent))
    assert text.replace("\n", "").isprintable()
    page = shown(text)
    assert page.tags <= ELEMENTS
    assert all(link.startswith("https://") for link in page.links)
    assert not any(re.search(r"[@#]\w|https?://|www\.", run, re.IGNORECASE) for run in page.runs)
    assert {len(row) for row in page.rows if row} <= {3, 4}


def test_hostile_names_stand_in_the_cost_table_as_they_are() -> None:
    for name in filter(str.strip, HOSTILE):
        jobs = (job_cost(name, name, Cost(1.0), Cost(2.0)), job_cost(name, "b", None, Cost(2.0)))
        page = shown(render(Review(PASSED, "main", (), costs=Costs(jobs, MAIN))))
        assert [len(row) for row in page.rows if row] == [4, 4, 4]


@pytest.mark.parametrize(
    ("amount", "words", "difference"),
    [
        (0.0, "$0.00", "$0.00"),
        (12.5, "$12.50", "+$12.50"),
        (-1234.567, "-$1,234.57", "-$1,234.57"),
        (0.0042, "$0.0042", "+$0.0042"),
        (-0.0000123, "-$0.000012", "-$0.000012"),
        (0.235788, "$0.2358", "+$0.2358"),
        (0.5, "$0.50", "+$0.50"),
        (0.99996, "$1.00", "+$1.00"),
        (1.006, "$1.01", "+$1.01"),
        (0.1 + 0.2 - 0.3, "$0.00", "$0.00"),
        (-0.0, "$0.00", "$0.00"),
    ],
)
def test_money(amount: float, words: str, difference: str) -> None:
    assert (money(amount), signed(amount)) == (words, difference)
    assert Costs((), currency="EUR").money(amount) == "EUR " + words.replace("$", "")


def test_sums_never_count_an_unknown_as_nothing() -> None:
    assert COSTS.now.unknown == 1
    assert COSTS.change is None
    assert COSTS.now.expected_usd is None
    known = Costs(COSTS.jobs[:4], MAIN)
    assert known.change == pytest.approx(1572.96 - 12.5 - 20.0 - 30.0)
    assert [job.job for job in COSTS.changed] == ["", "churn", "Train3", "Train1"]
    one, two = (Cost(None, None, (Shown("?"),), demand=demand) for demand in ("one", "two"))
    assert Costs((job_cost("a", "a", one, one),), MAIN).change == 0
    assert Costs((job_cost("a", "a", one, two),), MAIN).change is None
    assert Costs(COSTS.jobs).changed == []
    partly = Costs((job_cost("a", "a", None, Cost(None, known_usd=2.0)), job_cost("b", "b", None, Cost(3.0))))
    assert (partly.now.max_usd, partly.now.known_usd) == (None, 5.0)
    assert (partly.now.amount(), partly.now.over(4.0), partly.now.keeps(4.0), partly.now.keeps(6.0)) == (
        "at least $5.00", "at least $1.00", False, None,
    )  # fmt: skip
