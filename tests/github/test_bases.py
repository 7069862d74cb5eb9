"""The commit that each event of GitHub is compared with, in repositories as its runners check them out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policylint.git import GitError
from policylint.github.bases import base_of_event, is_target_alone
from tests.repository import GIT_ENVIRONMENT, Repository


class Hub:
    """A repository as GitHub has it: `start` is where `topic` parted from `main`, which has gone on; `merged` is the
    commit that a run on a pull request checks out."""

    def __init__(self, folder: Path) -> None:
        self.repository = made = Repository.made(folder)
        made.git("config", "uploadpack.allowAnySHA1InWant", "true")
        self.start = made.commit("start")
        made.git("switch", "--quiet", "--create", "topic")
        self.first = made.commit("topic 1")
        self.topic = made.commit("topic 2")
        made.git("switch", "--quiet", "main")
        self.main = made.commit("main")
        made.git("switch", "--quiet", "--detach")
        made.git("merge", "--quiet", "--no-edit", "topic")
        self.merged = made.git("rev-parse", "HEAD")
        made.git("update-ref", "refs/pull/7/merge", self.merged)
        made.git("switch", "--quiet", "main")

    def checkout(self, folder: Path, commit: str, *options: str) -> Repository:
        """As actions/checkout does it: the one commit, or with `--full` everything."""
        made = Repository.made(folder)
        made.git("remote", "add", "origin", self.repository.folder.as_uri())
        wanted = ["+refs/heads/*:refs/remotes/origin/*", commit] if options else ["--depth=1", "origin", commit]
        made.git("fetch", "--quiet", *(["origin", *wanted] if options else wanted))
        made.git("checkout", "--quiet", "--detach", commit)
        return made

    def pull_request(self, **base: Any) -> dict[str, Any]:
        """The event of a pull request whose base is stale."""
        return {"pull_request": {"base": {"sha": self.start, "ref": "main", **base}, "head": {"sha": self.topic}}}


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    for name, value in GIT_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return Hub(tmp_path / "hub")


Checkout = Callable[..., Repository]


@pytest.fixture
def checkout(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    def made(commit: str, *options: str) -> Repository:
        found = hub.checkout(tmp_path / "work", commit, *options)
        monkeypatch.chdir(found.folder)
        return found

    return made


@pytest.mark.parametrize("full", [[], ["--full"]])
def test_a_merge_commit_is_compared_with_what_it_was_merged_into(hub: Hub, checkout: Checkout, full: list[str]) -> None:
    checkout(hub.merged, *full)
    assert base_of_event(hub.pull_request(), {}) == hub.main
    later = {"pull_request": {"base": {"sha": hub.start}, "head": {"sha": "1" * 40}}}
    assert base_of_event(later, {"GITHUB_SHA": hub.merged, "GITHUB_EVENT_NAME": "pull_request"}) == hub.main


@pytest.mark.parametrize("full", [[], ["--full"]])
def test_a_head_is_compared_with_where_it_parted(hub: Hub, checkout: Checkout, full: list[str]) -> None:
    checkout(hub.topic, *full)
    assert base_of_event(hub.pull_request(sha=hub.main), {"GITHUB_SHA": hub.merged}) == hub.start


def test_a_head_that_has_taken_in_the_target_is_not_blamed_for_it(hub: Hub, checkout: Checkout) -> None:
    hub.repository.git("switch", "--quiet", "topic")
    hub.repository.git("merge", "--quiet", "--no-edit", "main")
    hub.topic = hub.repository.commit("topic 3")
    checkout(hub.topic, "--full")
    assert base_of_event(hub.pull_request(), {}) == hub.main


def test_a_fork_does_not_say_what_it_is_compared_with(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own `main` has the change already."""
    fork = Repository(tmp_path / "fork")
    hub.repository.git("clone", "--quiet", hub.repository.folder.as_uri(), str(fork.folder))
    fork.git("switch", "--quiet", "--force-create", "main", hub.topic)
    work = Repository(tmp_path / "work")
    fork.git("clone", "--quiet", fork.folder.as_uri(), str(work.folder))
    monkeypatch.chdir(work.folder)
    theirs, ours = {"full_name": "them/ml"}, {"full_name": "acme/ml"}
    event = hub.pull_request(repo={**ours, "clone_url": hub.repository.folder.as_uri()})
    event["pull_request"]["head"]["repo"] = theirs
    assert base_of_event(event, {}) == hub.start
    event["pull_request"]["base"]["repo"] = {**ours, "clone_url": (tmp_path / "nowhere").as_uri()}
    assert base_of_event(event, {}) == hub.start
    event["pull_request"]["head"]["repo"] = None  # the fork is gone
    assert base_of_event(event, {}) == hub.start


