"""The command line: arguments in, an exit code out; what a command does stands in `policylint.commands`."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from policylint import __version__
from policylint.commands import COMMANDS
from policylint.commands.console import err
from policylint.commands.options import FAILED, Parser, UsageError
from policylint.errors import PolicylintError
from policylint.nearest import did_you_mean
from policylint.shown import own

_SYNONYMS = {"lint": "check", "validate": "check", "scan": "check", "price": "cost", "estimate": "cost"}
"""What other tools call a command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `policylint` and return its exit code: 0 clean, 1 findings, 2 policylint could not do its job."""
    _survive_odd_text()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = _parser(given).parse_args(given)
        code: int = options.run(options)
        sys.stdout.flush()
    except PolicylintError as error:
        from policylint.secrets.redaction import screened

        err(screened(str(error)))
        return error.exit_code
    except BrokenPipeError:
        # The reader has seen enough (`| head`): keep the interpreter from failing on the same pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        err(own("interrupted; nothing was concluded"))
        return 130
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user: it could show what a request holds
        from policylint.engine import where
        from policylint.secrets.redaction import screened

        err(screened(f"a fault of policylint's own: {where(error)}; please report it"))
        return FAILED
    return code


def _survive_odd_text() -> None:
    """Lone surrogates and terminals that are not UTF-8 must not end a report half-way."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _parser(arguments: Sequence[str]) -> Parser:
    parser = Parser(
        prog="policylint",
        description="Checks Amazon SageMaker training-job requests before they are submitted.",
        epilog="Exit codes: 0 no finding at or above --fail-on, 1 findings, 2 policylint could not do its job.",
    )
    parser.add_argument("--version", action="version", version=f"policylint {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    wanted = next((argument for argument in arguments if not argument.startswith("-")), None)
    if wanted is not None and wanted not in COMMANDS:
        near = did_you_mean(_SYNONYMS.get(wanted, wanted), COMMANDS)
        raise UsageError(f"no command is called {wanted!r}{near}; see `policylint --help`")
    # A parser takes a while to make: the others are needed only for the help that lists them.
    shown = {wanted: COMMANDS[wanted]} if wanted is not None and arguments[0] == wanted else COMMANDS
    for name, purpose in shown.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        if name == wanted:
            module = import_module(f"policylint.commands.{name}")
            module.arguments(command)
            command.set_defaults(run=module.run)
    return parser
