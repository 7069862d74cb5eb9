"""Running `policylint` as a user does, in a folder of files."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def policylint(*arguments: str, cwd: Path, stdin: str | bytes = "", **environment: str) -> Outcome:
    """The real program in a process of its own."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    kept = {key: value for key, value in os.environ.items() if not key.startswith("POLICYLINT_")}
    done = subprocess.run(
        [sys.executable, "-m", "policylint", *arguments],
        cwd=cwd,
        input=given,
        capture_output=True,
        env={**kept, "PYTHONUTF8": "1", **environment},
        check=False,
        timeout=120,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in out + err, out + err
    return Outcome(done.returncode, out, err)
