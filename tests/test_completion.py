"""Completion in real shells: each asks policylint itself, as its start-up script has it do."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
ENVIRONMENT = {"PATH": f"{BIN}:/usr/bin:/bin", "HOME": "/nonexistent", "TERM": "dumb"}

BASH = """
eval "$(policylint completion bash)"
COMP_LINE="$1" COMP_POINT=${#1} COMP_TYPE=9 COMP_WORDS=($1)
[ "${1: -1}" != " " ] || COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_python_argcomplete policylint "${COMP_WORDS[COMP_CWORD]}" ""
printf "%s\\n" "${COMPREPLY[@]}"
"""
FISH = "policylint completion fish | source; complete -C $argv[1]"


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"needs {shell}")


def bash(line: str) -> list[str]:
    done = subprocess.run(["bash", "-c", BASH, "-", line], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return [word.strip() for word in done.stdout.splitlines()]


def fish(line: str) -> list[str]:
    with_home = ENVIRONMENT | {"HOME": "/tmp", "XDG_CONFIG_HOME": "/nonexistent"}
    done = subprocess.run(["fish", "-c", FISH, line], env=with_home, capture_output=True, text=True, check=True)
    return [word.partition("\t")[0] for word in done.stdout.splitlines()]


@pytest.mark.parametrize("complete", [pytest.param(bash, marks=needs("bash")), pytest.param(fish, marks=needs("fish"))])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("policylint che", ["check"]),
        ("policylint co", ["comment", "completion", "config", "cost"]),
        ("policylint cost --fail", ["--fail-over", "--fail-over-increase"]),
        ("policylint check --output-format s", ["sarif"]),
        ("policylint pricing st", ["status"]),
        ("policylint ledger show --proj", ["--project"]),
    ],
)
def test_words_are_completed(complete: type, line: str, words: list[str]) -> None:
    assert sorted(complete(line)) == words


@needs("zsh")
def test_zsh_completes_at_its_prompt(tmp_path: Path) -> None:
    script = 'autoload -U compinit; compinit -u -D; eval "$(policylint completion zsh)"; PS1="ready> "'
    (tmp_path / ".zshrc").write_text(script + "\n")
    child, terminal = pty.fork()
    if child == 0:
        os.execve("/usr/bin/zsh", ["zsh", "-i"], ENVIRONMENT | {"ZDOTDIR": str(tmp_path)})
    try:
        seen = _until(terminal, "ready> ")
        os.write(terminal, b"policylint chec\t")
        seen = _until(terminal, "check")
        assert "policylint check" in seen
    finally:
        os.close(terminal)
        os.waitpid(child, 0)


def _until(terminal: int, words: str) -> str:
    """What a terminal has shown when the words are there; all of it where they don't come within a minute."""
    shown, end = "", time.monotonic() + 60
    while words not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            shown += os.read(terminal, 4096).decode(errors="replace")
    return shown
