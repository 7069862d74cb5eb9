"""What a change is compared with, in clones as people have them: each a real one."""

from pathlib import Path
from typing import Any

import pytest

from policylint.base import Against, BaseError
from policylint.review import Review, review
from policylint.run import check_paths
from policylint.settings.config import Settings
from tests.cli import policylint
from tests.repository import GIT_ENVIRONMENT, Repository
from tests.requests import minimal_job


def sound(name: str) -> dict[str, Any]:
    return minimal_job({"TrainingJobName": name})


def faulty(name: str) -> dict[str, Any]:
    return minimal_job({"TrainingJobName": f"{name}_x"})


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A `main` that has gone on since `topic`, which is checked out, parted from it: it has mended one job and broken
    another."""
    for name, value in GIT_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    made = Repository.made(tmp_path / "repository")
    made.write("jobs/mended.json", faulty("mended"))
    made.write("jobs/broken.json", sound("broken"))
    made.commit()
    made.git("switch", "--quiet", "--create", "topic")
    made.write("jobs/ours.json", sound("ours"))
    made.commit()
    made.git("switch", "--quiet", "main")
    made.write("jobs/mended.json", sound("mended"))
    made.write("jobs/broken.json", faulty("broken"))
    made.commit()
    made.git("switch", "--quiet", "topic")
    monkeypatch.chdir(made.folder)
    return made


def reviewed(base: str, *paths: str, exact: bool = False) -> Review:
    report, _ = check_paths(paths or ["jobs"], Settings(), identify=True)
    return review(report, paths or ["jobs"], Settings(), Against(base, exact))


def told(found: Review) -> dict[str, list[str]]:
    return {
        name: [finding.file for finding in findings]
        for name, findings in (("new", found.new), ("existing", found.existing), ("fixed", found.fixed))
        if findings
    }


def clone(repository: Repository, folder: Path, *options: str) -> Repository:
    """A clone as over a network, of its own `topic`."""
    repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
    repository.git("clone", "--quiet", "--branch=topic", *options, repository.folder.as_uri(), str(folder))
    return Repository(folder)


def test_what_others_have_done_meanwhile_counts_for_nothing(repository: Repository) -> None:
    assert told(reviewed("main")) == {"existing": ["jobs/mended.json"]}
    assert told(reviewed("main", exact=True)) == {"new": ["jobs/mended.json"], "fixed": ["jobs/broken.json"]}


@pytest.mark.parametrize("command", [["review", "--new-only"], ["cost"]])
def test_the_two_options_of_the_commands(repository: Repository, command: list[str]) -> None:
    repository.git("switch", "--quiet", "main")
    repository.write("jobs/mended.json", minimal_job({"ResourceConfig.InstanceCount": 7}))
    repository.commit()
    repository.git("switch", "--quiet", "topic")
    shared = policylint(*command, "jobs", "--base=main", cwd=repository.folder)
    exact = policylint(*command, "jobs", "--base-exact=main", cwd=repository.folder)
    assert shared.code == 0
    assert shared.out != exact.out
    assert policylint(*command, "jobs", "--base-exact=main", "--base=main", cwd=repository.folder) == shared
    assert policylint(*command, "jobs", "--base-exact=jobs", cwd=repository.folder).err.startswith(
        "policylint: --base-exact: 'jobs' is no git revision that can be compared with: there is no git revision 'jobs'"
    )


def test_without_a_common_ancestor_nothing_is_guessed(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--orphan", "other")
    repository.write("jobs/mended.json", faulty("mended"))
    repository.commit()
    with pytest.raises(BaseError, match="'main' and HEAD have no common ancestor here; --base-exact compares with"):
        reviewed("main")
    assert told(reviewed("main", exact=True)) == {"new": ["jobs/mended.json"], "fixed": ["jobs/broken.json"]}


def test_a_shallow_clone_says_what_it_lacks(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shallow = clone(repository, tmp_path / "clone", "--depth=1", "--no-single-branch")
    monkeypatch.chdir(shallow.folder)
    with pytest.raises(BaseError, match="in a shallow clone: `git fetch --unshallow` gets the rest of it"):
        reviewed("origin/main")
    shallow.git("fetch", "--quiet", "--unshallow")
    assert told(reviewed("origin/main")) == {"existing": ["jobs/mended.json"]}


def test_a_fork_is_compared_with_where_it_parted(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork = clone(repository, tmp_path / "fork")
    fork.git("switch", "--quiet", "--create", "main", "topic")
    fork.write("jobs/theirs.json", faulty("theirs"))
    fork.commit()
    fork.git("remote", "add", "upstream", repository.folder.as_uri())
    fork.git("fetch", "--quiet", "upstream")
    monkeypatch.chdir(fork.folder)
    assert told(reviewed("upstream/main")) == {"new": ["jobs/theirs.json"], "existing": ["jobs/mended.json"]}


def test_a_renamed_file_and_a_renamed_folder(repository: Repository) -> None:
    repository.git("mv", "jobs/mended.json", "jobs/other.json")
    repository.commit()
    assert told(reviewed("main")) == {"existing": ["jobs/other.json"]}
    repository.git("mv", "jobs", "training")
    repository.commit()
    assert told(reviewed("main", ".")) == {"existing": ["training/other.json"]}


def test_the_files_of_submodules_have_a_state_before(repository: Repository, tmp_path: Path) -> None:
    shared = Repository.made(tmp_path / "shared")
    shared.write("deep/known.json", faulty("known"))
    shared.write("closed.json", faulty("closed"))
    shared.commit()
    allowed = ("-c", "protocol.file.allow=always")
    repository.git(*allowed, "submodule", "--quiet", "add", str(shared.folder), "jobs/shared")
    repository.commit()
    repository.git("branch", "before")
    within = Repository(repository.folder / "jobs" / "shared")
    within.write("closed.json", sound("closed"))
    within.write("new.json", faulty("new"))
    within.commit()
    repository.commit()
    found = told(reviewed("before"))
    assert found["existing"] == ["jobs/mended.json", "jobs/shared/deep/known.json"]
    assert (found["new"], found["fixed"]) == (["jobs/shared/new.json"], ["jobs/shared/closed.json"])
    assert told(reviewed("before", "jobs/shared/deep")) == {"existing": ["jobs/shared/deep/known.json"]}
    repository.git("submodule", "--quiet", "deinit", "--force", "jobs/shared")
    assert told(reviewed("before")) == {"existing": ["jobs/mended.json"]}
    repository.git("update-index", "--cacheinfo", f"160000,{'1' * 40},jobs/shared")
    repository.git("commit", "--quiet", "-m", "a commit that nobody has")
    Repository.made(repository.folder / "jobs" / "shared").commit()
    with pytest.raises(BaseError, match=r"the submodule jobs/shared was at 1{40}: there is no git revision"):
        reviewed("HEAD")


def test_what_a_sparse_checkout_leaves_out_is_not_fixed(repository: Repository) -> None:
    repository.write("elsewhere/theirs.json", faulty("theirs"))
    repository.write("jobs/gone.json", faulty("gone"))
    repository.commit()
    repository.git("branch", "before")
    repository.git("rm", "--quiet", "jobs/gone.json")
    repository.commit()
    for options in (("--no-sparse-index",), ("--sparse-index",)):
        repository.git("sparse-checkout", "set", "--cone", *options, "jobs")
        assert not (repository.folder / "elsewhere").exists()
        assert told(reviewed("before", ".")) == {"existing": ["jobs/mended.json"], "fixed": ["jobs/gone.json"]}


def test_another_worktree(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.git("worktree", "add", "--quiet", "-b", "second", str(tmp_path / "second"), "topic")
    second = Repository(tmp_path / "second")
    second.write("jobs/new.json", faulty("new"))
    monkeypatch.chdir(second.folder / "jobs")
    assert told(reviewed("main", ".")) == {"new": ["new.json"], "existing": ["mended.json"]}


def test_a_folder_of_somebody_else_is_said_with_what_git_advises(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "true")
    outcome = policylint("review", "jobs", "--base=main", cwd=repository.folder)
    assert outcome.code == 2
    assert "detected dubious ownership in repository at " in outcome.err
    assert "; if you trust it, allow it by `git config --global --add safe.directory " in outcome.err
    for option in ("--changed-since=main", "--staged"):
        assert "detected dubious ownership" in policylint("check", "jobs", option, cwd=repository.folder).err


def test_an_object_that_is_not_there_is_no_empty_base(repository: Repository) -> None:
    identity = repository.git("rev-parse", "topic:jobs/ours.json")
    lost = repository.git("rev-parse", "main~1:jobs/mended.json")
    assert identity != lost
    (repository.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(BaseError, match=f"the object {lost} is not in this clone"):
        reviewed("main")
