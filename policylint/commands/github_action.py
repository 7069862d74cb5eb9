"""The step of the action: review, annotate, summarise, comment, and set the outputs.

All its inputs come from the environment, so that nothing anyone wrote into an input, a branch or a file name
is ever part of a script. The step itself does not fail: the output `exit-code` has the outcome, and a later step ends
with it.
"""

import json
import os
import secrets
import shlex
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from policylint.commands.console import out
from policylint.commands.options import FAILED, Parser, UsageError
from policylint.commands.review import Done, arguments, carry_out
from policylint.counting import counted
from policylint.engine import where
from policylint.errors import PolicylintError
from policylint.finding import Finding
from policylint.git import GitError, available, fetched_ancestor
from policylint.github.api import API, Api, ApiError
from policylint.github.bases import base_of_event, is_target_alone
from policylint.github.comments import BEHAVIOURS, publish
from policylint.reports.comment import Address
from policylint.reports.github import command
from policylint.reports.visible import visible
from policylint.reports.wording import inert, place, verdict
from policylint.review import Review
from policylint.secrets.redaction import screened

ANNOTATIONS = 10
"""How many annotations of a kind GitHub shows for a step."""
FILES = {"sarif": "report.sarif", "json": "report.json", "html": "report.html"}


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Carry the step out; 0, since the outputs say what came of it."""
    folder = Path(environ.get("RUNNER_TEMP") or ".") / "policylint"
    try:
        event = _event(environ)
        base = _base(environ, event)
        options = _options(environ, folder, base, _rules_from(environ, event))
        done = carry_out(options, _address(environ, event), Path(environ.get("GITHUB_WORKSPACE") or Path.cwd()))
    except PolicylintError as error:
        return _could_not(environ, str(error))
    except Exception as error:  # noqa: BLE001 - a traceback could show what a request holds
        return _could_not(environ, f"a fault of policylint's own: {where(error)}; please report it")
    _print_lines(annotations(done.review))
    _append(environ.get("GITHUB_STEP_SUMMARY"), done.comment)
    (folder / "pull-request").write_text(f"{_number(event) or ''}\n", encoding="utf-8")
    _set_outputs(environ, _outputs(done, folder))
    _comment(environ, event, done)
    return 0


def annotations(review: Review) -> Iterator[str]:
    """Workflow commands for the new findings, as many of a kind as GitHub shows; the others as plain lines."""
    used: Counter[str] = Counter()
    report = review.report
    for finding in sorted(review.new, key=lambda finding: report.severity_of(finding).rank):
        severity = report.severity_of(finding).value
        used[severity] += 1
        if used[severity] <= ANNOTATIONS:
            yield command(report, finding)
        else:
            yield inert(f"{place(finding)}: {visible(finding.rule)} [{severity}] {visible(finding.message.strip())}")
    left_out = sum(max(0, number - ANNOTATIONS) for number in used.values())
    if left_out:
        yield f"GitHub shows {ANNOTATIONS} annotations of a kind; {counted(left_out, 'more finding')} above."
    yield verdict(report)


_TARGET_ALONE = (
    "on pull_request_target the checkout is of the target branch, so that nothing of the pull request would be judged: "
    "run on pull_request, and comment from a second workflow (docs/ci.md)"
)


def _event(environ: Mapping[str, str]) -> dict[str, Any]:
    file = environ.get("GITHUB_EVENT_PATH")
    if not file:
        return {}
    try:
        event = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"the event of the workflow cannot be read: {error}") from error
    return event if isinstance(event, dict) else {}


def _base(environ: Mapping[str, str], event: Mapping[str, Any]) -> str | None:
    """The commit to compare with: where HEAD parted from the revision asked for, else that of the event, else none.

    Raises:
        UsageError: the one asked for cannot be had, or nothing of the pull request is checked out.
    """
    asked = environ.get("INPUT_BASE_REF")
    try:
        if asked:
            return fetched_ancestor([available(asked)], "origin")
        if is_target_alone(event, environ):
            raise UsageError(_TARGET_ALONE)
        return base_of_event(event, environ)
    except GitError as error:
        if asked:
            raise UsageError(f"base-ref: {error}") from error
        _print_lines([f"::notice title=policylint::Every finding counts as new: {_data(str(error))}"])
        return None


def _rules_from(environ: Mapping[str, str], event: Mapping[str, Any]) -> str:
    """Whose rules judge: those of the head, of the base, or of the base where the pull request is of a fork.

    Raises:
        UsageError: the input is none of these.
    """
    word = environ.get("INPUT_RULES_FROM") or "head"
    if word not in ("head", "base", "base-for-forks"):
        raise UsageError(f"rules-from: is {word!r}; write head, base or base-for-forks")
    if word != "base-for-forks":
        return word
    request = event.get("pull_request") or {}
    head = ((request.get("head") or {}).get("repo") or {}).get("full_name")
    return "base" if request and head != environ.get("GITHUB_REPOSITORY") else "head"


def _options(environ: Mapping[str, str], folder: Path, base: str | None, rules_from: str) -> Any:
    """The options of `policylint review` that the inputs amount to."""
    paths = [line.strip() for line in environ.get("INPUT_PATHS", "").splitlines() if line.strip()]
    given: list[str] = []
    for name in ("config", "fail-on", "min-severity", "fail-over", "fail-over-increase", "comment-if"):
        value = environ.get(f"INPUT_{name.upper().replace('-', '_')}")
        if value and name == "fail-over-increase" and not base:
            _print_lines(["::notice title=policylint::fail-over-increase holds nothing here: there is no base"])
            continue
        given += [f"--{name}={value}"] if value else []
    given += [f"--base-exact={base}"] if base else []
    given += [f"--rules-from={rules_from}"] if rules_from != "head" else []
    given += _new_jobs(environ.get("INPUT_COST_OF") or "all", base)
    given += _existing(environ.get("INPUT_EXISTING") or "pass")
    given += [f"--output={name}={folder / file}" for name, file in FILES.items()]
    given += [f"--comment={folder / 'comment.md'}"]
    try:
        given += shlex.split(environ.get("INPUT_ARGS", ""))
    except ValueError as error:
        raise UsageError(f"args: {error}") from error
    parser = Parser(prog="policylint review", add_help=False)
    arguments(parser)
    return parser.parse_args([*given, "--", *(paths or ["."])])


def _new_jobs(word: str, base: str | None) -> list[str]:
    """Which jobs count in what is said of cost; without a base, all are new."""
    if word not in ("all", "new"):
        raise UsageError(f"cost-of: is {word!r}; write all or new")
    return ["--new-jobs"] if word == "new" and base else []


def _existing(word: str) -> list[str]:
    """What becomes of findings that were there at the base: by default a pull request fails only for what it adds."""
    if word not in ("pass", "fail"):
        raise UsageError(f"existing: is {word!r}; write pass or fail")
    return ["--new-only"] if word == "pass" else []


def _address(environ: Mapping[str, str], event: Mapping[str, Any]) -> Address:
    """Where GitHub shows the line of a finding."""
    server, repository = environ.get("GITHUB_SERVER_URL"), environ.get("GITHUB_REPOSITORY")
    commit = event.get("pull_request", {}).get("head", {}).get("sha") or environ.get("GITHUB_SHA")
    if not (server and repository and commit):
        return lambda finding: None

    def address(finding: Finding) -> str | None:
        if not finding.file or finding.file.startswith(".."):
            return None
        line = f"#L{finding.position.line}" if finding.position else ""
        return f"{server}/{repository}/blob/{commit}/{quote(finding.file, errors='replace')}{line}"

    return address


def _outputs(done: Done, folder: Path) -> dict[str, str]:
    review, costs = done.review, done.review.counted_costs
    most = costs.now.max_usd if costs is not None else None
    change = costs.change if costs is not None and costs.base else None
    return {
        "exit-code": str(review.exit_code()),
        "findings": str(len(review.report.findings)),
        "new-findings": str(len(review.new)),
        "errors": str(review.report.errors),
        "cost-usd": "" if most is None else f"{most:.2f}",
        "cost-delta-usd": "" if change is None else f"{change:.2f}",
        "comment-file": str(folder / "comment.md"),
        **{f"{name}-file": str(folder / file) for name, file in FILES.items()},
    }


def _comment(environ: Mapping[str, str], event: Mapping[str, Any], done: Done) -> None:
    """Comment on the pull request, if this is one and the token may; the summary has it all anyway."""
    behaviour = environ.get("INPUT_COMMENT") or "update"
    number, repository, token = _number(event), environ.get("GITHUB_REPOSITORY"), environ.get("GITHUB_TOKEN")
    if behaviour == "off" or number is None or not repository or not token:
        return
    if behaviour not in BEHAVIOURS:
        _print_lines([f"::warning title=policylint::comment: {_data(visible(behaviour))} is none of off, {_KNOWN}"])
        return
    api = Api(token, environ.get("GITHUB_API_URL") or API)
    try:
        page = publish(
            api,
            repository,
            number,
            done.comment,
            behaviour=behaviour,
            tag=environ.get("INPUT_COMMENT_TAG", ""),
            anew=done.commented,
        )
    except (ApiError, ValueError) as error:
        may_not = isinstance(error, ApiError) and error.status in (401, 403, 404)
        why = "The token may not comment, as is so for pull requests from forks; the summary has the review." * may_not
        _print_lines([f"::{'notice' if may_not else 'warning'} title=policylint::{why or _data(visible(str(error)))}"])
    else:
        _print_lines([f"Comment: {visible(page)}" if page else "No comment: no job costs another amount."])


_KNOWN = ", ".join(BEHAVIOURS)


def _number(event: Mapping[str, Any]) -> int | None:
    number = event.get("pull_request", {}).get("number")
    return number if isinstance(number, int) else None


def _could_not(environ: Mapping[str, str], why: str) -> int:
    _print_lines([f"::error title=policylint::{_data(visible(why))}"])
    _append(environ.get("GITHUB_STEP_SUMMARY"), f"### ❌ policylint could not do its job\n\n```\n{visible(why)}\n```\n")
    _set_outputs(environ, {"exit-code": str(FAILED)})
    return 0


def _set_outputs(environ: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    # A delimiter that nobody can know in advance, so that no value can end itself and set another output.
    delimiter = secrets.token_hex(16)
    lines = "".join(f"{name}<<{delimiter}\n{value}\n{delimiter}\n" for name, value in outputs.items())
    _append(environ.get("GITHUB_OUTPUT"), lines)


def _append(file: str | None, text: str) -> None:
    if file:
        with Path(file).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _print_lines(lines: Iterator[str] | list[str]) -> None:
    for line in lines:
        out(screened(line))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
