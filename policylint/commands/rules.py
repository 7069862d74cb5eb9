"""`policylint rules`: every rule in a line."""

import argparse

from policylint.commands.console import out
from policylint.commands.options import OK, add_settings, settings_of
from policylint.engine import Engine
from policylint.secrets.redaction import screened


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `rules` takes."""
    add_settings(parser, "selection", "policies")


def run(options: argparse.Namespace) -> int:
    """Print id, severity, name and title of each rule, and which are off."""
    engine = Engine.of(settings_of(options))
    for rule in engine.catalogue.rules.values():
        state = "" if rule.id in engine.rules else "  (off)"
        out(screened(f"{rule.id:<8} {rule.severity.value:<8} {rule.name:<36} {rule.title}{state}"))
    return OK
