"""A folder with a request, a pack and a configuration, as the tests of policies need them."""

import json
from pathlib import Path
from typing import Any

from tests.cli import Outcome, policylint
from tests.requests import minimal_job


def lay(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def job(folder: Path, changes: dict[str, Any] | None = None, name: str = "jobs/job.json") -> None:
    lay(folder, {name: json.dumps(minimal_job(changes or {}), indent=2)})


def policy(
    name: str = "name-jobs", condition: str = "assert: starts_with(TrainingJobName, 'acme-')", more: str = ""
) -> str:
    """The text of a pack with one policy."""
    lines = [f"  - name: {name}", f"    {condition}", "    message: The name is not ours", "    fix: Rename it."]
    lines += ["    reason: Names are searched by.", *(f"    {line}" for line in more.splitlines())]
    return "\n".join(["policies:", *lines, ""])


def findings(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Rule, severity and path of each finding of a JSON report."""
    listed = json.loads(outcome.out)["findings"]
    return [(finding["rule"], finding["severity"], finding["path"]) for finding in listed]


def check(folder: Path, *arguments: str, **environment: str) -> Outcome:
    return policylint("check", "--output-format", "json", *arguments, "jobs", cwd=folder, **environment)
