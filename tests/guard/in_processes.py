"""What the tests do in processes of their own; it imports little, so that these start fast."""

import multiprocessing
import os
import time
from pathlib import Path
from typing import Any

from policylint.guards import audit


def write_many(file: Path, writer: int) -> None:
    for number in range(50):
        audit.write(file, "policylint.guard.passed", "INFO", {"w": writer, "n": number}, max_bytes=60_000)


def client(url: str) -> Any:
    import boto3
    from botocore.config import Config

    session = boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name="us-east-1")
    return session.client("sagemaker", endpoint_url=url, config=Config(retries={"max_attempts": 0}))


def submit_faulty(url: str) -> None:
    import policylint
    from tests.guard.submitted_jobs import faulty

    guarded = client(url)
    policylint.guard(guarded)
    guarded.create_training_job(**faulty())


def outcome_of_faulty(url: str, sound_one: bool = False) -> str:
    """What becomes of a faulty job, or of a sound one, that a worker submits."""
    import policylint
    from tests.guard.submitted_jobs import faulty, sound

    name = f"worker-{os.getpid()}-{time.time_ns()}"
    request = sound(TrainingJobName=name) if sound_one else faulty()
    try:
        client(url).create_training_job(**request)
    except policylint.Blocked as blocked:
        return blocked.code
    return "passed"


def worker_of_a_worker(url: str) -> None:
    """Start a worker that submits a faulty job, and print what became of it."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print("below", pool.apply(outcome_of_faulty, (url,)), flush=True)
