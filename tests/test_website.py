"""The site of the documentation: built without a warning, every page in its navigation, searched in a real browser."""

import functools
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect, sync_playwright

from scripts import website
from tests.effort import deep

CHROMIUM = shutil.which("chromium")


def listed(nav: "str | website.Nav") -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
        return
    for entry in nav:
        for value in entry.values():
            yield from listed(value)


def test_every_page_is_in_the_navigation_once() -> None:
    pages = {page.relative_to(website.DOCS).as_posix() for page in website.DOCS.rglob("*.md")}
    found = list(listed(website.navigation()))
    assert len(found) == len(set(found))
    assert set(found) == pages - {"algorithms.in.md", "configuration.in.md", "python-sources.in.md"}


def test_links_that_lead_out_of_the_documentation_go_to_the_repository() -> None:
    page = website.DOCS / "guard.md"
    text = "[a](../benchmarks/README.md#b) [c](cost.md) `[d](../e)` [f](https://g)\n"
    assert website.with_repository_links(page, text) == text.replace("../benchmarks", f"{website.REPOSITORY}benchmarks")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    assert website.build(folder) == 0
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.skipif(not deep(), reason="builds the site, which takes ten seconds: deep run")
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_search_finds_a_rule_by_its_id(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{address}/index.html")
        page.get_by_role("button", name="Search").first.click()
        page.get_by_placeholder("Search").fill("SM2403")
        page.locator("a[href*='/rules/SM2403.html']").first.click()
        expect(page).to_have_url(re.compile(r"/rules/SM2403\.html"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("spot-wait-shorter-than-run")
        browser.close()