def test_without_credentials_the_branch_of_the_clone_counts(hub: Hub, checkout: Checkout, tmp_path: Path) -> None:
    hub.repository.git("switch", "--quiet", "topic")
    hub.repository.git("merge", "--quiet", "--no-edit", "main")
    hub.topic = hub.repository.commit("topic 3")
    checkout(hub.topic, "--full")
    ours = {"full_name": "acme/ml", "clone_url": (tmp_path / "nowhere").as_uri()}
    event = hub.pull_request(repo=ours)
    event["pull_request"]["head"]["repo"] = ours
    assert base_of_event(event, {}) == hub.main


def test_a_merge_queue_is_compared_with_what_it_is_to_go_onto(hub: Hub, checkout: Checkout) -> None:
    checkout(hub.merged)
    assert base_of_event({"merge_group": {"base_sha": hub.main, "head_sha": hub.merged}}, {}) == hub.main


@pytest.mark.parametrize("full", [[], ["--full"]])
def test_a_push_is_compared_with_what_was_there(hub: Hub, checkout: Checkout, full: list[str]) -> None:
    checkout(hub.topic, *full)
    repository, none = {"default_branch": "main"}, "0" * 40
    pushed = {"ref": "refs/heads/topic", "repository": repository, "before": hub.first}
    assert base_of_event(pushed, {}) == hub.first
    assert base_of_event({**pushed, "before": none}, {}) == hub.start
    assert base_of_event({**pushed, "before": hub.main, "forced": True}, {}) == hub.start
    assert base_of_event({**pushed, "before": none, "ref": "refs/tags/v1"}, {}) is None
    assert base_of_event({**pushed, "before": none, "ref": "refs/heads/main"}, {}) is None
    assert base_of_event({**pushed, "before": hub.main, "ref": "refs/heads/main", "forced": True}, {}) == hub.main


def test_other_events_have_no_base(hub: Hub, checkout: Checkout) -> None:
    checkout(hub.topic)
    assert base_of_event({"schedule": "0 0 * * *"}, {}) is None


def test_the_target_alone_is_nothing_of_a_pull_request(hub: Hub, checkout: Checkout) -> None:
    work = checkout(hub.main, "--full")
    event = hub.pull_request()
    target = {"GITHUB_EVENT_NAME": "pull_request_target", "GITHUB_SHA": hub.main}
    assert is_target_alone(event, target)
    assert not is_target_alone(event, {**target, "GITHUB_EVENT_NAME": "pull_request"})
    work.git("checkout", "--quiet", "--detach", hub.topic)
    assert not is_target_alone(event, target)
    assert base_of_event(event, target) == hub.start
    work.git("fetch", "--quiet", "origin", "refs/pull/7/merge")
    work.git("checkout", "--quiet", "--detach", "FETCH_HEAD")
    assert base_of_event(event, target) == hub.main


def test_unrelated_histories_have_no_base(hub: Hub, checkout: Checkout) -> None:
    checkout(hub.topic, "--full").git("checkout", "--quiet", "--orphan", "other")
    Repository(Path.cwd()).commit("other")
    with pytest.raises(GitError, match="HEAD has no common ancestor with "):
        base_of_event(hub.pull_request(), {})
