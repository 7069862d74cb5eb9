"""What the tests do in processes of their own; it imports little, so that these start fast."""

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
