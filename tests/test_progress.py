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

from tests.requests import minimal_job


def standard_error(folder: Path, requests: int, *arguments: str) -> str:
    """What a terminal on standard error is sent while that many requests are judged."""
    text = json.dumps(minimal_job()) + "\n"
    name = minimal_job()["TrainingJobName"]
    (folder / "jobs.jsonl").write_text("".join(text.replace(name, f"{name}-{n}") for n in range(requests)))
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "policylint", "check", "--isolated", "jobs.jsonl", *arguments]
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
    shown = standard_error(tmp_path, 60_000)
    assert re.search(r"\r\x1b\[K\d[\d,]* requests", shown)
    assert shown.endswith("\r\x1b[K")


def test_quiet_work_shows_none(tmp_path: Path) -> None:
    assert standard_error(tmp_path, 60_000, "--quiet") == ""
