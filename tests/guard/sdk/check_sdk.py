"""The guard under the real SageMaker SDK. Not collected with the other tests: `scripts/sdk-tests` runs it.

SDK_PYTHON is a Python that has policylint and the SDK of SDK_VERSION (v2 or v3).
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.guard.conftest import running, server  # noqa: F401 - fixtures
from tests.guard.server import REGION, Server
from tests.guard.submitted_jobs import SECRET

ROOT = Path(__file__).parent.parent.parent.parent
PYTHON = os.environ["SDK_PYTHON"]
VERSION = os.environ["SDK_VERSION"]
SUBMITS = {
    "v2": {"estimator": "CreateTrainingJob", "tuner": "CreateHyperParameterTuningJob", "pipeline": "CreatePipeline"},
    "v3": {"trainer": "CreateTrainingJob"},
}[VERSION]


@pytest.mark.parametrize("mode", ["enforce", "audit"])
def test_what_the_sdk_submits_is_guarded(server: Server, tmp_path: Path, mode: str) -> None:  # noqa: F811
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "POLICYLINT_"))}
    environ = {
        **kept,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": server.url,
        "SAGEMAKER_SUPPRESS_V2_WARNING": "1",
        "XDG_STATE_HOME": str(tmp_path),
        "HOME": str(tmp_path),
    }
    script = ROOT / "tests" / "guard" / "sdk" / f"{VERSION}.py"
    command = [PYTHON, "-W", "ignore", "-m", "policylint", "exec", "--mode", mode, "--", PYTHON, "-W", "ignore"]
    done = subprocess.run(
        [*command, str(script), SECRET], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    outcome = "Blocked findings" if mode == "enforce" else "submitted"
    told = {line for line in done.stdout.splitlines() if line.startswith(("good ", "bad "))}
    assert told == {f"good {name} submitted" for name in SUBMITS} | {f"bad {name} {outcome}" for name in SUBMITS}
    for operation in SUBMITS.values():
        assert server.reached(operation) == (1 if mode == "enforce" else 2)
    if mode == "enforce":
        assert SECRET not in done.stdout + done.stderr
