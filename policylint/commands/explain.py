"""`policylint explain`: the page of a rule or of a policy, in the terminal."""

import argparse

from policylint.catalogue import load
from policylint.commands.console import out
from policylint.commands.options import OK, UsageError, add_settings, settings_of
from policylint.nearest import did_you_mean
from policylint.rule_page import page


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `explain` takes."""
    parser.add_argument("rule", metavar="RULE", help="the id or name of a rule, or the name of a policy")
    add_settings(parser)


def run(options: argparse.Namespace) -> int:
    """Print the page."""
    rules = load().rules.values()
    for rule in rules:
        if options.rule.upper() == rule.id or options.rule == rule.name:
            out(page(rule), end="")
            return OK
    from policylint.commands.policies import find_page

    text, policies = find_page(options.rule, settings_of(options))
    if text is None:
        names = [*(name for rule in rules for name in (rule.id, rule.name)), *policies]
        near = did_you_mean(options.rule, names)
        raise UsageError(f"no rule or policy is called {options.rule!r}{near}; see `policylint rules`")
    out(text, end="")
    return OK
