"""Running `policylint` as a user does, in a folder of files."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

SECONDS = 900  # after which a run is taken to hang, on however busy a machine


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def policylint(*arguments: str, cwd: Path, stdin: str | bytes = "", **environment: str) -> Outcome:
    """One run of the program, in a fork of a process that has imported it; where there is no fork, in a new process."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    kept = {key: value for key, value in os.environ.items() if not key.startswith("POLICYLINT_")}
    environ = {**kept, "PYTHONUTF8": "1", **environment}
    # What the interpreter itself reads when it starts, a fork would not see.
    forks = hasattr(os, "fork") and not any(name.startswith("PYTHON") for name in environment)
    run = in_a_fork if forks else in_a_new_process
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        source.write(given)
        source.seek(0)
        code = run(arguments, cwd, environ, (source, out, err))
        shown = [_text(file) for file in (out, err)]
    assert "Traceback" not in "".join(shown), "".join(shown)
    return Outcome(code, *shown)


Streams = tuple[IO[bytes], IO[bytes], IO[bytes]]


def in_a_new_process(arguments: Sequence[str], cwd: Path, environ: dict[str, str], streams: Streams) -> int:
    """The exit code of `python -m policylint` with these arguments."""
    source, out, err = streams
    command = [sys.executable, "-m", "policylint", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env=environ, stdin=source, stdout=out, stderr=err, check=False, timeout=SECONDS
    )
    return done.returncode


def in_a_fork(arguments: Sequence[str], cwd: Path, environ: dict[str, str], streams: Streams) -> int:
    """The exit code of the program, run by a child of the process that `tests.forks` describes."""
    forks = _forks(os.getpid())
    request = json.dumps([list(arguments), str(cwd), environ]).encode()
    try:
        socket.send_fds(forks.channel, [len(request).to_bytes(8, "big")], [stream.fileno() for stream in streams])
        forks.channel.sendall(request)
        answer = forks.channel.recv(8)
    except BaseException:  # or the answer that is still to come would be taken for that of the next run
        _forks.cache_clear()
        forks.end()
        raise
    assert answer, f"the run of {arguments} ended the process that it was forked from"
    return int(answer)


@dataclass(frozen=True)
class Forks:
    """The process that forks, and the socket to it. It leads a group of its own, in which its children are."""

    process: subprocess.Popen[bytes]
    channel: socket.socket
    owner: int

    def end(self) -> None:
        """End it with whatever it has started; a fork of the tests' own process leaves it alone."""
        if os.getpid() == self.owner and self.process.poll() is None:
            self.channel.close()
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@cache
def _forks(owner: int) -> Forks:
    """The process that forks for one process of the tests; it ends with it."""
    here, there = socket.socketpair()
    here.settimeout(SECONDS)
    command = [sys.executable, "-m", "tests.forks", str(there.fileno())]
    environ = {**os.environ, "PYTHONUTF8": "1"}
    folder = Path(__file__).parent.parent
    process = subprocess.Popen(command, cwd=folder, pass_fds=[there.fileno()], env=environ, start_new_session=True)
    there.close()
    forks = Forks(process, here, owner)
    atexit.register(forks.end)
    return forks


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8")
