"""`policylint exec`: run a command in which every Python process guards what it submits."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from policylint.commands.console import err
from policylint.commands.options import UsageError
from policylint.guards.environment import guarded_environment
from policylint.guards.options import GuardOptions, variable, written
from policylint.guards.unguarded import unguarded
from policylint.secrets.redaction import screened

UNGUARDED = 4
"""The exit code where a process below made a client without a guard."""

_FORWARDED = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGQUIT")


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
    """Run the command; its exit code is the answer, unless a process below it went unguarded."""
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise UsageError("no command to run; write `policylint exec -- python train.py`")
    # A word that the guard does not know is refused here, not in the midst of training.
    read = GuardOptions.read({name: getattr(options, name) for name in written()})
    with unguarded(read) as folder:
        code = _run(command, guarded_environment(os.environ, read, folder.folder))
        if not folder.was_read():
            return code
    happened = "what it would have submitted was refused" if folder.refuses else "what it submitted went unjudged"
    err(
        screened(
            f"a process below `{command[0]}` made a client without a guard in place: {happened}; "
            "it may have been started by `python -I` or `-S`, with another PYTHONPATH, or have a Python of its own, as "
            "the AWS CLI 2"
        )
    )
    return UNGUARDED


def _run(command: Sequence[str], environ: dict[str, str]) -> int:
    sys.stdout.flush()
    try:
        with subprocess.Popen(command, env=environ) as running, _forwarding_to(running):  # noqa: S603 - as asked
            code = running.wait()
    except OSError as error:
        raise UsageError(f"cannot run {command[0]!r}: {error.strerror}") from error
    return 128 - code if code < 0 else code  # as shells give the number of a signal


@contextmanager
def _forwarding_to(running: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Hand signals on. An interrupt of the terminal reaches the command by itself, and is its to answer."""

    def forward(number: int, frame: FrameType | None) -> None:
        running.send_signal(number)

    known = [getattr(signal, name) for name in _FORWARDED if hasattr(signal, name)]
    before = {number: signal.signal(number, forward) for number in known}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
