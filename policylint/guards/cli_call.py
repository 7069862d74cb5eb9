"""A call of the AWS CLI: its request, noted by an endpoint on this machine, and judged as the guard judges any."""

import re
import subprocess
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

from policylint.aws import role_account
from policylint.dataclass_ import dataclass
from policylint.guards import wire
from policylint.guards.blocked import Blocked
from policylint.guards.call import Call, CallState
from policylint.guards.guard import Guard
from policylint.guards.operations import Operation
from policylint.guards.options import GuardOptions, Objection
from policylint.guards.outcome import Attempt

_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/([a-z0-9-]+)/")
_REFUSAL = b'{"__type": "ValidationException", "message": "noted by policylint"}'


class Refused(Exception):  # noqa: N818 - what it is
    """The call must not be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a command sent to the endpoint, if anything, and how it ended."""

    request: dict[str, Any] | None
    region: str | None
    code: int
    error: str


class _Noting(BaseHTTPRequestHandler):
    """Notes a request's body and scope in its server's list, and refuses the request."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        scope = _SCOPE.search(self.headers.get("Authorization", ""))
        self.server.noted.append((self.path, body, scope[1] if scope else None))  # type: ignore[attr-defined]
        self.send_response(400)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(_REFUSAL)))
        self.end_headers()
        self.wfile.write(_REFUSAL)

    do_PUT = do_POST  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def recorded(command: Sequence[str], environ: dict[str, str]) -> Recorded:
    """Run a command against an endpoint on this machine, with nothing to read on standard input.

    Raises:
        OSError: it cannot be run.
    """
    server = HTTPServer(("127.0.0.1", 0), _Noting)
    noted: list[tuple[str, bytes, str | None]] = []
    server.noted = noted  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        done = subprocess.run(  # noqa: S603 - as asked
            [*_elsewhere(command), "--endpoint-url", f"http://127.0.0.1:{server.server_port}"],
            env={**environ, "AWS_MAX_ATTEMPTS": "1", "AWS_PAGER": "", "NO_PROXY": "127.0.0.1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    if not noted:
        return Recorded(None, None, done.returncode, done.stderr)
    path, body, region = noted[-1]
    return Recorded(_parameters(path, body), region, done.returncode, done.stderr)


def _elsewhere(command: Sequence[str]) -> list[str]:
    """A command line without an endpoint of its own."""
    kept: list[str] = []
    skip = False
    for word in command:
        if skip or word.startswith("--endpoint-url="):
            skip = False
        elif word == "--endpoint-url":
            skip = True
        else:
            kept.append(word)
    return kept


def _parameters(path: str, body: bytes) -> dict[str, Any]:
    """The parameters in a body: JSON, or a form; a request that is neither holds none that can be judged."""
    text = body.decode("utf-8", "replace")
    value = wire.read(text)
    if isinstance(value, dict):
        return value
    return wire.unflattened(dict(parse_qsl(text, keep_blank_values=True)))


def judged(operation: Operation, found: Recorded, options: GuardOptions) -> Callable[[Attempt], None]:
    """Judge and charge a call; gives what is to be told how it went.

    Raises:
        Refused: it must not be made.
    """
    guard, model = Guard(options), _model(operation)
    request = found.request or {}
    call = Call(operation.name, wire.written(request), CallState(), found.region, role_account(request), model)

    def settle(attempt: Attempt) -> None:
        call.attempt = attempt
        guard.settle(call)

    try:
        guard.judge(call, request)
        if model is None:
            guard.object(
                call,
                Objection("undecidable", "botocore, whose model it needs, is not installed", unjudged=True),
                charged=False,
            )
        guard.charge(call)
    except Blocked as blocked:
        raise Refused(str(blocked)) from None
    return settle


def outcome(code: int) -> Attempt:
    """How far a call came, by the exit code of the CLI: what failed may have arrived all the same."""
    return Attempt.CREATED if code == 0 else Attempt.LEFT


def _model(operation: Operation) -> Any:
    """The operation's model in botocore; None where this Python has no botocore, or an older one."""
    try:
        from botocore.session import get_session

        return get_session().get_service_model(operation.model.partition("/")[0]).operation_model(operation.name)
    except Exception:  # noqa: BLE001 - botocore has an error of its own for each way to lack a model
        return None
