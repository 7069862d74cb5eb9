"""Submits through aiobotocore and aioboto3, for `check_routes.py`: prints what became of each submission."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aioboto3
import aiobotocore.session

import policylint


@asynccontextmanager
async def clients(form: str) -> AsyncIterator[dict[str, Any]]:
    """A client of each library, guarded in a form."""
    core, boto = aiobotocore.session.get_session(), aioboto3.Session()
    if form == "session":
        policylint.guard(core)
        policylint.guard(boto)
    async with core.create_client("sagemaker") as first, boto.client("sagemaker") as second:
        if form == "process":
            policylint.guard()
        if form == "client":
            policylint.guard(first)
            policylint.guard(second)
        yield {"aiobotocore": first, "aioboto3": second}


async def main(good: str, bad: str, form: str) -> None:
    async with clients(form) as made:
        for library, client in made.items():
            for what, request in (("good", json.loads(good)), ("bad", json.loads(bad))):
                request["TrainingJobName"] += f"-{library}-{form.replace(' ', '-')}"
                try:
                    await client.create_training_job(**request)
                except policylint.Blocked as blocked:
                    print(what, library, blocked.code)
                else:
                    print(what, library, "submitted")
    policylint.unguard()


if __name__ == "__main__":
    for form in sys.argv[3:]:
        asyncio.run(main(sys.argv[1], sys.argv[2], form))
