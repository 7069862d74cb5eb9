"""The pages tell the truth: commands shown are run, links lead somewhere, code shown is run."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from policylint.cli import _parser
from policylint.commands.options import UsageError

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


CONSOLE = [(page, block) for page in PAGES for block in blocks(page, "console")]


@pytest.mark.golden
@pytest.mark.parametrize(("page", "block"), CONSOLE, ids=[f"{page.name}-{n}" for n, (page, _) in enumerate(CONSOLE)])
def test_commands_shown_print_what_is_shown(page: Path, block: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "examples" / "jobs", tmp_path / "jobs")
    folder = tmp_path
    printed = []
    for shown in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = shown.partition("\n")
        printed.append(f"$ {command}\n")
        if command.startswith("cd "):
            folder /= command.removeprefix("cd ")
            continue
        runnable = re.sub(r"^policylint\b", f"{sys.executable} -m policylint", command)
        done = subprocess.run(runnable, shell=True, cwd=folder, capture_output=True, text=True, check=False)
        if output:
            printed.append(done.stdout + done.stderr)
        else:
            assert done.stderr == ""
            assert done.returncode in (0, 1)
    now = "".join(printed)
    if os.environ.get("UPDATE_GOLDEN") and now != block:
        page.write_text(page.read_text("utf-8").replace(block, now), "utf-8", newline="\n")
        return
    assert now == block, f"{page.name} shows what is no longer printed: run scripts/generate and read the difference"


def mentioned(page: Path) -> Iterator[str]:
    """The commands of policylint in a page's shell blocks and within its sentences."""
    text = page.read_text(encoding="utf-8")
    for block in blocks(page, "sh"):
        yield from (line for line in block.splitlines() if line.startswith("policylint "))
    yield from re.findall(r"`(policylint [^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))


MENTIONED = sorted({(page.name, command) for page in PAGES for command in mentioned(page)})


@pytest.mark.parametrize(("page", "command"), MENTIONED)
def test_commands_and_options_mentioned_exist(page: str, command: str) -> None:
    words = shlex.split(command.replace("\\|", "|"), comments=True)[1:]
    end = next((at for at, word in enumerate(words) if word in ("|", ">", ">>", "&&")), len(words))
    # A command may be named without what it needs, or with a placeholder.
    unfinished = "arguments are required|expected one argument|invalid int value: 'ENTRY'"
    assert re.search(unfinished, _refusal(words[:end])) or not _refusal(words[:end]), page


def _refusal(words: list[str]) -> str:
    """Why the command line is refused, or the empty string."""
    try:
        _parser(words).parse_args(words)
    except UsageError as error:
        return str(error)
    return ""


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            file, _, anchor = target.partition("#")
            linked = (page.parent / file).resolve() if file else page
            if "://" not in target:
                assert linked.exists(), f"{page.name}: {target}"
                assert not anchor or anchor in anchors(linked), f"{page.name}: {target}"


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_python_shown_runs() -> None:
    for block in blocks(ROOT / "docs" / "python.md", "python"):
        subprocess.run([sys.executable, "-c", block], cwd=ROOT, capture_output=True, check=True)
