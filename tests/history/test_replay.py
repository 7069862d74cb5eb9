"""`policylint replay` finds the jobs that a plain loop over `policylint.check` finds."""

import json
from pathlib import Path
from typing import Any

import pytest

import policylint as package
from policylint import Config
from tests.cli import policylint
from tests.history.past import event_of, guarded, jobs, request_of

OLD = """
pack: acme
version: 1.0.0
policies:
  - name: cap-epochs
    reason: Long jobs are asked for by name.
    fix: Train for fewer epochs.
    message: too many epochs
    enforcement: soft-mandatory
    deny: to_number(HyperParameters.epochs) > `50`
  - name: name-owner
    reason: Somebody answers for each job.
    fix: Tag it.
    message: no owner
    enforcement: soft-mandatory
    assert: tags.owner
"""
NEW = OLD.replace("`50`", "`30`")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay")
    (folder / "old.yaml").write_text(OLD)
    (folder / "new.yaml").write_text(NEW)
    (folder / "less.yaml").write_text(OLD.replace("`50`", "`80`"))
    with (folder / "past.jsonl").open("w") as past:
        past.writelines(json.dumps(request) + "\n" for request, _, _ in jobs(150))
    return folder


def replay(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    outcome = policylint(
        "replay", "past.jsonl", *arguments, "--isolated", "--processes", "1", "--state", ".s",
        "--output-format", "json",
        cwd=folder,
    )  # fmt: skip
    assert outcome.out, outcome.err
    return outcome.code, json.loads(outcome.out)


def broken(pack: Path, request: dict[str, Any]) -> set[str]:
    """The policies that a request breaks."""
    report = package.check(request, config=CONFIGS.setdefault(pack, Config(policies=(str(pack),))))
    return {finding.rule for finding in report.findings if finding.rule in ("cap-epochs", "name-owner")}


CONFIGS: dict[Path, Config] = {}


@pytest.mark.parametrize(("new", "verdict"), [("new.yaml", "stopped"), ("less.yaml", "passed")])
def test_a_changed_policy_flips_the_jobs_that_a_plain_loop_finds(folder: Path, new: str, verdict: str) -> None:
    code, told = replay(folder, "--policies", new, "--against", "old.yaml")
    expected = {
        request["TrainingJobName"]: broken(folder / new, request) ^ broken(folder / "old.yaml", request)
        for request, _, _ in jobs(150)
    }
    flipped = {name for name, policies in expected.items() if policies}
    assert flipped
    assert (code, told["summary"]["with_findings"]) == (1, len(flipped))
    assert [(one["rule"], one["severity"], one["jobs"]) for one in told["by_rule"]] == [
        ("cap-epochs", verdict, len(flipped))
    ]
    assert {bad["job"] for bad in told["worst"]} <= flipped
    assert len(told["worst"]) == min(50, len(flipped))
    owners = {part["owner"]: part["with_findings"] for part in told["by_owner"] if part["with_findings"]}
    assert sum(owners.values()) == len(flipped)
    assert replay(folder, "--policies", new, "--against", "old.yaml", "--most-flips", str(len(flipped)))[0] == 0


def test_the_same_pack_flips_none(folder: Path) -> None:
    code, told = replay(folder, "--policies", "old.yaml", "--against", "old.yaml")
    assert (code, told["summary"]["jobs"], told["by_rule"]) == (0, 150, [])
    (folder / "policylint.toml").write_text('policies = ["old.yaml"]\n')
    configured = policylint(
        "replay", "past.jsonl", "--policies", "old.yaml", "--processes", "1", "--state", ".s", cwd=folder
    )
    (folder / "policylint.toml").unlink()
    assert (configured.code, configured.out.splitlines()[0]) == (
        0,
        "None of 150 jobs flips: the policies say the same of all.",
    )


def test_against_none_each_breach_is_a_flip(folder: Path) -> None:
    _, told = replay(folder, "--policies", "old.yaml", "--against=")
    expected = sum(bool(broken(folder / "old.yaml", request)) for request, _, _ in jobs(150))
    assert told["summary"]["with_findings"] == expected


def test_what_holds_no_request_flips_nothing(tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text(NEW)
    record = guarded(request_of(), {"region": "us-east-1", "account": "1"}, next(at for _, _, at in jobs(1)))
    failed = event_of(request_of("x"), errorCode="AccessDenied", requestParameters=None)
    (tmp_path / "past.jsonl").write_text(f"{json.dumps(record)}\n{json.dumps(failed)}\n")
    code, told = replay(tmp_path, "--policies", "new.yaml", "--against=")
    assert (code, told["summary"]["with_findings"]) == (0, 0)
