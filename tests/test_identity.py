"""What is known again under another name: the family of a job, and findings through the real doors."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.identity import family, fingerprint
from policylint.reports.costs import Cost, paired
from policylint.shown import Shown
from tests.cli import policylint
from tests.repository import Repository
from tests.requests import minimal_job

FAMILIES = {
    "churn": [
        *("churn", "churn-2026-11-24", "churn-2026-11-24-10-33-01-123", "churn_20261124", "churn-20261124T103301Z"),
        *("churn20261124", "churn17", "churn-17", "churn-v2", "churn-run3", "churn-8f3a2c1", "churn-24-nov-2026"),
        *("2026-11-24-churn", "churn-550e8400-e29b-41d4-a716-446655440000", "${env}-churn-${date}", "churn-x7k2p9qz"),
        *("churn-01J9ZK3V5N8QW2X4Y6Z7A8B9C0", "churn-24nov2026", "mon-2026-11-23-churn", "churn-2026w48"),
    ],
    "llama-7b": ["llama-7b", "llama-7b-17", "llama-7b-2026-11-24"],
    "llama-70b": ["llama-70b", "llama-70b-9f8a7c6d"],
    "train-eu-west-1": ["train-eu-west-1", "train-eu-west-1-2026-11-24"],
    "train-ml-p4d-24xlarge": ["train-ml-p4d-24xlarge-3"],
    "job_a": ["job_a", "job_a-2"],
    "#": ["2026-11-24", "17", "550e8400-e29b-41d4-a716-446655440000"],
    "": [""],
    "déjà-vu": ["déjà-vu-3"],
    "maybe-may": ["maybe-may"],
}


def test_families() -> None:
    assert {name: family(name) for names in FAMILIES.values() for name in names} == {
        name: expected for expected, names in FAMILIES.items() for name in names
    }


@given(st.text(max_size=40))
def test_a_family_is_its_own_and_never_fails(name: str) -> None:
    assert bool(family(name)) is bool(name)


WORDS = st.sampled_from(["churn", "ranking", "fraud-model", "credit_score", "embed"])
STAMPS = st.one_of(
    st.dates().map(lambda day: day.strftime("%Y-%m-%d")),
    st.datetimes().map(lambda time: time.strftime("%Y%m%d%H%M%S")),
    st.integers(0, 10**6).map(str),
    st.uuids().map(str),
    st.integers(0, 999).map(lambda number: f"v{number}"),
)


@given(WORDS, STAMPS, STAMPS)
def test_another_run_is_the_same_job(word: str, before: str, after: str) -> None:
    names = [f"{word}-{before}", f"{word}-{after}", word]
    assert len({fingerprint("SM1006", "a.json", name, "X") for name in names}) == 1


def cost(usd: float) -> Cost:
    return Cost(max_usd=usd, expected_usd=None, unknowns=(), lines=(), notes=(), demand=str(usd))


@given(st.lists(st.floats(1, 1000), min_size=1, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_jobs_with_the_names_of_their_next_runs_cost_what_they_did(amounts: list[float], random: Any) -> None:
    order = list(enumerate(amounts))
    random.shuffle(order)
    before = {(Shown("a.json"), Shown(f"churn-{n}"), 0): cost(usd) for n, usd in enumerate(amounts)}
    now = {(Shown("a.json"), Shown(f"churn-{n + 100}"), 0): cost(usd) for n, usd in order}
    assert all(job.change == 0 for job in paired(now, before))
    moved = {(Shown("b.json"), name, number): one for (_, name, number), one in now.items()}
    assert all(job.change == 0 for job in paired(moved, before))


def faulty(name: str, count: int = -1, **more: Any) -> dict[str, Any]:
    return minimal_job({"TrainingJobName": name, "ResourceConfig.InstanceCount": count, **more})


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with faulty jobs, all of them in a commit and in a baseline."""
    made = Repository.made(tmp_path_factory.mktemp("known"))
    made.write("policylint.toml", 'select = ["SM1", "SEC"]\nbaseline = "known.json"\n')
    made.write("alone.toml", 'select = ["SM1", "SEC"]\n')
    made.write("jobs/one.json", faulty("churn-2026-11-24"))
    made.write("jobs/two.json", folds("8f3a2c1"))
    made.write("jobs/plain.json", faulty("${name}"))
    made.commit("before")
    assert policylint("baseline", "jobs", cwd=made.folder).code == 0
    return made


def news(repository: Repository) -> tuple[int, int]:
    """How many findings `check` reports beyond the baseline, and how many are new to `review`."""
    checked = json.loads(policylint("check", "--output-format=json", "jobs", cwd=repository.folder).out)
    review = policylint("review", "--base=HEAD", "--new-only", "--config=alone.toml", "jobs", cwd=repository.folder)
    assert review.err == ""
    told = re.match(r"### . policylint: (\d+) new errors?", review.out)
    return len(checked["findings"]), int(told[1]) if told else 0


def changed(repository: Repository, **files: Any) -> tuple[int, int]:
    """The news where the jobs are in these files and no others."""
    for file in (repository.folder / "jobs").rglob("*.json"):
        file.unlink()
    for name, content in files.items():
        repository.write(f"jobs/{name.replace('__', '/')}.json", content)
    return news(repository)


def folds(run: str, order: tuple[int, ...] = (0, 1), password: str = "hunter2xy") -> list[dict[str, Any]]:
    return [faulty(f"fold-{n}-{run}", -1 - n, Environment={"PASSWORD": password}) for n in order]


