"""`policylint policies`: the packs that there are, their policies, and what each demands with which parameters."""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policylint.commands.options import OK, Parser, UsageError, add_settings, settings_of
from policylint.config import Settings

if TYPE_CHECKING:
    from policylint.policies.packs import Pack


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `policies` takes: one of its own commands."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    listing = commands.add_parser("list", help="list the packs and their policies")
    show = commands.add_parser("show", help="print a pack: its policies and parameters, and where each value came from")
    explain = commands.add_parser("explain", help="print a policy's page")
    schema = commands.add_parser("schema", help="print the JSON Schema of a pack, for editors")
    show.add_argument("pack", metavar="PACK", help="a pack's name or path")
    explain.add_argument("policy", metavar="POLICY", help="a policy's name")
    for name, command in {"list": listing, "show": show, "explain": explain, "schema": schema}.items():
        add_settings(command)
        command.set_defaults(action=name)


def run(options: argparse.Namespace) -> int:
    """Carry the command out."""
    if options.action == "schema":
        from policylint.policies.model import json_schema

        print(json.dumps(json_schema(), indent=2))
        return OK
    settings = settings_of(options)
    if options.action == "list":
        _list(settings)
    elif options.action == "show":
        _show(options.pack, settings)
    else:
        _explain(options.policy, settings)
    return OK


def _read(references: Sequence[str], settings: Settings) -> "list[Pack]":
    """The packs, with the parameters of the settings where these are packs of the settings."""
    from policylint.policies.packs import read_packs
    from policylint.policies.rules import policies_root

    configured = set(references) <= set(settings.config.policies)
    params = settings.config.policy_params if configured else {}
    return read_packs(references, policies_root(settings), params, "policy-params")


def _list(settings: Settings) -> None:
    from policylint.policies.locating import installed, shipped

    configured = settings.config.policies
    for reference in dict.fromkeys([*configured, *shipped(), *installed()]):
        (pack,) = _read([reference], settings)
        state = "  (applies here)" if reference in configured else ""
        print(f"{reference}{f' {pack.version}' if pack.version else ''}: {pack.title or 'no title'}{state}")
        for name, entry in pack.entries.items():
            origin = "" if entry.pack == pack.name else f"  (from {entry.pack})"
            print(f"  {name:<38} {entry.model.enforcement}{origin}")
    if not configured:
        print('\nNo policies apply here; `--policies baseline` or `policies = ["baseline"]` applies the baseline.')


def _show(reference: str, settings: Settings) -> None:
    from policylint.policies.packs import build
    from policylint.policies.page import parameter_lines, used_parameters
    from policylint.policies.rules import severity_of, title

    (pack,) = _read([reference], settings)
    policies = build([pack])
    print(f"{pack.name}{f' {pack.version}' if pack.version else ''}: {pack.title}\n{pack.path}\n")
    for policy in policies:
        print(f"{policy.name}  {severity_of(policy).value}, {policy.model.enforcement}  {policy.place}")
        print(f"    {title(policy.model.message)}")
        for key, place in policy.changes.items():
            print(f"    {key} from {place}")
        for line in parameter_lines(used_parameters(policy), places=True):
            print(f"    {line}")
    for name, reason in pack.disabled.items():
        print(f"{name}  disabled: {reason}")


def find_page(name: str, settings: Settings) -> tuple[str | None, list[str]]:
    """The page of a policy of any pack that the settings name, that ships or that is installed, and all their names."""
    from policylint.policies.cases import read_cases
    from policylint.policies.locating import installed, shipped
    from policylint.policies.packs import build
    from policylint.policies.page import page

    known: list[str] = []
    for reference in dict.fromkeys([*settings.config.policies, *shipped(), *installed()]):
        (pack,) = _read([reference], settings)
        known += pack.entries
        if name in pack.entries:
            policies = {policy.name: policy for policy in build([pack])}
            cases = [case.model for case in read_cases(pack, policies) if case.policy == name]
            return page(policies[name], cases, places=True), known
    return None, known


def _explain(name: str, settings: Settings) -> None:
    from policylint.nearest import did_you_mean

    text, known = find_page(name, settings)
    if text is None:
        raise UsageError(
            f"no policy is called {name!r}{did_you_mean(name, known)}; `policylint policies list` lists them"
        )
    print(text, end="")
