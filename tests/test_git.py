"""Only what has changed is checked: `check --changed-since` and `--staged`, and the files of an earlier commit."""

import json
import os
from pathlib import Path

import pytest

from policylint.git import GitError, files_of
from tests.cli import policylint
from tests.repository import Repository
from tests.requests import minimal_job

FAULTY = minimal_job({"TrainingJobName": "a_b"})
SOUND = minimal_job()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A `main` with jobs that all have one fault, and a branch from it that is checked out."""
    made = Repository.made(tmp_path / "repository")
    for name in ("old.json", "kept.json", "renamed.json", "deleted.json", "deep/er/a b.json", "-v.json"):
        made.write(f"jobs/{name}", FAULTY)
    made.write("jobs/package.json", {"name": "no request"})
    made.commit()
    made.git("switch", "--quiet", "--create", "topic")
    return made


def checked(repository: Repository, *arguments: str, cwd: str = ".") -> set[str]:
    """The files that have a finding."""
    outcome = policylint("check", "--output-format=json", *arguments, cwd=repository.folder / cwd)
    assert outcome.code in (0, 1), outcome.err
    return {finding["file"] for finding in json.loads(outcome.out)["findings"]}


def test_committed_uncommitted_and_new_files_count_as_changed(repository: Repository) -> None:
    repository.write("jobs/old.json", {**FAULTY, "RoleArn": "x"})
    repository.git("mv", "jobs/renamed.json", "jobs/new name é.json")
    repository.git("rm", "--quiet", "jobs/deleted.json")
    repository.commit()
    repository.write("jobs/-v.json", {**FAULTY, "RoleArn": "x"})
    repository.write("jobs/deep/er/untracked.json", FAULTY)
    repository.write("elsewhere/other.json", FAULTY)
    changed = {"jobs/old.json", "jobs/new name é.json", "jobs/-v.json", "jobs/deep/er/untracked.json"}
    assert checked(repository, "jobs", "--changed-since", "main") == changed
    assert checked(repository, "--changed-since=main") == changed | {"elsewhere/other.json"}
    assert checked(repository, "jobs/old.json", "jobs/kept.json", "--changed-since=main") == {"jobs/old.json"}
    assert checked(repository, "er", "--changed-since=main", cwd="jobs/deep") == {"er/untracked.json"}


def test_what_others_changed_meanwhile_is_not_ours(repository: Repository) -> None:
    repository.write("jobs/old.json", {**FAULTY, "RoleArn": "x"})
    repository.commit()
    repository.git("switch", "--quiet", "main")
    repository.write("jobs/kept.json", {**FAULTY, "RoleArn": "x"})
    repository.commit()
    repository.git("switch", "--quiet", "topic")
    assert checked(repository, "jobs", "--changed-since=main") == {"jobs/old.json"}


def test_a_base_without_a_common_ancestor_is_compared_with_as_it_is(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--orphan", "shallow")
    repository.write("jobs/kept.json", FAULTY)
    repository.write("jobs/old.json", {**FAULTY, "RoleArn": "x"})
    repository.commit()
    assert checked(repository, "jobs", "--changed-since=main") == {"jobs/old.json"}


def test_a_deleted_file_that_is_named_is_no_fault(repository: Repository) -> None:
    repository.git("rm", "--quiet", "jobs/deleted.json")
    named = ("jobs/deleted.json", "jobs/old.json")
    assert policylint("check", *named, "--changed-since=main", cwd=repository.folder).code == 0
    missing = policylint("check", "jobs/mispelled.json", "--changed-since=main", cwd=repository.folder)
    assert missing.code == 2
    assert "LINT1001" in missing.out


@pytest.mark.parametrize("option", ["--changed-since=main", "--staged"])
def test_nothing_changed_is_no_fault_and_is_said(repository: Repository, option: str) -> None:
    outcome = policylint("check", "jobs", option, cwd=repository.folder)
    since = "main" if option != "--staged" else "the last commit"
    assert (outcome.code, outcome.out) == (0, "No requests found.\n")
    assert outcome.err == f"policylint: no file has changed since {since}, so nothing was checked\n"


def test_changed_files_without_a_request_are_named_as_such(repository: Repository) -> None:
    repository.write("jobs/package.json", {"name": "still none"})
    outcome = policylint("check", "jobs", "--changed-since=main", cwd=repository.folder)
    assert outcome.code == 0
    assert outcome.err == "policylint: no request in 1 file looked at, so nothing was checked\n"


def test_a_changed_configuration_is_reason_to_check_everything(repository: Repository) -> None:
    repository.write("policylint.toml", 'ignore = ["SM2"]\n')
    outcome = policylint("check", "--changed-since=main", cwd=repository.folder)
    assert outcome.code == 1
    assert "policylint.toml has changed, so every file is checked\n" in outcome.err
    assert "jobs/kept.json" in outcome.out


def test_staged_means_staged(repository: Repository) -> None:
    repository.write("jobs/old.json", {**FAULTY, "RoleArn": "x"})
    repository.write("jobs/kept.json", {**FAULTY, "RoleArn": "x"})
    repository.git("add", "jobs/old.json")
    assert checked(repository, "jobs", "--staged") == {"jobs/old.json"}


def test_a_staged_file_that_was_changed_again_is_named(repository: Repository) -> None:
    repository.write("jobs/old.json", {**FAULTY, "RoleArn": "x"})
    repository.git("add", "jobs/old.json")
    repository.write("jobs/old.json", SOUND)
    outcome = policylint("check", "jobs", "--staged", cwd=repository.folder)
    assert outcome.err == (
        "policylint: jobs/old.json: what was checked is the file, which is not what is staged\n"
    ).replace("/", os.sep)


def test_the_first_commit_can_be_staged(tmp_path: Path) -> None:
    fresh = Repository.made(tmp_path)
    fresh.write("a.json", FAULTY)
    fresh.git("add", "a.json")
    assert checked(fresh, "--staged") == {"a.json"}


@pytest.mark.parametrize(
    ("option", "words"),
    [
        pytest.param("--changed-since=nowhere", "there is no git revision 'nowhere' here", id="unknown"),
        pytest.param("--changed-since=--upload-pack=touch x", "there is no git revision '--upload-pack=", id="option"),
        pytest.param("--changed-since=", "there is no git revision ''", id="empty"),
    ],
)
def test_a_revision_that_is_none(repository: Repository, option: str, words: str) -> None:
    outcome = policylint("check", "jobs", option, cwd=repository.folder)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert not (repository.folder / "x").exists()


@pytest.mark.parametrize("option", ["--changed-since=main", "--staged"])
def test_outside_of_a_repository(tmp_path: Path, option: str) -> None:
    outcome = policylint("check", option, cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert outcome.code == 2
    assert "needs a git repository, and " in outcome.err


def test_without_git(tmp_path: Path) -> None:
    outcome = policylint("check", "--staged", cwd=tmp_path, PATH=str(tmp_path))
    assert outcome.code == 2
    assert "git cannot be run" in outcome.err


def test_without_a_path_this_folder_is_checked(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(json.dumps(minimal_job({"Nonsense": 1})))
    outcome = policylint("check", "-q", cwd=tmp_path)
    assert outcome.code == 1
    assert outcome.out.startswith("job.json:")


def test_files_that_a_tool_names_are_looked_at_as_a_walk_would(repository: Repository) -> None:
    repository.write("policylint.toml", 'extend-exclude = ["kept.json"]\n')
    named = ("--as-found", "jobs/package.json", "jobs/kept.json", "jobs/old.json")
    assert checked(repository, *named) == {"jobs/old.json"}
    outcome = policylint("check", *named[:3], cwd=repository.folder)
    assert outcome.code == 0
    assert outcome.err == "policylint: no request in 1 file looked at, so nothing was checked\n"
    outcome = policylint("check", "--as-found", "jobs/kept.json", cwd=repository.folder)
    assert outcome.err == "policylint: no file is left to look at, so nothing was checked\n"


# An earlier state ---------------------------------------------------------------------------------------------------


def test_the_files_of_a_revision(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository.folder)
    content = b'{"a": "\xe9\\n"}\0\n'
    (repository.folder / "jobs" / "bytes.json").write_bytes(content)
    repository.write("jobs/.gitignore", "x\n")
    repository.write("jobs/readme.md", "not wanted")
    repository.write("elsewhere.json", FAULTY)
    repository.write(".gitattributes", "*.json export-ignore\n")
    (repository.folder / "jobs" / "link.json").symlink_to("/etc/hostname")
    repository.commit()
    repository.git("rm", "--quiet", "-r", "jobs")
    with files_of("HEAD", ["jobs", "no/such/path"], (".json",)) as folder:
        found = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
        assert (folder / "jobs" / "bytes.json").read_bytes() == content
    names = ("old", "kept", "renamed", "deleted", "deep/er/a b", "-v", "package", "bytes")
    assert found == {f"jobs/{name}.json" for name in names} | {"jobs/.gitignore"}
    assert not folder.exists()


def test_a_path_outside_has_no_earlier_state(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository.folder)
    with pytest.raises(GitError, match="lies outside the repository"), files_of("HEAD", [".."], (".json",)):
        pass
