"""`policylint replay`: which past jobs a change of policies would have stopped, or let pass."""

import argparse
from dataclasses import replace

from policylint.commands.audit import TEXTS, add_records, exit_code, history_of, report, terms_of, totals
from policylint.commands.options import FINDINGS, OK, add_output, add_settings, outputs, settings_of
from policylint.settings.config import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `replay` takes."""
    add_records(parser)
    add_output(parser, "the report")
    group = parser.add_argument_group("what is compared")
    group.add_argument(
        "--against",
        action="append",
        metavar="PACK",
        help="a pack of the policies before; repeatable (default: those of the configuration; `--against=`: none)",
    )
    group.add_argument(
        "--most-flips", type=int, default=0, metavar="N", help="exit 1 if more jobs than these flip (default: 0)"
    )
    add_settings(parser, "facts", "policies")


def run(options: argparse.Namespace) -> int:
    """Judge by both, compare, report."""
    from policylint.history.run import Plan

    written = outputs(options.output, TEXTS)
    new = settings_of(options)
    plan = Plan(terms_of(options, new), terms_of(options, _before(options)))
    total = totals(options, plan)
    report(options, history_of(total, plan), written)
    code = exit_code(total)
    if code != OK:
        return code
    return FINDINGS if total.whole.with_findings > options.most_flips else OK


def _before(options: argparse.Namespace) -> Settings:
    """The settings with the policies that are replaced."""
    given = argparse.Namespace(**{**vars(options), "policies": options.against})
    found = settings_of(given)
    return found if options.against != [""] else replace(found, config=replace(found.config, policies=()))
