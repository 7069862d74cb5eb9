"""The Python that docs/guard.md shows, run from top to bottom against the server; and what Airflow's hooks do then."""

import os
import subprocess
import sys
from pathlib import Path

from tests.guard.server import REGION, Server
from tests.test_docs import ROOT, blocks

# What the Amazon provider's hook does to get its client: a session of botocore's own, with a boto3 session around it.
HOOK = """
import boto3.session, botocore.session
session = boto3.session.Session(botocore_session=botocore.session.get_session(), region_name="us-east-1")
try:
    session.client("sagemaker").create_training_job(**{**request, "TrainingJobName": "from_airflow"})
except policylint.Blocked as blocked:
    print("hook:", blocked.code)
"""


def test_the_python_shown_runs(server: Server, tmp_path: Path) -> None:
    shown = blocks(ROOT / "docs" / "guard.md", "python")
    (tmp_path / "shown.py").write_text("\n".join([*shown, HOOK]))
    done = subprocess.run(
        [sys.executable, "shown.py"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": server.url,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "hook: findings"
    assert "$16.00 of today's $20.00 for project 'churn' are spent" in done.stdout
    assert (tmp_path / "submissions.jsonl").exists()
    assert b'"churn-2026"' in server.requests[0][1]
    assert server.reached() == 3
