"""The HTML report in a real browser: nothing runs but its own script, everybody can use it, and it filters."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import axe_core_python
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from policylint.cost.prices import Prices
from policylint.cost.sweep.outcome import Sweep
from policylint.cost.sweep.plan import checked_plan
from policylint.engine import Engine
from policylint.job import Facts
from policylint.reports import Context, render
from policylint.reports.html.cost import html as cost_html
from policylint.reports.html.sweep import html
from tests.reports.sample import CHURN, COSTS, NOTHING, PASSED, REPORT, line
from tests.requests import minimal_job

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SCREENSHOTS = os.environ.get("SCREENSHOTS")
"""A folder for pictures of all pages, for who wants to look at them."""
BLANK = "about:blank"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")


def sweep_page() -> str:
    """The page of a sweep whose values want to break out of it, with every kind of chart and a finding."""
    axes = {
        "<b>machine</b>": {
            "path": "ResourceConfig.InstanceType",
            "list": ["ml.m5.xlarge", "<script>alert(1)</script>"],
        },
        "count": {"path": "ResourceConfig.InstanceCount", "list": [1, 2, 4]},
    }
    plan = checked_plan({"request": minimal_job(), "region": "eu-west-1", "axes": axes}, "page.yaml")
    made = Sweep("page", plan, minimal_job(), Prices("2026-11-24"), Facts(), Path())
    return html(made.outcome(engine=Engine().judge, front=("count", True), budget=1.0))


PAGES = {
    "rich": render("html", REPORT, Context(line=line, costs=COSTS)),
    "one-file": render("html", replace(REPORT, findings=tuple(f for f in REPORT.findings if f.file == CHURN))),
    "passed": render("html", PASSED),
    "nothing": render("html", NOTHING),
    "sweep": sweep_page(),
    "cost": cost_html(replace(COSTS, limit=30.0, by=("owner", "file")), explain=True),
}
SIZES = {"wide": ViewportSize(width=1280, height=900), "narrow": ViewportSize(width=380, height=800)}

pytestmark = pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="needs Chromium")
Opening = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def complaints() -> list[str]:
    """What a page said on the console, asked for, or popped up."""
    return []


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> dict[bool, Page]:
    """A tab that runs scripts and one that does not; a new one for each test would take half a second."""
    return {script: browser.new_context(java_script_enabled=script).new_page() for script in (True, False)}


@pytest.fixture
def opened(tabs: dict[bool, Page], tmp_path: Path, complaints: list[str]) -> Iterator[Opening]:
    """Opens a page, of which at the end there may be no complaint."""
    asked_for: set[str] = set()
    listeners: dict[Any, Callable[..., None]] = {
        "console": lambda message: complaints.append(f"console: {message.text}"),
        "pageerror": lambda error: complaints.append(f"error: {error}"),
        "dialog": lambda dialog: complaints.append(f"dialog: {dialog.message}"),
        "request": lambda request: complaints.append(request.url) if request.url not in {*asked_for, BLANK} else None,
    }

    def opening(name: str, *, size: str = "wide", scheme: str = "light", script: bool = True) -> Page:
        file = tmp_path / f"{name}.html"
        file.write_text(PAGES[name], encoding="utf-8")
        asked_for.add(file.as_uri())
        page = tabs[script]
        page.set_viewport_size(SIZES[size])
        page.emulate_media(media="null", color_scheme="dark" if scheme == "dark" else "light")
        page.goto(file.as_uri())
        return page

    for page in tabs.values():
        for event, listener in listeners.items():
            page.on(event, listener)
    yield opening
    for page in tabs.values():
        page.goto(BLANK)
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    assert complaints == []


def articles(page: Page) -> list[str]:
    """The messages of the findings that can be seen."""
    return [heading.inner_text() for heading in page.locator("article h4").all() if heading.is_visible()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it(opened: Opening, name: str, size: str, scheme: str) -> None:
    page = opened(name, size=size, scheme=scheme)
    if SCREENSHOTS:
        page.screenshot(path=f"{SCREENSHOTS}/{name}-{size}-{scheme}.png", full_page=True)
    for summary in page.locator("summary").all():
        if summary.evaluate("summary => !summary.parentElement.open"):
            summary.click()
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations', 'incomplete']})")
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    assert "color-contrast" not in {fault["id"] for fault in found["incomplete"]}
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]


def test_without_a_script_everything_is_there_and_nothing_is_offered_that_needs_one(opened: Opening) -> None:
    page = opened("rich", script=False)
    assert page.locator("article:visible").count() == len(REPORT.findings)
    assert page.locator("form:visible").count() == 0
    assert page.locator("nav a:visible").count() == len({finding.file for finding in REPORT.findings})


def test_the_marked_text_is_what_the_finding_is_about(opened: Opening) -> None:
    marks = opened("rich").locator("article").nth(2).locator("mark").all_inner_texts()
    assert marks == ['"ml.p99.huge"']


def test_what_is_not_its_own_is_kept_out(opened: Opening, complaints: list[str]) -> None:
    page = opened("rich")
    page.evaluate(
        "addEventListener('securitypolicyviolation', event => document.title += ' ' + event.effectiveDirective);"
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">');"
    )
    page.wait_for_function("document.title.includes('img-src')")
    assert page.title().startswith("8 errors")
    assert sum("violates the following Content Security Policy" in complaint for complaint in complaints) == 2
    complaints.clear()


@pytest.mark.parametrize(
    ("id", "choice", "count"),
    [
        pytest.param("by-rule", "SM1001", 4, id="rule"),
        pytest.param("by-file", CHURN, 3, id="file"),
        pytest.param("by-owner", "ml-platform", 3, id="owner"),
        pytest.param("by-owner", '"><img src=x onerror=alert(2)>', 1, id="hostile owner"),
    ],
)
def test_a_list_narrows_to_its_choice(opened: Opening, id: str, choice: str, count: int) -> None:
    page = opened("rich")
    page.locator(f"#{id}").select_option(choice)
    expect(page.locator("#shown")).to_have_text(f"{count} of 10 shown")
    assert len(articles(page)) == count
    shown = {section.get_attribute("id") for section in page.locator(".file:visible").all()}
    listed = {entry.get_attribute("data-group") for entry in page.locator(".files li:visible").all()}
    assert shown == listed


def test_findings_of_one_file_narrow_down_without_a_list_of_files(opened: Opening) -> None:
    page = opened("one-file")
    page.locator("#words").fill("nothing that any of them says")
    expect(page.locator("#shown")).to_have_text("0 of 3 shown")
    expect(page.locator(".file")).to_be_hidden()


def test_the_keyboard_is_enough(opened: Opening) -> None:
    page = opened("rich")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#findings")).to_be_focused()

    page.keyboard.press("/")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("bidirectional OVERRIDE/")
    expect(page.locator("#shown")).to_have_text("0 of 10 shown")
    page.keyboard.press("Backspace")
    expect(page.locator("#shown")).to_have_text("1 of 10 shown")
    assert articles(page) == ["the value holds a bidirectional override"]
    page.keyboard.press("Escape")
    expect(page.locator("#shown")).to_have_text("10 shown")

    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # no errors
    expect(page.locator("#shown")).to_have_text("2 of 10 shown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # nor warnings
    expect(page.locator("#shown")).to_have_text("1 of 10 shown")
    assert articles(page) == ["spot without a wait"]

    page.get_by_role("button", name="Show everything").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#shown")).to_have_text("10 shown")
    assert page.locator("input[type=checkbox]:checked").count() == 3


def test_on_a_narrow_screen_the_findings_come_before_the_controls(opened: Opening) -> None:
    page = opened("rich", size="narrow")
    expect(page.locator("#words")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#words")).to_be_focused()


def test_a_table_sorts_by_key_and_is_whole_without_a_script(opened: Opening) -> None:
    def column(page: Page, number: int) -> list[str]:
        return page.locator(f"table.sortable tbody td:nth-child({number})").all_inner_texts()

    plain = opened("cost", script=False)
    assert plain.locator("th button").count() == 0
    names = column(plain, 1)
    page = opened("cost")
    assert column(page, 1) == names
    head = page.locator("table.sortable th", has_text="at most")
    head.locator("button").focus()
    for order, sign in (("descending", -1), ("ascending", 1)):
        page.keyboard.press("Enter")
        expect(head).to_have_attribute("aria-sort", order)
        cells = page.locator("table.sortable tbody td.n:nth-child(5)").all()
        values = [float(cell.get_attribute("data-value") or "") for cell in cells]
        assert values == sorted(values, key=lambda value: sign * value)
        assert len(values) > 2
    page.locator("table.sortable th button").first.click()
    assert column(page, 1) == sorted(names, key=str.lower)
