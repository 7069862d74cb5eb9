"""The commit that a run on GitHub is compared with, by the event that started it.

https://docs.github.com/actions/reference/events-that-trigger-workflows, and the payloads of webhooks. The commits that
an event names are those of its moment: by the time of the run the target branch may be further on. So what is compared
with is taken from what is checked out wherever that tells it.
"""

from collections.abc import Mapping
from typing import Any

from policylint.git import GitError, available, fetched, fetched_ancestor, head

_TARGET = "pull_request_target"


def base_of_event(event: Mapping[str, Any], environ: Mapping[str, str]) -> str | None:
    """The commit to compare with; None where the event has none, and all that is there counts.

    Raises:
        GitError: it cannot be had.
    """
    if "pull_request" in event:
        return _of_pull_request(event["pull_request"], environ)
    if "merge_group" in event:
        return available(event["merge_group"]["base_sha"])
    if "before" in event:
        return _of_push(event)
    return None


def is_target_alone(event: Mapping[str, Any], environ: Mapping[str, str]) -> bool:
    """Whether the event is of a pull request of which nothing is checked out: `pull_request_target` is meant to run
    what the target branch has.

    Raises:
        GitError: this is not a repository, or it has no commit.
    """
    if environ.get("GITHUB_EVENT_NAME") != _TARGET or "pull_request" not in event:
        return False
    commit, _ = head()
    return commit in (environ.get("GITHUB_SHA"), event["pull_request"]["base"]["sha"])


def _of_pull_request(request: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    """The first parent of GitHub's merge commit, which is the target branch as it was merged; where something else is
    checked out, the last commit that it shares with the target branch."""
    commit, parents = head()
    merged = environ.get("GITHUB_SHA") if environ.get("GITHUB_EVENT_NAME") != _TARGET else None
    if len(parents) == 2 and (parents[1] == request["head"]["sha"] or commit == merged):
        return available(parents[0])
    return fetched_ancestor(_targets(request), _remote(request))


def _of_push(event: Mapping[str, Any]) -> str | None:
    """What the branch was before; of a new branch, or one whose history was written anew, where it parted from the
    default branch."""
    default = event.get("repository", {}).get("default_branch")
    ref, before = event.get("ref", ""), event["before"]
    made = not before.strip("0")
    if (made or event.get("forced")) and ref.startswith("refs/heads/") and default and ref != f"refs/heads/{default}":
        return fetched_ancestor([available(default)], "origin")
    return None if made else available(before)


def _targets(request: Mapping[str, Any]) -> list[str]:
    """The target branch as far as it can be had: as it is now, and as it was at the event.

    `origin` may be the fork, whose branch of the same name is anybody's: it counts only where there is no fork.
    """
    base, found = request["base"], []
    branch = base.get("ref")
    if branch:
        try:
            found.append(fetched(_remote(request), f"refs/heads/{branch}"))
        except GitError:
            if _repository(base) == _repository(request["head"]) is not None:
                found += _known(f"refs/remotes/origin/{branch}")
    found += _known(base["sha"])
    return found or [fetched(_remote(request), base["sha"])]


def _known(revision: str) -> list[str]:
    try:
        return [available(revision)]
    except GitError:
        return []


def _remote(request: Mapping[str, Any]) -> str:
    """Where the target branch is fetched from: the repository that the event names, not what the clone is of."""
    return (request["base"].get("repo") or {}).get("clone_url") or "origin"


def _repository(side: Mapping[str, Any]) -> str | None:
    """The full name of the repository of a side; None: not told."""
    name: str | None = (side.get("repo") or {}).get("full_name")
    return name
