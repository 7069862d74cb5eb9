"""The hooks, as the real pre-commit runs them; only their installation is left out, which would need a network."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from policylint.secrets.detectors import detectors
from tests.repository import GIT_ENVIRONMENT, Repository
from tests.requests import minimal_job
from tests.secrets.planted import texts

MANIFEST = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))}
DETECTOR = next(detector for detector in detectors() if detector.id.startswith("github"))
TOKEN = texts(DETECTOR, 7)[0]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository.made(tmp_path / "repository")
    hooks = [
        {
            **hook,
            "language": "system",
            "entry": hook["entry"].replace("policylint", f"{sys.executable} -m policylint", 1),
        }
        for hook in HOOKS.values()
    ]
    made.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
    made.write("package.json", {"name": "no request"})
    made.write("docker-compose.yaml", "services: {}\n")
    made.write("jobs/faulty.json", minimal_job({"TrainingJobName": "a_b"}))
    made.commit()
    return made


def pre_commit(repository: Repository, hook: str, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", hook, "--color=never", "--verbose", *arguments],
        cwd=repository.folder,
        env={**os.environ, **GIT_ENVIRONMENT, "PRE_COMMIT_HOME": str(repository.folder.parent / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_manifest_is_one() -> None:
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)], check=True)
    assert list(HOOKS) == ["policylint", "policylint-secrets", "policylint-policy-test"]


def test_only_what_is_committed_is_checked_and_what_is_no_request_passes(repository: Repository) -> None:
    repository.write("package.json", {"name": "still none"})
    repository.write("docker-compose.yaml", "services: {a: {}}\n")
    repository.git("add", "--all")
    code, output = pre_commit(repository, "policylint")
    assert code == 0, output
    assert "faulty" not in output


def test_a_fault_stops_the_commit(repository: Repository) -> None:
    repository.write("jobs/new.json", minimal_job({"TrainingJobName": "c_d"}))
    repository.git("add", "--all")
    code, output = pre_commit(repository, "policylint")
    assert code == 1
    assert "jobs/new.json:2:22: SM1006 [error]" in output
    assert "faulty" not in output


def test_all_files_can_be_checked(repository: Repository) -> None:
    code, output = pre_commit(repository, "policylint", "--all-files")
    assert code == 1
    assert "jobs/faulty.json:2:22: SM1006 [error]" in output


def test_rules_that_look_across_files_see_all_of_a_commit(repository: Repository) -> None:
    for number in range(40):  # which pre-commit would divide among processes
        repository.write(f"jobs/job-{number}.json", minimal_job({"TrainingJobName": f"job-{number % 39}"}))
    repository.git("add", "--all")
    assert pre_commit(repository, "policylint")[1].count("SM2907") == 1


def test_secrets_alone_are_looked_for_whatever_policies_are_mandatory(repository: Repository) -> None:
    words = "message: Never., fix: None., reason: None."
    policy = f"{{name: never, enforcement: hard-mandatory, assert: EnableNetworkIsolation, {words}}}"
    repository.write("ours.yaml", f"policies: [{policy}]\n")
    repository.write("policylint.toml", 'policies = ["./ours.yaml"]\n')
    repository.write("jobs/new.json", minimal_job({"TrainingJobName": "c_d"}))
    repository.git("add", "--all")
    assert pre_commit(repository, "policylint-secrets")[0] == 0
    repository.write("jobs/new.json", minimal_job({"Environment": {"GITHUB_TOKEN": TOKEN}}))
    repository.git("add", "--all")
    code, output = pre_commit(repository, "policylint-secrets")
    assert code == 1
    assert "SEC10" in output
    assert "never" not in output
    assert TOKEN not in output
    assert "never [error]" in pre_commit(repository, "policylint")[1]
