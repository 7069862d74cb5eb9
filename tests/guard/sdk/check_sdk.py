"""The guard under the real SageMaker SDK. Not collected with the other tests: `scripts/sdk-tests` runs it.

SDK_PYTHON is a Python that has policylint and the SDK of SDK_VERSION (v2 or v3).
"""

import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.guard.conftest import running, server  # noqa: F401 - fixtures
from tests.guard.server import REGION, Server
from tests.guard.submitted_jobs import SECRET

ROOT = Path(__file__).parent.parent.parent.parent
PYTHON = os.environ["SDK_PYTHON"]
VERSION = os.environ["SDK_VERSION"]
WAYS = {
    "v2": {
        "estimator": "CreateTrainingJob",
        "tuner": "CreateHyperParameterTuningJob",
        "queue": "SubmitServiceJob",
        "pipeline": "CreatePipeline",
        "remote": "CreateTrainingJob",
        "step": "CreatePipeline",
    },
    "v3": {
        "core without a session": "CreateTrainingJob",
        "trainer": "CreateTrainingJob",
        "tuner": "CreateHyperParameterTuningJob",
        "core": "CreateTrainingJob",
        "serverless": "CreateTrainingJob",
        "agent": "CreateJob",
        "queue": "SubmitServiceJob",
        "pipeline": "CreatePipeline",
        "for each": "CreatePipeline",
        "remote": "CreateTrainingJob",
        "step": "CreatePipeline",
    },
}[VERSION]
"""The ways to submit, each with the operation that it comes to."""

OTHER_SESSIONS = {"queue", "core without a session"}
"""The ways that take another session than they are given, which a guard of a boto3 session does not reach."""

FORMS = [
    ("exec", "before", "enforce"),
    ("exec", "before", "audit"),
    ("process", "after", "enforce"),
    ("session", "before", "enforce"),
    ("session", "after", "enforce"),
    ("boto session", "after", "enforce"),
]
"""How the process is guarded, and when: before the SDK has made its clients, or after."""


@pytest.mark.parametrize(("form", "when", "mode"), FORMS)
def test_whatever_the_sdk_submits_is_guarded(
    server: Server,  # noqa: F811
    tmp_path: Path,
    form: str,
    when: str,
    mode: str,
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "POLICYLINT_"))}
    environ = {
        **kept,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": server.url,
        "AWS_MAX_ATTEMPTS": "1",
        "SAGEMAKER_SUPPRESS_V2_WARNING": "1",
        "XDG_STATE_HOME": str(tmp_path),
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    script = Path(__file__).parent / f"{VERSION}.py"
    around = [PYTHON, "-W", "ignore", "-m", "policylint", "exec", "--mode", mode, "--"] if form == "exec" else []
    done = subprocess.run(
        [*around, PYTHON, "-W", "ignore", str(script), SECRET, form, when],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    passed = set(WAYS) if mode == "audit" else OTHER_SESSIONS & set(WAYS) if form == "boto session" else set()
    told = re.findall(r"(good|bad) ([a-z ]+): (.*)", done.stdout)
    assert {(way, outcome) for what, way, outcome in told if what == "good"} == {(way, "not blocked") for way in WAYS}
    assert {(way, outcome) for what, way, outcome in told if what == "bad"} == {
        (way, "not blocked" if way in passed else "blocked, findings") for way in WAYS
    }
    reached = Counter([*WAYS.values(), *(WAYS[way] for way in passed)])
    assert {name: server.reached(name) for name in reached} == reached
    if mode == "enforce":
        assert SECRET not in done.stdout + done.stderr
