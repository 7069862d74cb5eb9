"""The recipes of docs/ci.md, and the project's own workflows, are what the services accept, and safe."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
RECIPES = dict(re.findall(r"(?ms)^```yaml\n# (\S+)\n(.*?)^```", PAGE))
SCHEMAS = {
    ".github/workflows/": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
    "azure-pipelines.yml": "vendor.azure-pipelines",
    "bitbucket-pipelines.yml": "vendor.bitbucket-pipelines",
}


def run(*command: str | Path, cwd: Path) -> None:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def recipes(tmp_path: Path) -> Path:
    for name, text in RECIPES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def test_each_is_valid(recipes: Path) -> None:
    left = set(RECIPES)
    for prefix, schema in SCHEMAS.items():
        names = [name for name in RECIPES if name.startswith(prefix)]
        run(BIN / "check-jsonschema", "--regex-variant=nonunicode", "--builtin-schema", schema, *names, cwd=recipes)
        left -= set(names)
    run(sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml", cwd=recipes)
    assert left == {".pre-commit-config.yaml"}


def test_the_workflows_are_sound_and_safe(recipes: Path) -> None:
    workflows = [name for name in RECIPES if name.startswith(".github/workflows/")]
    run(BIN / "actionlint", *workflows, cwd=recipes)
    run(BIN / "zizmor", "--offline", "--quiet", "--persona=auditor", *workflows, cwd=recipes)
    run(
        *(BIN / "check-jsonschema", "--builtin-schema", "custom.github-workflows-require-timeout", *workflows),
        cwd=recipes,
    )


def test_actions_are_pinned_as_in_the_projects_own_workflows() -> None:
    own = "".join(
        file.read_text("utf-8") for file in [ROOT / "action.yml", *(ROOT / ".github" / "workflows").iterdir()]
    )
    pins: dict[str, set[str]] = {}
    for text in (own, *RECIPES.values()):
        for action, pin in re.findall(r"uses: (actions/[\w-]+)@([0-9a-f]{40} # v[\d.]+)", text):
            pins.setdefault(action, set()).add(pin)
    assert all(len(found) == 1 for found in pins.values())
    assert re.findall(r"uses: actions/[\w-]+@(?![0-9a-f]{40} # v\d)", "".join([own, *RECIPES.values()])) == []


OPTIONS = r"(?<![\w-])--(?:output|comment|base|pull-request|head|new-only|changed-since|staged|as-found)\b"


def test_the_options_shown_are_there() -> None:
    helps = [
        subprocess.run([sys.executable, "-m", "policylint", name, "--help"], capture_output=True, text=True, check=True)
        for name in ("check", "review", "comment")
    ]
    options = set(re.findall(OPTIONS, PAGE))
    assert {option for option in options if any(option in shown.stdout for shown in helps)} == options
    assert len(options) == 9
