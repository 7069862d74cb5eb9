"""`policylint explain`: a rule's page in the terminal."""

import argparse

from policylint.catalogue import load
from policylint.commands.options import OK, UsageError
from policylint.nearest import did_you_mean
from policylint.page import page


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `explain` takes."""
    parser.add_argument("rule", metavar="RULE", help="the id or name of a rule")


def run(options: argparse.Namespace) -> int:
    """Print the page of the rule."""
    rules = load().rules
    for rule in rules.values():
        if options.rule.upper() == rule.id or options.rule == rule.name:
            print(page(rule), end="")
            return OK
    names = [name for rule in rules.values() for name in (rule.id, rule.name)]
    raise UsageError(f"no rule is called {options.rule!r}{did_you_mean(options.rule, names)}; see `policylint rules`")
