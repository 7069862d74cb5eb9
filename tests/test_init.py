"""`policylint init`: the project that it leaves passes as it is, and its workflow fails only for what is new."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import yaml

from policylint.installed import requirement
from tests.cli import policylint as run
from tests.policies.workspace import job
from tests.repository import Repository

ROOT = Path(__file__).parent.parent


def test_init_leaves_a_project_whose_next_steps_pass(tmp_path: Path) -> None:
    started = run("init", "--name", "umbrella", cwd=tmp_path)
    assert started.code == 0
    steps = started.out.splitlines()[-1].removeprefix("Next: ").split(", then ")
    assert steps == ["policylint test ./policies/umbrella", "policylint check jobs"]
    for step in steps:
        assert run(*step.split()[1:], cwd=tmp_path).code == 0
    checked = json.loads(run("check", "--output-format", "json", "jobs", cwd=tmp_path).out)
    assert (checked["findings"], checked["summary"]["requests"]) == ([], 1)
    again = run("init", "--name", "umbrella", cwd=tmp_path)
    assert again.code == 2
    assert "there already; nothing was written" in again.err


def test_init_leaves_the_jobs_that_are_there_alone(tmp_path: Path) -> None:
    job(tmp_path, {"TrainingJobName": "umbrella-churn"}, name="my jobs/dev/job.json")
    started = run("init", "--name", "umbrella", "--jobs", "my jobs", cwd=tmp_path)
    assert started.out.splitlines()[-1].startswith(
        "Next: policylint test ./policies/umbrella. policylint check 'my jobs' shows what is there;"
    )
    assert [file.name for file in (tmp_path / "my jobs").rglob("*.*")] == ["job.json"]
    checked = run("check", "--output-format", "json", "my jobs", cwd=tmp_path)
    found = {finding["rule"] for finding in json.loads(checked.out)["findings"]}
    assert "prefix-job-names" not in found
    assert "require-vpc" in found
    assert "LINT1201" not in found, "the environment of my jobs/dev is stated"


def test_the_workflow_that_init_writes_fails_only_for_what_is_new(tmp_path: Path) -> None:
    repository = Repository.made(tmp_path)
    job(tmp_path, {"TrainingJobName": "an_old_name"}, name="jobs/old.json")
    repository.commit()
    repository.git("switch", "--quiet", "--create", "adopt")
    assert run("init", cwd=tmp_path).code == 0
    repository.commit()
    file = tmp_path / ".github" / "workflows" / "policylint.yml"
    workflow = yaml.safe_load(file.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    steps = [step["run"] for step in workflow["jobs"]["policylint"]["steps"] if "run" in step]
    install, *commands = (step.strip() for step in steps)
    assert install == f'pip install "{requirement()}"'
    for added, codes in (({}, [0, 0]), ({"TrainingJobName": "a_new_name"}, [0, 1])):
        if added:
            job(tmp_path, added, name="jobs/new.json")
        ran = [run(*shlex.split(step.split(" |")[0])[1:], cwd=tmp_path) for step in commands]
        assert [outcome.code for outcome in ran] == codes, ran
    tools = Path(sys.executable).parent
    subprocess.run([tools / "actionlint", file], check=True)
    subprocess.run([tools / "zizmor", "--offline", "--quiet", "--persona=auditor", file], check=True)
    own = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert set(re.findall(r"uses: (\S+ # \S+)", file.read_text("utf-8"))) <= set(re.findall(r"uses: (\S+ # \S+)", own))
