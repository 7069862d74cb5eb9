"""The guard without a line of code: `policylint exec`, the AWS CLI's plugin, and the recipes of docs/guard.md."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.guard.server import REGION, Server
from tests.guard.submitted_jobs import faulty, sound

ROOT = Path(__file__).parent.parent.parent
HOOK = ROOT / "policylint" / "guards" / "startup"
TRAIN = """
import json, sys
import boto3
client = boto3.client("sagemaker")
client.create_training_job(**json.load(open(sys.argv[1])))
print("submitted")
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "good.json").write_text(json.dumps(sound()))
    (tmp_path / "bad.json").write_text(json.dumps(faulty()))
    return tmp_path


def run(server: Server, work: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environ = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": server.url,
        "AWS_MAX_ATTEMPTS": "1",
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    return subprocess.run(command, cwd=work, env=environ, capture_output=True, text=True, check=False, timeout=900)


def guarded(server: Server, work: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(server, work, sys.executable, "-m", "policylint", "exec", *command, **environment)


def test_a_script_is_guarded_unchanged(server: Server, work: Path) -> None:
    passed = guarded(server, work, "--", sys.executable, "train.py", "good.json")
    assert (passed.returncode, passed.stdout, passed.stderr) == (0, "submitted\n", "")
    blocked = guarded(server, work, sys.executable, "train.py", "bad.json")
    assert blocked.returncode == 1
    assert "Blocked: policylint blocked CreateTrainingJob: 1 error" in blocked.stderr
    assert server.reached() == 1


def test_processes_below_are_guarded_too(server: Server, work: Path) -> None:
    (work / "parent.py").write_text(
        "import subprocess, sys\nsys.exit(subprocess.run([sys.executable, 'train.py', 'bad.json']).returncode)\n"
    )
    blocked = guarded(server, work, "--", sys.executable, "parent.py")
    assert (blocked.returncode, server.requests) == (1, [])
    assert "SM1006" in blocked.stderr


def test_a_pool_of_spawned_workers_is_guarded(server: Server, work: Path) -> None:
    (work / "pool.py").write_text(
        "import json, multiprocessing\n"
        "def submit(file):\n"
        "    import boto3\n"
        "    boto3.client('sagemaker').create_training_job(**json.load(open(file)))\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "        try:\n"
        "            pool.map(submit, ['bad.json'])\n"
        "        except Exception as error:\n"
        "            print(type(error).__name__, error.code)\n"
    )
    done = guarded(server, work, "--", sys.executable, "pool.py")
    assert (done.stdout, server.requests) == ("Blocked findings\n", [])


def test_terms_are_options(server: Server, work: Path) -> None:
    warned = guarded(server, work, "--mode", "warn", "--audit", "a.jsonl", "--", sys.executable, "train.py", "bad.json")
    assert warned.stdout == "submitted\n"
    assert "SM1006 [error]" in warned.stderr
    assert len((work / "a.jsonl").read_text().splitlines()) == 1
    wrong = guarded(server, work, "--budget", "lots", "--", sys.executable, "train.py", "good.json")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "policylint: the guard's budget is an amount in USD such as 100, not 'lots'\n"


@pytest.mark.parametrize(
    ("command", "says"),
    [((), "no command to run"), (("--", "no-such-program"), "cannot run 'no-such-program': No such file")],
)
def test_a_command_that_cannot_be_run_is_said_so(
    server: Server, work: Path, command: tuple[str, ...], says: str
) -> None:
    done = guarded(server, work, *command)
    assert done.returncode == 2
    assert says in done.stderr


def test_the_exit_code_is_the_commands_and_other_programs_run_untouched(server: Server, work: Path) -> None:
    assert guarded(server, work, "--", sys.executable, "-c", "raise SystemExit(7)").returncode == 7
    listing = guarded(server, work, "--", sys.executable, "-c", "import sys; print('policylint' in sys.modules)")
    assert (listing.returncode, listing.stdout) == (0, "False\n")


def test_a_sitecustomize_of_ones_own_still_runs(server: Server, work: Path) -> None:
    (work / "own").mkdir()
    (work / "own" / "sitecustomize.py").write_text("print('own sitecustomize')\n")
    path = os.pathsep.join([str(work / "own"), str(ROOT)])
    done = guarded(server, work, "--", sys.executable, "train.py", "bad.json", PYTHONPATH=path)
    assert done.stdout.splitlines()[-1] == "own sitecustomize"
    assert (done.returncode, server.requests) == (1, [])


@pytest.mark.parametrize(("with_needs", "says"), [(True, "SM1006"), (False, "policylint failed with ")])
def test_a_python_without_policylint_is_guarded_by_the_one_beside_the_hook(
    server: Server, work: Path, with_needs: bool, says: str
) -> None:
    libraries = work / "libraries"  # what a Python of its own has installed: boto3, but not policylint
    libraries.mkdir()
    needs = ["boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six.py"]
    for name in [*needs, *(["ahocorasick_rs"] if with_needs else [])]:
        (libraries / name).symlink_to(Path(sysconfig.get_paths()["purelib"]) / name)
    other = Path(sys.base_prefix) / "bin" / "python3"
    blocked = guarded(server, work, "--", "env", f"PYTHONPATH={HOOK}:{libraries}", str(other), "train.py", "bad.json")
    assert says in blocked.stderr
    assert "Blocked" in blocked.stderr
    assert server.requests == []


@pytest.mark.parametrize(("mode", "reached"), [("enforce", 0), ("warn", 1)])
def test_where_the_guard_cannot_be_set_up_nothing_is_submitted_unchecked(
    server: Server, work: Path, mode: str, reached: int
) -> None:
    broken = {"POLICYLINT_GUARD": mode, "POLICYLINT_GUARD_BUDGET": "lots"}
    done = run(server, work, sys.executable, "train.py", "good.json", PYTHONPATH=f"{HOOK}{os.pathsep}{ROOT}", **broken)
    assert "the guard could not be set up in this process" in done.stderr
    assert server.reached() == reached


def test_the_guards_variables_are_known_to_the_command_line(server: Server, work: Path) -> None:
    checked = run(
        server, work, sys.executable, "-m", "policylint", "check", "good.json", POLICYLINT_GUARD="enforce",
        POLICYLINT_BREAK_GLASS="OPS-1: x", POLICYLINT_GUARD_BUDGET="5",
    )  # fmt: skip
    assert (checked.returncode, checked.stderr) == (0, "")
    wrong = run(server, work, sys.executable, "-m", "policylint", "check", "good.json", POLICYLINT_GUARD_BUDGETS="5")
    assert "did you mean 'POLICYLINT_GUARD_BUDGET'" in wrong.stderr


def aws(server: Server, work: Path, job: str) -> subprocess.CompletedProcess[str]:
    (work / "aws-config").write_text("[plugins]\npolicylint = policylint.guards.awscli\n")
    command = ["sagemaker", "create-training-job", "--cli-input-json", f"file://{job}"]
    return run(server, work, sys.executable, "-m", "awscli", *command, AWS_CONFIG_FILE=str(work / "aws-config"))


def test_the_aws_cli_is_guarded_by_its_plugin(server: Server, work: Path) -> None:
    passed = aws(server, work, "good.json")
    assert passed.returncode == 0, passed.stderr
    assert "TrainingJobArn" in passed.stdout
    blocked = aws(server, work, "bad.json")
    assert blocked.returncode != 0
    assert "policylint blocked CreateTrainingJob: 1 error" in blocked.stderr
    assert "Traceback" not in blocked.stderr
    assert server.reached() == 1
