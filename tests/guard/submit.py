"""A process that submits jobs: `python -m tests.guard.submit URL LEDGER COUNT BUDGET [hang]`; prints what passed.

With `hang` it stands still once its request has been charged and is about to be sent.
"""

import sys
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

import policylint
from policylint import Blocked
from tests.guard.jobs import sound, ten_dollars


def main(url: str, ledger: str, count: str, budget: str, *rest: str) -> None:
    session = boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name="us-east-1")
    client = session.client("sagemaker", endpoint_url=url, config=Config(retries={"max_attempts": 0}))
    policylint.guard(client, budget=float(budget), ledger=Path(ledger), price=ten_dollars)

    def stand_still(**_: Any) -> None:
        print("charged", flush=True)
        time.sleep(600)

    if rest:
        client.meta.events.register("before-send", stand_still)
    passed = 0
    for number in range(int(count)):
        try:
            client.create_training_job(
                **{**sound(), "TrainingJobName": f"p-{time.time_ns()}-{id(session) % 9999}-{number}"}
            )
        except Blocked as blocked:
            if blocked.code != "over-budget":
                raise
        else:
            passed += 1
    print(passed)


if __name__ == "__main__":
    main(*sys.argv[1:])
