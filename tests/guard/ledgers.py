"""Real places of a ledger that machines share: PostgreSQL from the system's packages, and moto's DynamoDB.

`python -m tests.guard.ledgers` runs the latter until its standard input ends, and prints its URL.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any

ROOT = Path(__file__).parent.parent.parent
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's server programs; None where it is not installed."""
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True), shutil.which("initdb")]
    return Path(next(initdb for initdb in found if initdb)).parent if any(found) else None


class Postgres:
    """A server of its own in a temporary folder, reached by a Unix socket alone; it refuses to run as root."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="pl-pg-", dir="/tmp"))
        if self._user:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        self.url = f"postgresql://policylint@/postgres?host={self.folder}"
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "policylint", "-A", "trust", "--no-sync")
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            user=self._user, cwd="/tmp", text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", log, "-w", "start")

    def kill(self) -> None:
        """What pulls the plug: no process of it gets to say anything more."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
        for one in (pid, *map(int, children.stdout.split())):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        for lock in (self.folder / "data" / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            lock.unlink()  # where nobody reaps a dead process, a new one would take it for alive

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")


@contextmanager
def postgres() -> Iterator[Postgres]:
    programs = postgres_programs()
    assert programs is not None
    server = Postgres(programs)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder)


def _one_at_a_time(application: Any) -> Any:
    """moto is no database: of two requests at one time it may check the condition of both before it writes either."""
    turn = Lock()
    to_lose: list[str] = []

    def take_turns(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with turn:
            if environ["PATH_INFO"] == "/lose":  # the answer to the next request for an operation
                to_lose.append(environ["QUERY_STRING"])
                start_response("204 No Content", [])
                return []
            if environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2] not in to_lose:
                return list(application(environ, start_response))
            to_lose.clear()
            list(application(environ, lambda *_: None))
            start_response("503 Service Unavailable", [])
            return []

    return take_turns


@contextmanager
def dynamodb() -> Iterator[str]:
    """The URL of a server that runs in a process of its own."""
    command = [sys.executable, "-m", "tests.guard.ledgers"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.stdin.close()
        server.wait()


def main() -> None:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    from tests.guard.server import Quiet

    application = _one_at_a_time(DomainDispatcherApplication(create_backend_app))
    http = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    Thread(target=http.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{http.server_port}", flush=True)
    sys.stdin.read()
    http.shutdown()


if __name__ == "__main__":
    main()
