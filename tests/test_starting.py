"""`scripts/new`: what it starts works at once, and is held to be unfinished until its examples are changed."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import starting
from scripts.samples import EXAMPLES
from tests.effort import deep

ROOT = Path(__file__).parent.parent
WRITTEN_TO = ("policylint", "policies", "docs/reports.md")
ASKED = (
    ("rule", "short-of-time", "stopping"),
    ("rule", "tuned-short-of-time", "tuning_strategy"),
    ("detector", "acme-token", "business"),
    ("format", "one-line"),
    ("function", "exclaim", "texts"),
    ("policy", "forbid-odd-seconds", "baseline/runtime"),
)


def left(root: Path) -> Iterator[str]:
    """Each example that stands where scripts/new wrote it, and what belongs in its place."""
    for part in WRITTEN_TO:
        files = [root / part] if (root / part).is_file() else sorted((root / part).rglob("*"))
        for file in files:
            if file.suffix in {".py", ".yaml", ".md"}:
                for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                    for words, wanted in EXAMPLES.items():
                        if words in line:
                            yield f"{file.relative_to(root)}:{number} is an example of scripts/new: write {wanted}"


def test_no_example_is_left() -> None:
    assert list(left(ROOT)) == []


@pytest.mark.skipif(not deep(), reason="starts one of each in a copy of everything, which takes a minute: deep run")
def test_what_is_started_works_and_is_not_taken_for_finished(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(
        ROOT, copy, ignore=shutil.ignore_patterns(".*_cache", ".venv*", ".git", ".hypothesis", "__pycache__")
    )
    tests = {"tests/test_starting.py::test_no_example_is_left", "tests/test_generation.py"}
    for asked in ASKED:
        done = in_copy(copy, "-m", "scripts.starting", *asked)
        assert done.returncode == 0, done.stdout + done.stderr
        tests.update(re.findall(r"tests/\S+(?= )", done.stdout.split("scripts/test")[1]))
    generated = in_copy(copy, "-m", "scripts.generation")
    assert generated.returncode == 0, generated.stdout + generated.stderr
    ran = in_copy(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *sorted(tests))
    assert re.findall(r"^FAILED (\S+)", ran.stdout, re.MULTILINE) == ["tests/test_starting.py::test_no_example_is_left"]
    written = list(left(copy))
    assert all(any(line.endswith(f"write {wanted}") for line in written) for wanted in EXAMPLES.values())


def in_copy(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param(
            ("rule", "a-rule", "stoping"),
            "has no 'stoping' to add one to: did you mean 'stopping'?",
            id="no such module",
        ),
        pytest.param(
            ("rule", "runtime-over-28-days", "stopping"), "there is a 'runtime-over-28-days' already", id="known"
        ),
        pytest.param(("detector", "Acme", "business"), "'Acme' is not a name", id="not a name"),
        pytest.param(("format", "sarif"), "there is a 'sarif' already", id="a known format"),
        pytest.param(("policy", "a-policy", "basline/runtime"), "no pack is called 'basline'", id="no such pack"),
        pytest.param(("function", "lower", "texts"), "there is a 'lower' already", id="a known function"),
    ],
)
def test_what_cannot_be_started_is_refused(
    asked: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["scripts/new", *asked])
    assert starting.main() == 2
    assert said in capsys.readouterr().err
