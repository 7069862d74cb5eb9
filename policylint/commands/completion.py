"""`policylint completion`: the script that makes a shell complete commands and options."""

import argparse

from policylint.commands.console import out
from policylint.commands.options import OK
from policylint.secrets.redaction import screened

SHELLS = ("bash", "zsh", "fish")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `completion` takes."""
    parser.add_argument("shell", choices=SHELLS, help="the shell; put what is printed into its start-up file")


def run(options: argparse.Namespace) -> int:
    """Print the script, which asks policylint itself at each press of the tab key."""
    from argcomplete.shell_integration import shellcode

    out(screened(shellcode(["policylint"], shell=options.shell)))
    return OK
