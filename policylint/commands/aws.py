"""`policylint aws`: judge what a command of the AWS CLI would send, then run it.

The command runs twice: first against an endpoint on this machine, which notes the request and refuses it, so that the
CLI itself reads its shorthand, `file://` and `--cli-input-yaml`, in whatever version it is; then, if the request is
good enough, for good.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from policylint.commands.console import plain_err
from policylint.commands.options import UsageError
from policylint.guards.cli_call import Refused, judged, outcome, recorded
from policylint.guards.operations import OPERATIONS, Operation
from policylint.guards.options import GuardOptions
from policylint.guards.unguarded import without
from policylint.secrets.redaction import screened


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `aws` takes: the command line of the AWS CLI. The guard's options come from the environment."""
    parser.add_argument(
        "command", nargs=argparse.REMAINDER, metavar="-- ARGS", help="such as: sagemaker create-training-job ..."
    )


def run(options: argparse.Namespace) -> int:
    """Judge and run; the CLI's exit code is the answer."""
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise UsageError("no command to run; write `policylint aws -- sagemaker create-training-job ...`")
    environ = {**os.environ, "AWS_DATA_PATH": without(os.environ.get("AWS_DATA_PATH", ""))}
    operation = _operation(command)
    if operation is None:
        return _run(command, environ)
    try:
        found = recorded(["aws", *command], environ)
    except OSError as error:
        raise UsageError(f"cannot run 'aws': {error.strerror}") from error
    if found.request is None:
        if found.code == 0:  # it sends nothing: a skeleton, a help page
            return _run(command, environ)
        plain_err(screened(found.error), end="")
        return found.code
    try:
        settle = judged(operation, found, GuardOptions.read({}))
    except Refused as refused:
        plain_err(screened(str(refused)))
        return 1
    code = _run(command, environ)
    settle(outcome(code))
    return code


def _operation(command: Sequence[str]) -> Operation | None:
    """The guarded operation that a command line names."""
    words = [word for word in command if not word.startswith("-")]
    for at, service in enumerate(words[:-1]):  # values of options may stand before
        for operation in OPERATIONS.values():
            named = words[at + 1].replace("-", "").lower() == operation.name.lower()
            if named and operation.model.partition("/")[0] == service:
                return operation
    return None


def _run(command: Sequence[str], environ: dict[str, str]) -> int:
    sys.stdout.flush()
    try:
        return subprocess.run(["aws", *command], env=environ, check=False).returncode  # noqa: S603, S607 - as asked
    except OSError as error:
        raise UsageError(f"cannot run 'aws': {error.strerror}") from error
