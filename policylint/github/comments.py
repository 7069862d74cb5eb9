"""One comment on a pull request, found again by a hidden first line and brought up to date."""

import re
from typing import Any

from policylint.github.api import Api, ApiError

BEHAVIOURS = {
    "update": "change the last comment, or make one",
    "new": "make another comment each time",
    "delete-and-new": "make a new comment and delete the earlier ones",
    "hide-and-new": "make a new comment and fold the earlier ones away as outdated",
}
LIMIT = 65_536
"""What GitHub takes, in characters."""
_ACTIONS_BOT = "github-actions[bot]"
_HIDE = "mutation($id: ID!) {minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) {clientMutationId}}"

_WHO = "query {viewer {login}}"


def marker(tag: str = "") -> str:
    """The first line of a comment, which no reader sees. Comments with other tags are left alone.

    Raises:
        ValueError: the tag could not stand in a hidden line.
    """
    if tag and (not re.fullmatch(r"[\w./ -]{1,64}", tag) or "--" in tag):
        raise ValueError(f"the tag {tag!r} may hold letters, digits, spaces and ._/- (not --), and 64 of them at most")
    return f"<!-- policylint{f' {tag}' if tag else ''} -->"


def publish(
    api: Api,
    repository: str,
    number: int,
    text: str,
    *,
    behaviour: str = "update",
    tag: str = "",
    anew: bool = True,
) -> str | None:
    """Put a comment onto a pull request and return its address; None where there is none in the end.

    Only comments of the token's own author are touched, whatever others write into theirs.

    Args:
        api: GitHub.
        repository: OWNER/NAME.
        number: the pull request's.
        text: Markdown, without the marker.
        behaviour: one of `BEHAVIOURS`: what becomes of earlier comments of the same tag.
        tag: distinguishes several comments on one pull request.
        anew: whether one is made where there is none to bring up to date.

    Raises:
        ApiError: GitHub refused.
        ValueError: the tag is none.
    """
    first = marker(tag)
    body = f"{first}\n{text}"
    if len(body) > LIMIT:
        raise ValueError(f"the comment has {len(body):,} characters; GitHub takes {LIMIT:,}")
    path = f"repos/{repository}/issues"
    earlier = [] if behaviour == "new" else _ours(api, f"{path}/{number}/comments?per_page=100", first)
    if behaviour == "update" and earlier:
        last = earlier[-1]
        if last["body"] == body:
            return str(last["html_url"])
        return str(api.patch(f"{path}/comments/{last['id']}", {"body": body})["html_url"])
    # The new comment first: if it fails, the earlier ones still stand.
    made = api.post(f"{path}/{number}/comments", {"body": body}) if anew else None
    for comment in earlier:
        if behaviour == "delete-and-new":
            api.delete(f"{path}/comments/{comment['id']}")
        else:
            api.graphql(_HIDE, {"id": comment["node_id"]})
    return str(made["html_url"]) if made else None


def _author(api: Api) -> str:
    """Who the token is. One of a workflow or of an app may not ask the REST API."""
    try:
        return str(api.get("user")["login"])
    except ApiError as error:
        if error.status != 403:
            raise
    return str(api.graphql(_WHO, {})["viewer"]["login"])


def _ours(api: Api, path: str, first: str) -> list[dict[str, Any]]:
    """The comments that begin with the marker and are by whoever the token is, the oldest first."""
    try:
        author = _author(api)
    except ApiError as error:
        if error.status not in (401, 403, 404):
            raise
        author = _ACTIONS_BOT
    return [
        comment
        for comment in api.pages(path)
        if comment["user"]
        and comment["user"]["login"] == author
        and (comment["body"] or "").replace("\r\n", "\n").split("\n")[0] == first
    ]
