"""`policylint policies`: the packs that there are, their policies, and what each demands with which parameters."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from policylint.commands.console import out
from policylint.commands.options import OK, Parser, UsageError, add_command, add_settings, settings_of, write
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.policies.packs import Pack


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `policies` takes: one of its own commands."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    listing = add_command(commands, "list", "List the packs and their policies.", "policylint policies list")
    show = add_command(
        commands,
        "show",
        "Print a pack: its policies and parameters, and where each value came from.",
        "policylint policies show baseline",
    )
    explain = add_command(
        commands, "explain", "Print a policy's page.", "policylint policies explain require-network-isolation"
    )
    schema = add_command(
        commands, "schema", "Print the JSON Schema of a pack, for editors.", "policylint policies schema"
    )
    new = add_command(
        commands,
        "new",
        "Write a policy and its test cases, made from a request.",
        "policylint policies new require-vpc --assert VpcConfig --from jobs/churn.yaml",
    )
    new.add_argument("name", metavar="NAME", help="the policy's name, for the duty it states: require-vpc")
    condition = new.add_mutually_exclusive_group(required=True)
    condition.add_argument("--assert", dest="assert_", metavar="EXPR", help="what must be true, in JMESPath")
    condition.add_argument("--deny", metavar="EXPR", help="what must not be true")
    new.add_argument("--when", metavar="EXPR", help="the policy applies where this is true")
    new.add_argument(
        "--from",
        dest="request",
        metavar="FILE",
        required=True,
        help="a file with a request, which the cases start from",
    )
    new.add_argument(
        "--folder", type=Path, default=Path(), metavar="FOLDER", help="where to write (default: the current folder)"
    )
    add_settings(new, "facts")
    show.add_argument("pack", metavar="PACK", help="a pack's name or path")
    explain.add_argument("policy", metavar="POLICY", help="a policy's name")
    for command in (listing, show, explain):
        add_settings(command, "policies")
    for name, command in {"list": listing, "show": show, "explain": explain, "schema": schema, "new": new}.items():
        command.set_defaults(action=name)


def run(options: argparse.Namespace) -> int:
    """Carry the command out."""
    if options.action == "schema":
        from policylint.policies.model import json_schema

        out(screened(json.dumps(json_schema(), indent=2)))
        return OK
    settings = settings_of(options)
    if options.action == "list":
        _list(settings)
    elif options.action == "new":
        _new(options, settings)
    elif options.action == "show":
        _show(options.pack, settings)
    else:
        _explain(options.policy, settings)
    return OK


def _new(options: argparse.Namespace, settings: Settings) -> None:
    """Write NAME.yaml and NAME.test.yaml; neither may be there already."""
    from policylint.authored.fault import AuthoredError
    from policylint.commands.eval import requests_in
    from policylint.policies.functions.texts import matches
    from policylint.policies.model import NAME
    from policylint.policies.packs import build, read_packs
    from policylint.policies.scaffold import cases_text, policy_text
    from policylint.secrets.redaction import redactor_of

    name: str = options.name
    if not matches(name, NAME):
        raise UsageError(f"{name!r} is not a name: use lowercase letters and digits, words joined by hyphens")
    pack, tests = options.folder / f"{name}.yaml", options.folder / f"{name}.test.yaml"
    for file in (pack, tests):
        if file.exists():
            raise UsageError(f"{file} is there already, and no file is touched")
    job = next(requests_in(options.request, settings))
    given = {"when": options.when, "assert": options.assert_, "deny": options.deny}
    write(pack, screened(policy_text(name, {key: text for key, text in given.items() if text})))
    try:
        (policy,) = build(read_packs([f"./{pack.name}"], options.folder.absolute()))
        write(tests, screened(cases_text(policy, job, redactor_of(job).redact, Path(options.request).name)))
    except AuthoredError:
        pack.unlink()
        raise
    out(screened(f"wrote {pack}\nwrote {tests}\n\nNext: give it its words, read what each case expects, then"))
    out(screened(f"policylint test {pack}"))


def _configured(settings: Settings) -> "dict[str, Pack]":
    """The packs of the settings, by reference, with the settings' values for their parameters."""
    from policylint.policies.rules import configured

    return dict(zip(dict.fromkeys(settings.config.policies), configured(settings), strict=True))


