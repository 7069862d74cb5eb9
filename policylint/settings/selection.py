"""Which rules are on: `select` and `ignore` lists of ids, prefixes of ids and names, as ruff reads them."""

from collections.abc import Iterable, Mapping, Sequence

from policylint.errors import PolicylintError
from policylint.nearest import did_you_mean
from policylint.rule import Rule

ALL = "ALL"


class UnknownSelectorError(PolicylintError, ValueError):
    """A selector that names no rule; the message says which, and what is nearest."""


def matches(selector: str, rule: Rule) -> int:
    """How closely a selector names a rule: 0 not at all, else the more the closer (ALL, a prefix, the id or name)."""
    if selector in (rule.id, rule.name):
        return 1000
    if selector == ALL:
        return 1
    prefix = selector.rstrip("x.")
    return 1 + len(prefix) if prefix and rule.category != "policy" and rule.id.startswith(prefix) else 0


def validate(selectors: Iterable[str], rules: Mapping[str, Rule], *, accepting: bool = False) -> None:
    """Check that each selector names at least one rule; where findings are to be accepted, one that allows it.

    Raises:
        UnknownSelectorError: one does not.
    """
    for selector in selectors:
        if accepting and selector in rules and not rules[selector].acceptable:
            raise UnknownSelectorError(f"{selector} is hard-mandatory: it can be neither ignored nor waived")
        if selector != ALL and not any(matches(selector, rule) for rule in rules.values()):
            names = [name for rule in rules.values() for name in (rule.id, rule.name)]
            raise UnknownSelectorError(
                f"no rule is called {selector!r}{did_you_mean(selector, names)}; `policylint rules` lists them"
            )


def enabled(rule: Rule, select: Sequence[str], ignore: Sequence[str]) -> bool:
    """Whether a rule is on: the closer of the matching selectors decides, and `ignore` wins a tie.

    Rules about input that cannot be judged are always on, since policylint fails closed; so are those that nobody may
    ignore.
    """
    if rule.unjudged or not rule.acceptable:
        return True
    chosen = max((matches(selector, rule) for selector in select), default=0)
    refused = max((matches(selector, rule) for selector in ignore), default=0)
    return chosen > refused
