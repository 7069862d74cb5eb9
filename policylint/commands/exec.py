"""`policylint exec`: run a command in which every Python process guards what it submits."""

import argparse
import os
import subprocess
import sys

from policylint.commands.options import UsageError
from policylint.guards.environment import guarded_environment
from policylint.guards.options import GuardOptions, variable, written


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `exec` takes: the options of the guard that are text, and the command."""
    for name, option in written().items():
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            choices=option.choices or None,
            metavar=option.metavar or None,
            help=f"{option.meaning} [${variable(name)}]",
        )
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="such as: python train.py")


def run(options: argparse.Namespace) -> int:
    """Become the command; its exit code is the answer."""
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise UsageError("no command to run; write `policylint exec -- python train.py`")
    environ = guarded_environment(os.environ, {name: getattr(options, name) for name in written()})
    GuardOptions.read({}, environ)  # a word that the guard does not know is refused here, not in the midst of training
    try:
        if sys.platform == "win32":
            return subprocess.run(command, env=environ, check=False).returncode  # noqa: S603 - as asked
        sys.stdout.flush()
        os.execvpe(command[0], command, environ)  # noqa: S606 - as asked
    except OSError as error:
        raise UsageError(f"cannot run {command[0]!r}: {error.strerror}") from error
