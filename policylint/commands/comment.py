"""`policylint comment`: a review onto a pull request at GitHub, in place of the last one."""

import argparse
import os
import re
import sys
from pathlib import Path

from policylint.commands.console import out
from policylint.commands.options import OK, UsageError
from policylint.github.api import API, Api
from policylint.github.comments import BEHAVIOURS, marker, publish
from policylint.secrets.redaction import screened


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `comment` takes."""
    parser.add_argument(
        "file", metavar="FILE", help="the Markdown that `policylint review` wrote; - for standard input"
    )
    parser.add_argument(
        "--repository",
        metavar="OWNER/NAME",
        default=os.environ.get("GITHUB_REPOSITORY"),
        help="the repository (default: $GITHUB_REPOSITORY)",
    )
    parser.add_argument("--pull-request", type=int, metavar="NUMBER", required=True, help="the pull request")
    parser.add_argument(
        "--head", metavar="SHA", help="refuse unless this is the pull request's latest commit: for numbers from a fork"
    )
    parser.add_argument("--behavior", choices=list(BEHAVIOURS), default="update", help="default: %(default)s")
    parser.add_argument("--tag", default="", help="distinguishes several comments on one pull request")
    parser.add_argument("--dry-run", action="store_true", help="print the comment and send nothing")


def run(options: argparse.Namespace) -> int:
    """Publish, and print the comment's address. The token is the environment variable GITHUB_TOKEN."""
    text = _text(options.file)
    try:
        first = marker(options.tag)
        if options.dry_run:
            out(screened(f"{first}\n{text}"), end="")
            return OK
        if not re.fullmatch(r"[\w-]+/(?!\.\.?$)[\w.-]+", options.repository or ""):
            raise UsageError(f"--repository is {options.repository!r}; write OWNER/NAME")
        api = api_of_environment()
        if options.head:
            _require(api, options.repository, options.pull_request, options.head)
        page = publish(api, options.repository, options.pull_request, text, behaviour=options.behavior, tag=options.tag)
        out(screened(str(page)))
    except ValueError as error:
        raise UsageError(str(error)) from error
    return OK


def api_of_environment() -> Api:
    """GitHub as the environment of a workflow names it.

    Raises:
        UsageError: there is no token.
    """
    token = os.environ.get("GITHUB_TOKEN")
    if not token:
        raise UsageError("the environment variable GITHUB_TOKEN is not set")
    return Api(token, os.environ.get("GITHUB_API_URL") or API)


def _require(api: Api, repository: str, number: int, head: str) -> None:
    latest = api.get(f"repos/{repository}/pulls/{number}")["head"]["sha"]
    if latest != head:
        raise UsageError(f"the latest commit of pull request {number} is {latest}, not {head}: this comment is not its")


def _text(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
