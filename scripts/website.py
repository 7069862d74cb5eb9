"""The site of the documentation, built by Zensical from `docs/` and `zensical.toml`: `scripts/site`.

What it adds to these: the navigation, with the rules by area and the policies by pack; links that lead out of `docs/`
go to the repository.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from policylint.catalogue import load
from policylint.policies.locating import shipped
from scripts.pages import CATEGORIES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
REPOSITORY = "https://github.com/policylint/policylint/blob/main/"
_CHECKING = (
    "sources",
    "python-sources",
    "terraform-sources",
    "algorithms",
    "fixing",
    "configuration",
    "monorepo",
    "secrets",
    "detectors",
    "sources-unread",
)
NOT_PAGES = ("*.in.md",)
Nav = Sequence[Mapping[str, "str | Nav"]]
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:)([^)#\s]+)")
_CODE = re.compile(r"(^```.*?^```|`[^`\n]*`)", re.DOTALL | re.MULTILINE)


def navigation() -> Nav:
    """The pages by what a reader wants to do, each under its title."""
    return [
        {"policylint": "README.md"},
        {"Installing": "installing.md"},
        {"Checking": [_page(name) for name in _CHECKING]},
        {"Rules": [{"All rules": "rules/README.md"}, *_rules()]},
        {"Policies": [_page("policies"), _page("policies-tutorial"), *_policies(), _page("migrating")]},
        {"Costs": [_page("cost"), _page("sweeps")]},
        {"What was already run": [_page("audit")]},
        {"Where it runs": [_page(name) for name in ("ci", "guard", "python", "editors", "reports")]},
        {"The project": [_page(name) for name in ("coverage", "security", "architecture", "releasing")]},
    ]


def _page(name: str) -> Mapping[str, str]:
    return {_title(DOCS / f"{name}.md"): f"{name}.md"}


def _title(page: Path) -> str:
    found = re.search(r"^# (.+)$", page.read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError(f"{page} has no title")
    return found[1]


def _rules() -> Nav:
    by_area = {
        heading: [rule for rule in load().rules.values() if rule.id.startswith(area)]
        for area, heading in CATEGORIES.items()
    }
    return [
        {heading: [{f"{rule.id} {rule.name}": f"rules/{rule.id}.md"} for rule in rules]}
        for heading, rules in by_area.items()
        if rules
    ]


def _policies() -> Nav:
    pages = {pack: sorted((DOCS / "policies" / pack).iterdir()) for pack in shipped()}
    packs = [{pack: [{page.stem: f"policies/{pack}/{page.name}"} for page in own]} for pack, own in pages.items()]
    return [_page("policies/README"), *packs, _page("policies/controls"), _page("policies/reference")]


def written(value: "str | Nav | Mapping[str, str | Nav]") -> str:
    """A navigation as TOML, whose strings and arrays are JSON's."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{written(key)} = {written(entry)}" for key, entry in value.items()) + " }"
    return "[" + ", ".join(map(written, value)) + "]"


def with_repository_links(page: Path, text: str) -> str:
    """A page's text, in which links that lead out of the documentation go to the repository."""

    def link(match: re.Match[str]) -> str:
        target = (page.parent / match[1]).resolve()
        return match[1] if target.is_relative_to(DOCS) else REPOSITORY + target.relative_to(ROOT).as_posix()

    parts = _CODE.split(text)
    parts[::2] = [_LINK.sub(link, part) for part in parts[::2]]
    return "".join(parts)


def build(site: Path) -> int:
    """Build the site into a folder; Zensical's exit code, which is not 0 if there was any warning."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder).resolve()
        shutil.copytree(DOCS, project / "docs", ignore=shutil.ignore_patterns(*NOT_PAGES))
        for page in (project / "docs").rglob("*.md"):
            source = DOCS / page.relative_to(project / "docs")
            page.write_text(with_repository_links(source, source.read_text("utf-8")), "utf-8")
        settings = (ROOT / "zensical.toml").read_text("utf-8")
        settings = settings.replace("[project]\n", f"[project]\nnav = {written(navigation())}\n", 1)
        (project / "zensical.toml").write_text(settings, "utf-8")
        done = subprocess.run([sys.executable, "-m", "zensical", "build", "--strict"], cwd=project, check=False)
        if done.returncode == 0:
            shutil.copytree(project / "site", site, dirs_exist_ok=True)
        return done.returncode


def main() -> int:
    """Build the site; 1 if there was a warning."""
    parser = argparse.ArgumentParser(prog="scripts/site", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "site", help="where to (default: site)")
    return build(parser.parse_args().folder)


if __name__ == "__main__":
    sys.exit(main())
