"""What the guard adds: to a call, against botocore's own validation and serialisation; to a process that has boto3.

The calls are real calls of a real client whose answer is given in place of the network, so that the handlers run as
they do on the way to AWS. The two are timed within the same calls, by the thread's own clock, so that neither a busy
machine nor warm caches favour one of them.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse

import policylint
from benchmarks.measure import medians, table
from benchmarks.requests import typical
from policylint import Config
from policylint.guards.events import EventHooks
from policylint.guards.ledger import Ledger
from policylint.guards.options import GuardOptions

WARM, ROUNDS = 600, 5000
_IMPORT = """
import time
import boto3
boto3.client("sagemaker", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
start = time.process_time()
import policylint
{then}
print(time.process_time() - start)
"""


def client(url: str | None = None) -> Any:
    """A client of an address; without one, a client that answers itself where the request would leave."""
    made = boto3.client(
        "sagemaker", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b", endpoint_url=url
    )
    if url is None:
        made.meta.events.register("before-send.sagemaker.*", _answer)
    return made


class Answering(BaseHTTPRequestHandler):
    """A service that takes everything."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _answer(request: Any, **_: Any) -> AWSResponse:
    response = AWSResponse(request.url, 200, {}, None)
    response._content = b'{"TrainingJobArn": "arn"}'
    return response


class Clock:
    """Thread time spent in the calls that it wraps, in seconds, summed for each round."""

    def __init__(self) -> None:
        self.spent = 0.0

    def timing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            start = time.thread_time()
            try:
                return call(*arguments, **named)
            finally:
                self.spent += time.thread_time() - start

        return timed

    def read(self) -> float:
        spent, self.spent = self.spent, 0.0
        return spent


def _do_nothing(**_: Any) -> None:
    """What any handler takes, and the clock around it."""


class Watched:
    """A guarded client whose parts of a call are timed: botocore's validation and serialisation, the guard's handlers,
    the whole. Of the handlers' time that of others, which do nothing in the same places, is taken off."""

    def __init__(self, url: str | None = None, **options: Any) -> None:
        self.client = client(url)
        self._own, self._guards, self._nothing, self._whole = Clock(), Clock(), Clock(), Clock()
        serialize = self.client._serializer.serialize_to_request
        self.client._serializer = SimpleNamespace(serialize_to_request=self._own.timing(serialize))
        hooks = EventHooks()
        hooks.place(GuardOptions(config=Config(), **options))
        events = self.client.meta.events
        for place, event, handler in hooks.handlers():
            register = events.register_first if place == "first" else events.register_last
            register(event, self._guards.timing(handler))
            register(event, self._nothing.timing(_do_nothing))

    def parts(self, call: Callable[[], object]) -> list[tuple[float, float, float]]:
        """The seconds of each part, of many calls."""
        call = self._whole.timing(call)
        found = [self._part(call) for _ in range(WARM + ROUNDS)]
        return found[WARM:]

    def _part(self, call: Callable[[], object]) -> tuple[float, float, float]:
        call()
        return self._own.read(), self._guards.read() - self._nothing.read(), self._whole.read()


def inside(title: str, **options: Any) -> None:
    """botocore's part and the guard's part of the same calls."""
    watched, request = Watched(**options), typical()
    create = partial(watched.client.create_training_job, **request)
    start = time.perf_counter()
    create()
    first = time.perf_counter() - start
    parts = watched.parts(create)
    seconds = {
        "botocore's validation and serialisation": median(own for own, _, _ in parts),
        "the guard's handlers": median(guards for _, guards, _ in parts),
    }
    table(f"within one call{title} (median of {ROUNDS:,} calls; the first takes {first * 1e3:.0f} ms)", seconds)
    ratio = median(guards / own for own, guards, _ in parts)
    print(f"  allowed: x1.00; measured: x{ratio:.2f}, median of the calls' ratios")


def unjudged() -> None:
    """The guard's part of whole calls of operations that it does not judge, to a server on this machine."""
    print(f"\nwithin one call that is not judged (median of {ROUNDS:,} calls)")
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        watched = Watched(f"http://127.0.0.1:{server.server_port}")
        for name, call in {
            "ListTrainingJobs": watched.client.list_training_jobs,
            "DescribeTrainingJob": partial(watched.client.describe_training_job, TrainingJobName="churn"),
        }.items():
            parts = watched.parts(call)
            share = median(guards / whole for _, guards, whole in parts)
            handlers = median(guards for _, guards, _ in parts)
            print(f"  {name:<24} {handlers * 1e6:>8.1f} us   {share:.1%} of the call's processor time (allowed: 1 %)")
        server.shutdown()


def ledgers(folder: Path) -> None:
    """A call with a budget, by where its ledger stands: the disk's and the network's own time with it."""
    from tests.guard.ledgers import CREDENTIALS, dynamodb, postgres, postgres_programs

    request, config = typical(), Config()
    os.environ.update(CREDENTIALS)
    with ExitStack() as stack:
        addresses = {"SQLite, a file": str(folder / "shared.sqlite3")}
        if postgres_programs() is not None:
            addresses["PostgreSQL, by a Unix socket"] = stack.enter_context(postgres()).url
        endpoint = stack.enter_context(dynamodb())
        addresses["DynamoDB, moto's server"] = f"dynamodb://budgets?region=us-east-1&endpoint={endpoint}"
        calls: dict[str, Callable[[], object]] = {}
        for name, address in addresses.items():
            Ledger(address).store.create()
            guarded = client()
            policylint.guard(guarded, config=config, budget=1e9, ledger=address, price=lambda job: 10.0)
            calls[name] = partial(guarded.create_training_job, **request)
        table("a guarded call with a budget (p50), by its ledger", medians(calls, rounds=200))


def whole(folder: Path) -> None:
    """The whole call, with and without guards of several options."""
    request = typical()
    plain, guarded, audited, budgeted = client(), client(), client(), client()
    config = Config()
    policylint.guard(guarded, config=config)
    policylint.guard(audited, config=config, audit=folder / "audit.jsonl")
    policylint.guard(budgeted, config=config, budget=1e9, ledger=folder / "ledger.sqlite3", price=lambda job: 10.0)
    contenders = {
        "without a guard": plain,
        "guarded": guarded,
        "guarded, with an audit file": audited,
        "guarded, with a budget (the disk's own time)": budgeted,
    }
    seconds = medians(
        {name: partial(one.create_training_job, **request) for name, one in contenders.items()}, rounds=300
    )
    table("the whole call but for the network", seconds)


def imports() -> None:
    for name, then in (("import policylint", ""), ("... and guard()", "policylint.guard(config=policylint.Config())")):
        times = []
        for _ in range(15):
            done = subprocess.run(
                [sys.executable, "-c", _IMPORT.format(then=then)], capture_output=True, text=True, check=True
            )
            times.append(float(done.stdout))
        print(f"  {name:<24} {median(times) * 1e3:>8.1f} ms   of processor time (allowed: 60 ms)")


def main() -> None:
    print(f"a request of {len(json.dumps(typical())):,} bytes")
    with tempfile.TemporaryDirectory() as name:
        inside("")
        inside(", with an audit file", audit=Path(name) / "inside.jsonl")
        unjudged()
        whole(Path(name))
        ledgers(Path(name))
    print("\nin a process that has boto3 and a SageMaker client")
    imports()


if __name__ == "__main__":
    main()
