"""`policylint aws`: what the real AWS CLI would send is judged before it sends it, in whatever form it is written."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.effort import in_depth
from tests.guard.server import REGION, Server
from tests.guard.submitted_jobs import faulty, sound
from tests.guard.test_exec import run

AWS = Path(sys.executable).parent / "aws"


def aws(server: Server, folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{AWS.parent}:/usr/bin:/bin"
    command = [sys.executable, "-m", "policylint", "aws", "--", *arguments]
    return run(server, folder, *command, PATH=path, **environment)


def options(request: dict[str, object]) -> list[str]:
    """A request as options, in the CLI's shorthand where that is one."""
    job = json.loads(json.dumps(request))
    return [
        *("--training-job-name", job["TrainingJobName"]),
        *("--role-arn", job["RoleArn"]),
        *(
            "--algorithm-specification",
            ",".join(f"{name}={value}" for name, value in job["AlgorithmSpecification"].items()),
        ),
        *("--output-data-config", f"S3OutputPath={job['OutputDataConfig']['S3OutputPath']}"),
        *("--resource-config", ",".join(f"{name}={value}" for name, value in job["ResourceConfig"].items())),
        *("--stopping-condition", "file://stopping.json"),
    ]


@pytest.mark.parametrize("form", [pytest.param("--cli-input-json", marks=in_depth()), "options"])
def test_bad_commands_are_refused_and_good_ones_run(server: Server, tmp_path: Path, form: str) -> None:
    (tmp_path / "stopping.json").write_text(json.dumps(sound()["StoppingCondition"]))
    for request, reached in ((faulty(), 0), (sound(), 1)):
        (tmp_path / "job.json").write_text(json.dumps(request))
        given = [form, "file://job.json"] if form != "options" else options(request)
        endpoint = ["--endpoint-url", server.url]
        done = aws(server, tmp_path, *endpoint, "sagemaker", "create-training-job", *given)
        assert server.reached() == reached, done.stderr
        if reached:
            assert "TrainingJobArn" in done.stdout
        else:
            assert (done.returncode, "SM1006" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


@in_depth()
def test_other_commands_and_skeletons_run_as_they_are(server: Server, tmp_path: Path) -> None:
    skeleton = aws(server, tmp_path, "sagemaker", "create-training-job", "--generate-cli-skeleton")
    assert "TrainingJobName" in skeleton.stdout
    listed = aws(server, tmp_path, "sagemaker", "list-training-jobs")
    assert "TrainingJobSummaries" in listed.stdout
    assert server.reached() == 0


def test_what_the_cli_refuses_is_not_run_again(server: Server, tmp_path: Path) -> None:
    done = aws(server, tmp_path, "sagemaker", "create-training-job", "--cli-input-json", "file://none.json")
    assert done.returncode != 0
    assert "none.json" in done.stderr


@in_depth()
def test_services_of_other_protocols(server: Server, tmp_path: Path) -> None:
    template = {"Resources": {"Job": {"Type": "AWS::SageMaker::TrainingJob", "Properties": faulty()}}}
    (tmp_path / "template.yaml").write_text(yaml.safe_dump(template))
    (tmp_path / "payload.json").write_text(json.dumps(faulty()))
    stack = aws(
        server,
        tmp_path,
        "cloudformation",
        "create-stack",
        "--stack-name",
        "a",
        "--template-body",
        "file://template.yaml",
    )
    batch = [*("--job-name", "a"), *("--job-queue", "q"), *("--service-job-type", "SAGEMAKER_TRAINING")]
    queued = aws(
        server, tmp_path, "batch", "submit-service-job", *batch, "--service-request-payload", "file://payload.json"
    )
    for done in (stack, queued):
        assert (done.returncode, "SM1006" in done.stderr) == (1, True), done.stderr
    assert server.requests == []


def test_a_budget_counts_what_the_cli_starts(server: Server, tmp_path: Path) -> None:
    ledger = str(tmp_path / "ledger.sqlite3")
    (tmp_path / "job.json").write_text(json.dumps(sound()))
    command = ["sagemaker", "create-training-job", "--cli-input-json", "file://job.json", "--region", REGION]
    budget = {"POLICYLINT_GUARD_BUDGET": "0.01", "POLICYLINT_GUARD_LEDGER": ledger}
    done = aws(server, tmp_path, *command, **budget)
    assert (done.returncode, "of today's" in done.stderr, server.reached()) == (1, True, 0)
