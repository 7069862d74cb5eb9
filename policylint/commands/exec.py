"""`policylint exec`: run a command in which every Python process guards what it submits."""

import argparse
import os
import subprocess
import sys

from policylint.commands.options import UsageError
from policylint.guards.environment import guarded_environment
from policylint.guards.options import MODE_VARIABLE, terms


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `exec` takes."""
    parser.add_argument("--mode", choices=["enforce", "warn", "audit"], help="default: $POLICYLINT_GUARD, else enforce")
    parser.add_argument("--confirm-over", metavar="USD", help="ask before a job that can cost more")
    parser.add_argument("--budget", metavar="USD", help="what the project may spend in a day")
    parser.add_argument("--project", metavar="NAME", help="whose budget it is")
    parser.add_argument("--ledger", metavar="FILE", help="where the budget is counted")
    parser.add_argument("--audit", metavar="FILE", help="where each submission is recorded")
    parser.add_argument("--on-error", choices=["block", "warn"], help="what to do with a job that cannot be judged")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="such as: python train.py")


def run(options: argparse.Namespace) -> int:
    """Become the command; its exit code is the answer."""
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise UsageError("no command to run; write `policylint exec -- python train.py`")
    mode = options.mode or os.environ.get(MODE_VARIABLE) or "enforce"
    given = {
        name: getattr(options, name) for name in ("confirm_over", "budget", "project", "ledger", "audit", "on_error")
    }
    environ = guarded_environment(os.environ, mode, **given)
    terms(environ=environ)  # a word that the guard does not know is refused here, not in the midst of training
    try:
        if sys.platform == "win32":
            return subprocess.run(command, env=environ, check=False).returncode  # noqa: S603 - as asked
        sys.stdout.flush()
        os.execvpe(command[0], command, environ)  # noqa: S606 - as asked
    except OSError as error:
        raise UsageError(f"cannot run {command[0]!r}: {error.strerror}") from error
