"""`policylint schema`: the API model that requests are held to."""

import argparse
import json

from policylint.commands.console import out
from policylint.commands.options import OK, Parser, UsageError, add_command
from policylint.job import JOBS, TRAINING, TUNING
from policylint.secrets.redaction import screened


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `schema` takes: one of its own commands."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    show = add_command(
        commands,
        "show",
        "Print what the API model says about a member.",
        "policylint schema show ResourceConfig.InstanceType",
    )
    show.add_argument("path", nargs="?", default="", metavar="PATH", help="such as ResourceConfig.InstanceType")
    show.add_argument(
        "--algorithm",
        metavar="NAME[:VERSION]",
        help="of a built-in algorithm, such as xgboost; PATH is one of its hyperparameters then",
    )
    show.set_defaults(schema=_show)
    export = add_command(
        commands, "json", "Export the API model as JSON Schema (2020-12) for editors.", "policylint schema json"
    )
    export.set_defaults(schema=_json)
    for command in (show, export):
        which = command.add_mutually_exclusive_group()
        which.add_argument("--tuning", action="store_true", help="of CreateHyperParameterTuningJob")
        which.add_argument(
            "--operation", choices=tuple(JOBS), metavar="NAME", help=f"one of {', '.join(JOBS)} (default: the first)"
        )
    add_command(
        commands, "diff", "Compare the API model with the installed botocore.", "policylint schema diff"
    ).set_defaults(schema=_diff)


def run(options: argparse.Namespace) -> int:
    """Print what was asked for."""
    out(screened(options.schema(options)))
    return OK


def _operation(options: argparse.Namespace) -> str:
    operation: str = TUNING if options.tuning else options.operation or TRAINING
    return operation


def _show(options: argparse.Namespace) -> str:
    if options.algorithm is not None:
        from policylint.algorithms.show import show as show_algorithm

        return show_algorithm(options.algorithm, options.path).rstrip("\n")
    from policylint.schema.show import show

    return show(_operation(options), options.path).rstrip("\n")


def _json(options: argparse.Namespace) -> str:
    from policylint.algorithms.editors import with_hyperparameters
    from policylint.schema.jsonschema import json_schema

    operation = _operation(options)
    return json.dumps(with_hyperparameters(json_schema(operation), operation), indent=2)


def _diff(_: argparse.Namespace) -> str:
    from policylint.schema.diff import diff

    try:
        return diff().rstrip("\n")
    except ImportError as error:
        raise UsageError("`schema diff` compares with an installed botocore, and none is installed") from error