def test_renamed_reordered_reformatted_and_moved_nothing_is_new(known: Repository) -> None:
    one, two = faulty("churn-2026-11-25"), folds("77aa88b")
    plain = faulty("${name}")
    for files in (
        {"one": one, "two": two},
        {"one": one, "two": folds("v9", (1, 0))},
        {"one": json.dumps(one), "two": json.dumps([dict(reversed(job.items())) for job in two])},
        {"sub__one": one, "other": two},
        {"one-2026-11-25": one, "two": two},
        {"one": one, "two": two, "copy": faulty("churn-17")},
        {"one": faulty("attrition"), "two": two},
        {"one": one, "two": two, "sub__plain": plain},
        {"one": one, "two": two, "other_plain": plain},
    ):
        assert changed(known, **files) == (0, 0), files


def test_what_is_really_another_one_is_new(known: Repository) -> None:
    one, two = faulty("churn-2026-11-25"), folds("77aa88b")
    assert changed(known, one=one, two=folds("77aa88b", password="hunter3xy")) == (2, 2)
    assert changed(known, one=one, two=[*two, faulty("fold-2-77aa88b")]) == (1, 1)
    assert changed(known, one=one, two=two, three=faulty("ranking-1")) == (1, 1)


def test_a_known_number_may_shrink_and_not_grow(tmp_path: Path) -> None:
    repository = Repository.made(tmp_path)
    policy = "{name: few, deny: 'resources.InstanceCount > `2`', message: M., fix: F., reason: R.}"
    repository.write("ours.yaml", f"policies: [{policy}]\n")
    repository.write("policylint.toml", 'policies = ["./ours.yaml"]\nselect = ["few"]\nbaseline = "known.json"\n')
    repository.write("alone.toml", 'policies = ["./ours.yaml"]\nselect = ["few"]\n')
    repository.write("jobs/a.json", faulty("churn-1", 5))
    repository.commit()
    policylint("baseline", "jobs", cwd=tmp_path)
    for count, expected in ((3, (0, 0)), (5, (0, 0)), (90, (1, 1))):
        repository.write("jobs/a.json", faulty("churn-2", count))
        assert news(repository) == (expected), count


def test_a_baseline_lets_nobody_try_passwords(known: Repository) -> None:
    """Neither the secret nor anything made of it without the salt stands there, and a mark is short."""
    text = (known.folder / "known.json").read_text("utf-8")
    marks = [entry["secret"] for entry in json.loads(text)["findings"] if "secret" in entry]
    assert "hunter2xy" not in text
    assert len(set(marks)) == 1
    way, salt, tag = marks[0].split(":")
    assert (way, len(salt), len(tag)) == ("scrypt", 32, 8)


@pytest.mark.parametrize("name", ["gitlab", "sarif"])
def test_fingerprints_of_reports_follow_the_job(known: Repository, name: str) -> None:
    def fingerprints(**files: Any) -> list[str]:
        changed(known, **files)
        out = policylint("check", f"--output-format={name}", "--config=alone.toml", "jobs", cwd=known.folder).out
        found = re.findall(r'"(?:fingerprint|policylintFingerprint/v1)": "([0-9a-f-]+)"', out)
        assert found
        return sorted(found)

    first = fingerprints(one=faulty("churn-2026-11-24"), two=folds("8f3a2c1"))
    assert len(set(first)) == len(first)
    assert fingerprints(sub__one=faulty("churn-17"), two=folds("v3", (1, 0))) == first


CONFLICT = """{{
  "version": 2,
  "findings": [
<<<<<<< ours
    {0}
||||||| base
=======
    {1}
>>>>>>> theirs
  ]
}}
"""


def test_a_baseline_is_kept_up_part_by_part(tmp_path: Path) -> None:
    repository = Repository.made(tmp_path)
    file = tmp_path / "policylint-baseline.json"

    def run(*arguments: str) -> str:
        outcome = policylint("baseline", "--select=SM1007", *arguments, cwd=tmp_path)
        assert (outcome.code, outcome.err) == (0, "")
        return outcome.out.strip()

    def check() -> int:
        return policylint("check", f"--baseline={file}", "--select=SM1007", "a.json", "b.json", cwd=tmp_path).code

    repository.write("a.json", faulty("churn-1"))
    repository.write("b.json", faulty("ranking-1"))
    assert run("a.json", "b.json") == f"Wrote 2 findings to {file.name}."
    assert run("b.json") == f"Wrote 2 findings to {file.name}: 1 known before, 1 of what was not checked."
    assert check() == 0
    repository.write("b.json", faulty("ranking-1", 1))
    repository.write("c.json", faulty("fraud-1"))
    assert run("--add", "b.json", "c.json") == (
        f"Wrote 3 findings to {file.name}: 1 new, 1 of what was not checked, 1 fixed, which `--prune` takes out."
    )
    repository.write("d.json", faulty("embed-1"))
    assert run("--prune", "b.json", "d.json") == (
        f"Wrote 2 findings to {file.name}: 2 of what was not checked; 1 finding is fixed and taken out."
        " 1 finding is not in it: `--add` adds it."
    )
    assert run("--ignore=SM1007", ".").endswith("2 of what was not checked.")
    assert run(".") == f"Wrote 3 findings to {file.name}: 1 new, 2 known before."
    lines = [line.strip().rstrip(",") for line in file.read_text("utf-8").splitlines() if '"rule"' in line]
    file.write_text(CONFLICT.format(f"{lines[0]},", lines[1]), "utf-8")
    outcome = policylint("check", f"--baseline={file.name}", "a.json", cwd=tmp_path)
    assert outcome.code == 2
    assert "git has left a merge conflict in the baseline" in outcome.err
    assert run(".").endswith("1 new, 2 known before. The merge conflict in it is resolved.")
    assert check() == 0
    file.write_text("{\n<<<<<<< ours\n=======\n>>>>>>> theirs\n", "utf-8")
    assert policylint("baseline", "a.json", cwd=tmp_path).code == 2
