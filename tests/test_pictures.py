"""The README's pictures: drawn from what is printed, alike on every machine, and whole."""

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import sync_playwright

from scripts import pictures

CHROMIUM = shutil.which("chromium")


def test_each_is_well_formed_small_and_asks_for_nothing_from_elsewhere() -> None:
    drawn = dict(pictures.pictures())
    assert {path.stem for path in drawn} == {"check", "fix", "comment"}
    for text in drawn.values():
        ElementTree.fromstring(text)
        assert len(text) < 40_000
        assert "url(http" not in text
        assert "@import" not in text
        assert "<script" not in text


def test_a_terminal_is_drawn_alike_whatever_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    drawn = pictures.terminal("fix", pictures.TERMINALS["fix"])
    monkeypatch.setenv("POLICYLINT_POLICIES", "cost")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.chdir(tmp_path)
    assert pictures.terminal("fix", pictures.TERMINALS["fix"]) == drawn


def test_a_command_that_fails_draws_nothing() -> None:
    with pytest.raises(RuntimeError, match="--no-such-option"):
        pictures.terminal("check", ["policylint check --no-such-option jobs"])


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_comment_fits_its_picture(scheme: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
        page.goto((pictures.PICTURES / "comment.svg").as_uri())
        body = page.locator(".page")
        assert body.evaluate("element => element.scrollHeight <= element.clientHeight")
        shown = body.evaluate("element => getComputedStyle(element).backgroundColor")
        assert shown == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[scheme]
        browser.close()