def _known(settings: Settings) -> "dict[str, Pack]":
    """All packs that a name leads to, by reference: those of the settings, those that ship, those installed."""
    from policylint.policies.locating import installed, shipped
    from policylint.policies.packs import read_packs

    configured = _configured(settings)
    others = [reference for reference in (*shipped(), *installed()) if reference not in configured]
    return {**configured, **{reference: read_packs([reference], settings.root)[0] for reference in others}}


def _list(settings: Settings) -> None:
    configured = settings.config.policies
    for reference, pack in _known(settings).items():
        state = "  (applies here)" if reference in configured else ""
        out(screened(f"{reference}{f' {pack.version}' if pack.version else ''}: {pack.title or 'no title'}{state}"))
        for name, entry in pack.entries.items():
            origin = "" if entry.pack == pack.name else f"  (from {entry.pack})"
            out(screened(f"  {name:<38} {entry.model.enforcement}{origin}"))
    if not configured:
        out(
            screened(
                '\nNo policies apply here; `--policies baseline` or `policies = ["baseline"]` applies the baseline.'
            )
        )


def _show(reference: str, settings: Settings) -> None:
    from policylint.policies.packs import build, read_packs
    from policylint.policies.page import parameter_lines, used_parameters
    from policylint.policies.policy import severity_of, title

    (asked,) = read_packs([reference], Path.cwd())
    applying = _configured(settings).values()
    pack = next((one for one in applying if one.path.resolve() == asked.path.resolve()), asked)
    policies = build([pack], valued=False)
    out(screened(f"{pack.name}{f' {pack.version}' if pack.version else ''}: {pack.title or 'no title'}\n{pack.path}\n"))
    for policy in policies:
        out(screened(f"{policy.name}  {severity_of(policy).value}, {policy.model.enforcement}  {policy.place}"))
        out(screened(f"    {title(policy.model.message)}"))
        out(screened(f"    judges {', '.join(sorted(policy.scopes))}"))
        for key, place in policy.changes.items():
            out(screened(f"    {key} from {place}"))
        for line in parameter_lines(used_parameters(policy), places=True):
            out(screened(f"    {line}"))
    for name, reason in pack.disabled.items():
        out(screened(f"{name}  disabled: {reason}"))


def find_page(name: str, settings: Settings) -> tuple[Shown | None, list[str]]:
    """The page of a policy of any pack that the settings name, that ships or that is installed, and all their names."""
    from policylint.policies.cases import read_cases
    from policylint.policies.packs import build
    from policylint.policies.page import page

    packs = _known(settings)
    holding = {reference: pack for reference, pack in packs.items() if name in pack.entries}
    if not holding:
        return None, [one for pack in packs.values() for one in pack.entries]
    # As it applies here, else as the pack has it that it comes from, which also has its cases.
    applying = [pack for reference, pack in holding.items() if reference in settings.config.policies]
    own = [pack for pack in holding.values() if pack.entries[name].pack == pack.name]
    pack = [*applying, *own, *holding.values()][0]
    policies = {policy.name: policy for policy in build([pack], valued=False)}
    cases = [case for case in read_cases(pack, policies) if case.policy == name]
    return page(policies[name], cases, places=True), list(pack.entries)


def _explain(name: str, settings: Settings) -> None:
    from policylint.nearest import did_you_mean

    text, known = find_page(name, settings)
    if text is None:
        raise UsageError(
            f"no policy is called {name!r}{did_you_mean(name, known)}; `policylint policies list` lists them"
        )
    out(text, end="")
