"""The guard on other roads, with the real tools. Not collected with the other tests: `scripts/sdk-tests` runs it.

ROUTES_PYTHON is a Python that has policylint, aioboto3, opentelemetry-distro, ipykernel and nbclient; AWS_CLI_2 the AWS
CLI, version 2.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.guard.conftest import running, server  # noqa: F401 - fixtures
from tests.guard.server import Server
from tests.guard.submitted_jobs import faulty, sound
from tests.guard.test_exec import run, work  # noqa: F401 - a fixture among them

PYTHON = os.environ["ROUTES_PYTHON"]
AWS = os.environ.get("AWS_CLI_2", "")
EXEC = [PYTHON, "-m", "policylint", "exec", "--"]
CREATE = ["sagemaker", "create-training-job"]
OUTCOMES = (("good", "submitted"), ("bad", "findings"))


@pytest.fixture
def place(server: Server, work: Path) -> tuple[Server, Path]:  # noqa: F811
    """The server, and a folder in which nothing is configured."""
    return server, work


def blocked(done: subprocess.CompletedProcess[str], server: Server) -> None:  # noqa: F811
    assert "SM1006" in done.stdout + done.stderr, done.stdout + done.stderr
    assert server.reached() == 0


def test_aiobotocore_and_aioboto3_are_guarded_in_every_form(place: tuple[Server, Path]) -> None:
    server, work = place  # noqa: F811
    script = Path(__file__).parent / "aio.py"
    forms = ["client", "session", "process"]
    done = run(server, work, PYTHON, str(script), json.dumps(sound()), json.dumps(faulty()), *forms)
    expected = [f"{what} {library} {outcome}" for library in ("aiobotocore", "aioboto3") for what, outcome in OUTCOMES]
    assert done.stdout.splitlines() == expected * len(forms), done.stderr
    assert server.reached() == 2 * len(forms)


@pytest.mark.parametrize("around", [True, False], ids=["around exec", "below exec"])
def test_opentelemetry_instrument_does_not_take_the_guard_away(place: tuple[Server, Path], around: bool) -> None:
    server, work = place  # noqa: F811
    instrument = str(Path(PYTHON).parent / "opentelemetry-instrument")
    train = [PYTHON, "train.py", "bad.json"]
    command = [instrument, *EXEC, *train] if around else [*EXEC, instrument, *train]
    done = run(
        server, work, *command, OTEL_TRACES_EXPORTER="none", OTEL_METRICS_EXPORTER="none", OTEL_LOGS_EXPORTER="none"
    )
    blocked(done, server)
    assert "Blocked" in done.stderr


def test_the_kernel_of_a_notebook_is_guarded(place: tuple[Server, Path]) -> None:
    server, work = place  # noqa: F811
    cell = "import json, boto3\nboto3.client('sagemaker').create_training_job(**json.load(open('bad.json')))"
    notebook: dict[str, Any] = {
        "cells": [
            {"cell_type": "code", "id": "a", "metadata": {}, "source": cell, "outputs": [], "execution_count": None}
        ]
    }
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    (work / "a.ipynb").write_text(json.dumps({**notebook, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    own = {"JUPYTER_PATH": str(Path(PYTHON).parent.parent / "share" / "jupyter"), "HOME": str(work)}
    execute = "import sys, nbformat, nbclient; nbclient.execute(nbformat.read('a.ipynb', 4), allow_errors=False)"
    done = run(server, work, *EXEC, PYTHON, "-c", execute, **own)
    assert "policylint blocked CreateTrainingJob" in done.stdout + done.stderr, done.stderr
    assert (done.returncode, server.reached()) == (1, 0)


cli2 = pytest.mark.skipif(not AWS, reason="needs the AWS CLI, version 2")


def aws(server: Server, work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:  # noqa: F811
    path = f"{Path(AWS).parent}:/usr/bin:/bin"
    return run(
        server,
        work,
        PYTHON,
        "-m",
        "policylint",
        "aws",
        "--",
        "--endpoint-url",
        server.url,
        *arguments,
        PATH=path,
        HOME=str(work),
    )


@cli2
@pytest.mark.parametrize("form", ["--cli-input-json", "--cli-input-yaml", "options"])
def test_the_aws_cli_2_is_judged_before_it_runs(place: tuple[Server, Path], form: str) -> None:
    server, work = place  # noqa: F811
    for request, reached in ((faulty(), 0), (sound(), 1)):
        (work / "job.txt").write_text(yaml.safe_dump(request) if form == "--cli-input-yaml" else json.dumps(request))
        members = {"AlgorithmSpecification", "OutputDataConfig", "ResourceConfig", "StoppingCondition"}
        given = ["--training-job-name", request["TrainingJobName"], "--role-arn", request["RoleArn"]]
        for name in sorted(members):
            option = "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
            given += [f"-{option}", ",".join(f"{key}={value}" for key, value in request[name].items())]
        done = aws(server, work, *CREATE, *(given if form == "options" else [form, "file://job.txt"]))
        if reached:
            assert (done.returncode, "TrainingJobArn" in done.stdout) == (0, True), done.stderr
        else:
            assert done.returncode == 1
            blocked(done, server)
        assert server.reached() == reached


@cli2
def test_the_aws_cli_2_below_exec_is_refused_and_said(place: tuple[Server, Path]) -> None:
    server, work = place  # noqa: F811
    done = run(
        server,
        work,
        *EXEC,
        AWS,
        "--endpoint-url",
        server.url,
        *CREATE,
        "--cli-input-json",
        "file://good.json",
        HOME=str(work),
    )
    assert "POLICYLINT_GUARD asks for" in done.stderr  # by botocore's validation, or where one of its own is imported
    assert (done.returncode != 0, server.requests) == (True, [])
