"""Every rule and check that policylint ships: the one list of rule modules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from policylint.rule import Check, Rule

# A module listed here adds each `Check` and `Rule` among its names; nothing else needs to know of it.
MODULES = (
    "policylint.lint",
    "policylint.schema.check",
    "policylint.contract.algorithm",
    "policylint.contract.image",
    "policylint.contract.metrics",
    "policylint.contract.channels",
    "policylint.contract.output",
    "policylint.contract.encryption",
    "policylint.contract.network",
    "policylint.contract.stopping",
    "policylint.contract.resources",
    "policylint.contract.instance_types",
    "policylint.contract.debugger",
    "policylint.contract.profiler",
    "policylint.contract.tuning",
    "policylint.contract.tuning_ranges",
    "policylint.contract.tuning_strategy",
    "policylint.contract.serverless",
    "policylint.contract.metadata",
    "policylint.contract.job_names",
    "policylint.secrets.rules",
    "policylint.cost.checks",
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The rules by id, in the order of their ids, and the checks that report them."""

    rules: Mapping[str, Rule]
    checks: tuple[Check, ...]


def load(modules: Iterable[str] = MODULES) -> Catalogue:
    """Import the rule modules and collect what they declare.

    Raises:
        ValueError: two rules share an id or a name.
    """
    rules: dict[str, Rule] = {}
    names: dict[str, str] = {}
    checks: list[Check] = []
    for module in modules:
        for declared in vars(import_module(module)).values():
            if isinstance(declared, Check) and declared not in checks:
                checks.append(declared)
            for rule in _rules(declared):
                if rules.setdefault(rule.id, rule) is not rule or names.setdefault(rule.name, rule.id) != rule.id:
                    raise ValueError(f"two rules are called {rule.id} or {rule.name}")
    return Catalogue(dict(sorted(rules.items())), tuple(checks))


def _rules(declared: object) -> Iterator[Rule]:
    if isinstance(declared, Rule):
        yield declared
    elif isinstance(declared, Check):
        yield from declared.rules
