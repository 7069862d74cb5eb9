"""Whether the cases of a policy would notice if it were wrong: each mutant of it must make one of them fail."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from policylint.dataclass_ import dataclass
from policylint.policies.cases import Case, try_case
from policylint.policies.compiling import applicability, truth, value
from policylint.policies.policy import Policy
from policylint.policies.syntax import Node, parse

_BRANCHES = ("and_expression", "or_expression")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy with one thing wrong with it, and what."""

    policy: Policy
    change: str


def survivors(policy: Policy, cases: Sequence[Case]) -> Iterator[str]:
    """What could be changed about a policy without any of its cases failing."""
    own = [case for case in cases if case.policy == policy.name]
    for mutant in mutants(policy):
        if not any(try_case(case, mutant.policy).problem for case in own):
            yield mutant.change


def mutants(policy: Policy) -> Iterator[Mutant]:
    """The policy negated, without its condition, without its `when`, and without each operand of an && or ||."""
    found, model = policy.expressions, policy.model
    key, text = ("deny", model.deny) if model.assert_ is None else ("assert", model.assert_)
    yield Mutant(replace(policy, expressions=replace(found, negated=not found.negated)), f"{key} negated")
    always = replace(found, condition=lambda _: True, result=lambda _: True, negated=False)
    yield Mutant(replace(policy, expressions=always), f"{key} dropped")
    for tree, dropped in _without_operand(parse(text or ""), text or ""):
        changed = replace(found, condition=truth(tree), result=value(tree))
        yield Mutant(replace(policy, expressions=changed), f"{dropped} dropped from {key}")
    if model.when is not None:
        yield Mutant(replace(policy, expressions=replace(found, when=None)), "when dropped")
        for tree, dropped in _without_operand(parse(model.when), model.when):
            changed = replace(found, when=applicability(tree))
            yield Mutant(replace(policy, expressions=changed), f"{dropped} dropped from when")


def _without_operand(tree: Node, text: str) -> Iterator[tuple[Node, str]]:
    """The tree with one operand of one && or || taken out, and that operand's text."""
    if tree["type"] in _BRANCHES:
        left, right = tree["children"]
        for kept, dropped in ((left, right), (right, left)):
            yield kept, " ".join(text[dropped["start"] : dropped["end"]].split())
    for index, child in enumerate(tree["children"]):
        if isinstance(child, dict):
            for inner, dropped_text in _without_operand(child, text):
                children = [*tree["children"][:index], inner, *tree["children"][index + 1 :]]
                yield {**tree, "children": children}, dropped_text
