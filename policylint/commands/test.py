"""`policylint test`: the cases beside packs, whether they try every policy, and whether they would notice a mistake."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policylint.commands.console import out
from policylint.commands.options import FINDINGS, OK, UsageError, add_output, add_settings, outputs, settings_of, write
from policylint.secrets.redaction import screened

if TYPE_CHECKING:
    from policylint.policies.cases import Case, Result
    from policylint.policies.packs import Pack
    from policylint.policies.policy import Policy

_Outcome = tuple[str, "Sequence[Result]", Sequence[tuple[str, str]]]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `test` takes."""
    parser.add_argument("packs", nargs="*", metavar="PACK", help="names or paths (default: those of the settings)")
    parser.add_argument(
        "--require-coverage", action="store_true", help="fail where a policy has no failing or no passing case"
    )
    parser.add_argument(
        "--require-kinds", action="store_true", help="fail where a policy judges a kind of job that no case is of"
    )
    parser.add_argument(
        "--mutate", action="store_true", help="fail where a policy could be wrong without any case failing"
    )
    add_output(parser, "the results")
    parser.add_argument("-v", "--verbose", action="store_true", help="name the cases that pass, too")
    add_settings(parser, "policies")


def run(options: argparse.Namespace) -> int:
    """Try every case; exit code 1 if anything is not as expected."""
    from policylint.policies.junit import junit
    from policylint.policies.packs import build, read_packs
    from policylint.policies.rules import policies_root

    written = outputs(options.output, {"junit": (".xml",)})
    settings = settings_of(options)
    references = options.packs or settings.config.policies
    if not references:
        raise UsageError("name the packs to test, or configure `policies = [...]`")
    packs = read_packs(references, Path.cwd() if options.packs else policies_root(settings))
    policies = {policy.name: policy for policy in build(packs, valued=False)}
    outcomes = [_pack(pack, policies, options) for pack in packs]
    for _, file in written:
        write(file, screened(junit(outcomes)))
    failed = sum(bool(result.problem) for _, results, _ in outcomes for result in results)
    problems = sum(len(more) for _, _, more in outcomes)
    total = sum(len(results) for _, results, _ in outcomes)
    out(screened(f"{total} cases, {failed} failed" + (f"; {_gaps(problems)} in what they try" if problems else "")))
    if not total:
        raise UsageError("there are no cases: write them into NAME.test.yaml beside the policies")
    return FINDINGS if failed or problems else OK


def _gaps(number: int) -> str:
    return "1 gap" if number == 1 else f"{number} gaps"


def _pack(pack: "Pack", policies: "dict[str, Policy]", options: argparse.Namespace) -> _Outcome:
    from policylint.policies.cases import coverage, read_cases, try_case

    cases = read_cases(pack, policies)
    results = [try_case(case, policies[case.policy]) for case in cases]
    for result in results:
        if result.problem:
            out(
                screened(
                    f"FAILED {result.case.policy}: {result.case.model.name}\n    {result.case.place}: {result.problem}"
                )
            )
        elif options.verbose:
            out(screened(f"passed {result.case.policy}: {result.case.model.name}"))
    own = {name: policies[name] for name, entry in pack.entries.items() if entry.pack == pack.name}
    problems: list[tuple[str, str]] = []
    for name, lacking in coverage(cases, own).lacking():
        out(screened(f"{'FAILED' if options.require_coverage else 'note'} {name} lacks {lacking} case"))
        if options.require_coverage:
            problems.append((name, f"lacks {lacking} case"))
    if options.require_kinds:
        for name, kinds in coverage(cases, own).untried(own):
            out(screened(f"FAILED {name}: it judges {kinds}, and no case is one"))
            problems.append((name, f"no case is a {kinds}"))
    if options.mutate:
        problems += _mutations(own, cases)
    return pack.name, results, problems


def _mutations(own: "dict[str, Policy]", cases: "Sequence[Case]") -> Iterator[tuple[str, str]]:
    from policylint.policies.mutation import survivors

    for name, policy in own.items():
        for change in survivors(policy, cases):
            words = f"no case would notice: {change}"
            out(screened(f"FAILED {name}: {words}"))
            yield name, words
