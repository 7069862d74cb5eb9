"""What the guard adds: to a call, against botocore's own validation and serialisation; to a process that has boto3.

The calls are real calls of a real client whose answer a handler gives in place of the network, so that the guard's
handlers run exactly as they do on the way to AWS.
"""

import json
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.serialize import create_serializer
from botocore.validate import ParamValidationDecorator, ParamValidator

import policylint
from benchmarks.measure import medians, table
from benchmarks.requests import typical
from policylint import Config
from policylint.integrations.price import Price
from policylint.job import Job

ROUNDS, CALLS = 300, 20
_IMPORT = """
import time
import boto3
boto3.client("sagemaker", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
start = time.perf_counter()
import policylint
{then}
print(time.perf_counter() - start)
"""


def client() -> Any:
    """A client that answers itself where the request would leave."""
    made = boto3.client("sagemaker", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    answer = (SimpleNamespace(status_code=200), {"TrainingJobArn": "arn", "ResponseMetadata": {"HTTPStatusCode": 200}})
    made.meta.events.register("before-call", lambda **_: None)
    made.meta.events.register_last("request-created", lambda **_: None)
    made._make_request = lambda *_: answer
    return made


def ten_dollars(job: Job) -> Price:
    return Price(10.0)


def calls(folder: Path) -> None:
    request = typical()
    plain, guarded, audited, budgeted = client(), client(), client(), client()
    model = plain.meta.service_model
    operation = model.operation_model("CreateTrainingJob")
    serializer = ParamValidationDecorator(ParamValidator(), create_serializer(model.metadata["protocol"]))
    config = Config()
    policylint.guard(guarded, config=config)
    policylint.guard(audited, config=config, audit=folder / "audit.jsonl")
    policylint.guard(budgeted, config=config, budget=1e9, ledger=folder / "ledger.sqlite3", price=ten_dollars)
    start = time.perf_counter()
    guarded.create_training_job(**request)
    first = time.perf_counter() - start
    seconds = medians(
        {
            "botocore: validate and serialise": lambda: serializer.serialize_to_request(request, operation),
            "the whole call without a guard": lambda: plain.create_training_job(**request),
            "the whole call, guarded": lambda: guarded.create_training_job(**request),
        },
        rounds=ROUNDS,
        calls=CALLS,
    )
    table(f"one call (median of {ROUNDS} rounds of {CALLS}; the first {first * 1e3:.0f} ms)", seconds)
    own, without, with_guard = seconds.values()
    print(
        f"  the guard adds {(with_guard - without) * 1e6:.0f} us: x{(with_guard - without) / own:.2f} of botocore's own"
    )
    for name, one in (("an audit file", audited), ("a budget", budgeted)):
        extra = medians(
            {
                "without": lambda: plain.create_training_job(**request),
                "with": partial(one.create_training_job, **request),
            },
            rounds=200,
        )
        print(
            f"  with {name} it adds {(extra['with'] - extra['without']) * 1e6:,.0f} us (a lock and a write to the disk)"
        )


def imports() -> None:
    for name, then in (("import policylint", ""), ("... and guard()", "policylint.guard(config=policylint.Config())")):
        times = []
        for _ in range(15):
            done = subprocess.run(
                [sys.executable, "-c", _IMPORT.format(then=then)], capture_output=True, text=True, check=True
            )
            times.append(float(done.stdout))
        print(f"  {name:<24} {median(times) * 1e3:>8.1f} ms   (allowed: 60 ms)")


def main() -> None:
    print(f"a request of {len(json.dumps(typical())):,} bytes")
    with tempfile.TemporaryDirectory() as name:
        calls(Path(name))
    print("\nin a process that has boto3 and a SageMaker client")
    imports()


if __name__ == "__main__":
    main()
