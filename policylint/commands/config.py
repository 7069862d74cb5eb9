"""`policylint config`: the settings and where each came from."""

import argparse
from dataclasses import asdict, is_dataclass
from typing import Any

from policylint.commands.console import out
from policylint.commands.options import ALL_SETTINGS, OK, Parser, add_command, add_settings, settings_of
from policylint.finding import Severity
from policylint.secrets.redaction import screened
from policylint.settings.loading import describe


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `config` takes: one of its own commands."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    show = add_command(
        commands, "show", "Print each setting, its value and where it came from.", "policylint config show"
    )
    add_settings(show, *ALL_SETTINGS)


def run(options: argparse.Namespace) -> int:
    """Print the settings as a configuration file would write them."""
    for name, value, origin, doc in describe(settings_of(options)):
        out(screened(f"{name} = {_toml(value)}  # {origin}\n    {doc}"))
    return OK


def _toml(value: Any) -> str:
    """A setting as TOML; `unset` for None, which TOML cannot say."""
    if value is None:
        return "unset"
    if isinstance(value, Severity):
        return f'"{value.value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if is_dataclass(value) and not isinstance(value, type):
        value = {name.replace("_", "-"): item for name, item in asdict(value).items() if item not in (None, (), {}, "")}
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    return str(value)
