"""Progress: on a terminal, for work that takes long enough to be looked at, and nowhere else."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.requests import minimal_job

# The program, to which all work is long, or none.
SCRIPT = """
import sys
from policylint.cli import main
from policylint.commands import progress
progress._DELAY = float(sys.argv[1])
sys.exit(main(sys.argv[2:]))
"""
AT_ONCE, NEVER = "0", "inf"


def standard_error(folder: Path, delay: str, *arguments: str) -> str:
    """What a terminal on standard error is sent while three requests are judged."""
    names = (f"job-{number}" for number in range(3))
    (folder / "jobs.jsonl").write_text("".join(json.dumps(minimal_job({"TrainingJobName": n})) + "\n" for n in names))
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-c", SCRIPT, delay, "check", "--isolated", "jobs.jsonl", *arguments]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=writer)
    os.close(writer)
    received = b""
    while True:
        try:
            part = os.read(reader, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        received += part
    os.close(reader)
    assert process.wait() == 0
    return received.decode()


def test_long_work_shows_a_count_which_is_gone_in_the_end(tmp_path: Path) -> None:
    shown = standard_error(tmp_path, AT_ONCE)
    assert re.match(r"\r\x1b\[K1 requests", shown)
    assert shown.endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("delay", "arguments"),
    [pytest.param(NEVER, [], id="short work"), pytest.param(AT_ONCE, ["--quiet"], id="quiet work")],
)
def test_other_work_shows_none(delay: str, arguments: list[str], tmp_path: Path) -> None:
    assert standard_error(tmp_path, delay, *arguments) == ""
