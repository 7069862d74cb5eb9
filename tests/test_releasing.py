"""What cannot be filled in before a release is in the list of docs/releasing.md; the package is whole by itself."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from policylint import __version__

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "releasing.md").read_text("utf-8")
TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
FILES = [ROOT / name for name in TRACKED.split("\0") if name and not name.startswith("tests/")]
PLACEHOLDERS = {
    "`policylint/policylint`": r"(?<!packages/)(?<!/opt/)policylint/policylint\b(?!/bin|-)",
    "forty zeros": r"(?<!\d)0{40}(?!\d)",
    "`not on a package index yet`": r"(?i)not\s+on\s+a\s+package\s+index\s+yet|no\s+release\s+yet|is\s+released\s+yet",
}


@pytest.mark.skipif(not FILES, reason="needs the repository, not a package made from it")
@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_what_cannot_be_filled_in_yet_is_listed(placeholder: str) -> None:
    found = set()
    for file in FILES:
        if file.is_file() and file.suffix != ".png" and re.search(PLACEHOLDERS[placeholder], file.read_text("utf-8")):
            found.add(file.relative_to(ROOT).as_posix())
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {placeholder}")]
    listed = set(re.findall(r"`([^`]+)`", row.rsplit("|", 2)[1]))
    assert listed == found - {"docs/releasing.md"}


def test_the_version_stands_in_one_place() -> None:
    stating = [
        file.relative_to(ROOT).as_posix()
        for file in ROOT.glob("*.*")
        if file.suffix in {".toml", ".yml", ".yaml"}
        and re.search(rf'version\W+"?{re.escape(__version__)}\b', file.read_text("utf-8"))
    ]
    assert stating == []
    assert "version" in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dynamic"]


def test_every_link_of_the_package_leads_to_a_file_as_of_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hatch_fancy_pypi_readme"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", done.stdout, flags=re.DOTALL | re.MULTILINE)
    links = re.findall(r"(!?)\[[^\]]*\]\(([^)\s]+)\)", text)
    assert len(links) > 30
    for image, link in links:
        if "policylint/policylint/" not in link:
            assert link.startswith("https://"), link
            continue
        base = "https://raw.githubusercontent.com" if image else "https://github.com"
        path = re.fullmatch(rf"{base}/policylint/policylint/(?:blob/)?v[\d.]+/([^#]+)(#.*)?", link)
        assert path, link
        assert (ROOT / path[1]).exists(), link


def test_the_changelog_has_the_headings_that_readers_know() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE)[0] == "Unreleased"
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= {
        *("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"),
    }


FROM = re.compile(r"^FROM (\S+?)(?:@(sha256:[0-9a-f]{64}))?(?: AS \w+)?$", re.MULTILINE)


def test_the_image_is_pinned_and_runs_without_rights() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert len({(image, digest) for image, digest in FROM.findall(text)}) == 1
    assert all(digest for _, digest in FROM.findall(text))
    last = text[text.rindex("FROM ") :]
    assert re.findall(r"^USER (\d+)$", last, re.MULTILINE) == ["10001"]
    copied = [part for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE) for part in line.split()]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {f"!{part}" for part in copied} == {line for line in ignored if line.startswith("!")}
    assert all((ROOT / part).exists() for part in copied)


def test_the_package_of_source_holds_what_the_repository_does() -> None:
    included = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["sdist"]
    top = {file.relative_to(ROOT).parts[0] for file in FILES}
    always = {".gitignore", "pyproject.toml"}
    covered = {name for name in top for pattern in included["include"] if Path(name).match(pattern)}
    assert top - covered - always == set()


@pytest.mark.parametrize(
    "form", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml")), ids=lambda form: form.stem
)
def test_each_form_asks_for_the_version_and_warns_of_credentials(form: Path) -> None:
    asked = yaml.safe_load(form.read_text("utf-8"))["body"]
    assert any("--version" in field["attributes"]["label"] for field in asked)
    assert "credential" in form.read_text("utf-8") or form.stem == "wrong-price"
