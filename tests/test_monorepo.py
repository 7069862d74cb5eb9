"""Where a configuration counts: teams, the root, and an organisation's floor, in the example of docs/monorepo.md."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli import Outcome, policylint
from tests.repository import Repository
from tests.requests import minimal_job

EXAMPLE = Path(__file__).parent.parent / "examples" / "monorepo"
EXPECTED = {
    ("teams/credit/jobs/score.yaml", "acme/few-instances"),
    ("teams/search/jobs/embed.yaml", "name-an-owner"),
    ("teams/search/jobs/rank.yaml", "acme/few-instances"),
    ("teams/search/policylint.toml", "LINT1302"),
}


@pytest.fixture
def example(tmp_path: Path) -> Repository:
    shutil.copytree(EXAMPLE / "floor", tmp_path / "floor")
    shutil.copytree(EXAMPLE / "repository", tmp_path / "repository")
    made = Repository.made(tmp_path / "repository")
    made.commit()
    return made


def run(repository: Repository, *arguments: str, cwd: str = ".") -> Outcome:
    """A run as the organisation's runner makes it."""
    floor = repository.folder.parent / "floor" / "floor.toml"
    return policylint(*arguments, cwd=repository.folder / cwd, POLICYLINT_FLOOR=str(floor))


def found(repository: Repository, cwd: str = ".", *arguments: str) -> set[tuple[str, str]]:
    """The findings that are no notes: file from the root, and rule."""
    folder = repository.folder / cwd
    outcome = run(repository, "check", "--output-format=json", *(arguments or (".",)), cwd=cwd)
    assert outcome.err == ""
    return {
        ((folder / one["file"]).resolve().relative_to(repository.folder.resolve()).as_posix(), one["rule"])
        for one in json.loads(outcome.out)["findings"]
        if one["severity"] != "note"
    }


def test_each_team_below_the_root_and_all_below_the_floor(example: Repository) -> None:
    assert found(example) == EXPECTED
    search = {one for one in EXPECTED if "search" in one[0]}
    assert found(example, "teams/search") == search
    assert found(example, "teams/search/jobs", "rank.yaml", "embed.yaml") == search
    assert found(example, "teams/credit") == EXPECTED - search


def test_nothing_below_loosens_the_floor(example: Repository) -> None:
    """Neither a team, nor the root, nor an option, nor a variable of the repository's own."""
    hard = {("teams/search/jobs/rank.yaml", "acme/few-instances")}
    loose = (
        'select = []\nignore = ["ALL"]\npolicies = []\nfail-on = "error"\n[policy-params]\nmax_instances = 99\n'
        '[per-file-ignores]\n"**" = ["SM", "SEC"]\n[[suppressions]]\nreason = "all of it"\n'
    )
    job = minimal_job({"TrainingJobName": "a_b", "EnableNetworkIsolation": True})
    example.write("teams/search/jobs/named.json", job)
    example.write("teams/search/policylint.toml", loose.replace('[[suppressions]]\nreason = "all of it"\n', ""))
    named = ("teams/search/jobs/named.json", "SM1006")
    assert found(example) >= {*hard, named}
    example.write("policylint.toml", loose)
    assert found(example) >= hard
    assert found(example, ".", "--isolated", "--select=LINT", "--policies=", ".") >= {*hard, named}


def test_a_floor_that_cannot_be_used_stops_all(example: Repository) -> None:
    outcome = policylint("check", ".", cwd=example.folder, POLICYLINT_FLOOR="nowhere.toml")
    assert (outcome.code, outcome.out) == (2, "")
    assert "POLICYLINT_FLOOR names nowhere.toml, and there is no such file" in outcome.err


def test_what_extends_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policylint.toml").write_text('extends = ["other.toml"]\n', "utf-8")
    (tmp_path / "other.toml").write_text('extends = ["policylint.toml"]\n', "utf-8")
    outcome = policylint("check", ".", cwd=tmp_path)
    assert (outcome.code, "which extends it" in outcome.err) == (2, True)


def test_a_change_of_rules_is_said_at_the_top(example: Repository) -> None:
    """For each configuration; and with `--rules-from base` it does not count yet."""
    example.write("teams/credit/policylint.toml", "[policy-params]\nmax_instances = 6\n")
    example.write("policylint.toml", 'fail-on = "error"\nextend-exclude = ["old"]\n')
    looser = run(example, "review", "--base=HEAD", ".")
    said = looser.out.replace("\\", "").partition("\n\n|")[0]
    for what in (
        "policy name-an-owner is gone",
        "extend-exclude: old",
        "teams/credit: policy acme/few-instances: the parameter max_instances has another value",
    ):
        assert f"> - {what}\n" in f"{said}\n", said
    assert "acme/few-instances" not in looser.out.partition("teams/credit/jobs/score.yaml")[2][:200]
    base = run(example, "review", "--base=HEAD", "--rules-from=base", ".")
    assert "Judged by the rules of the base" in base.out
    assert "**This change would let more pass:**" in base.out
    assert "4 instances are more than 2" in base.out
    assert "name-an-owner" in base.out.partition("existing")[2]


def test_a_change_of_any_rule_is_reason_to_check_everything(example: Repository) -> None:
    for file, text in (
        ("teams/credit/policylint.toml", "\n"),
        ("packs/house.yaml", (example.folder / "packs/house.yaml").read_text("utf-8") + "\n"),
        ("shared/gpu.toml", "\n"),
    ):
        example.write(file, text)
        outcome = run(example, "check", "--changed-since=HEAD", "-q", ".")
        assert f"{file} has changed, so every file is checked" in outcome.err
        assert "rank.yaml" in outcome.out
        example.git("checkout", "--", ".")
    (example.folder / "teams/credit/policylint.toml").unlink()
    outcome = run(example, "check", "--changed-since=HEAD", "-q", ".")
    assert "teams/credit/policylint.toml has changed" in outcome.err


def test_a_change_cannot_hide_files(example: Repository, tmp_path: Path) -> None:
    """What git has is judged though .gitignore names it; what a link leads out to is neither judged nor fixed."""
    example.write("teams/credit/hidden/bad.json", minimal_job({"TrainingJobName": "a_b"}))
    example.write("teams/credit/lone.json", minimal_job({"TrainingJobName": "a_b"}))
    example.commit()
    example.write(".gitignore", "hidden/\nlone.json\nfree.json\n")
    example.write("free.json", minimal_job({"TrainingJobName": "a_b"}))
    example.write("teams/credit/hidden/free.json", minimal_job({"TrainingJobName": "a_b"}))
    outside = tmp_path / "outside" / "secret.json"
    outside.parent.mkdir()
    text = json.dumps(minimal_job({"TrainingJobName": "a_b"}))
    outside.write_text(text, "utf-8")
    (example.folder / "link.json").symlink_to(outside)
    (example.folder / "linked").symlink_to(outside.parent)
    (example.folder / "inner.json").symlink_to("teams/credit/lone.json")
    judged = {file for file, rule in found(example) if rule == "SM1006"}
    assert judged == {"teams/credit/hidden/bad.json", "teams/credit/lone.json"}
    fixed = run(example, "check", "--fix", "--unsafe-fixes", ".", "link.json")
    assert "link.json: leads out of its tree, and is left as it is" in fixed.err
    assert outside.read_text("utf-8") == text
    example.write("policylint.toml", "follow-links-out = true\n")
    followed = run(example, "check", "-q", ".")
    assert "link.json" in followed.out or "linked" in followed.out
