"""A process that submits jobs: `python -m tests.guard.submit URL LEDGER COUNT BUDGET [hang]`; prints what passed.

With `hang` it stands still once its request has been charged and is about to be sent.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

import policylint
from policylint import Blocked
from tests.guard.in_processes import client
from tests.guard.submitted_jobs import sound, ten_dollars


def main(url: str, ledger: str, count: str, budget: str, *rest: str) -> None:
    submitting = client(url)
    policylint.guard(submitting, budget=float(budget), ledger=Path(ledger), price=ten_dollars)

    def stand_still(**_: Any) -> None:
        print("charged", flush=True)
        time.sleep(600)

    if rest:
        submitting.meta.events.register("before-send", stand_still)
    passed = 0
    for number in range(int(count)):
        try:
            submitting.create_training_job(**{**sound(), "TrainingJobName": f"p-{os.getpid()}-{number}"})
        except Blocked as blocked:
            if blocked.code != "over-budget":
                raise
        else:
            passed += 1
    print(passed)


if __name__ == "__main__":
    main(*sys.argv[1:])
