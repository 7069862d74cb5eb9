"""The pictures of the README, drawn from what policylint prints: `docs/pictures/*.svg`.

Terminals are drawn by rich from the ANSI text that a command prints. The comment is the Markdown of
examples/pull-request, set in the colors of GitHub's light and dark themes. Nothing in a picture comes from the machine
that draws it, so the same text gives the same file.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from markdown_it import MarkdownIt
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
COMMENT = ROOT / "examples" / "pull-request" / "comment.md"
JOBS = ROOT / "examples" / "jobs"
TERMINALS: dict[str, Sequence[str]] = {
    "check": ["policylint check jobs/churn.json"],
    "fix": [
        "policylint check --diff --unsafe-fixes jobs/churn.json",
        "policylint check --fix --unsafe-fixes jobs/churn.json",
    ],
}
COLUMNS = 108
COMMENT_WIDTH, COMMENT_HEIGHT = 920, 960

_TERMINAL = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
 font-size: {char_height}px; line-height: {line_height}px }}
.{unique_id}-title {{ font: bold 18px sans-serif }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
_COMMENT = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.page {{ --text: #1f2328; --muted: #59636e; --line: #d1d9e0; --page: #ffffff; --shade: #f6f8fa; --link: #0969da }}
@media (prefers-color-scheme: dark) {{
 .page {{ --text: #f0f6fc; --muted: #9198a1; --line: #3d444d; --page: #0d1117; --shade: #151b23; --link: #4493f8 }}
}}
.page {{ box-sizing: border-box; height: 100%; overflow: hidden; border: 1px solid var(--line); border-radius: 6px;
 background: var(--page); color: var(--text); padding: 0 18px; font: 14px/1.5 system-ui, sans-serif }}
.page table {{ border-collapse: collapse; margin: 0 0 14px }}
.page th, .page td {{ border: 1px solid var(--line); padding: 5px 12px; vertical-align: top }}
.page tr:nth-child(even) td {{ background: var(--shade) }}
.page code {{ background: var(--shade); border-radius: 4px; padding: 1px 5px; font: 85% ui-monospace, monospace }}
.page a {{ color: var(--link) }}
.page h3 {{ font-size: 18px; margin: 16px 0 10px }}
.page p, .page details {{ margin: 0 0 14px }}
</style>
<foreignObject width="{width}" height="{height}">
<div xmlns="http://www.w3.org/1999/xhtml" class="page">
{html}</div>
</foreignObject>
</svg>
"""


def pictures() -> Iterator[tuple[Path, str]]:
    """Each picture and its text."""
    for name, commands in TERMINALS.items():
        yield PICTURES / f"{name}.svg", terminal(name, commands)
    yield PICTURES / "comment.svg", comment(COMMENT.read_text("utf-8"))


def terminal(name: str, commands: Sequence[str]) -> str:
    """A terminal in which commands were run one after the other, in a folder with the example jobs."""
    console = Console(width=COLUMNS, record=True, file=StringIO(), color_system="standard", legacy_windows=False)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(JOBS, Path(folder) / "jobs")
        for command in commands:
            console.print(Text(f"$ {command}", style="bold"))
            console.print(Text.from_ansi(_printed(command, Path(folder))))
            console.print()
    return _trimmed(console.export_svg(title="policylint", code_format=_TERMINAL, unique_id=f"policylint-{name}"))


def _printed(command: str, folder: Path) -> str:
    """What a command prints to a terminal with colors, whatever settings this process has."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("POLICYLINT_")}
    arguments = [sys.executable, "-m", "policylint", *command.split()[1:], "--color", "always"]
    done = subprocess.run(
        arguments, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command}: {done.stdout}")
    return done.stdout.rstrip("\n")


def comment(markdown: str) -> str:
    """A comment on a pull request as a page, its folded parts closed."""
    html = MarkdownIt("commonmark", {"html": True, "xhtmlOut": True}).enable("table").render(markdown)
    html = re.sub(r"<br>", "<br/>", html)
    return _trimmed(_COMMENT.format(width=COMMENT_WIDTH, height=COMMENT_HEIGHT, html=html))


def _trimmed(text: str) -> str:
    """A text without blanks at the ends of its lines."""
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
