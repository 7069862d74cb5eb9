"""What the guard adds: to a call, against botocore's own validation and serialisation; to a process that has boto3.

The calls are real calls of a real client whose answer is given in place of the network, so that the handlers run as
they do on the way to AWS. The two are timed within the same calls, by the thread's own clock, so that neither a busy
machine nor warm caches favour one of them.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import boto3

import policylint
from benchmarks.measure import medians, table
from benchmarks.requests import typical
from policylint import Config
from policylint.guards.events import EventHooks
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


def client() -> Any:
    """A client that answers itself where the request would leave."""
    made = boto3.client("sagemaker", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    answer = (SimpleNamespace(status_code=200), {"TrainingJobArn": "arn", "ResponseMetadata": {"HTTPStatusCode": 200}})
    made._make_request = lambda *_: answer
    return made


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


def inside() -> None:
    """botocore's part and the guard's part of the same calls."""
    request, one = typical(), client()
    own, guards = Clock(), Clock()
    serializer = SimpleNamespace(serialize_to_request=own.timing(one._serializer.serialize_to_request))
    one._serializer = serializer
    hooks = EventHooks()
    hooks.place(GuardOptions(config=Config()))
    for place, event, handler in hooks.handlers():
        register = one.meta.events.register_first if place == "first" else one.meta.events.register_last
        register(event, guards.timing(handler))
    start = time.perf_counter()
    one.create_training_job(**request)
    first = time.perf_counter() - start
    for _ in range(WARM):
        one.create_training_job(**request)
    parts: list[tuple[float, float]] = []
    own.read(), guards.read()
    for _ in range(ROUNDS):
        one.create_training_job(**request)
        parts.append((own.read(), guards.read()))
    seconds = {
        "botocore's validation and serialisation": median(part for part, _ in parts),
        "the guard's handlers": median(part for _, part in parts),
    }
    table(f"within one call (median of {ROUNDS:,} calls; the first takes {first * 1e3:.0f} ms)", seconds)
    print(
        f"  allowed: x1.00; measured: x{median(guard / part for part, guard in parts):.2f}, median of the calls' ratios"
    )


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
        inside()
        whole(Path(name))
    print("\nin a process that has boto3 and a SageMaker client")
    imports()


if __name__ == "__main__":
    main()
