"""Many processes that submit jobs of ten dollars each: `python -m tests.guard.many URL LEDGER submit|kill BUDGET N`.

All are forks of this one, which has imported and made all that they need. `submit`: 8 processes of N threads submit
64 jobs each. `kill`: N processes submit until they are killed, at a random moment. Prints the count of each outcome.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import policylint
from policylint import Blocked
from tests.guard.in_processes import client
from tests.guard.submitted_jobs import faulty, sound, ten_dollars


def outcome(submitting: Any, name: str) -> str:
    try:
        submitting.create_training_job(**sound(TrainingJobName=name))
    except Blocked as blocked:
        return blocked.code
    return "passed"


def submit(submitting: Any, threads: int) -> Counter[str]:
    def one(number: int) -> str:
        return outcome(submitting, f"many-{os.getpid()}-{number}")

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(one, range(64)))


def submissions(submitting: Any, threads: int) -> Counter[str]:
    pipes = []
    for _ in range(8):
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.write(writing, json.dumps(submit(submitting, threads)).encode())
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    found: Counter[str] = Counter()
    for reading in pipes:
        with os.fdopen(reading) as stream:
            found.update(json.load(stream))
    return found


def kills(submitting: Any, number_of_kills: int) -> Counter[str]:
    chance, found = random.Random(17), Counter[str]()
    took = []
    for number in range(3):
        start = time.perf_counter()
        outcome(submitting, f"whole-{number}")
        took.append(time.perf_counter() - start)
    for _ in range(number_of_kills):
        child = os.fork()
        if child == 0:
            while True:
                outcome(submitting, f"killed-{os.getpid()}-{time.time_ns()}")
        time.sleep(chance.uniform(0, 2 * min(took)))
        os.kill(child, signal.SIGKILL)
        found["killed"] += os.waitpid(child, 0)[1] == signal.SIGKILL
    return found


def main(url: str, ledger: str, what: str, budget: str, number: str) -> None:
    submitting = client(url)
    policylint.guard(submitting, budget=float(budget), ledger=ledger, price=ten_dollars)
    with suppress(Blocked):
        submitting.create_training_job(**faulty())  # all is imported and read by the first call
    done = submissions if what == "submit" else kills
    print(json.dumps(done(submitting, int(number))))


if __name__ == "__main__":
    main(*sys.argv[1:])
